//! Hit policies by DMN's letters: what a table answers when several rows match.

/// What a table answers when several rows match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HitPolicy {
    /// U: at most one row may match.
    Unique,
    /// A: all rows that match must say the same.
    Any,
    /// P: the output that comes first in the order of outputs.
    Priority,
    /// F: the first row.
    First,
    /// R: all outputs, in row order.
    RuleOrder,
    /// O: all outputs, in the order of outputs.
    OutputOrder,
    /// C: all outputs; here in row order.
    Collect,
    /// C+: the sum.
    CollectSum,
    /// C<: the least.
    CollectMin,
    /// C>: the greatest.
    CollectMax,
    /// C#: how many outputs; equal ones each count, as in the sum (DMN since 1.2).
    CollectCount,
}

const LETTERS: [(HitPolicy, &str); 11] = [
    (HitPolicy::Unique, "U"),
    (HitPolicy::Any, "A"),
    (HitPolicy::Priority, "P"),
    (HitPolicy::First, "F"),
    (HitPolicy::RuleOrder, "R"),
    (HitPolicy::OutputOrder, "O"),
    (HitPolicy::Collect, "C"),
    (HitPolicy::CollectSum, "C+"),
    (HitPolicy::CollectMin, "C<"),
    (HitPolicy::CollectMax, "C>"),
    (HitPolicy::CollectCount, "C#"),
];

/// What a table answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hit<O> {
    /// No row matches.
    Nothing,
    /// One output.
    One(O),
    /// Several outputs.
    Many(Vec<O>),
    /// A number made of outputs.
    Number(i64),
}

/// Why a table has no answer. A conflict is never a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// Under U: these rows all match.
    #[error("rows {0:?} all match where only one may")]
    NotUnique(Vec<usize>),
    /// Under A: these rows match and do not all say the same.
    #[error("rows {0:?} all match and do not say the same")]
    Differ(Vec<usize>),
    /// The output of this row is no number.
    #[error("the output of row {0} is not a number")]
    NotNumber(usize),
    /// The sum is beyond 64 bits.
    #[error("the sum of the outputs is too great")]
    TooGreat,
}

impl HitPolicy {
    /// The policy of a letter.
    #[must_use]
    pub fn parse(letter: &str) -> Option<Self> {
        LETTERS.iter().find(|(_, known)| *known == letter).map(|(policy, _)| *policy)
    }

    /// Its letter.
    #[must_use]
    pub fn letter(self) -> &'static str {
        LETTERS.iter().find(|(policy, _)| *policy == self).map_or("", |(_, letter)| letter)
    }

    /// The answer, from the rows that match in row order, each with its output. The lesser output comes first in the
    /// order of outputs (as in DMN's list of them); `number` reads an output where a policy reckons with it.
    pub fn apply<O: Ord + Clone>(
        self,
        matched: &[(usize, O)],
        number: impl Fn(&O) -> Option<i64>,
    ) -> Result<Hit<O>, Conflict> {
        let rows = || matched.iter().map(|(row, _)| *row).collect::<Vec<_>>();
        let mut outputs: Vec<O> = matched.iter().map(|(_, output)| output.clone()).collect();
        let reckoned = || matched.iter().map(|(row, output)| number(output).ok_or(Conflict::NotNumber(*row)));
        Ok(match self {
            HitPolicy::Unique if outputs.len() > 1 => return Err(Conflict::NotUnique(rows())),
            HitPolicy::Any if outputs.windows(2).any(|pair| pair.first() != pair.last()) => {
                return Err(Conflict::Differ(rows()));
            }
            HitPolicy::Unique | HitPolicy::Any | HitPolicy::First => one(outputs.into_iter().next()),
            HitPolicy::Priority => one(outputs.into_iter().min()),
            HitPolicy::RuleOrder | HitPolicy::Collect => many(outputs),
            HitPolicy::OutputOrder => {
                outputs.sort();
                many(outputs)
            }
            HitPolicy::CollectSum => sum(reckoned())?,
            HitPolicy::CollectMin => reduced(reckoned(), i64::min)?,
            HitPolicy::CollectMax => reduced(reckoned(), i64::max)?,
            HitPolicy::CollectCount => {
                Hit::Number(i64::try_from(outputs.len()).map_err(|_| Conflict::TooGreat)?)
            }
        })
    }
}

