//! Tests of the trickiest sentences, on a small pack and a small ward that each test changes.

mod blanks;
mod decided;
mod people;
mod proofs;

use super::{Files, RoleAnswer, TaskAnswer, decide, facts_hashes};

const AS_AT: &str = "2026-06-01";

/// A pack and a dataset to change.
pub(super) struct World {
    pack: Files,
    dataset: Files,
}

const PACK_TOML: &str = r#"
name = "small"
applies = ["england"]
effective_from = "2026-01-01"
effective_until = "2026-12-31"
[policies]
unknown_expiry = "lapsed"
min_proficiency = "competent"
delegator_unknown = "no"
[words]
professions = ["nurse", "nursing-associate", "physiotherapist", "doctor"]
listed = ["nurse"]
registers = ["NMC-RN", "NMC-NA", "HCPC", "GMC"]
fields = ["adult", "child"]
annotations = ["prescriber"]
authorisations = ["VACC"]
mitigations = ["watch", "plan", "audit"]
"#;

const CRITERIA: &str = "criterion,ordered,values
activity_kind,no,admin;wash;assess
cognitive,yes,skill;rule;knowledge
problem_solving,yes,none;some
steps_established,yes,approved;draft;none
training_need,yes,induction;degree
harm,yes,1;2;3
";

const ACTS: &str = "act,kind,authorities
inject,law,prescription;psd;pgd
prescribe,law,none
odd,law,
wound,policy,
";

const ROLES: &str =
    "role,level,register,profession,field,practitioner,delegates,supervisor,routine,supervision
HCA,2,,,,no,no,any,wash,none
AP,4,,,,no,yes,any,,none
NA,4,NMC-NA,nursing-associate,,no,no,listed,,none
RN,5,NMC-RN,nurse,adult,yes,yes,any,,none
PHYS,5,HCPC,physiotherapist,,yes,yes,any,,none
DR,7,GMC,,,yes,yes,any,,none
";

const LAW: &str =
    "rule,stop,effect,delegable,acts,authority,register,profession,annotations,authorisations,level
L1-S,L1,stop,,inject,,,,,,
L1-A1,L1,admit,,,,\"NMC-RN, GMC\",,,,
L1-A2,L1,admit,,,psd,,,,VACC,>= 4
L1-A3,L1,admit,no,,pgd,,,,PGD:<id>,
L2-S,L2,stop,,prescribe,,,,,,
L2-A1,L2,admit,,,,GMC,,,,
L2-A2,L2,admit,,,,,nurse,prescriber,,
";

const FLOOR: &str = "rule,floor,acts,harm,relaxes,approver,approved_on,reason,effective_until
F1,1,,,,,,,
F2,4,,>= 2,,,,,
F3,5,,3,,,,,
";

const GOVERNANCE: &str = "rule,needs,practitioner
G1,cti;plan,no
G2,cti,yes
";

const STAFF: &str = "staff_id,role,site,register,profession,field,annotations,authorisations,delegator,status
s-hca,HCA,W,,,,,,no,active
s-ap,AP,W,,,,,VACC,yes,active
s-na,NA,W,NMC-NA,nursing-associate,,,,no,active
s-rn,RN,W,NMC-RN,nurse,adult,,PGD:flu,yes,active
s-phys,PHYS,W,HCPC,physiotherapist,,,,yes,active
s-dr,DR,W,GMC,doctor,,,,yes,active
";

const HOLDINGS: &str = "staff_id,competency,proficiency,assessed_on,expires_on
s-hca,A,competent,2026-01-01,2026-06-01
s-ap,A,competent,2026-01-01,2026-06-01
s-na,A,competent,2026-01-01,2026-06-01
s-rn,A,competent,2026-01-01,2026-06-01
s-phys,A,competent,2026-01-01,2026-06-01
s-dr,A,competent,2026-01-01,2026-06-01
";

