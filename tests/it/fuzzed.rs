//! What holds of any bytes at all: one function a fuzz target, shared by `fuzz/` and by the test that replays its corpus.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use skillmix::commands::{Files, answer};
use skillmix::exchange::{EncodingName, Mapping, Opening, ReadMapping, Row, Sources, names_by_source, open};
use skillmix::files::Input;
use skillmix::model::{Day, Error};
use skillmix::rules::{self, Pack};
use skillmix::sheet::{Block, Cells, Dialect, Fault, Marker, Next, Shape, Sheet, Way, next_row};

/// A target: its name, which is that of its corpus, and what it does with bytes.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// All of them; a crate without a feature has not the target of it.
pub(crate) const TARGETS: &[Target] = &[
    ("tokeniser", tokeniser),
    ("sheet", sheet),
    ("transport", transport),
    ("mapping", mapping),
    ("rule_cells", rule_cells),
    ("match_files", match_files),
    ("layouts", layouts),
    #[cfg(feature = "xlsx")]
    ("workbook", workbook),
    #[cfg(feature = "dmn")]
    ("dmn", dmn),
];

/// Line, fault, cells.
type Read = (u64, Option<Fault>, Vec<String>);

fn cells_of(text: &[u8], at: usize, shape: Shape<'_>, width: usize) -> (Option<Fault>, Vec<String>) {
    match shape {
        Shape::Plain(commas, end) => {
            let (mut from, mut cells) = (at, Vec::new());
            for to in commas.iter().chain([&end]) {
                let cell = std::str::from_utf8(&text[from..*to as usize]).unwrap();
                cells.push(cell.trim_matches([' ', '\t']).to_owned());
                from = *to as usize + 1;
            }
            (None, cells)
        }
        Shape::Other(raw) => {
            let mut cells = Cells::default();
            let fault = cells.read(&raw);
            let texts: Vec<String> = (0..cells.len()).map(|column| cells.text(column).to_owned()).collect();
            let fault = fault.or((texts.len() != width).then_some(Fault::Ragged));
            (fault, texts)
        }
    }
}

/// Rows found by vectors are those that the strict reader finds, and no part of a text gives another row than the whole.
pub(crate) fn tokeniser(data: &[u8]) {
    let text = [b"h,k\n", data].concat();
    let Ok(sheet) = Sheet::read("t.csv", &text) else { return };
    let strict: Vec<Read> =
        sheet.records().iter().map(|r| (r.line, r.fault, r.cells().map(str::to_owned).collect())).collect();
    for way in [Way::Quickest, Way::Baseline, Way::Portable] {
        let mut rows: Vec<Read> = Vec::new();
        let block = Block { text: &text, own: text.len(), last: true, width: 2 };
        let found = Marker::new(way).rows(block, 0, |row| {
            let (fault, cells) = cells_of(&text, row.at, row.shape, 2);
            rows.push((row.line + 1, fault, cells));
        });
        assert!(!found.more && found.zero.is_none());
        assert_eq!(rows.get(1..).unwrap_or_default(), strict);
    }
    let rest = data.trim_ascii_start();
    for delimiter in *b",;~" {
        for quotes in [true, false] {
            let dialect = Dialect { delimiter, quotes };
            let whole = next_row(rest, true, dialect);
            for cut in 0..rest.len().min(64) {
                if let Next::Row(row) = next_row(&rest[..cut], false, dialect) {
                    assert_eq!(Next::Row(row), whole);
                }
            }
        }
    }
}

/// Every byte of a file but line ends and blank lines is in one of its rows.
pub(crate) fn sheet(data: &[u8]) {
    let Ok(sheet) = Sheet::read("t.csv", data) else { return };
    let ends = |byte: &&u8| !matches!(byte, b'\n' | b'\r');
    let rows = sheet.records().iter().map(|record| record.raw.as_slice());
    let raw: Vec<&[u8]> = std::iter::once(sheet.raw_header()).chain(rows).collect();
    let told = raw.iter().map(|raw| raw.iter().filter(ends).count()).sum::<usize>();
    let body = data.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(data);
    assert_eq!(told, body.iter().filter(ends).count());
    for record in sheet.records().iter().filter(|record| record.fault.is_none()) {
        assert_eq!(record.len(), sheet.header().len());
    }
}