fn one<O>(output: Option<O>) -> Hit<O> {
    output.map_or(Hit::Nothing, Hit::One)
}

fn many<O>(outputs: Vec<O>) -> Hit<O> {
    if outputs.is_empty() { Hit::Nothing } else { Hit::Many(outputs) }
}

/// In 128 bits, so that the order of rows cannot make a sum too great on the way.
fn sum<O>(numbers: impl Iterator<Item = Result<i64, Conflict>>) -> Result<Hit<O>, Conflict> {
    let numbers = numbers.collect::<Result<Vec<_>, _>>()?;
    let total: i128 = numbers.iter().copied().map(i128::from).sum();
    let total = i64::try_from(total).map_err(|_| Conflict::TooGreat)?;
    Ok(if numbers.is_empty() { Hit::Nothing } else { Hit::Number(total) })
}

fn reduced<O>(
    numbers: impl Iterator<Item = Result<i64, Conflict>>,
    better: impl Fn(i64, i64) -> i64,
) -> Result<Hit<O>, Conflict> {
    let numbers = numbers.collect::<Result<Vec<_>, _>>()?;
    Ok(numbers.into_iter().reduce(better).map_or(Hit::Nothing, Hit::Number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(letter: &str, outputs: &[(usize, i64)]) -> Result<Hit<i64>, Conflict> {
        HitPolicy::parse(letter).unwrap().apply(outputs, |output| Some(*output))
    }

    #[test]
    fn every_policy() {
        let rows = [(1, 5), (4, 3), (6, 5)];
        assert_eq!(answer("U", &rows), Err(Conflict::NotUnique(vec![1, 4, 6])));
        assert_eq!(answer("U", &rows[..1]), Ok(Hit::One(5)));
        assert_eq!(answer("A", &rows), Err(Conflict::Differ(vec![1, 4, 6])));
        assert_eq!(answer("A", &[(1, 5), (6, 5)]), Ok(Hit::One(5)));
        assert_eq!(answer("P", &rows), Ok(Hit::One(3)));
        assert_eq!(answer("F", &rows), Ok(Hit::One(5)));
        assert_eq!(answer("R", &rows), Ok(Hit::Many(vec![5, 3, 5])));
        assert_eq!(answer("O", &rows), Ok(Hit::Many(vec![3, 5, 5])));
        assert_eq!(answer("C", &rows), Ok(Hit::Many(vec![5, 3, 5])));
        assert_eq!(answer("C+", &rows), Ok(Hit::Number(13)));
        assert_eq!(answer("C<", &rows), Ok(Hit::Number(3)));
        assert_eq!(answer("C>", &rows), Ok(Hit::Number(5)));
        assert_eq!(answer("C#", &rows), Ok(Hit::Number(3)));
    }

    #[test]
    fn letters_and_silence() {
        for (policy, letter) in LETTERS {
            assert_eq!(HitPolicy::parse(policy.letter()), Some(policy));
            let nothing = if letter == "C#" { Hit::Number(0) } else { Hit::Nothing };
            assert_eq!(answer(letter, &[]), Ok(nothing), "{letter}");
        }
        assert_eq!(HitPolicy::parse("C*"), None);
    }

    #[test]
    fn sums_never_guess() {
        assert_eq!(answer("C+", &[(0, i64::MAX), (1, 1)]), Err(Conflict::TooGreat));
        assert_eq!(answer("C+", &[(0, i64::MAX), (1, 1), (2, -1)]), Ok(Hit::Number(i64::MAX)));
        let words = [(3, "high")];
        assert_eq!(HitPolicy::CollectMax.apply(&words, |_| None), Err(Conflict::NotNumber(3)));
    }
}