const TASKS: &str = "task_id,site,title,requires,profession,authority,acts,cti,cti_review_on,mitigations,\
activity_kind,cognitive,problem_solving,steps_established,training_need,harm
T,W,A task,A,nurse,none,none,CTI-1,2026-06-01,plan,wash,skill,none,approved,induction,1
";

impl World {
    /// One task on which all columns are known: anybody may do it.
    pub(super) fn new() -> Self {
        let mut world = Self { pack: Files::default(), dataset: Files::default() };
        for (name, text) in [
            ("pack.toml", PACK_TOML),
            ("criteria.csv", CRITERIA),
            ("acts.csv", ACTS),
            ("roles.csv", ROLES),
            ("proficiency.csv", "proficiency,rank\ntaught,1\nmodelled,2\ncompetent,3\ntrainer,4\n"),
            ("law.csv", LAW),
            ("policy.csv", "rule,stop,effect,acts,harm,level,relaxes,effective_until\n"),
            ("veto.csv", "rule,veto,activity_kind,harm\nV1,skill-share,assess,\n"),
            ("floor.csv", FLOOR),
            ("mitigation.csv", "rule,mitigation,harm\n"),
            ("supervision.csv", "rule,supervision,practitioner,harm\nS1,none,yes,\nS2,remote,no,\n"),
            ("governance.csv", GOVERNANCE),
        ] {
            world.pack.files.insert(name.to_owned(), text.into());
        }
        for (name, text) in [("staff.csv", STAFF), ("holdings.csv", HOLDINGS), ("tasks.csv", TASKS)] {
            world.dataset.files.insert(name.to_owned(), text.into());
        }
        world
    }

    fn text(&mut self, file: &str) -> &mut Vec<u8> {
        let pack = self.pack.files.contains_key(file);
        let files = if pack { &mut self.pack } else { &mut self.dataset };
        files.files.entry(file.to_owned()).or_default()
    }

    /// Appends a line to a file.
    pub(super) fn add(mut self, file: &str, line: &str) -> Self {
        self.text(file).extend(format!("{line}\n").bytes());
        self
    }

    /// Gives a file another text.
    pub(super) fn put(mut self, file: &str, text: &str) -> Self {
        *self.text(file) = text.into();
        self
    }

    /// Replaces a piece of a file, which must be there.
    pub(super) fn swap(mut self, file: &str, old: &str, new: &str) -> Self {
        let text = String::from_utf8(self.text(file).clone()).unwrap();
        assert!(text.contains(old), "{file} has no {old}");
        *self.text(file) = text.replace(old, new).into();
        self
    }

    /// Fills a cell of the task.
    pub(super) fn task(mut self, column: &str, cell: &str) -> Self {
        let text = String::from_utf8(self.text("tasks.csv").clone()).unwrap();
        let (header, row) = text.trim_end().split_once('\n').unwrap();
        let mut cells: Vec<&str> = row.split(',').collect();
        cells[header.split(',').position(|name| name == column).unwrap()] = cell;
        self.put("tasks.csv", &format!("{header}\n{}\n", cells.join(",")))
    }

    pub(super) fn answers(&self) -> Vec<TaskAnswer> {
        decide(&self.pack, &self.dataset, AS_AT).unwrap()
    }

    /// The answer for the first task.
    pub(super) fn answer(&self) -> TaskAnswer {
        self.answers().remove(0)
    }

    pub(super) fn hash(&self) -> String {
        facts_hashes(&self.pack, &self.dataset, AS_AT).unwrap()[0][2].clone()
    }
}

/// A role of an answer.
pub(super) fn role<'a>(answer: &'a TaskAnswer, code: &str) -> &'a RoleAnswer {
    answer.rungs.iter().flat_map(|rung| &rung.roles).find(|role| role.role == code).unwrap()
}

/// The codes of the roles that pass the rules, by level.
pub(super) fn passing(answer: &TaskAnswer) -> String {
    let roles = answer.rungs.iter().flat_map(|rung| &rung.roles);
    roles.filter(|role| role.passes).map(|role| role.role.as_str()).collect::<Vec<_>>().join(" ")
}
