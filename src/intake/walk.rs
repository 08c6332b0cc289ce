//! Every row of a large file, block by block on several threads, told in the order of the file.

use std::cell::RefCell;

use super::{Pace, in_parallel};
use crate::files::{Batch, Big, Hashed, Pass, Room};
use crate::model::{Error, Finding, FindingCode, Place, Result};
use crate::sheet::{Block, BlockRow, Found, Head, Marker, RawRow, Way, row_at, too_long};

/// What is done with each row of a block.
pub(super) trait Work: Sync {
    /// What a block leaves.
    type Out: Send;

    /// For a block not yet begun.
    fn begin(&self) -> Self::Out;

    /// For each of its rows; `text` is the block's.
    fn row(&self, out: &mut Self::Out, text: &[u8], row: BlockRow<'_>);

    /// For a block that is done.
    fn end(&self, _: &mut Self::Out, _: Block<'_>, _: &Found) {}

    /// What a block leaves that was read before, if that is known: one of this hash at this place.
    fn recall(&self, _place: u64, _hash: &[u8; 32], _: Block<'_>) -> Option<Recalled<Self::Out>> {
        None
    }
}

/// A block that was not read: what is known of it.
pub(super) struct Recalled<T> {
    /// Where its first row begins in it.
    pub(super) start: usize,
    pub(super) found: Found,
    pub(super) out: T,
}

/// A block that is done.
pub(super) struct Done<T> {
    /// Where it begins in the text.
    pub(super) place: u64,
    /// Where its first row begins.
    pub(super) start: u64,
    /// The line that its first line is.
    pub(super) line: u64,
    pub(super) found: Found,
    /// Of its bytes, if they were hashed.
    pub(super) hash: Option<[u8; 32]>,
    pub(super) out: T,
}

/// What a walk met.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) rows: u64,
    pub(super) hashed: Hashed,
}

thread_local! {
    /// Memory of each thread, used for block after block: new memory for every block would cost as much as reading it.
    static SCRATCH: RefCell<(Marker, Room)> = RefCell::new((Marker::new(Way::Quickest), Room::default()));
}

/// Bytes behind a block that are read with it, so that its last row is whole; a longer row is read again.
const AHEAD: usize = 2_048;

/// Bytes at first read for the header.
const HEADER: usize = 1 << 16;

/// What makes a file unusable, and the bytes that were looked at.
pub(super) type Unusable = (Vec<Finding>, Vec<u8>);

/// Reads the header of a file. `Err` lists what makes the file unusable.
pub(super) fn head(big: &Big) -> Result<std::result::Result<Head, Unusable>> {
    let mut pass = big.pass(HEADER, 1)?;
    let mut length = HEADER;
    let mut room = Room::default();
    loop {
        let last = match pass.batch()? {
            Some(_) => pass.reach(length)?.fill(0, length, &mut room)?,
            None => true,
        };
        if let Some(head) = Head::read(big.name(), room.bytes(), last) {
            return Ok(head.map_err(|findings| (findings, room.bytes().to_vec())));
        }
        length = length.saturating_mul(4);
    }
}

/// Takes the rows of a file through `work`; `accept` gets the blocks in order.
pub(super) fn walk<W: Work>(
    big: &Big,
    head: &Head,
    pace: Pace<'_>,
    work: &W,
    mut accept: impl FnMut(Done<W::Out>),
) -> Result<Walked> {
    let walk = Walk { block: pace.block, width: head.header.len(), pace, work };
    let mut pass = big.pass(pace.block, pace.batch)?;
    let mut walked = Walked::default();
    let mut line = head.line;
    let mut expected = head.end as u64;
    let mut marker = Marker::new(pace.way);
    let header_block = expected / pace.block as u64 * pace.block as u64;
    while let Some(batch) = pass.batch()? {
        let tried = walk.batch(batch, (header_block, expected))?;
        let mut hashes = Vec::new();
        for tried in tried {
            hashes.extend(tried.hash);
            let (place, hash) = (tried.place, tried.hash);
            if expected > place + pace.block as u64 {
                continue;
            }
            let right =
                !tried.found.more && tried.start.is_some_and(|start| place + start as u64 == expected);
            let tried = if right { tried } else { walk.again(&mut pass, &mut marker, place, expected)? };
            if tried.found.too_long.is_some() {
                return Err(Error::Input(vec![too_long(&big.name().into(), line + tried.found.lines)]));
            }
            if let Some(zero) = tried.found.zero {
                return Err(not_text(big.name(), place + zero as u64));
            }
            accept(Done { place, start: expected, line, found: tried.found, hash, out: tried.out });
            line += tried.found.lines;
            walked.rows += tried.found.rows;
            expected = place + tried.found.end as u64;
        }
        pass.done(hashes);
        (pace.told)(expected, walked.rows)?;
    }
    walked.hashed = pass.hashed();
    Ok(walked)
}

/// Takes the rows of some blocks of a file, as walked before, through `work`. Of a packed file that is all of its blocks.
pub(super) fn walk_again<W: Work>(
    big: &Big,
    head: &Head,
    pace: Pace<'_>,
    work: &W,
    blocks: &[Done<()>],
    mut accept: impl FnMut(Done<W::Out>),
) -> Result<()> {
    if big.length().is_none() {
        return walk(big, head, pace, work, accept).map(drop);
    }
    let walk = Walk { block: pace.block, width: head.header.len(), pace, work };
    let mut pass = big.pass(pace.block, pace.batch)?;
    let Some(batch) = pass.batch()? else { return Ok(()) };
    for some in blocks.chunks(pace.batch.max(1)) {
        let again = |number: usize| some.get(number).map(|block| walk.once_more(batch, block));
        for done in in_parallel(some.len(), again).into_iter().flatten() {
            accept(done?);
        }
    }
    Ok(())
}

/// Reads rows again at these places, each with its line, in the order of the file.
pub(super) fn revisit(
    big: &Big,
    pace: Pace<'_>,
    spots: &[(u64, u64)],
    mut each: impl FnMut(u64, RawRow<'_>),
) -> Result<()> {
    if spots.is_empty() {
        return Ok(());
    }
    let size = pace.block as u64;
    let mut pass = big.pass(pace.block, pace.batch)?;
    let mut rest = spots;
    let mut room = Room::default();
    while let Some(batch) = pass.batch()? {
        let places: Vec<u64> = (0..batch.blocks).map(|number| batch.place(number)).collect();
        for place in places {
            let until = rest.partition_point(|(spot, _)| *spot < place + size);
            let (here, after) = rest.split_at_checked(until).unwrap_or((rest, &[]));
            rest = after;
            let Some(_) = here.first() else { continue };
            let mut length = pace.block + AHEAD;
            let mut last = pass.reach(length)?.fill(place, length, &mut room)?;
            for (spot, line) in here {
                let at = usize::try_from(spot - place).unwrap_or(usize::MAX);
                while !last && row_at(room.bytes().get(at..).unwrap_or_default(), last).is_none() {
                    length = length.saturating_mul(2);
                    last = pass.reach(length)?.fill(place, length, &mut room)?;
                }
                let row = row_at(room.bytes().get(at..).unwrap_or_default(), true);
                let gone = || Error::Defect(format!("the row on line {line} is gone"));
                each(*line, row.ok_or_else(gone)?);
            }
        }
        pass.done([]);
    }
    Ok(())
}

fn not_text(name: &str, zero: u64) -> Error {
    let place = Place { file: name.into(), line: 0, column: String::new() };
    let message = format!("not a text file: a zero byte at offset {zero}");
    let help = "give a CSV file, not a workbook or another binary file";
    Error::Input(vec![Finding::new(FindingCode::FileUnusable, place, "", message, help)])
}

struct Walk<'w, W> {
    block: usize,
    width: usize,
    pace: Pace<'w>,
    work: &'w W,
}

/// A block as first read, from where it was taken to begin.
struct Tried<T> {
    place: u64,
    start: Option<usize>,
    found: Found,
    hash: Option<[u8; 32]>,
    out: T,
}

impl<W: Work> Walk<'_, W> {
    fn batch(&self, batch: Batch<'_>, header: (u64, u64)) -> Result<Vec<Tried<W::Out>>> {
        let tried = in_parallel(batch.blocks, |number| {
            SCRATCH.with_borrow_mut(|(marker, room)| self.block_of(batch, number, header, marker, room))
        });
        tried.into_iter().collect()
    }

