//! Reasons, requirements and lists in the words of the outputs.

use std::collections::BTreeSet;
use std::fmt::Display;

use crate::model::{
    Catalogue, Codes, Level, Lower, Need, Reason, Requirement, RoleId, RuleText, Status, Supervision,
};

/// A whole number with commas between its thousands.
pub(in crate::report) fn grouped(value: impl Display) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `CODE:proficiency;...`.
pub(super) fn requirements(catalogue: &Catalogue, codes: &Codes, list: &[Requirement]) -> String {
    let one = |r: &Requirement| format!("{}:{}", codes.name(r.code), catalogue.rank_word(r.rank));
    list.iter().map(one).collect::<Vec<_>>().join(";")
}

/// `ROLE;ROLE`.
pub(super) fn roles(catalogue: &Catalogue, list: &[(RoleId, Supervision)]) -> String {
    list.iter().map(|(id, _)| catalogue.role_code(*id)).collect::<Vec<_>>().join(";")
}

/// `ROLE:mode;...`.
pub(super) fn supervision(catalogue: &Catalogue, list: &[(RoleId, Supervision)]) -> String {
    let one = |(id, mode): &(RoleId, Supervision)| format!("{}:{}", catalogue.role_code(*id), mode.word());
    list.iter().map(one).collect::<Vec<_>>().join(";")
}

/// `4:2;5:1`.
pub(super) fn by_level(list: &[(Level, u64)]) -> String {
    list.iter().map(|(level, count)| format!("{level}:{count}")).collect::<Vec<_>>().join(";")
}

/// What governance asks for, as one word.
pub(super) fn need(catalogue: &Catalogue, need: Need) -> String {
    match need {
        Need::Instruction => "cti".to_owned(),
        Need::Measure(word) => catalogue.mitigations.name(word).to_owned(),
        Need::Silent => "silent".to_owned(),
    }
}

/// What governance asks for, in words.
pub(super) fn need_said(catalogue: &Catalogue, what: Need) -> String {
    match what {
        Need::Instruction => "a current task instruction".to_owned(),
        Need::Measure(_) => need(catalogue, what),
        Need::Silent => "a rule that says what is needed".to_owned(),
    }
}

/// A reason as a code.
pub(super) fn code(catalogue: &Catalogue, reason: Reason) -> String {
    match reason {
        Reason::ActsUnknown => "acts".to_owned(),
        Reason::Unlisted(act) => format!("unlisted:{}", catalogue.act_names.name(act)),
        Reason::Stop(stop) => catalogue.stop_name(stop).to_owned(),
        Reason::Rule(rule) => catalogue.rule_id(rule).to_owned(),
        Reason::Panel => "panel".to_owned(),
        Reason::FloorSilent => "silent:floor".to_owned(),
        Reason::Missing(what) => format!("not-yet:{}", need(catalogue, what)),
        Reason::NobodyThere => "nobody-there".to_owned(),
        Reason::NobodyCompetent => "nobody-competent".to_owned(),
        Reason::NoSupervisor => "no-supervisor".to_owned(),
        Reason::Requires => "requires".to_owned(),
        Reason::Undecided => "needs-panel".to_owned(),
    }
}

/// Reasons with the role they speak of: `L01@AP;F03@AP`.
pub(super) fn codes(catalogue: &Catalogue, reasons: &[(RoleId, Reason)]) -> String {
    let one = |(role, reason): &(RoleId, Reason)| {
        format!("{}@{}", code(catalogue, *reason), catalogue.role_code(*role))
    };
    reasons.iter().map(one).collect::<Vec<_>>().join(";")
}

