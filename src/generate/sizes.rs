//! How large a dataset is: named sizes, what is asked for instead, and what cannot be.

use crate::model::{Error, Result};

/// How many of everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// People.
    pub staff: u64,
    /// Rows of holdings.csv.
    pub holdings: u64,
    /// Rows of tasks.csv.
    pub tasks: u64,
    /// Sites.
    pub sites: u64,
    /// Competency codes.
    pub competencies: u64,
}

/// Numbers that were named one by one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// People.
    pub staff: Option<u64>,
    /// Rows of holdings.csv.
    pub holdings: Option<u64>,
    /// Rows of tasks.csv.
    pub tasks: Option<u64>,
    /// Sites.
    pub sites: Option<u64>,
    /// Competency codes.
    pub competencies: Option<u64>,
}

/// The largest numbers that are taken: what a person could mean, far below what a machine word holds.
const MOST: Sizes = Sizes {
    staff: 200_000_000,
    holdings: 20_000_000_000,
    tasks: 100_000_000,
    sites: 100_000,
    competencies: 100_000,
};

impl Sizes {
    /// One ward.
    pub const WARD: Self = Self { staff: 30, holdings: 900, tasks: 60, sites: 1, competencies: 60 };
    /// One trust of median size.
    pub const TRUST: Self =
        Self { staff: 6_000, holdings: 210_000, tasks: 3_000, sites: 12, competencies: 600 };
    /// One integrated care board with its providers.
    pub const ICB: Self =
        Self { staff: 32_000, holdings: 1_100_000, tasks: 15_000, sites: 60, competencies: 1_200 };
    /// The NHS in England.
    pub const ENGLAND: Self =
        Self { staff: 1_500_000, holdings: 45_000_000, tasks: 100_000, sites: 245, competencies: 1_200 };

    /// A named size with what was asked for instead; without one, what is not asked for follows from the staff.
    pub fn of(named: Option<Self>, wanted: Wanted) -> Result<Self> {
        let base = match (named, wanted.staff) {
            (Some(size), _) => size,
            (None, Some(staff)) => Self::for_staff(staff.min(MOST.staff)),
            (None, None) => {
                return Err(Error::Usage("how large? name a --size or the number of --staff".to_owned()));
            }
        };
        let sizes = Self {
            staff: wanted.staff.unwrap_or(base.staff),
            holdings: wanted.holdings.unwrap_or(base.holdings),
            tasks: wanted.tasks.unwrap_or(base.tasks),
            sites: wanted.sites.unwrap_or(base.sites),
            competencies: wanted.competencies.unwrap_or(base.competencies),
        };
        sizes.check()
    }

    fn for_staff(staff: u64) -> Self {
        let competencies = match staff {
            ..200 => 60,
            200..2_000 => 240,
            2_000..20_000 => 600,
            _ => 1_200,
        };
        let tasks = (staff / 2).clamp(60, 100_000);
        Self { staff, holdings: staff * 30, tasks, sites: (staff / 500).clamp(1, 245), competencies }
    }

    fn check(self) -> Result<Self> {
        let limits = [
            ("staff", self.staff, 1, MOST.staff),
            ("holdings", self.holdings, 1, MOST.holdings),
            ("tasks", self.tasks, 1, MOST.tasks),
            ("sites", self.sites, 1, MOST.sites),
            ("competencies", self.competencies, 10, MOST.competencies),
        ];
        for (name, value, least, most) in limits {
            if !(least..=most).contains(&value) {
                return Err(Error::Usage(format!("--{name} {value} is not between {least} and {most}")));
            }
        }
        let room = self.staff * self.competencies;
        if self.holdings > room {
            return Err(Error::Usage(format!(
                "--holdings {} is more than {} staff can hold of {} competencies ({room}); ask for fewer, or for more staff or competencies",
                self.holdings, self.staff, self.competencies
            )));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_wins_and_the_rest_follows() {
        let ward = Sizes::of(Some(Sizes::WARD), Wanted { sites: Some(2), ..Wanted::default() }).unwrap();
        assert_eq!((ward.staff, ward.sites), (30, 2));
        let own = Sizes::of(None, Wanted { staff: Some(2_000), ..Wanted::default() }).unwrap();
        assert_eq!((own.holdings, own.tasks, own.sites, own.competencies), (60_000, 1_000, 4, 600));
        assert!(Sizes::of(None, Wanted::default()).is_err());
        let absurd = Wanted { holdings: Some(1_801), ..Wanted::default() };
        assert!(Sizes::of(Some(Sizes::WARD), absurd).unwrap_err().to_string().contains("1800"));
        for none in
            [Wanted { sites: Some(0), ..Wanted::default() }, Wanted { staff: Some(0), ..Wanted::default() }]
        {
            assert!(Sizes::of(Some(Sizes::WARD), none).is_err());
        }
    }
}
