//! XML to a tree of elements, hardened: no DOCTYPE, no entity but XML's five, bounded in every direction.

use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use quick_xml::{XmlVersion, escape};

use super::faults::{At, Faults};
use crate::model::FindingCode;

/// Bytes of the largest file that is read.
pub const MOST_BYTES: usize = 16 << 20;
const MOST_DEPTH: usize = 64;
const MOST_ELEMENTS: usize = 200_000;
const MOST_ATTRIBUTES: usize = 64;
const MOST_ATTRIBUTE_BYTES: usize = 64 << 10;

/// The namespaces of DMN 1.1 to 1.5.
const NAMESPACES: [&str; 5] = [
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
];

/// An element of DMN; those of other namespaces are left out, with all that is in them.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) at: At,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    /// All text directly in it, one piece after the other.
    text: String,
}

impl Element {
    /// An attribute; blank counts as absent.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The children of a name.
    pub(super) fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child of a name.
    pub(super) fn one(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Its text, trimmed.
    pub(super) fn text(&self) -> &str {
        self.text.trim()
    }

    /// The text of its child `text`, trimmed, with that child's place (its own if there is none).
    pub(super) fn entry(&self) -> (&str, At) {
        self.one("text").map_or(("", self.at), |text| (text.text(), text.at))
    }
}

/// A reading under way.
struct Reading<'t> {
    text: &'t str,
    /// How far was counted: a byte and its place.
    counted: (usize, At),
    /// Open elements of DMN.
    open: Vec<Element>,
    /// How many elements of other namespaces are open; while any is, nothing is kept.
    foreign: usize,
    elements: usize,
    root: Option<Element>,
}

/// Why reading stopped: message, value, help.
type Refusal = (String, String, &'static str);

const SOUND: &str = "save the model again from a DMN modeller";

/// Reads a file to its root element; what is wrong goes to `faults`. The first fault of XML ends the reading.
pub(super) fn read(bytes: &[u8], faults: &mut Faults) -> Option<Element> {
    let mut refuse = |at: At, (message, value, help): Refusal| {
        faults.add(FindingCode::DmnXml, at, &value, &message, help);
        None
    };
    if bytes.len() > MOST_BYTES {
        let message = format!("the file has more than {} MiB", MOST_BYTES >> 20);
        return refuse(At::default(), (message, String::new(), "split the model"));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{FEFF}').unwrap_or(text),
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).and_then(|bytes| std::str::from_utf8(bytes).ok());
            let at = Reading::new(before.unwrap_or("")).at(error.valid_up_to());
            return refuse(at, ("not UTF-8".to_owned(), String::new(), "save the file as UTF-8"));
        }
    };
    let mut reading = Reading::new(text);
    if let Some(place) = text.find(not_of_xml) {
        let message = "a character that XML does not allow".to_owned();
        return refuse(reading.at(place), (message, String::new(), "remove it"));
    }
    match reading.run() {
        Ok(root) => Some(root),
        Err((place, refusal)) => refuse(reading.at(place), refusal),
    }
}

