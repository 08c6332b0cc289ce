//! Who holds what directly, from holdings.csv.

use std::collections::{BTreeMap, BTreeSet};

use super::Files;
use super::dates::Date;
use super::graph::{Codes, Graph};
use super::pack::Pack;
use super::records::{self, Row};

/// A row that can be read.
#[derive(Debug, Clone)]
pub(super) struct Holding {
    staff_id: String,
    code: String,
    rank: u8,
    assessed_on: Option<Date>,
    expires: Expires,
}

/// The cell `expires_on`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expires {
    Blank,
    Never,
    On(Date),
}

/// Reads holdings.csv.
pub(super) fn read(
    files: &Files,
    pack: &Pack,
    staff_ids: &BTreeSet<String>,
    codes: &Codes,
) -> Result<Vec<Holding>, String> {
    let required = ["staff_id", "competency", "proficiency"];
    let known = ["staff_id", "competency", "proficiency", "assessed_on", "expires_on"];
    let records = records::read(files, "holdings.csv", &required, &known)?;
    let readable = records.rows.iter().filter(|row| !row.faulty).filter_map(|row| holding(row, pack));
    let known =
        |holding: &Holding| staff_ids.contains(&holding.staff_id) && codes.contains_key(&holding.code);
    Ok(readable.filter(known).collect())
}

fn holding(row: &Row, pack: &Pack) -> Option<Holding> {
    let assessed_on = match row.get("assessed_on") {
        "" => None,
        text => Some(Date::parse(text)?),
    };
    let expires = match row.get("expires_on") {
        "" => Expires::Blank,
        "never" => Expires::Never,
        text => Expires::On(Date::parse(text)?),
    };
    if let (Some(assessed_on), Expires::On(expires_on)) = (assessed_on, expires)
        && expires_on < assessed_on
    {
        return None;
    }
    Some(Holding {
        staff_id: row.get("staff_id").to_owned(),
        code: row.get("competency").to_owned(),
        rank: *pack.ranks.get(row.get("proficiency"))?,
        assessed_on,
        expires,
    })
}

/// The rank that a person directly holds of each merged competency.
pub(super) fn direct(
    pack: &Pack,
    graph: &Graph,
    codes: &Codes,
    holdings: &[Holding],
    staff_id: &str,
) -> BTreeMap<String, u8> {
    let not_later = |holding: &Holding| holding.assessed_on.is_none_or(|day| day <= pack.as_at);
    let own: Vec<&Holding> = holdings.iter().filter(|h| h.staff_id == staff_id && not_later(h)).collect();
    let mut direct: BTreeMap<String, u8> = BTreeMap::new();
    for holding in own.iter().filter(|holding| in_date(holding, pack, codes)) {
        let competency = graph.merged(&holding.code);
        let mut rank = holding.rank;
        for other in own.iter().filter(|other| graph.merged(&other.code) == competency) {
            let settled = match (holding.assessed_on, other.assessed_on) {
                (Some(this), Some(that)) => that <= this,
                _ => false,
            };
            if other.rank < holding.rank && !settled {
                rank = rank.min(other.rank);
            }
        }
        let best = rank.max(direct.get(competency).copied().unwrap_or(0));
        direct.insert(competency.to_owned(), best);
    }
    direct
}

/// Whether a holding has not expired.
fn in_date(holding: &Holding, pack: &Pack, codes: &Codes) -> bool {
    let months = codes.get(&holding.code).copied().flatten();
    let refresh = match (holding.assessed_on, months) {
        (Some(assessed_on), Some(months)) => Some(assessed_on.plus_months(months)),
        _ => None,
    };
    let still = |until: Date| pack.as_at <= until;
    match holding.expires {
        Expires::On(expires_on) => still(expires_on) && refresh.is_none_or(still),
        Expires::Never => refresh.is_none_or(still),
        Expires::Blank if months.is_some() => refresh.is_some_and(still),
        Expires::Blank => pack.unknown_expiry_valid,
    }
}
