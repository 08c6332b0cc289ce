//! Writes what other engines need to do the people stage of a dataset, and what skillmix answers there.
//!
//! `export DATASET OUT AS_AT` writes `tasks.csv` (task, site, class, requires), `posts.csv` (`staff_id`, site, level, kind),
//! `admits.csv` (class, kind), `edges.csv` (covers links with ranks), `codes.csv` (code, since), `ranks.csv` (word, rank)
//! and `answers.csv` (task, level, able).
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "an export that cannot run should say so"
)]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use skillmix::files::Big;
use skillmix::graph::Graph;
use skillmix::intake::{self, Pace, Source};
use skillmix::matcher::{self, BLOCK, Inputs, Matched, Plan};
use skillmix::model::{Codes, Day, Kind, Link, Rank, Requires};
use skillmix::rules::{embedded, load};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [dataset, out, as_at] => {
            export(Path::new(dataset), Path::new(out), Day::parse_iso(as_at).unwrap());
        }
        _ => println!("usage: export DATASET OUT AS_AT"),
    }
}

fn export(dataset: &Path, out: &Path, as_at: Day) {
    fs::create_dir_all(out).unwrap();
    let pack = load(&embedded(), as_at).unwrap();
    let catalogue = &pack.catalogue;
    let files = ["competencies.csv", "tasks.csv", "links.csv"]
        .map(|name| (name, fs::read(dataset.join(name)).unwrap()));
    let [codes, tasks, links] = [0, 1, 2].map(|at| Source { name: files[at].0, bytes: &files[at].1 });
    let staff = Big::open(&dataset.join("staff.csv")).unwrap().unwrap();
    let roster = intake::staff(&staff, catalogue, Pace::default()).unwrap().unwrap().roster;
    let (mut codes, open, _) = intake::competencies(Some(codes)).unwrap();
    let (tasks, _) = intake::tasks(tasks, catalogue, &mut codes, open, &roster).unwrap();
    let (links, _) = intake::links(Some(links), catalogue, &mut codes, open).unwrap();
    assert!(links.list.iter().all(|link| link.kind == Kind::Covers), "peers close over covers links only");
    let (graph, faults) = Graph::build(&codes, &links, catalogue.policies.competent);
    assert!(faults.is_empty(), "no circles");
    let inputs = Inputs { pack: &pack, codes: &codes, graph: &graph, roster: &roster, tasks: &tasks };
    let plan = Plan::new(inputs, matcher::decide_all(&pack, &tasks));
    let holdings = Big::open(&dataset.join("holdings.csv")).unwrap().unwrap();
    let sheet =
        intake::holdings(&holdings, &plan.wanted, &roster.people, catalogue, Pace::default()).unwrap();
    let matched = matcher::match_all(inputs, plan, &sheet.holdings, BLOCK).unwrap();
    let write = |name: &str, text: String| fs::write(out.join(name), text).unwrap();
    let (posts, admits) = people(inputs, &matched);
    write("posts.csv", posts);
    write("admits.csv", admits);
    let (tasks, answers) = questions(inputs, &matched);
    write("tasks.csv", tasks);
    write("answers.csv", answers);
    write("edges.csv", edges(&codes, &links.list, catalogue.policies.competent));
    write("codes.csv", since(&codes, as_at));
    let ranks = catalogue.proficiencies.iter().zip(1..).map(|(word, rank)| format!("{word},{rank}\n"));
    write("ranks.csv", format!("word,rank\n{}", ranks.collect::<String>()));
}

/// posts.csv and admits.csv.
fn people(inputs: Inputs<'_>, matched: &Matched) -> (String, String) {
    let admissions = matched.admissions(inputs);
    let mut posts = String::from("staff_id,site,level,kind\n");
    for (position, kind) in inputs.roster.positions.iter().zip(&admissions.kinds) {
        let role = inputs.pack.catalogue.role_of(position.role);
        let (Some(kind), Some(role)) = (kind, role) else { continue };
        let site = &inputs.roster.sites[usize::try_from(position.site.0).unwrap()];
        let staff_id = inputs.roster.staff_id(position.person);
        writeln!(posts, "{staff_id},{site},{},{kind}", role.level).unwrap();
    }
    let admits = admissions.admits.iter().map(|(class, kind)| format!("{class},{kind}\n"));
    (posts, format!("class,kind\n{}", admits.collect::<String>()))
}

/// tasks.csv and answers.csv.
fn questions(inputs: Inputs<'_>, matched: &Matched) -> (String, String) {
    let mut tasks = String::from("task,site,class,requires\n");
    let mut answers = String::from("task,level,able\n");
    for (number, task) in inputs.tasks.iter().enumerate() {
        let class = matched.class_of(number);
        let (Some(class), Requires::Known(requires)) = (class, &task.requires) else { continue };
        let requires: Vec<String> =
            requires.iter().map(|need| format!("{}:{}", inputs.codes.name(need.code), need.rank.0)).collect();
        writeln!(tasks, "{number},{},{class},{}", task.site, requires.join(";")).unwrap();
        for (level, able) in matched.able_by_level(inputs, number) {
            writeln!(answers, "{number},{level},{able}").unwrap();
        }
    }
    (tasks, answers)
}

/// edges.csv.
fn edges(codes: &Codes, links: &[Link], competent: Rank) -> String {
    let rank = |rank: Option<Rank>| rank.unwrap_or(competent).0;
    let edge = |link: &Link| {
        let (from, to) = (codes.name(link.from), codes.name(link.to));
        format!("{from},{},{to},{}\n", rank(link.from_rank), rank(link.to_rank))
    };
    format!("from,from_rank,to,to_rank\n{}", links.iter().map(edge).collect::<String>())
}

/// codes.csv: assessed from this day on, the refresh period lasts to the as-at date.
fn since(codes: &Codes, as_at: Day) -> String {
    let since = |months: Option<u16>| months.map(|months| as_at.less_months(months).to_string());
    let lines = codes
        .list
        .iter()
        .map(|code| format!("{},{}\n", code.code, since(code.refresh_months).unwrap_or_default()));
    format!("code,since\n{}", lines.collect::<String>())
}