impl<'t> Reading<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            counted: (0, At { line: 1, column: 1 }),
            open: Vec::new(),
            foreign: 0,
            elements: 0,
            root: None,
        }
    }

    /// The place of a byte. Places are asked for in rising order, so every letter is counted once.
    fn at(&mut self, place: usize) -> At {
        let place = place.min(self.text.len());
        let first = (0, At { line: 1, column: 1 });
        let (from, mut at) = if place < self.counted.0 { first } else { self.counted };
        for letter in self.text.get(from..place).unwrap_or("").chars() {
            at = if letter == '\n' {
                At { line: at.line + 1, column: 1 }
            } else {
                At { column: at.column + 1, ..at }
            };
        }
        self.counted = (place, at);
        at
    }

    /// Reads to the end; a refusal comes with the byte at which it arose.
    fn run(&mut self) -> Result<Element, (usize, Refusal)> {
        let mut reader = NsReader::from_str(self.text);
        reader.config_mut().check_comments = true;
        loop {
            let start = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let event = match reader.read_resolved_event() {
                Ok((space, event)) => (is_dmn(&space), event),
                Err(error) => {
                    let place = usize::try_from(reader.error_position()).unwrap_or(start);
                    return Err((place, sound(&error)));
                }
            };
            let (is_dmn, event) = event;
            let ended = matches!(event, Event::Eof);
            self.event(is_dmn, event, start).map_err(|refusal| (start, refusal))?;
            if ended {
                break;
            }
        }
        if let Some(open) = self.open.last() {
            let refusal = (format!("`{}` is never closed", open.name), String::new(), SOUND);
            return Err((self.text.len(), refusal));
        }
        self.root.take().ok_or_else(|| {
            let message = "no DMN model: the root is not `definitions` of DMN 1.1 to 1.5".to_owned();
            (
                0,
                (
                    message,
                    String::new(),
                    "export the file from a DMN modeller; its namespace says the version",
                ),
            )
        })
    }

    fn event(&mut self, is_dmn: bool, event: Event<'_>, start: usize) -> Result<(), Refusal> {
        match event {
            Event::Start(tag) => self.start(is_dmn, &tag, start, false),
            Event::Empty(tag) => self.start(is_dmn, &tag, start, true),
            Event::End(_) => {
                self.end();
                Ok(())
            }
            Event::Text(text) => self.put(&text.xml10_content()),
            Event::CData(text) => self.put(&text.xml10_content()),
            Event::GeneralRef(entity) => {
                let letter = entity_value(&entity)?;
                self.put(letter.encode_utf8(&mut [0; 4]))
            }
            Event::DocType(_) => {
                let help = "remove it: a DMN file needs none, and what it declares is never read";
                Err(("a DOCTYPE is not accepted".to_owned(), String::new(), help))
            }
            Event::Decl(decl) => declared(&decl),
            Event::Comment(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn start(
        &mut self,
        is_dmn: bool,
        tag: &BytesStart<'_>,
        start: usize,
        empty: bool,
    ) -> Result<(), Refusal> {
        self.elements += 1;
        if self.elements > MOST_ELEMENTS {
            return Err((format!("more than {MOST_ELEMENTS} elements"), String::new(), "split the model"));
        }
        if self.open.len() + self.foreign >= MOST_DEPTH {
            let message = format!("elements nested more than {MOST_DEPTH} deep");
            return Err((message, String::new(), "no DMN model needs that"));
        }
        let attributes = attributes(tag)?;
        if self.root.is_some() {
            return Err(("a second root element".to_owned(), String::new(), SOUND));
        }
        if self.foreign > 0 || !is_dmn {
            if self.open.is_empty() && self.foreign == 0 && empty {
                return Ok(()); // a root of another kind: nothing is found
            }
            self.foreign += usize::from(!empty);
            return Ok(());
        }
        let at = self.at(start);
        let name = tag.local_name().as_ref().to_owned();
        self.open.push(Element { name, at, attributes, ..Element::default() });
        if empty {
            self.end();
        }
        Ok(())
    }

    fn end(&mut self) {
        if self.foreign > 0 {
            self.foreign -= 1;
            return;
        }
        let Some(closed) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(closed),
            None => self.root = Some(closed),
        }
    }

    fn put(&mut self, text: &str) -> Result<(), Refusal> {
        match self.open.last_mut() {
            _ if self.foreign > 0 => {}
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None if self.elements == 0 => {
                return Err(("not an XML file".to_owned(), String::new(), "name the DMN model itself"));
            }
            None => return Err(("text outside the root element".to_owned(), text.trim().to_owned(), SOUND)),
        }
        Ok(())
    }
}

/// Whether XML does not allow a character, however it is written.
pub(super) fn not_of_xml(letter: char) -> bool {
    (letter < ' ' && !matches!(letter, '\t' | '\n' | '\r')) || matches!(letter, '\u{FFFE}' | '\u{FFFF}')
}

fn is_dmn(space: &ResolveResult<'_>) -> bool {
    matches!(space, ResolveResult::Bound(namespace) if NAMESPACES.contains(&namespace.as_ref()))
}

fn sound(error: &quick_xml::Error) -> Refusal {
    (format!("not sound XML: {error}"), String::new(), SOUND)
}

fn attributes(tag: &BytesStart<'_>) -> Result<Vec<(String, String)>, Refusal> {
    let mut list = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| sound(&error.into()))?;
        let name = attribute.key.as_ref().to_owned();
        if list.len() >= MOST_ATTRIBUTES {
            let message = format!("an element with more than {MOST_ATTRIBUTES} attributes");
            return Err((message, String::new(), "no DMN model needs that"));
        }
        if attribute.value.len() > MOST_ATTRIBUTE_BYTES {
            let message = format!("an attribute of more than {} KiB", MOST_ATTRIBUTE_BYTES >> 10);
            return Err((message, name, "no DMN model needs that"));
        }
        let value = attribute.normalized_value_with(XmlVersion::Explicit1_0, 1, escape::resolve_xml_entity);
        let value = value.map_err(|error| unknown_entity(&error.to_string()))?;
        list.push((name, value.into_owned()));
    }
    Ok(list)
}

fn unknown_entity(what: &str) -> Refusal {
    let help = "write the character itself, or &amp; &lt; &gt; &quot; &apos; or its number";
    (format!("an entity that is not accepted: {what}"), String::new(), help)
}

fn entity_value(entity: &BytesRef<'_>) -> Result<char, Refusal> {
    let number = entity.resolve_char_ref().map_err(|error| unknown_entity(&error.to_string()))?;
    let named = || escape::resolve_xml_entity(entity).and_then(|text| text.chars().next());
    let letter = number.or_else(named).ok_or_else(|| unknown_entity(&format!("`&{};`", &**entity)))?;
    if not_of_xml(letter) {
        return Err(unknown_entity(&format!("`&{};`", &**entity)));
    }
    Ok(letter)
}

/// Only what says UTF-8, or says nothing, is UTF-8.
fn declared(decl: &BytesDecl<'_>) -> Result<(), Refusal> {
    let help = "save the file as UTF-8";
    match decl.encoding() {
        None => Ok(()),
        Some(Ok(encoding)) if encoding.eq_ignore_ascii_case("utf-8") => Ok(()),
        Some(Ok(encoding)) => {
            Err(("an encoding that is not accepted".to_owned(), encoding.into_owned(), help))
        }
        Some(Err(error)) => Err(sound(&error.into())),
    }
}
