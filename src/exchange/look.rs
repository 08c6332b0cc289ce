//! One look at a file that nobody has described: its bytes, then its rows, opened as the bytes suggest.

use std::collections::BTreeMap;
use std::io::Read;

use super::layout::{Aside, At, Context, Draft, Opened, Problem, Sink};
use super::layouts;
use super::mapping::{EncodingName, LayoutName, SourceSpec};
use super::meaning::kind_of;
use super::open::{About, FileKind, Opening, open};
use super::profile::{Profiled, TextScan, Told, profile};
use super::propose::{Tallied, counts};
use crate::files::Input;
use crate::model::{Day, FileProfile, Finding, FindingCode, Remark, Result, SheetKind, TextProfile};

/// What is said of a file beforehand.
#[derive(Debug, Clone, Default)]
pub struct Looking {
    /// Its encoding.
    pub encoding: Option<EncodingName>,
    /// The character between its cells.
    pub delimiter: Option<char>,
    /// The worksheet.
    pub worksheet: Option<String>,
    /// Lines above its header.
    pub skip: u32,
}

/// What a file is.
#[derive(Debug, Default)]
pub struct Look {
    /// Its rows and columns.
    pub profiled: Profiled,
    /// The layout, where the content tells it before any header.
    pub layout: Option<LayoutName>,
    /// The encoding that has to be named for it.
    pub encoding: Option<EncodingName>,
    /// The character between cells, if it is no comma.
    pub delimiter: Option<char>,
}

/// Bytes read at once.
const BLOCK: usize = 1 << 18;

/// Reads a file twice: its bytes, then its rows. `Err` within: why it has no rows that can be read.
pub fn look(
    input: &Input,
    looking: &Looking,
    told: &Told<'_>,
) -> Result<std::result::Result<Look, Vec<Finding>>> {
    let (text, first) = bytes(input)?;
    let is_text = !(first.starts_with(b"PK\x03\x04")
        || first.starts_with(b"PAR1")
        || first.starts_with(b"\xD0\xCF\x11\xE0"));
    let encoding = looking.encoding.or_else(|| likely_encoding(&text).filter(|_| is_text));
    let layout = if is_text { layout_of(&first) } else { None };
    let mut known =
        FileProfile { file: input.name().to_owned(), bytes: input.length(), ..FileProfile::default() };
    known.text = is_text.then_some(text);
    if layout == Some(LayoutName::Case) {
        "1EdTech CASE, JSON".clone_into(&mut known.kind);
        let spec = SourceSpec::of_layout(LayoutName::Case);
        return match layouts::open(input, &spec)? {
            Ok(mut opened) => {
                let profiled = profile(opened.rows.as_mut(), known, told)?;
                Ok(Ok(Look { profiled, layout, encoding: None, delimiter: None }))
            }
            Err(findings) => Ok(Err(findings)),
        };
    }
    let records = matches!(layout, Some(LayoutName::EsrGo | LayoutName::EsrGo2));
    let mut opening = Opening {
        encoding,
        delimiter: looking.delimiter.or_else(|| delimiter_of(layout)),
        quotes: layout != Some(LayoutName::EsrGo2),
        worksheet: looking.worksheet.clone(),
        skip: looking.skip,
        header: !records,
    };
    let mut opened = open(input, &opening)?;
    if let Err(findings) = &opened
        && findings.iter().all(|finding| finding.code == FindingCode::ColumnRepeated)
    {
        // the rows can be told of all the same: by numbers of columns
        known.remarks.extend(findings.iter().map(|finding| Remark {
            code: "header-repeated",
            message: format!("{} `{}`; columns are told of by number", finding.message, finding.value),
            ..Remark::default()
        }));
        opening.header = false;
        opened = open(input, &opening)?;
    }
    let mut opened = match opened {
        Ok(opened) => opened,
        Err(findings) => return Ok(Err(findings)),
    };
    describe(&mut known, &opened.about);
    let delimiter =
        opened.about.delimiter.map(|(delimiter, _)| delimiter).filter(|delimiter| *delimiter != ',');
    let profiled = profile(opened.rows.as_mut(), known, told)?;
    // records say by themselves what is between their cells
    let delimiter = delimiter.filter(|_| !records);
    Ok(Ok(Look { profiled, layout, encoding, delimiter }))
}

/// What the bytes say, and the first of them.
fn bytes(input: &Input) -> Result<(TextProfile, Vec<u8>)> {
    let mut stream = input.stream()?;
    let mut scan = TextScan::default();
    let mut first = Vec::new();
    loop {
        let mut block = Vec::with_capacity(BLOCK);
        let read = stream.by_ref().take(BLOCK as u64).read_to_end(&mut block);
        read.map_err(|error| stream.error(error))?;
        if block.is_empty() {
            return Ok((scan.close(), first));
        }
        scan.add(&block);
        if first.is_empty() {
            first = block;
        }
    }
}

