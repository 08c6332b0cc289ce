//! What all sheets of a dataset share, worked out once: sizes, people, vocabulary, days.

use std::io::{self, Write};

use super::Options;
use super::calendar::Calendar;
use super::dirt::Dirt;
use super::draw::{Draw, index};
use super::people::People;
use super::shuffle::Shuffle;
use super::sizes::Sizes;
use super::vocabulary::{Vocabulary, numbered};
use crate::model::{Catalogue, Error, Result};

/// How much is written at a time.
const BUFFER: usize = 1 << 20;

/// How many patient group directions there are.
const DIRECTIONS: u64 = 40;

/// A sheet whose every row can be worked out by itself.
pub(super) trait Rows {
    /// The header, without its line end.
    fn header(&self) -> Vec<u8>;
    /// How many rows.
    fn number(&self) -> u64;
    /// Writes a row, without its line end. No cell has a comma, a quote or a line end.
    fn row(&mut self, row: u64, out: &mut Vec<u8>);
}

/// What all sheets share.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) seed: u64,
    pub(super) sizes: Sizes,
    pub(super) catalogue: &'a Catalogue,
    pub(super) people: People<'a>,
    pub(super) vocabulary: Vocabulary,
    pub(super) calendar: Calendar,
    sites: Vec<Vec<u8>>,
    staff_width: usize,
}

impl<'a> Plan<'a> {
    pub(super) fn new(options: &Options, catalogue: &'a Catalogue) -> Result<Self> {
        let Options { sizes, seed, .. } = *options;
        if catalogue.roles.is_empty() || catalogue.proficiencies.is_empty() {
            return Err(Error::Usage("the pack has no roles or no proficiencies to draw from".to_owned()));
        }
        let Some(calendar) = Calendar::around(catalogue.as_at) else {
            return Err(Error::Usage(format!(
                "too near the ends of the calendar: {}; choose an --as-at between 1915 and 2185",
                catalogue.as_at
            )));
        };
        let people = People::new(seed, catalogue, sizes.staff, sizes.sites);
        let vocabulary = Vocabulary::new(seed, index(sizes.competencies), &people.weights);
        let width = sizes.sites.to_string().len().max(3);
        let site = |number: u64| {
            [b"site-".as_slice(), numbered(b'0', number, width).get(1..).unwrap_or_default()].concat()
        };
        let sites = (1..=sizes.sites).map(site).collect();
        let staff_width = sizes.staff.to_string().len().max(7);
        Ok(Self { seed, sizes, catalogue, people, vocabulary, calendar, sites, staff_width })
    }

    /// The name of a site, from 0.
    pub(super) fn site(&self, site: u64) -> &[u8] {
        self.sites.get(index(site)).map_or(b"", Vec::as_slice)
    }

    /// The id of a person, from 0.
    pub(super) fn staff_id(&self, person: u64) -> Vec<u8> {
        numbered(b'S', person + 1, self.staff_width)
    }

    /// A proficiency: mostly the word for competent, sometimes better, sometimes not there yet.
    pub(super) fn proficiency(&self, draw: &mut Draw) -> &'a str {
        let words = &self.catalogue.proficiencies;
        let competent = usize::from(self.catalogue.policies.competent.0).saturating_sub(1);
        let above = words.len().saturating_sub(competent + 1);
        let at = match draw.below(100) {
            0..9 if competent > 0 => draw.place(competent),
            9..21 if above > 0 => competent + 1 + draw.place(above),
            _ => competent,
        };
        u16::try_from(at).map_or("", |at| words.name(at))
    }

    /// The id of a patient group direction, the commoner the likelier.
    pub(super) fn direction(draw: &mut Draw) -> Vec<u8> {
        numbered(b'P', 1 + draw.below(DIRECTIONS).min(draw.below(DIRECTIONS)), 3)
    }
}

/// Writes a sheet; gives the number of its rows. Only a buffer is kept, however many rows there are.
pub(super) fn write(
    rows: &mut dyn Rows,
    order: Option<&Shuffle>,
    dirt: Option<&Dirt<'_>>,
    out: &mut dyn Write,
) -> io::Result<u64> {
    let mut buffer = rows.header();
    buffer.reserve(BUFFER + BUFFER / 8);
    buffer.push(b'\n');
    let number = rows.number();
    for place in 0..number {
        let row = order.map_or(place, |order| order.at(place));
        if let Some(dirt) = dirt.filter(|dirt| dirt.hits(row)) {
            dirt.write(rows, row, &mut buffer);
        } else {
            rows.row(row, &mut buffer);
            buffer.push(b'\n');
        }
        if buffer.len() >= BUFFER {
            out.write_all(&buffer)?;
            buffer.clear();
        }
    }
    out.write_all(&buffer)?;
    Ok(number)
}
