//! Which renewals keep most tasks placed, as rows of renewals.csv.

use super::months::{End, count, placed};
use super::{Looking, Standing};
use crate::commands::diff::Passing;
use crate::commands::given::HOLDINGS;
use crate::inquiry::{self, Renewal};
use crate::intake;
use crate::matcher;
use crate::model::{CodeId, Error, Holdings, NodeId, Result, Wanted};
use crate::report::{ForecastSummary, RenewalRecord};

impl Looking<'_> {
    /// The renewals of what lapses until the last day.
    pub(super) fn renewals(
        &self,
        today: &Standing,
        end: &End,
        passing: Option<&Passing<'_>>,
        summary: &mut ForecastSummary,
    ) -> Result<Vec<RenewalRecord>> {
        let (now, then) = (placed(today), placed(&end.standing));
        let lost = now.keys().filter(|key| !then.contains_key(*key));
        let lost: Vec<usize> =
            lost.filter_map(|key| end.standing.get(*key)).map(|(number, _)| *number).collect();
        summary.lost = count(lost.len());
        if lost.is_empty() {
            return Ok(Vec::new());
        }
        self.begin("looking for renewals")?;
        let held = self.held_today(end)?;
        let inputs = end.sheets.inputs(&end.pack);
        let found = matcher::in_pool(self.answering.threads, || {
            inquiry::renewals(inputs, &end.holdings, &held, &lost)
        })?;
        let mut standing = count(then.len());
        let records: Vec<RenewalRecord> = found
            .iter()
            .map(|renewal| {
                let keeps = count(renewal.keeps.len());
                standing += keeps;
                summary.kept += keeps;
                self.record((renewal, keeps, standing), end, passing)
            })
            .collect();
        summary.renewals = count(records.len());
        Ok(records)
    }

    /// What is held on the as-at day, by the people and competencies of the last day.
    fn held_today(&self, end: &End) -> Result<Holdings> {
        let absent = || Error::Defect("the holdings are no longer there".to_owned());
        let (big, pace) = self.files.big(HOLDINGS).ok_or_else(absent)?;
        let wanted = Wanted { as_at: self.pack.catalogue.as_at, ..end.wanted.clone() };
        let people = &end.sheets.roster.people;
        let read =
            || intake::holdings(big, &wanted, people, &end.pack.catalogue, pace).map(|sheet| sheet.holdings);
        matcher::in_pool(self.answering.threads, read)?
    }

    fn record(
        &self,
        (renewal, keeps, placed): (&Renewal, u64, u64),
        end: &End,
        passing: Option<&Passing<'_>>,
    ) -> RenewalRecord {
        let staff_id = end.sheets.roster.staff_id(renewal.person).to_owned();
        let codes = codes_of(end, renewal.node);
        let days = [self.pack.catalogue.as_at, end.day];
        let due = passing.and_then(|passing| passing.due(&staff_id, &codes, days));
        let competency = codes.first().map(|(code, _)| (*code).to_owned()).unwrap_or_default();
        let proficiency = end.pack.catalogue.rank_word(renewal.rank).to_owned();
        let (step, due) = (count(renewal.step), due.map(|day| day.to_string()));
        RenewalRecord { step, staff_id, competency, proficiency, due, keeps, placed }
    }
}

/// The codes that are one competency, each with its refresh period.
fn codes_of(end: &End, node: NodeId) -> Vec<(&str, Option<u16>)> {
    let sheets = &end.sheets;
    let all = (0..).map(CodeId).zip(&sheets.codes.list);
    all.filter(|(id, _)| sheets.graph.node(*id) == Some(node))
        .map(|(id, code)| (sheets.codes.name(id), code.refresh_months))
        .collect()
}
