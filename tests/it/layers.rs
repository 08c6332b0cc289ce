//! Layers on a pack: every loosening without papers is refused at its place, and what may be added is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use skillmix::model::{Day, Error, Finding};
use skillmix::rules::{Layer, load, load_layers, merge_layers};

/// A layer's files by name.
type Texts = BTreeMap<&'static str, String>;

fn folder(path: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|file| (file.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&file).unwrap()))
        .collect()
}

/// The pack of the case folders.
fn tiny() -> Layer {
    Layer { folder: "tiny".to_owned(), files: folder("tests/cases/_base/pack") }
}

fn day() -> Day {
    Day::parse_iso("2026-07-01").unwrap()
}

const TOML: &str = "name = \"local\"\nversion = \"1\"\nextends = \"../tiny\"\n";

fn layer(texts: &Texts) -> Layer {
    whole(texts.iter().map(|(name, text)| ((*name).to_owned(), text.clone().into_bytes())).collect())
}

/// A layer of these files; it has a pack.toml.
fn whole(mut files: BTreeMap<String, Vec<u8>>) -> Layer {
    files.entry("pack.toml".to_owned()).or_insert_with(|| TOML.as_bytes().to_vec());
    Layer { folder: "local".to_owned(), files }
}

fn findings(base: Layer, layer: Layer) -> Vec<Finding> {
    match load_layers(&[layer, base], day()) {
        Ok(pack) => panic!("it loads, with {:?}", pack.findings),
        Err(Error::Input(findings)) => findings,
        Err(other) => panic!("{other}"),
    }
}

/// Texts with one file, or with pack.toml and another.
fn with(name: &'static str, text: &str) -> Texts {
    Texts::from([(name, text.to_owned())])
}

const ROLE: &str = "role,title,level,register,profession,field,practitioner,delegates,supervisor,routine,supervision,band,because,source\n";

/// What a layer may not do: `tests/layers/refused.toml`.
#[test]
fn every_loosening_without_papers_is_refused_where_it_stands() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/layers/refused.toml");
    let table: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
    let entries = table["refused"].as_array().unwrap();
    let mut failures = Vec::new();
    for entry in entries {
        let word = |key: &str| entry[key].as_str().unwrap();
        let own = word("file") != "pack.toml" || word("text").starts_with("name");
        let text = if own { word("text").to_owned() } else { format!("{TOML}{}", word("text")) };
        let mut files = BTreeMap::from([(word("file").to_owned(), text.into_bytes())]);
        for (name, text) in entry.get("and").and_then(toml::Value::as_table).into_iter().flatten() {
            files.insert(name.clone(), text.as_str().unwrap().as_bytes().to_vec());
        }
        let found = findings(tiny(), whole(files));
        if !found.iter().any(|f| f.code.word() == word("code") && f.place.to_string() == word("place")) {
            let got: Vec<String> = found.iter().map(ToString::to_string).collect();
            failures.push(format!("{}: not at {} in\n  {}", word("what"), word("place"), got.join("\n  ")));
        }
    }
    assert!(failures.is_empty() && entries.len() >= 40, "{}", failures.join("\n"));
}

/// Where the pack beneath is silent, silence is the strictest answer, and a layer may not speak.
#[test]
fn silence_beneath_is_not_filled() {
    let silent = |file: &str, text: &str| {
        let mut base = tiny();
        base.files.insert(file.to_owned(), text.as_bytes().to_vec());
        base
    };
    let governance = "rule,needs,practitioner,because,source\nG-CTI,cti,no,b,TEST\n";
    let own = with("governance.csv", "rule,needs,because,source\nX-G,cti,b,TEST\n");
    let found = findings(silent("governance.csv", governance), layer(&own));
    assert_eq!(found[0].place.to_string(), "local/governance.csv:2:needs", "{found:?}");
    let supervision = "rule,supervision,harm,practitioner,because,source\nS,remote,>= high,no,b,TEST\n";
    let own = with("supervision.csv", "rule,supervision,because,source\nX-S,indirect,b,TEST\n");
    let found = findings(silent("supervision.csv", supervision), layer(&own));
    assert_eq!(found[0].place.to_string(), "local/supervision.csv:2:supervision", "{found:?}");
    let direct = with("supervision.csv", "rule,supervision,because,source\nX-S,direct,b,TEST\n");
    let base = silent("supervision.csv", supervision);
    assert!(load_layers(&[layer(&direct), base], day()).is_ok(), "direct is what silence says");
    // an act of law that no row lists admits nobody
    let law = "rule,stop,effect,acts,because,source\nL2-S,L2,stop,certify,b,TEST\n";
    let own = "rule,stop,effect,acts,practitioner,because,source\nX-S,X,stop,\"certify, injection\",,b,TEST\nX-A,X,admit,,yes,b,TEST\n";
    let found = findings(silent("law.csv", law), layer(&with("law.csv", own)));
    assert_eq!(found[0].place.to_string(), "local/law.csv:2:acts", "{found:?}");
    // a criterion by which outcomes are told
    let mut base = tiny();
    let criteria = String::from_utf8(base.files["criteria.csv"].clone()).unwrap();
    let without: Vec<&str> = criteria.lines().filter(|line| !line.starts_with("training_need")).collect();
    base.files.insert("criteria.csv".to_owned(), without.join("\n").into_bytes());
    let cases = String::from_utf8(base.files["cases.csv"].clone()).unwrap();
    let cases = cases.replace(",training_need", "").replace(",approved,pack,", ",approved,");
    base.files.insert("cases.csv".to_owned(), cases.into_bytes());
    let own = "criterion,title,ordered,values,because,source\ntraining_need,t,yes,pack;degree,b,TEST\n";
    let found = findings(base, layer(&with("criteria.csv", own)));
    assert_eq!(found[0].place.to_string(), "local/criteria.csv:2:criterion", "{found:?}");
}