/// How a file is opened, by a byte.
fn opening(byte: u8) -> Opening {
    let encodings =
        [None, Some(EncodingName::Utf8), Some(EncodingName::Windows1252), Some(EncodingName::Utf16le)];
    let delimiters = [None, Some(','), Some(';'), Some('~')];
    Opening {
        encoding: encodings[usize::from(byte & 3)],
        delimiter: delimiters[usize::from(byte >> 2 & 3)],
        quotes: byte & 16 == 0,
        header: byte & 32 == 0,
        skip: u32::from(byte >> 6),
        worksheet: None,
    }
}

/// Reads a file; its rows go on, its cells are clean, and a sound row is as wide as the header.
fn read_all(bytes: &[u8], opening: &Opening) {
    let input = Input::in_memory("t", bytes.to_vec());
    let Ok(mut opened) = open(&input, opening).unwrap() else { return };
    let width = opened.rows.header().len();
    let (mut row, mut line) = (Row::default(), 0);
    loop {
        match opened.rows.read(&mut row) {
            Ok(true) => {}
            Ok(false) | Err(Error::Input(_)) => return,
            Err(error) => panic!("{error}"),
        }
        assert!(row.line > line, "{} after {line}", row.line);
        line = row.line;
        assert!(std::str::from_utf8(&row.raw).is_ok() || row.fault.is_some());
        if row.fault.is_none() {
            assert!(!opening.header || row.cells.len() == width);
            assert!(row.cells.iter().all(|cell| cell.trim() == cell && !cell.contains('\u{a0}')));
        }
    }
}

/// The first byte says how the rest is opened.
pub(crate) fn transport(data: &[u8]) {
    let Some((first, bytes)) = data.split_first() else { return };
    // a workbook has a target of its own
    if !bytes.starts_with(b"PK") && !bytes.starts_with(b"PAR1") {
        read_all(bytes, &opening(*first));
    }
}

/// A workbook, if it is one.
#[cfg(feature = "xlsx")]
pub(crate) fn workbook(data: &[u8]) {
    let input = Input::in_memory("t", data.to_vec());
    if let Ok(opened) = open(&input, &Opening::default()).unwrap()
        && opened.about.kind == skillmix::exchange::FileKind::Text
    {
        return;
    }
    read_all(data, &Opening::default());
}

/// A mapping that can be read can be written and is the same again.
pub(crate) fn mapping(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(mapping) = toml::from_str::<Mapping>(text) else { return };
    let again = toml::to_string(&mapping).unwrap();
    assert_eq!(toml::from_str::<Mapping>(&again).unwrap(), mapping, "{again}");
}

macro_rules! files {
    ($folder:literal: $($name:literal),+) => {
        [$(($name, &include_bytes!(concat!("../cases/_base/", $folder, "/", $name))[..]),)+]
    };
}

/// The pack of the case folders.
fn pack_files() -> BTreeMap<String, Vec<u8>> {
    let files = files!("pack": "pack.toml", "acts.csv", "cases.csv", "criteria.csv", "floor.csv", "governance.csv",
        "law.csv", "mitigation.csv", "policy.csv", "proficiency.csv", "roles.csv", "sources.csv", "supervision.csv", "veto.csv");
    files.into_iter().map(|(name, bytes)| (name.to_owned(), bytes.to_vec())).collect()
}

fn day() -> Day {
    Day::from_ymd(2026, 7, 1).unwrap()
}

