//! A small catalogue and short ways to look at a ledger, for the tests of this room.

use super::{Ledger, Source};
use crate::model::{
    Act, Authority, Catalogue, Code, Codes, Criterion, Day, Finding, Level, PackName, Policies, Rank, Role,
    Supervision, Words,
};

pub(super) fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

pub(super) fn words<const N: usize>(list: [&str; N]) -> Words {
    Words::new(list.map(String::from))
}

fn criterion(name: &str, values: Words) -> Criterion {
    Criterion { name: name.to_owned(), title: String::new(), ordered: true, values }
}

fn role(code: &str, level: u8, register: Option<u16>, profession: Option<u16>, field: Option<u16>) -> Role {
    Role {
        code: code.to_owned(),
        title: String::new(),
        level: Level::new(level).unwrap(),
        register,
        profession,
        field,
        practitioner: register.is_some(),
        delegates: false,
        needs_listed: false,
        routine: Vec::new(),
        supervision: Supervision::None,
        band: String::new(),
    }
}

/// Roles HCA, RN (NMC-RN, nurse), RN-CHILD (and child); acts injection (prescription, psd, pgd), dressing (any);
/// criteria `predictability`, `steps_established`; as at 2026-06-15.
pub(super) fn catalogue() -> Catalogue {
    Catalogue {
        pack: PackName::default(),
        as_at: day("2026-06-15"),
        criteria: vec![
            criterion("predictability", words(["stable", "minimal-change", "unstable"])),
            criterion("steps_established", words(["approved", "draft", "none"])),
        ],
        act_names: words(["injection", "dressing"]),
        acts: vec![
            Act {
                title: String::new(),
                law: true,
                authorities: vec![
                    Authority::Prescription,
                    Authority::Psd,
                    Authority::Pgd(String::new()),
                    Authority::None,
                ],
            },
            Act { title: String::new(), law: false, authorities: Vec::new() },
        ],
        roles: vec![
            role("HCA", 2, None, None, None),
            role("RN", 5, Some(0), Some(0), None),
            role("RN-CHILD", 5, Some(0), Some(0), Some(1)),
        ],
        proficiencies: words(["taught", "modelled", "competent", "trainer"]),
        professions: words(["nurse", "doctor"]),
        listed: vec![0],
        registers: words(["NMC-RN", "GMC"]),
        fields: words(["adult", "child"]),
        annotations: words(["prescriber", "supplementary"]),
        authorisations: words(["HCSW-VACC", "IRMER:operator"]),
        mitigations: words(["early-warning-score", "escalation-plan"]),
        policies: Policies {
            unknown_expiry_valid: false,
            min_proficiency: Rank(3),
            competent: Rank(3),
            delegator_unknown: false,
        },
        stops: Words::default(),
        rules: Vec::new(),
        sources: Vec::new(),
    }
}

pub(super) fn codes<const N: usize>(list: [&str; N]) -> Codes {
    let mut codes = Codes::default();
    for code in list {
        codes.add(Code { code: code.to_owned(), title: String::new(), refresh_months: None });
    }
    codes
}

pub(super) fn source<'a>(name: &'a str, text: &'a str) -> Source<'a> {
    Source { name, bytes: text.as_bytes() }
}

/// Findings as `line column code value`.
pub(super) fn found(findings: &[Finding]) -> Vec<String> {
    let text = |f: &Finding| {
        assert!(!f.message.is_empty() && !f.message.ends_with('.') && !f.help.is_empty(), "{f:?}");
        assert!(!f.message.starts_with(char::is_uppercase), "{f:?}");
        format!("{} {} {} {}", f.place.line, f.place.column, f.code.word(), f.value)
    };
    findings.iter().map(text).collect()
}

/// The fates of a ledger's rows: rows, used, not asked for, duplicate, rejected.
pub(super) fn fates(ledger: &Ledger) -> [u64; 5] {
    let a = ledger.accounting;
    assert!(a.adds_up(), "{a:?}");
    assert_eq!(a.rejected, u64::try_from(ledger.rejects.rows.len()).unwrap());
    [a.rows, a.used, a.not_asked_for, a.duplicate, a.rejected]
}

/// The rejects as `line codes`.
pub(super) fn rejected(ledger: &Ledger) -> Vec<String> {
    let text =
        |codes: &[crate::model::FindingCode]| -> Vec<&str> { codes.iter().map(|c| c.word()).collect() };
    ledger.rejects.rows.iter().map(|r| format!("{} {}", r.line, text(&r.codes).join("+"))).collect()
}