/// A role cell beneath that a new role would slip past, or slip through.
#[test]
fn a_double_is_bound_by_name_too() {
    let role = |code: &str| format!("{ROLE}{code},t,4,,,,no,yes,any,,remote,4,Made up.,TEST\n");
    assert!(load_layers(&[layer(&with("roles.csv", &role("AP4-X"))), tiny()], day()).is_ok());
    let mut base = tiny();
    let mut rows = base.files["supervision.csv"].clone();
    rows.extend(b"S-AP,direct,,no,b,TEST\n");
    let rows = String::from_utf8(rows).unwrap().replace("practitioner,because", "practitioner,role,because");
    let rows = rows.replace(",yes,P", ",yes,,P").replace(",no,S", ",no,,S").replace(",no,b", ",no,AP4,b");
    base.files.insert("supervision.csv".to_owned(), rows.clone().into_bytes());
    let found = findings(base.clone(), layer(&with("roles.csv", &role("AP4-X"))));
    assert_eq!(found[0].place.to_string(), "local/roles.csv:2:role", "{found:?}");
    base.files.insert("supervision.csv".to_owned(), rows.replace(",AP4,", ",not(SW2),").into_bytes());
    assert!(load_layers(&[layer(&with("roles.csv", &role("AP4-X"))), base], day()).is_ok());
    let mut base = tiny();
    let law = String::from_utf8(base.files["law.csv"].clone()).unwrap();
    let law = law.replace("practitioner,because", "practitioner,role,because");
    let law = law.replace(",yes,A p", ",yes,,A p").replace(",,A n", ",,,A n").replace(",,W", ",,,W");
    let law =
        law.replace(",,Inj", ",,,Inj").replace(",,Nob", ",,,Nob") + "L1-X,L1,admit,,,,,,,,,not(AP4),b,TEST\n";
    base.files.insert("law.csv".to_owned(), law.into_bytes());
    let found = findings(base, layer(&with("roles.csv", &role("AP4-X"))));
    assert_eq!(found[0].place.to_string(), "local/roles.csv:2:role", "{found:?}");
}

/// Everything that a layer may add, and a third layer on it: it loads, and so do the merged files by themselves.
fn allowed() -> [Layer; 3] {
    let toml = "name = \"local\"\nversion = \"1\"\nnotice = \"Local.\"\nextends = \"../tiny\"\neffective_from = \"2025-01-01\"\n\
                effective_until = \"2026-12-31\"\n[policies]\nmin_proficiency = \"trainer\"\n[words]\n\
                annotations = [\"injector\"]\nauthorisations = [\"DRAIN\"]\nmitigations = [\"chart\"]\n";
    let middle = Texts::from([
        ("pack.toml", toml.to_owned()),
        ("acts.csv", "act,title,kind,authorities,because,source\ndrain,Empty a drain,policy,,b,LOCAL\nseal,Seal,law,,b,LOCAL\n".into()),
        ("sources.csv", "source,title,kind,jurisdiction,url,read_on,read_whole,note\nLOCAL,Made up,judgement,,,,no,\n".into()),
        ("criteria.csv", "criterion,title,ordered,values,because,source\nnoise,How loud,yes,quiet;loud,b,LOCAL\n".into()),
        ("roles.csv", format!("{ROLE}AP4-X,t,4,,,,no,no,listed,admin,direct,4,b,LOCAL\n")),
        ("law.csv", "rule,stop,effect,acts,practitioner,because,source\nX-L1,XL,stop,injection,,b,LOCAL\nX-L2,XL,admit,,yes,b,LOCAL\nX-L3,L2,stop,injection,,b,LOCAL\n".into()),
        ("policy.csv", "rule,stop,effect,acts,authorisations,harm,relaxes,approver,approved_on,reason,effective_until,because,source\n\
            X-P1,XP,stop,drain,,,,,,,,b,LOCAL\nX-P2,XP,admit,,DRAIN,,,,,,,b,LOCAL\nX-P3,P1,stop,,,>= high,,,,,,b,LOCAL\n\
            X-P4,,lift,,,low,P1-S,Board,2026-06-01,Made up,2026-12-31,b,LOCAL\n".into()),
        ("veto.csv", "rule,veto,noise,because,source\nX-V,retain,loud,b,LOCAL\n".into()),
        ("floor.csv", "rule,floor,noise,because,source\n\"X-F\",5,>= quiet,\"two\nlines\",LOCAL\nX-F2,5,loud,b,LOCAL\n".into()),
        ("mitigation.csv", "rule,mitigation,harm,because,source\nX-M,chart,>= low,b,LOCAL\n".into()),
        ("supervision.csv", "rule,supervision,role,because,source\nX-S,direct,AP4-X,b,LOCAL\n".into()),
        ("governance.csv", "rule,needs,because,source\nX-G,chart,b,LOCAL\n".into()),
    ]);
    let top = Texts::from([
        ("pack.toml", TOML.replace("local", "ward")),
        ("floor.csv", "floor,rule,because,source,origin\n6,W-F,b,TEST,tiny@1 floor.csv:2\n".to_owned()),
    ]);
    let ward = Layer { folder: "ward".to_owned(), ..layer(&top) };
    [ward, layer(&middle), tiny()]
}

