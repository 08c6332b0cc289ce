//! What is shared gives no small count of people away: an attacker reads it, knows the rules, and narrows what is not told.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{root, run};

const DAY: &str = "2026-11-01";

/// What a count may be, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    low: u64,
    high: u64,
}

/// No end is known.
const OPEN: u64 = u64::MAX;

impl Range {
    /// Of the words of a cell.
    fn read(words: &str, threshold: u64) -> Range {
        let number = |text: &str| text.replace(',', "").parse::<u64>().unwrap();
        match words.split_once(" to ") {
            Some((low, high)) => Range { low: number(low), high: number(high) },
            None if words.ends_with(" or more") => {
                Range { low: number(words.trim_end_matches(" or more")), high: OPEN }
            }
            // zero is told, so that it is at least one
            None if words == "not shown" => Range { low: 1, high: OPEN },
            None => Range { low: number(words), high: number(words) },
        }
        .sound(words, threshold)
    }

    /// A number of people that stands as such is 0, and a range is no narrower than the threshold.
    fn sound(self, words: &str, threshold: u64) -> Range {
        let width = self.high.saturating_sub(self.low);
        assert!(self.high == 0 || width >= threshold - 2, "`{words}` with threshold {threshold}");
        self
    }

    fn is_secret(self, threshold: u64) -> bool {
        self.low < threshold && self.low > 0 && self.high < threshold
    }
}

/// The shared outputs as somebody reads them who has nothing else.
struct Read {
    threshold: u64,
    page: String,
    /// Site, competencies, level, roles that are safe there at least, how many.
    cells: Vec<Cell>,
    /// By competency: how many prove it.
    people: BTreeMap<String, Range>,
    /// Months, then all of them.
    months: Vec<Range>,
    active: Range,
    assistants: Option<Range>,
    /// A competency, and one that proves or needs it.
    links: Vec<(String, String)>,
}

struct Cell {
    task: String,
    site: String,
    needs: BTreeSet<String>,
    level: String,
    range: Range,
}

/// The rows of a table of the page as cells of plain text.
fn table(page: &str, id: &str) -> Vec<Vec<String>> {
    let Some(at) = page.find(&format!("<caption id=\"{id}\">")) else { return Vec::new() };
    let body = page[at..].split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap();
    let plain = |cell: &str| {
        let mut text = String::new();
        let mut inside = false;
        for letter in cell.chars() {
            match letter {
                '<' => inside = true,
                '>' => inside = false,
                other if !inside => text.push(other),
                _ => {}
            }
        }
        text
    };
    let cells = |row: &str| {
        let cells = row.split("</td>").flat_map(|part| part.split("</th>"));
        cells.map(|cell| plain(cell).trim().to_owned()).collect::<Vec<_>>()
    };
    body.split("</tr>").map(cells).filter(|cells| cells.len() > 1).collect()
}

/// What follows a text of the page, up to a sign.
fn after<'p>(page: &'p str, text: &str, end: char) -> Option<&'p str> {
    page.split(text).nth(1)?.split(end).next()
}