/// What stops a level, short: a reason that every one of its roles has is told of `*`.
pub(super) fn lower_codes(catalogue: &Catalogue, lower: &Lower) -> String {
    let roles: BTreeSet<RoleId> = lower.reasons.iter().map(|(role, _)| *role).collect();
    let holders = |reason: &Reason| lower.reasons.iter().filter(|(_, other)| other == reason).count();
    let mut list: Vec<String> = Vec::new();
    for (role, reason) in &lower.reasons {
        let of =
            if roles.len() > 1 && holders(reason) == roles.len() { "*" } else { catalogue.role_code(*role) };
        let text = format!("{}@{of}", code(catalogue, *reason));
        if !list.contains(&text) {
            list.push(text);
        }
    }
    list.join(";")
}

/// A reason as a sentence.
pub(super) fn sentence(catalogue: &Catalogue, reason: Reason) -> String {
    match reason {
        Reason::ActsUnknown => "the restricted acts of the task are not known".to_owned(),
        Reason::Unlisted(act) => format!("no law row lists the act `{}`", catalogue.act_names.name(act)),
        Reason::Stop(stop) => format!("stop {} does not admit this role", catalogue.stop_name(stop)),
        Reason::Rule(rule) => match catalogue.rule(rule) {
            Some(text) => format!("{} ({}): {}", text.id, text.output, text.because),
            None => "a rule".to_owned(),
        },
        Reason::Panel => "a panel has decided for a higher level or another profession".to_owned(),
        Reason::FloorSilent => "the rules are silent on the floor".to_owned(),
        Reason::Missing(Need::Silent) => "no governance row speaks of this role".to_owned(),
        Reason::Missing(Need::Instruction) => {
            "no approved task instruction within its review date".to_owned()
        }
        Reason::Missing(Need::Measure(word)) => {
            format!("`{}` is not among the task's mitigations", catalogue.mitigations.name(word))
        }
        Reason::NobodyThere => "nobody active at this site is admitted in this role".to_owned(),
        Reason::NobodyCompetent => "nobody in this role at this site proves every requirement".to_owned(),
        Reason::NoSupervisor => "able people, but nobody else at this site can supervise them".to_owned(),
        Reason::Requires => "the task's requirements are not known".to_owned(),
        Reason::Undecided => "a panel must settle the task first".to_owned(),
    }
}

/// A rule's source: key, title and kind.
pub(super) fn cited(catalogue: &Catalogue, rule: &RuleText) -> String {
    let source = catalogue.sources.iter().find(|source| source.key == rule.source);
    source.map_or_else(|| rule.source.clone(), |s| format!("{}: {} [{}]", s.key, s.title, s.kind))
}

/// The stage at which a reason stands, and its name.
pub(super) fn stage(catalogue: &Catalogue, reason: Reason) -> (u8, &'static str) {
    let table = |rule: Option<&RuleText>| match rule.map(|rule| rule.table) {
        Some("policy") => (3, "policy"),
        Some("veto") => (4, "veto"),
        Some("floor") => (5, "floor"),
        Some("mitigation") => (6, "mitigation"),
        _ => (2, "law"),
    };
    match reason {
        Reason::ActsUnknown | Reason::Requires | Reason::Undecided => (1, "completeness"),
        Reason::Unlisted(_) => (2, "law"),
        Reason::Stop(stop) => {
            let name = catalogue.stop_name(stop);
            table(catalogue.rules.iter().find(|rule| rule.stop == name))
        }
        Reason::Rule(rule) => table(catalogue.rule(rule)),
        Reason::FloorSilent => (5, "floor"),
        Reason::Panel => (5, "the panel's decision"),
        Reason::NoSupervisor => (7, "supervision"),
        Reason::Missing(_) => (8, "governance"),
        Reason::NobodyThere | Reason::NobodyCompetent => (9, "people"),
    }
}

/// What a status means, in a few words.
pub(super) fn meaning(status: Status) -> &'static str {
    match status {
        Status::Restricted => "law or policy admits no role of the pack",
        Status::NeedsPanel => "facts are blank or the rules do not say: people must decide",
        Status::Placed => "",
        Status::NotYet => "people are able; a task instruction or measure is missing",
        Status::NoSupervisor => "people are able; nobody else there can supervise them",
        Status::NobodyCompetent => "nobody admitted proves every requirement in date",
    }
}
