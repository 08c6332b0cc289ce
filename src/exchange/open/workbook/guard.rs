//! Looks at a workbook's parts before the library does: what they unpack to, and what they promise.

use std::io::{Cursor, Read};

use calamine::{Xlsx, XlsxError, open_workbook_from_rs};
use zip::ZipArchive;

use super::super::unusable;
use super::{Book, damaged};
use crate::model::Error;

type Result<T, E = Error> = std::result::Result<T, E>;

/// A workbook all of whose parts unpack to no more than `most` bytes.
pub(super) fn book(name: &str, bytes: Vec<u8>, most: u64) -> Result<Book> {
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(older(name, &bytes));
    }
    let bytes = check(name, bytes, most)?;
    open_workbook_from_rs::<Xlsx<_>, _>(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => encrypted(name),
        error => damaged(name, &error),
    })
}

fn encrypted(name: &str) -> Error {
    unusable(name, "", "the workbook is encrypted", "save it without a password")
}

/// The container of older workbooks holds encrypted ones too.
fn older(name: &str, bytes: &[u8]) -> Error {
    let sign: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(sign.len()).any(|window| window == sign.as_slice()) {
        return encrypted(name);
    }
    let help = "open it in a spreadsheet and save it as `.xlsx` or as `CSV UTF-8`";
    unusable(name, "", "a workbook of the older kind (.xls)", help)
}

/// Unpacks every part and holds none. A part may say that it is small and be large, so they are all read.
fn check(name: &str, bytes: Vec<u8>, most: u64) -> Result<Vec<u8>> {
    let broken = |error: &dyn std::fmt::Display| {
        let help = "save it again from a spreadsheet, or save the table as `CSV UTF-8`";
        unusable(name, &error.to_string(), "the file is no sound workbook", help)
    };
    let mut parts = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let names = parts.file_names().collect::<Result<Vec<_>, _>>().map_err(|error| broken(&error))?;
    let has = |part: &str| names.iter().any(|name| name.eq_ignore_ascii_case(part));
    if has("xl/workbook.bin") || (has("mimetype") && has("content.xml")) {
        let help = "open it in a spreadsheet and save it as `.xlsx` or as `CSV UTF-8`";
        return Err(unusable(name, "", "a workbook of a kind that is not read (.xlsb, .ods)", help));
    }
    let mut total = 0;
    for number in 0..parts.len() {
        let mut part = parts.by_index(number).map_err(|error| broken(&error))?;
        let promises =
            part.name().map_err(|error| broken(&error))?.to_ascii_lowercase().ends_with("sharedstrings.xml");
        let rest = most.saturating_sub(total).saturating_add(1);
        let mut read = (&mut part).take(rest);
        let mut text = Vec::new();
        let unpacked = if promises {
            read.read_to_end(&mut text).map(|length| length as u64)
        } else {
            std::io::copy(&mut read, &mut std::io::sink())
        };
        total += unpacked.map_err(|error| broken(&error))?;
        if total > most {
            let message = format!("the workbook unpacks to more than {} MiB", most >> 20);
            return Err(unusable(
                name,
                "",
                message,
                "check that it is the right file, or save the table as `CSV UTF-8`",
            ));
        }
        if promises && !keeps(&text) {
            return Err(broken(&"a list of words that promises more of them than there is room for"));
        }
    }
    Ok(parts.into_inner().into_inner())
}

/// Whether the list of words has room for as many as it says: the library makes room for them before it reads any.
pub(super) fn keeps(text: &[u8]) -> bool {
    const COUNT: &[u8] = b"uniqueCount";
    // in UTF-16 every other byte is zero; an escape could hide the word, and XML has none
    let plain: Vec<u8> = text.iter().copied().filter(|byte| *byte != 0).collect();
    let mut counts = plain.windows(COUNT.len()).enumerate().filter(|(_, word)| *word == COUNT);
    let fits = |(at, _): (usize, &[u8])| {
        let after = plain.get(at + COUNT.len()..).unwrap_or_default();
        let digits =
            after.iter().skip_while(|byte| !byte.is_ascii_digit()).take_while(|byte| byte.is_ascii_digit());
        digits.fold(0_usize, |sum, digit| sum.saturating_mul(10).saturating_add(usize::from(digit - b'0')))
            <= plain.len()
    };
    !plain.contains(&0x1B) && counts.all(fits)
}