    fn block_of(
        &self,
        batch: Batch<'_>,
        number: usize,
        header: (u64, u64),
        marker: &mut Marker,
        room: &mut Room,
    ) -> Result<Tried<W::Out>> {
        marker.go(self.pace.way);
        let place = batch.place(number);
        let last = batch.fill(place, self.block + AHEAD, room)?;
        let text = room.bytes();
        let own = text.get(..self.block).unwrap_or(text);
        let hash = batch.hash(place, own);
        let block = Block { text, own: self.block, last, width: self.width };
        if let Some(known) = hash.as_ref().and_then(|hash| self.work.recall(place, hash, block)) {
            let Recalled { start, found, out } = known;
            return Ok(Tried { place, start: Some(start), found, hash, out });
        }
        let start =
            if place == header.0 { usize::try_from(header.1 - place).ok() } else { Marker::guess(own) };
        Ok(Tried { hash, ..self.try_block(marker, place, text, last, start) })
    }

    /// A block that was read before.
    fn once_more(&self, batch: Batch<'_>, block: &Done<()>) -> Result<Done<W::Out>> {
        let Done { place, start, line, found, hash, .. } = *block;
        SCRATCH.with_borrow_mut(|(marker, room)| {
            marker.go(self.pace.way);
            let fill = |length: usize, room: &mut Room| batch.fill(place, length, room);
            let tried = self.whole(marker, room, (place, start), self.block + AHEAD, fill)?;
            Ok(Done { place, start, line, found, hash, out: tried.out })
        })
    }