/// Reads what was shared.
fn read(folder: &Path, threshold: u64) -> Read {
    let page = fs::read_to_string(folder.join("shared-report.html")).unwrap();
    let json = page.split("id=\"data\">").nth(1).unwrap().split("</script>").next().unwrap();
    let data: serde_json::Value = serde_json::from_str(json).unwrap();
    let word = |number: &serde_json::Value| {
        data["words"][usize::try_from(number.as_u64().unwrap()).unwrap()].as_str().unwrap().to_owned()
    };
    let mut needs = BTreeMap::new();
    for task in data["tasks"].as_array().unwrap() {
        let codes: BTreeSet<String> = task[7].as_array().unwrap().iter().map(word).collect();
        needs.insert((word(&task[0][0]), word(&task[0][1])), codes);
    }
    let text = fs::read_to_string(folder.join("shared-matches.csv")).unwrap();
    let mut rows = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let head = rows.next().unwrap();
    let at = |name: &str| head.iter().position(|column| column == name).unwrap();
    let mut cells = Vec::new();
    for row in rows {
        let (task, site) = (row[at("task_id")].clone(), row[at("site")].clone());
        for told in row[at("able_by_level")].split(';').filter(|told| !told.is_empty()) {
            let (level, words) = told.split_once(':').unwrap();
            let mut range = Range::read(words, threshold);
            if row[at("level")] == level {
                // every safe role has somebody
                range.low = range.low.max(row[at("roles")].split(';').count() as u64);
                assert_eq!(row[at("able")], words);
            }
            let needs = needs[&(task.clone(), site.clone())].clone();
            cells.push(Cell {
                task: task.clone(),
                site: site.clone(),
                needs,
                level: level.to_owned(),
                range,
            });
        }
    }
    let people = table(&page, "needed")
        .into_iter()
        .flat_map(|row| {
            let range = Range::read(&row[4], threshold);
            row[0].split(", same as ").map(|code| (code.to_owned(), range)).collect::<Vec<_>>()
        })
        .collect();
    let months = table(&page, "months").iter().map(|row| Range::read(&row[1], threshold)).collect();
    let mut links = Vec::new();
    for row in table(&page, "links") {
        for other in row[2].split(", ").chain(row[3].split(", ")).chain(row[4].split(", ")) {
            links.push((other.to_owned(), row[0].clone()));
        }
    }
    let active = Range::read(
        after(&page, "active people: ", ';')
            .unwrap_or_else(|| after(&page, "(active people: ", ')').unwrap())
            .split(", ")
            .next()
            .unwrap(),
        threshold,
    );
    let assistants =
        after(&page, "Active people at level 4: ", '.').map(|words| Range::read(words, threshold));
    Read { threshold, page, cells, people, months, active, assistants, links }
}

impl Read {
    /// Everybody able in these cells is among so many people: nobody is counted at two sites or levels (which the attacker
    /// believes), so the least of each site and level add up to no more than that.
    fn within(&self, cells: &[usize], most: u64) -> BTreeMap<usize, u64> {
        let mut least: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for cell in cells.iter().map(|at| &self.cells[*at]) {
            let entry = least.entry((&cell.site, &cell.level)).or_default();
            *entry = (*entry).max(cell.range.low);
        }
        let all: u64 = least.values().sum();
        let others = |cell: &Cell| all - least[&(cell.site.as_str(), cell.level.as_str())];
        // where this leaves less than is told, somebody does stand at two, and the attacker learns nothing
        cells
            .iter()
            .map(|at| (*at, most.saturating_sub(others(&self.cells[*at]))))
            .filter(|(at, most)| *most >= self.cells[*at].range.low)
            .collect()
    }

    /// The competencies that tell of one: itself, and all that prove or need it.
    fn telling(&self, code: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::from([code.to_owned()]);
        loop {
            let more: Vec<String> = self
                .links
                .iter()
                .filter(|(to, from)| found.contains(to) && !found.contains(from))
                .map(|(_, from)| from.clone())
                .collect();
            if more.is_empty() {
                return found;
            }
            found.extend(more);
        }
    }

    /// Every number that is narrowed to one, as words.
    fn attack(&self) -> Vec<String> {
        let mut most: Vec<u64> = self.cells.iter().map(|cell| cell.range.high).collect();
        let mut narrow = |narrowed: BTreeMap<usize, u64>| {
            for (at, high) in narrowed {
                most[at] = most[at].min(high);
            }
        };
        for (code, range) in &self.people {
            let telling = self.telling(code);
            let of: Vec<usize> = (0..self.cells.len())
                .filter(|at| self.cells[*at].needs.iter().any(|need| telling.contains(need)))
                .collect();
            narrow(self.within(&of, range.high));
        }
        let all: Vec<usize> = (0..self.cells.len()).collect();
        narrow(self.within(&all, self.active.high));
        if let Some(range) = self.assistants {
            let of: Vec<usize> = all.iter().copied().filter(|at| self.cells[*at].level == "4").collect();
            narrow(self.within(&of, range.high));
        }
        let mut found = Vec::new();
        for (cell, high) in self.cells.iter().zip(most) {
            if cell.range.is_secret(self.threshold) && high < self.threshold && high <= cell.range.low {
                found.push(format!("{} at {}, level {}: {high}", cell.task, cell.site, cell.level));
            }
        }
        found.extend(self.attack_months());
        found
    }