/// The encoding that has to be named: none where a mark tells, or where the text is UTF-8, or is none all through.
fn likely_encoding(text: &TextProfile) -> Option<EncodingName> {
    if !text.bom.is_empty() {
        return None;
    }
    if text.encoding.starts_with("windows-1252") {
        Some(EncodingName::Windows1252)
    } else if text.encoding.starts_with("UTF-16LE") {
        Some(EncodingName::Utf16le)
    } else if text.encoding.starts_with("UTF-16BE") {
        Some(EncodingName::Utf16be)
    } else {
        None
    }
}

/// Layouts that no header tells.
fn layout_of(first: &[u8]) -> Option<LayoutName> {
    let text = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(first);
    let line = text.split(|b| matches!(b, b'\n' | b'\r')).next().unwrap_or_default();
    let begins = text.trim_ascii_start();
    if begins.starts_with(b"{") && text.windows(12).any(|at| at == b"\"CFDocument\"") {
        return Some(LayoutName::Case);
    }
    if line.starts_with(b"HDR,") || line.starts_with(b"\"HDR\",") {
        return Some(LayoutName::EsrGo);
    }
    let mut cells = line.split(|b| *b == b'~');
    let (code, id) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
    let is_record = (3..=6).contains(&code.len()) && code.iter().all(u8::is_ascii_uppercase);
    let is_id = !id.is_empty() && id.iter().all(u8::is_ascii_digit);
    (is_record && (is_id || code == b"HDR")).then_some(LayoutName::EsrGo2)
}

fn delimiter_of(layout: Option<LayoutName>) -> Option<char> {
    match layout {
        Some(LayoutName::EsrGo) => Some(','),
        Some(LayoutName::EsrGo2) => Some('~'),
        _ => None,
    }
}

fn describe(known: &mut FileProfile, about: &About) {
    known.kind = match about.kind {
        FileKind::Text => "text".to_owned(),
        FileKind::Workbook => {
            format!("workbook, worksheet `{}`", about.worksheet.as_deref().unwrap_or_default())
        }
        FileKind::Parquet => "Parquet".to_owned(),
        FileKind::Json => "JSON".to_owned(),
    };
    if let Some((delimiter, _)) = about.delimiter {
        known.delimiter = match delimiter {
            ',' => "comma".to_owned(),
            ';' => "semicolon".to_owned(),
            '\t' => "tab".to_owned(),
            '~' => "tilde (~)".to_owned(),
            '|' => "pipe (|)".to_owned(),
            other => other.to_string(),
        };
    }
}

/// Counts the words that a source's files give by its layout.
struct Counting(Tallied);

impl Sink for Counting {
    fn pass(&mut self, _: At<'_>, drafts: &[Draft<'_>]) -> Result<()> {
        for draft in drafts.iter().filter(|d| matches!(d.sheet, SheetKind::Staff | SheetKind::Holdings)) {
            for cell in draft.cells.iter().filter(|cell| !cell.value.is_empty() && counts(&cell.ours)) {
                let words = match self.0.get_mut(kind_of(&cell.ours)) {
                    Some(words) => words,
                    None => self.0.entry(kind_of(&cell.ours).to_owned()).or_default(),
                };
                if let Some(rows) = words.get_mut(cell.value.as_ref()) {
                    *rows += 1;
                } else if words.len() < MOST {
                    words.insert(cell.value.clone().into_owned(), 1);
                }
            }
        }
        Ok(())
    }

    fn set_aside(&mut self, _: At<'_>, _: Aside, _: &'static str) -> Result<()> {
        Ok(())
    }

    fn reject(&mut self, _: At<'_>, _: Problem) -> Result<()> {
        Ok(())
    }

    fn note(&mut self, _: Finding) {}
}

/// Distinct words of a kind that are counted.
const MOST: usize = 50_000;

/// Reads a source's files by its layout and counts the words that they give. Files that cannot be read so give none: the
/// mapping's own check tells why.
pub fn tally(spec: &SourceSpec, inputs: &BTreeMap<String, Input>, as_at: Day) -> Result<Tallied> {
    let Some(layout) = layouts::layout(spec, &[]) else { return Ok(Tallied::new()) };
    let mut opened = Vec::new();
    for name in &spec.files {
        let Some(input) = inputs.get(name) else { continue };
        let Ok(file) = layouts::open(input, spec)? else { return Ok(Tallied::new()) };
        opened.push(Opened { name, rows: file.rows });
    }
    let mut counting = Counting(Tallied::new());
    if layout.check(&opened).iter().any(|finding| finding.severity() == crate::model::Severity::Error) {
        return Ok(Tallied::new());
    }
    layout.read(&mut opened, Context { as_at }, &mut counting)?;
    Ok(counting.0)
}