/// Rows added to a table of a pack: it is refused with findings, or loads. The first byte says which table.
pub(crate) fn rule_cells(data: &[u8]) {
    const TABLES: [&str; 8] = [
        "floor.csv",
        "law.csv",
        "policy.csv",
        "veto.csv",
        "supervision.csv",
        "governance.csv",
        "mitigation.csv",
        "criteria.csv",
    ];
    let Some((first, rows)) = data.split_first() else { return };
    let mut files = pack_files();
    let table = TABLES[usize::from(*first) % TABLES.len()];
    files.entry(table.to_owned()).or_default().extend_from_slice(rows);
    match rules::load(&files, day()) {
        Ok(_) | Err(Error::Input(_)) => {}
        Err(error) => panic!("{error}"),
    }
}

/// Staff, holdings and tasks, a zero byte between them: rows add up, and nobody becomes able by a file that is cut short.
pub(crate) fn match_files(data: &[u8]) {
    static PACK: OnceLock<Pack> = OnceLock::new();
    let pack = PACK.get_or_init(|| rules::load(&pack_files(), day()).unwrap());
    let mut parts = data.splitn(3, |byte| *byte == 0);
    let mut next = || parts.next().unwrap_or_default().to_vec();
    let files = BTreeMap::from(
        [("staff.csv", next()), ("holdings.csv", next()), ("tasks.csv", next())]
            .map(|(name, bytes)| (name.to_owned(), bytes)),
    );
    let answered = |block: Option<usize>| {
        let files = Files::in_memory(&files);
        let files = match block {
            Some(bytes) => files.in_blocks(bytes, 3),
            None => files,
        };
        match answer(pack, &files, 1, |_| ()) {
            Ok(answered) => Ok(answered.matches(pack).unwrap()),
            Err(Error::Input(findings)) => Err(findings),
            Err(error) => panic!("{error}"),
        }
    };
    assert_eq!(answered(None), answered(Some(37)));
}

/// Shipped mappings, and names that they take.
const LAYOUTS: [(&[u8], &[&str]); 6] = [
    (include_bytes!("../../mappings/esr-competency.toml"), &["compliance_export.csv"]),
    (include_bytes!("../../mappings/esr-go.toml"), &["GO_638_ASG_20261031_Full_00000001.DAT"]),
    (
        include_bytes!("../../mappings/esr-go2.toml"),
        &[
            "SYN_638_PERSON_20261031.DAT",
            "SYN_638_ASSIGNMENT_20261031.DAT",
            "SYN_638_POSITION_20261031.DAT",
            "SYN_638_COMPETENCE_20261031.DAT",
            "SYN_638_LOCAL_20261031.DAT",
        ],
    ),
    (include_bytes!("../../mappings/asc-wds.toml"), &["worker.csv", "training.csv"]),
    (include_bytes!("../../mappings/moodle.toml"), &["framework.csv"]),
    (include_bytes!("../../mappings/case.toml"), &["package.json"]),
];

/// The first byte says which shipped mapping reads the files, a zero byte between them: every row has one fate, and the
/// sums add up.
pub(crate) fn layouts(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    let (mapping, names) = LAYOUTS[usize::from(*first) % LAYOUTS.len()];
    let mapping = ReadMapping::read("mapping.toml", mapping).unwrap();
    let mut parts = rest.splitn(names.len(), |byte| *byte == 0);
    let given: BTreeMap<&str, &[u8]> =
        names.iter().map(|name| (*name, parts.next().unwrap_or_default())).collect();
    let all: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let inputs = |names: Vec<String>| -> Vec<Input> {
        names.iter().map(|name| Input::in_memory(name, given[name.as_str()].to_vec())).collect()
    };
    let files = names_by_source(&mapping, &all).unwrap().into_iter().map(inputs).collect();
    match Sources::new(mapping, files).read(day(), &|_| Ok(())) {
        Ok(_) | Err(Error::Input(_)) => {}
        Err(error) => panic!("{error}"),
    }
}

/// A model, if it is one, is made ready or refused.
#[cfg(feature = "dmn")]
pub(crate) fn dmn(data: &[u8]) {
    let read =
        skillmix::dmn::read("model.dmn", data).and_then(|model| skillmix::dmn::ready(&model).map(drop));
    match read {
        Ok(()) | Err(Error::Input(_)) => {}
        Err(error) => panic!("{error}"),
    }
}