    /// Twelve months make a year.
    fn attack_months(&self) -> Vec<String> {
        let Some((year, months)) = self.months.split_last() else { return Vec::new() };
        let hidden = |range: &Range| if range.high == OPEN { self.threshold - 1 } else { range.high };
        let year = if year.high == OPEN { Range { low: 0, high: OPEN } } else { *year };
        let mut found = Vec::new();
        for (at, month) in months.iter().enumerate().filter(|(_, month)| month.high == OPEN) {
            let others = |of: &dyn Fn(&Range) -> u64| -> u64 {
                months.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, range)| of(range)).sum()
            };
            let high = year.high.saturating_sub(others(&|range| range.low)).min(self.threshold - 1);
            let low = year.low.saturating_sub(others(&|range| hidden(range))).max(month.low);
            if high <= low {
                found.push(format!("month {at}: {high}"));
            }
        }
        found
    }

    /// No person, and nothing that speaks of the nearest.
    fn names_nobody(&self, folder: &Path, staff: &str) {
        let table = fs::read_to_string(folder.join("shared-matches.csv")).unwrap();
        let ids: BTreeSet<&str> = staff.lines().skip(1).filter_map(|row| row.split(',').next()).collect();
        assert!(ids.len() > 3);
        for text in [&self.page, &table] {
            for id in &ids {
                assert!(!text.contains(id), "{id} stands in {}", folder.display());
            }
            for word in [
                "at this level lacks",
                "at level 4 lacks",
                "Nearest person:",
                "People able at that level",
                "staff.csv",
                "holdings.csv",
            ] {
                assert!(!text.contains(word), "`{word}` stands in {}", folder.display());
            }
        }
        let sections = self.page.matches("<section class=\"page\"").count();
        assert_eq!(self.page.matches("<p class=\"shared\"><strong>For sharing.</strong>").count(), sections);
        assert!(sections > 6);
    }
}

/// Shares a dataset, and attacks what is shared; gives how many counts were secret, and how many crowds were told.
fn attack(dataset: &Path, day: &str, threshold: u64, out: &Path) -> (usize, usize) {
    let (name, number) = (dataset.to_str().unwrap(), threshold.to_string());
    let args = ["match", name, "--as-at", day, "--share", "--threshold", &number, "--quiet"];
    run(root(), &[&args[..], &["--out", out.to_str().unwrap()]].concat());
    let folder = out.join("shared");
    let read = read(&folder, threshold);
    read.names_nobody(&folder, &fs::read_to_string(dataset.join("staff.csv")).unwrap());
    let found = read.attack();
    assert!(found.is_empty(), "{name}, threshold {threshold}: {found:?}");
    let secret = read.cells.iter().filter(|cell| cell.range.is_secret(threshold)).count();
    (secret, read.people.values().filter(|range| range.high != OPEN && range.high > 0).count())
}

#[test]
fn no_suppressed_count_of_the_shipped_datasets_can_be_worked_out() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["acute-ward", "community-rehab"] {
        for threshold in [5, 10] {
            let out = folder.path().join(format!("{name}-{threshold}"));
            let (secret, _) = attack(&root().join("datasets").join(name), DAY, threshold, &out);
            assert!(secret > 0);
        }
    }
}

/// A generated dataset.
fn generated(folder: &Path, seed: u32, (staff, sites): (u32, u32)) -> PathBuf {
    let data = folder.join(format!("data-{seed}"));
    let numbers = [staff, sites, seed].map(|number| number.to_string());
    let [staff, sites, seed] = numbers.each_ref().map(String::as_str);
    let args = ["generate", "--staff", staff, "--sites", sites, "--tasks", "60", "--competencies", "30"];
    run(root(), &[&args[..], &["--seed", seed, "--quiet", "--out", data.to_str().unwrap()]].concat());
    data
}

#[test]
fn no_suppressed_count_of_random_datasets_can_be_worked_out() {
    let folder = tempfile::tempdir().unwrap();
    let mut all = (0, 0);
    for seed in 1..=12 {
        let size = [(40, 1), (120, 1), (200, 2), (300, 3)][seed as usize % 4];
        let data = generated(folder.path(), seed, size);
        let threshold = [5, 6, 9][seed as usize % 3];
        let of = attack(&data, "2026-01-01", threshold, &folder.path().join(format!("out-{seed}")));
        all = (all.0 + of.0, all.1 + of.1);
    }
    // what is attacked is there: secrets, and crowds that bound them
    assert!(all.0 > 100 && all.1 > 20, "{all:?}");
}