    /// The rows of a block, if they begin at `start`.
    fn try_block(
        &self,
        marker: &mut Marker,
        place: u64,
        text: &[u8],
        last: bool,
        start: Option<usize>,
    ) -> Tried<W::Out> {
        let mut out = self.work.begin();
        let block = Block { text, own: self.block, last, width: self.width };
        let found = start.map_or(Found { more: true, ..Found::default() }, |start| {
            marker.rows(block, start, |row| self.work.row(&mut out, text, row))
        });
        self.work.end(&mut out, block, &found);
        Tried { place, start, found, hash: None, out }
    }

    /// A block again, from where its first line does begin.
    fn again(
        &self,
        pass: &mut Pass<'_>,
        marker: &mut Marker,
        place: u64,
        expected: u64,
    ) -> Result<Tried<W::Out>> {
        let fill = |length: usize, room: &mut Room| pass.reach(length)?.fill(place, length, room);
        // so much was not enough, or began elsewhere
        let length = (self.block + AHEAD).saturating_mul(2);
        self.whole(marker, &mut Room::default(), (place, expected), length, fill)
    }

    /// A block from a known start, with as much text behind it as its last row needs.
    fn whole(
        &self,
        marker: &mut Marker,
        room: &mut Room,
        (place, start): (u64, u64),
        mut length: usize,
        mut fill: impl FnMut(usize, &mut Room) -> Result<bool>,
    ) -> Result<Tried<W::Out>> {
        let first = usize::try_from(start - place).ok();
        loop {
            let last = fill(length, room)?;
            let tried = self.try_block(marker, place, room.bytes(), last, first);
            if !tried.found.more {
                return Ok(tried);
            }
            if last {
                return Err(Error::Defect(format!("a row at offset {start} does not end")));
            }
            length = length.saturating_mul(2);
        }
    }
}
