//! Blocks of any size give the rows that reading the whole text gives, quoted newlines across their borders included.

use proptest::prelude::*;

use super::*;
use crate::sheet::{Cells, Fault, Record, Sheet};

/// Line, fault, cells.
type Read = (u64, Option<Fault>, Vec<String>);

/// The whole text in blocks of this size, each with as much of what follows as it needs.
fn by_blocks(way: Way, text: &[u8], size: usize, width: usize) -> (Vec<Read>, usize) {
    let (mut rows, mut mended) = (Vec::new(), 0);
    let (mut line, mut expected) = (1, 0);
    let mut marker = Marker::new(way);
    let mut begin = 0;
    while begin == 0 || begin < text.len() {
        let mut ahead = 3;
        let own = size.min(text.len() - begin);
        let mut start =
            if begin == 0 { Some(0) } else { Marker::guess(&text[begin..text.len().min(begin + size + 3)]) };
        loop {
            if start.is_none_or(|start| begin + start != expected) {
                mended += usize::from(expected <= begin + own);
                start = expected.checked_sub(begin);
            }
            let stop = text.len().min(begin + own + ahead);
            let block = Block { text: &text[begin..stop], own, last: stop == text.len(), width };
            let mut found_rows = Vec::new();
            let found = marker.rows(block, start.unwrap(), |row| {
                found_rows.push((line + row.line, read(&text[begin..], row, width)));
            });
            if !found.more {
                rows.extend(found_rows.into_iter().map(|(line, (fault, cells))| (line, fault, cells)));
                line += found.lines;
                expected = begin + found.end;
                break;
            }
            ahead *= 4;
        }
        begin += size;
    }
    (rows, mended)
}

fn read(text: &[u8], row: BlockRow<'_>, width: usize) -> (Option<Fault>, Vec<String>) {
    match row.shape {
        Shape::Plain(commas, end) => {
            let mut cells = Vec::new();
            let mut from = row.at;
            for to in commas.iter().chain([&end]) {
                cells.push(
                    std::str::from_utf8(&text[from..*to as usize])
                        .unwrap()
                        .trim_matches([' ', '\t'])
                        .to_owned(),
                );
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

fn whole(text: &[u8]) -> Vec<Read> {
    let of =
        |record: &Record| (record.line, record.fault, record.cells().map(str::to_owned).collect::<Vec<_>>());
    Sheet::read("t.csv", text).unwrap().records().iter().map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn blocks_are_the_whole(
        parts in prop::collection::vec(prop::sample::select(vec![
            "a", "bc", ",", ",", "\"", "\"\"", "\n", "\n", "\r\n", "\r", ",\"b\"", "\"x,\ny\"", " ", "\u{e9}", "1,2\n", "3,4\n", "5,6\r\n",
        ]), 0..60),
        size in 1usize..90,
        portable in any::<bool>(),
    ) {
        let text = format!("h,k\n{}", parts.concat());
        let way = if portable { Way::Portable } else { Way::Quickest };
        let (rows, _) = by_blocks(way, text.as_bytes(), size, 2);
        prop_assert_eq!(&rows[1..], &whole(text.as_bytes())[..], "{:?} by {}", text, size);
    }
}

#[test]
fn a_quoted_newline_across_a_border_is_mended() {
    let text = format!("h,k\n{}1,\"x\ny\"\n2,z\n", "0,0\n".repeat(20));
    for size in 4..text.len() {
        assert_eq!(by_blocks(Way::Quickest, text.as_bytes(), size, 2).0[1..], whole(text.as_bytes()));
    }
    assert!((4..text.len()).any(|size| by_blocks(Way::Quickest, text.as_bytes(), size, 2).1 > 0));
}
