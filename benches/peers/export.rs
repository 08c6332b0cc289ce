//! Writes what other engines need to do the people stage of a dataset, and what skillmix answers there.
//!
//! `export DATASET OUT AS_AT` writes tasks.csv (task, site, class, requires), posts.csv (staff_id, site, level, kind),
//! admits.csv (class, kind), edges.csv (covers links with ranks), codes.csv (code, since), ranks.csv and
//! answers.csv (task, level, able).
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "an export that cannot run should say so")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use skillmix::files::Big;
use skillmix::graph::Graph;
use skillmix::intake::{self, Pace, Source};
use skillmix::matcher::{self, BLOCK, Inputs, Plan};
use skillmix::model::{Day, Kind, Requires};
use skillmix::rules::{embedded, load};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [dataset, out, as_at] => {
            export(&PathBuf::from(dataset), &PathBuf::from(out), Day::parse_iso(as_at).unwrap());
        }
        _ => println!("usage: export DATASET OUT AS_AT"),
    }
}

fn export(dataset: &Path, out: &Path, as_at: Day) {
    fs::create_dir_all(out).unwrap();
    let pack = load(&embedded(), as_at).unwrap();
    let catalogue = &pack.catalogue;
    let bytes = |name: &str| fs::read(dataset.join(name)).unwrap();
    let [codes, tasks, links] =
        ["competencies.csv", "tasks.csv", "links.csv"].map(|name| (name, bytes(name)));
    let source = |(name, bytes): &'static (&'static str, Vec<u8>)| Source { name, bytes };
    let [codes, tasks, links] = [codes, tasks, links].map(|file| source(Box::leak(Box::new(file))));
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

    let admissions = matched.admissions(inputs);
    let mut text = String::from("staff_id,site,level,kind\n");
    for (position, kind) in roster.positions.iter().zip(&admissions.kinds) {
        let (Some(kind), Some(role)) = (kind, catalogue.role_of(position.role)) else { continue };
        let site = &roster.sites[usize::try_from(position.site.0).unwrap()];
        writeln!(text, "{},{site},{},{kind}", roster.staff_id(position.person), role.level).unwrap();
    }
    write("posts.csv", text);
    let mut text = String::from("class,kind\n");
    for (class, kind) in &admissions.admits {
        writeln!(text, "{class},{kind}").unwrap();
    }
    write("admits.csv", text);
    let (mut of_tasks, mut answers) =
        (String::from("task,site,class,requires\n"), String::from("task,level,able\n"));
    for (number, task) in tasks.iter().enumerate() {
        let (Some(class), Requires::Known(requires)) = (matched.class_of(number), &task.requires) else {
            continue;
        };
        let requires: Vec<String> =
            requires.iter().map(|need| format!("{}:{}", codes.name(need.code), need.rank.0)).collect();
        writeln!(of_tasks, "{number},{},{class},{}", task.site, requires.join(";")).unwrap();
        for (level, able) in matched.able_by_level(inputs, number) {
            writeln!(answers, "{number},{level},{able}").unwrap();
        }
    }
    write("tasks.csv", of_tasks);
    write("answers.csv", answers);
    let mut text = String::from("from,from_rank,to,to_rank\n");
    for link in &links.list {
        let rank = |rank: Option<skillmix::model::Rank>| rank.unwrap_or(catalogue.policies.competent).0;
        let (from, to) = (codes.name(link.from), codes.name(link.to));
        writeln!(text, "{from},{},{to},{}", rank(link.from_rank), rank(link.to_rank)).unwrap();
    }
    write("edges.csv", text);
    // assessed from this day on, the refresh period lasts to the as-at date
    let mut text = String::from("code,since\n");
    for code in &codes.list {
        let since = code.refresh_months.map(|months| as_at.less_months(months).to_string()).unwrap_or_default();
        writeln!(text, "{},{since}", code.code).unwrap();
    }
    write("codes.csv", text);
    let mut text = String::from("word,rank\n");
    for (word, rank) in catalogue.proficiencies.iter().zip(1..) {
        writeln!(text, "{word},{rank}").unwrap();
    }
    write("ranks.csv", text);
    println!(
        "{} posts, {} kinds, {} admissions, {} tasks",
        roster.positions.len(),
        admissions.kinds.iter().flatten().max().map_or(0, |kind| kind + 1),
        admissions.admits.len(),
        tasks.len()
    );
}