#[test]
fn what_a_layer_may_add_is_added() {
    let layers = allowed();
    let pack = load_layers(&layers, day())
        .unwrap_or_else(|error| panic!("{}", skillmix::commands::error_text(&error)));
    let catalogue = &pack.catalogue;
    let rule = |id: &str| catalogue.rules.iter().find(|rule| rule.id == id).unwrap();
    assert_eq!((rule("X-F").file.as_str(), rule("X-F").line), ("local/floor.csv", 2));
    assert_eq!((rule("X-F2").file.as_str(), rule("X-F2").line), ("local/floor.csv", 4), "a row of two lines");
    assert_eq!((rule("F-HIGH").file.as_str(), rule("F-HIGH").line), ("tiny/floor.csv", 4));
    assert_eq!(rule("W-F").origin, "ward@1 floor.csv:2", "whatever the layer says");
    assert_eq!(catalogue.pack.notice, "Local.\nMade up for tests.");
    let names: Vec<&str> = catalogue.pack.layers.iter().map(|layer| layer.name.as_str()).collect();
    assert_eq!(names, ["ward", "local", "tiny"]);
    assert_eq!(catalogue.pack.layers[2].approved_by, "the test committee");
    assert!(
        catalogue.authorisations.find("DRAIN").is_some() && catalogue.mitigations.find("chart").is_some()
    );
    assert_eq!(catalogue.rank_word(catalogue.policies.min_proficiency), "trainer");
    let approvals = pack.findings.iter().filter(|f| f.code.word() == "pack-unapproved");
    let places: Vec<String> = approvals.map(|f| f.place.to_string()).collect();
    assert_eq!(places, ["ward/pack.toml:approved_by", "local/pack.toml:approved_by"]);
    let too_late = load_layers(&layers, Day::parse_iso("2027-01-01").unwrap());
    assert!(too_late.is_err(), "days are those of all layers");
}

#[test]
fn merged_files_are_a_pack_by_themselves() {
    let layers = allowed();
    let (pack, files) = (load_layers(&layers, day()).unwrap(), merge_layers(&layers, day()).unwrap());
    let alone = load(&files, day()).unwrap();
    let ids = |pack: &skillmix::rules::Pack| {
        let rules = pack.catalogue.rules.iter().zip(&pack.in_force);
        rules.map(|(rule, force)| (rule.id.clone(), rule.output.clone(), *force)).collect::<Vec<_>>()
    };
    assert_eq!(ids(&pack), ids(&alone));
    assert_eq!(pack.catalogue.roles, alone.catalogue.roles);
    assert_eq!(pack.catalogue.criteria, alone.catalogue.criteria);
    let floor = String::from_utf8(files["floor.csv"].clone()).unwrap();
    assert!(floor.starts_with("rule,floor,harm,because,source,noise,origin\n"), "{floor}");
    assert!(floor.contains("tiny@1 floor.csv:3\n") && floor.contains("ward@1 floor.csv:2\n"), "{floor}");
}

/// Every byte of every layer is in the hash that results carry.
#[test]
fn the_hash_is_of_all_layers() {
    let hash = |layers: &[Layer]| load_layers(layers, day()).unwrap().catalogue.pack_label();
    let layers = allowed();
    let first = hash(&layers);
    for number in 0..layers.len() {
        let mut changed = layers.clone();
        let file = if number == 2 { "cases.csv" } else { "floor.csv" };
        changed[number].files.get_mut(file).unwrap().extend(b"\n");
        assert_ne!(first, hash(&changed), "layer {number}");
    }
}
