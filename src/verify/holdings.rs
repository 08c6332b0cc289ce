//! Who holds what directly, from holdings.csv.

use std::collections::{BTreeMap, BTreeSet};

use super::Pour;
use super::dates::Date;
use super::graph::{Codes, Graph};
use super::pack::Pack;
use super::records::{self, Row};

/// A row that can be read.
#[derive(Debug, Clone)]
pub(super) struct Holding {
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

/// Reads holdings.csv: the rows of each of these people.
pub(super) fn read(
    pour: &Pour<'_>,
    pack: &Pack,
    staff_ids: &BTreeSet<String>,
    codes: &Codes,
) -> Result<BTreeMap<String, Vec<Holding>>, String> {
    let required = ["staff_id", "competency", "proficiency"];
    let known = ["staff_id", "competency", "proficiency", "assessed_on", "expires_on"];
    let wanted = |row: &Row| {
        !row.faulty && staff_ids.contains(row.get("staff_id")) && codes.contains_key(row.get("competency"))
    };
    let records = records::read_large("holdings.csv", pour, [&required, &known], wanted)?;
    let mut of_person: BTreeMap<String, Vec<Holding>> = BTreeMap::new();
    for row in &records.rows {
        if let Some(holding) = holding(row, pack) {
            of_person.entry(row.get("staff_id").to_owned()).or_default().push(holding);
        }
    }
    Ok(of_person)
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
        code: row.get("competency").to_owned(),
        rank: *pack.ranks.get(row.get("proficiency"))?,
        assessed_on,
        expires,
    })
}

/// The rank that a person with these rows directly holds of each merged competency.
pub(super) fn direct(
    pack: &Pack,
    graph: &Graph,
    codes: &Codes,
    holdings: &[Holding],
) -> BTreeMap<String, u8> {
    let not_later = |holding: &Holding| holding.assessed_on.is_none_or(|day| day <= pack.as_at);
    let own: Vec<&Holding> = holdings.iter().filter(|holding| not_later(holding)).collect();
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
