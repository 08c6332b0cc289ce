//! The facts of a person from cells of which there is nothing to say, packed into a few bytes.

use crate::intake::person::COLUMNS;
use crate::model::{Authorisation, Calendar, Catalogue, Day, Ids, Person, Role};

/// What the cells of one row come to. Reused for row after row.
#[derive(Debug, Default)]
pub(super) struct Facts {
    register: Option<u16>,
    profession: Option<u16>,
    field: Option<u16>,
    delegator: Option<bool>,
    annotations: Vec<u16>,
    words: Vec<u16>,
    /// Ids of patient group directions, packed: where each begins and ends in `names`.
    directions: Vec<(usize, usize)>,
    names: Vec<u8>,
    packed: Vec<u8>,
}

/// Reads cells, as [`crate::intake::person::person`] does, as long as there is nothing to say.
#[derive(Debug)]
pub(super) struct Reader {
    as_at: Day,
    calendar: Calendar,
    registers: Ids,
    professions: Ids,
    fields: Ids,
    annotations: Ids,
    authorisations: Ids,
}

impl Reader {
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        let ids = |words: &crate::model::Words| {
            let mut ids = Ids::with_room(words.len());
            for word in words.iter() {
                ids.add(word.as_bytes());
            }
            ids
        };
        Self {
            as_at: catalogue.as_at,
            calendar: Calendar::default(),
            registers: ids(&catalogue.registers),
            professions: ids(&catalogue.professions),
            fields: ids(&catalogue.fields),
            annotations: ids(&catalogue.annotations),
            authorisations: ids(&catalogue.authorisations),
        }
    }

    /// Reads the cells of [`COLUMNS`]; `None`: there is something to say of them.
    pub(super) fn read(&self, cells: [&[u8]; COLUMNS.len()], facts: &mut Facts) -> Option<()> {
        let [register, profession, field, annotations, authorisations, delegator] = cells;
        facts.register = word(&self.registers, register)?;
        facts.profession = word(&self.professions, profession)?;
        facts.field = word(&self.fields, field)?;
        facts.delegator = match delegator {
            b"" => None,
            b"yes" => Some(true),
            b"no" => Some(false),
            _ => return None,
        };
        facts.annotations.clear();
        for (name, in_date) in self.entries(annotations) {
            let number = number(&self.annotations, name)?;
            facts.annotations.extend(in_date?.then_some(number));
        }
        facts.words.clear();
        facts.directions.clear();
        facts.names.clear();
        for (name, in_date) in self.entries(authorisations) {
            if let Some(id) = name.strip_prefix(b"PGD:").filter(|id| !id.is_empty()) {
                if in_date? {
                    let start = facts.names.len();
                    facts.names.extend_from_slice(id);
                    facts.directions.push((start, facts.names.len()));
                }
            } else {
                let number = number(&self.authorisations, name)?;
                facts.words.extend(in_date?.then_some(number));
            }
        }
        facts.pack()
    }

    /// The entries of a cell: the name, and whether it is in date; `None` where that cannot be told.
    fn entries<'t>(&self, cell: &'t [u8]) -> impl Iterator<Item = (&'t [u8], Option<bool>)> {
        let whole = (!cell.is_empty()).then_some(cell);
        whole.into_iter().flat_map(|cell| cell.split(|byte| *byte == b';')).map(|entry| {
            match entry.iter().position(|byte| *byte == b'@').and_then(|at| entry.split_at_checked(at)) {
                Some((name, last)) => {
                    let last = self.calendar.read(last.get(1..).unwrap_or_default());
                    (name, last.map(|last| self.as_at <= last))
                }
                None => (entry, None),
            }
        })
    }
}

/// The number of a word; a blank cell is none; `None` of all: the word is unknown.
#[expect(clippy::option_option, reason = "a blank cell and an unknown word are two things")]
fn word(words: &Ids, cell: &[u8]) -> Option<Option<u16>> {
    if cell.is_empty() { Some(None) } else { number(words, cell).map(Some) }
}

fn number(words: &Ids, name: &[u8]) -> Option<u16> {
    words.find(name).and_then(|number| u16::try_from(number).ok())
}

impl Facts {
    /// Whether they show all that a post asks of the person in it.
    pub(super) fn fill(&self, role: &Role) -> bool {
        role.register.is_none()
            || (self.register == role.register
                && (role.profession.is_none() || self.profession == role.profession)
                && (role.field.is_none() || self.field.is_none() || self.field == role.field))
    }

    /// Equal facts, equal bytes: lists are sorted and without copies.
    fn pack(&mut self) -> Option<()> {
        for list in [&mut self.annotations, &mut self.words] {
            list.sort_unstable();
            list.dedup();
        }
        let Self { names, directions, packed, .. } = self;
        let name = |(start, end): &(usize, usize)| names.get(*start..*end).unwrap_or_default();
        directions.sort_unstable_by(|a, b| name(a).cmp(name(b)));
        directions.dedup_by(|a, b| name(a) == name(b));
        packed.clear();
        for word in [self.register, self.profession, self.field] {
            // a word's number is below 65,535
            packed.extend(word.unwrap_or(u16::MAX).to_le_bytes());
        }
        packed.push(match self.delegator {
            None => 2,
            Some(yes) => u8::from(yes),
        });
        for list in [&self.annotations, &self.words] {
            packed.push(u8::try_from(list.len()).ok()?);
            packed.extend(list.iter().flat_map(|number| number.to_le_bytes()));
        }
        for direction in directions.iter() {
            let name = name(direction);
            packed.extend(u16::try_from(name.len()).ok()?.to_le_bytes());
            packed.extend_from_slice(name);
        }
        Some(())
    }

    pub(super) fn packed(&self) -> &[u8] {
        &self.packed
    }

    /// The person that was packed.
    pub(super) fn unpack(packed: &[u8]) -> Person {
        let mut rest = packed;
        let [register, profession, field] =
            [(); 3].map(|()| Some(take_number(&mut rest)).filter(|number| *number != u16::MAX));
        let delegator = match take(&mut rest, 1) {
            [0] => Some(false),
            [1] => Some(true),
            _ => None,
        };
        let mut list = || {
            let count = take(&mut rest, 1).first().copied().unwrap_or(0);
            (0..count).map(|_| take_number(&mut rest)).collect::<Vec<u16>>()
        };
        let (annotations, words) = (list(), list());
        let mut authorisations: Vec<Authorisation> = words.into_iter().map(Authorisation::Word).collect();
        while !rest.is_empty() {
            let length = usize::from(take_number(&mut rest));
            let id = String::from_utf8_lossy(take(&mut rest, length)).into_owned();
            authorisations.push(Authorisation::Pgd(id));
        }
        Person { register, profession, field, annotations, authorisations, delegator }
    }
}

fn take<'t>(rest: &mut &'t [u8], count: usize) -> &'t [u8] {
    let (taken, after) = rest.split_at_checked(count).unwrap_or((rest, &[]));
    *rest = after;
    taken
}

fn take_number(rest: &mut &[u8]) -> u16 {
    take(rest, 2).first_chunk::<2>().map_or(u16::MAX, |bytes| u16::from_le_bytes(*bytes))
}
