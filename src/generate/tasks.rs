//! tasks.csv: what is to be done, as templates used again and again with facts that hang together.

use super::draw::{Draw, Stream, count, index, scaled};
use super::measures::Measures;
use super::plan::{Plan, Rows};
use super::vocabulary::numbered;
use super::weighted::Weighted;
use super::words::{FAMILIES, OCCASIONS, VERBS};
use crate::model::{Authority, Criterion};

/// Requirement templates of each cluster.
const TEMPLATES: usize = 10;

const STEPS: &str = "steps_established";

/// The tasks, by row number.
#[derive(Debug)]
pub(super) struct Tasks<'a> {
    plan: &'a Plan<'a>,
    measures: Measures,
    /// How common a template is among those of its cluster.
    template_pick: Weighted,
    /// How common an act is.
    act_pick: Weighted,
    width: usize,
}

/// What a task is made from.
struct Task {
    family: usize,
    template: u64,
    codes: Vec<usize>,
    /// How demanding, in thousandths.
    risk: u64,
    draw: Draw,
}

/// Acts, and the authority they are done under.
struct Reserved {
    acts: Vec<u16>,
    authority: Vec<u8>,
}

impl<'a> Tasks<'a> {
    pub(super) fn new(plan: &'a Plan<'a>) -> Self {
        let catalogue = plan.catalogue;
        // medicines and the like fill the day; statutory acts are rare
        let weight = |act: &crate::model::Act| if act.authorities.len() > 2 { 12 } else { 1 };
        let act_pick = Weighted::new(&catalogue.acts.iter().map(weight).collect::<Vec<u64>>());
        let width = plan.sizes.tasks.to_string().len().max(6);
        let template_pick = Weighted::zipf(TEMPLATES, 1);
        Self { plan, measures: Measures::new(catalogue), template_pick, act_pick, width }
    }

    /// The codes of a template: of one cluster, and now and then of the core.
    fn template(&self, cluster: usize, number: u64) -> (Vec<usize>, Draw) {
        let mut draw = Draw::at(self.plan.seed, Stream::Template, number);
        let size = match draw.below(100) {
            0..30 => 1,
            30..56 => 2,
            56..76 => 3,
            76..88 => 4,
            88..95 => 5,
            _ => 6,
        };
        let mut codes = Vec::new();
        for _ in 0..size * 4 {
            let core = !codes.is_empty() && draw.chance(350);
            let code = if core {
                self.plan.vocabulary.core_code(&mut draw)
            } else {
                self.plan.vocabulary.any_code_of(cluster, &mut draw)
            };
            if codes.len() < size && !codes.contains(&code) {
                codes.push(code);
            }
        }
        (codes, draw)
    }

    fn task(&self, site: u64, mut draw: Draw) -> Task {
        let family = self.plan.people.family(&mut draw);
        let cluster = self.plan.vocabulary.speciality(family, site, &mut draw);
        let template = count(cluster * TEMPLATES + self.template_pick.pick(&mut draw));
        let (codes, mut fixed) = self.template(cluster, template);
        let depth = codes.iter().map(|code| self.plan.vocabulary.depth(*code)).max().unwrap_or(0);
        let low = |draw: &mut Draw| draw.below(1_000).min(draw.below(1_000));
        let risk = (depth + low(&mut fixed) + 2 * low(&mut draw)) / 4;
        let family = self.plan.vocabulary.clusters.get(cluster).map_or(family, |cluster| cluster.family);
        Task { family, template, codes, risk, draw }
    }

    fn requires(&self, task: &mut Task, out: &mut Vec<u8>) {
        let least = self.plan.catalogue.policies.min_proficiency;
        let highest = self.plan.catalogue.proficiencies.len();
        for (at, code) in task.codes.iter().enumerate() {
            if at > 0 {
                out.push(b';');
            }
            out.extend_from_slice(self.plan.vocabulary.name(*code));
            // which proficiency is the template's: the same set comes again
            match (task.template + count(at) * 7) % 20 {
                0 | 5 => {
                    out.push(b':');
                    out.extend(self.plan.catalogue.rank_word(least).bytes());
                }
                11 | 13 => {
                    let word = u16::try_from(highest - 1)
                        .map_or("", |at| self.plan.catalogue.proficiencies.name(at));
                    out.push(b':');
                    out.extend(word.bytes());
                }
                _ => {}
            }
        }
    }

    /// Mostly no act; else one, or two under the same authority.
    fn reserved(&self, task: &mut Task) -> Reserved {
        let draw = &mut task.draw;
        let acts = &self.plan.catalogue.acts;
        let mut reserved = Reserved { acts: Vec::new(), authority: b"none".to_vec() };
        if acts.is_empty() || !draw.chance(110) {
            return reserved;
        }
        let first = self.act_pick.pick(draw);
        let can = acts.get(first).map_or(&[][..], |act| act.authorities.as_slice());
        // a direction or prescription where the act knows one
        let directed: Vec<&Authority> =
            can.iter().filter(|a| matches!(a, Authority::Psd | Authority::Prescription)).collect();
        let authority = match draw.below(100) {
            0..70 => draw.one(&directed).copied().or_else(|| can.first()),
            _ => draw.one(can),
        };
        let authority = authority.unwrap_or(&Authority::None);
        reserved.authority = authority.word().as_bytes().to_vec();
        if let Authority::Pgd(_) = authority {
            reserved.authority.push(b':');
            reserved.authority.extend_from_slice(&Plan::direction(draw));
        }
        reserved.acts.extend(u16::try_from(first));
        let second = self.act_pick.pick(draw);
        let agrees = acts
            .get(second)
            .is_some_and(|act| act.authorities.len() > 2 && act.authorities.contains(authority));
        if second != first && agrees && draw.chance(300) {
            reserved.acts.extend(u16::try_from(second));
        }
        reserved
    }

    /// A value of a criterion, by the task's risk; a few are left blank.
    fn value(criterion: &Criterion, task: &mut Task) -> Option<u8> {
        let draw = &mut task.draw;
        let noise = match draw.below(100) {
            _ if !criterion.ordered => draw.below(440),
            0..4 => 200 + draw.below(250),
            _ => draw.below(270),
        };
        let spot = (task.risk + noise).saturating_sub(250).min(999);
        let settled = criterion.name == STEPS && draw.chance(900);
        let place = if settled { 0 } else { scaled(spot, count(criterion.values.len()), 1_000) };
        if draw.below(1_000) < 6 { None } else { u8::try_from(place).ok() }
    }

    /// `cti` and `cti_review_on`: mostly current where the steps are approved.
    fn instruction(&self, task: &mut Task, steps: Option<u8>, out: &mut Vec<u8>) {
        let draw = &mut task.draw;
        if !draw.chance(if steps == Some(0) { 985 } else { 100 }) {
            out.extend_from_slice(b",,");
            return;
        }
        out.extend_from_slice(b",CTI-");
        out.extend_from_slice(numbered(b'0', task.template + 1, 4).get(1..).unwrap_or_default());
        out.push(b',');
        let current = steps == Some(0) && draw.chance(950);
        let days = 1 + draw.place(700);
        out.extend_from_slice(if current {
            self.plan.calendar.ahead(days)
        } else {
            self.plan.calendar.ago(days)
        });
    }

    /// Mostly all measures that the pack's rows ask for, and one more now and then.
    fn mitigations(&self, task: &mut Task, values: &[Option<u8>], acts: &[u16], out: &mut Vec<u8>) {
        let words = &self.plan.catalogue.mitigations;
        let careful = task.draw.chance(700);
        let mut stated = self.measures.asked(values, acts);
        stated.retain(|_| task.draw.chance(if careful { 990 } else { 550 }));
        let more = u16::try_from(task.draw.place(words.len())).unwrap_or(0);
        if !words.is_empty() && !stated.contains(&more) && task.draw.chance(250) {
            stated.push(more);
        }
        for (at, word) in stated.iter().enumerate() {
            if at > 0 {
                out.push(b';');
            }
            out.extend(words.name(*word).bytes());
        }
    }

    fn title(task: &mut Task, out: &mut Vec<u8>) {
        let verb = index(scaled(task.risk, count(VERBS.len()), 1_001));
        let things = FAMILIES.get(task.family).map_or(&[][..], |family| family.things);
        let thing = things.get(index(task.template * 3 % count(things.len()).max(1))).unwrap_or(&"a task");
        let verb = VERBS.get(verb).unwrap_or(&"Do");
        let occasion = task.draw.one(OCCASIONS).unwrap_or(&"at any time");
        for part in [verb, " ", thing, " ", occasion] {
            out.extend(part.bytes());
        }
    }

    /// Who does it now, and the profession that answers for it.
    fn doer(&self, task: &mut Task) -> (&'a str, &'a str) {
        let level = 2 + task.risk * 6 / 1_000 + task.draw.below(2);
        let roles: Vec<_> = self.plan.people.roles_of(task.family).map(|(_, role)| role).collect();
        let able = roles.iter().filter(|role| u64::from(role.level.number()) >= level);
        let able: Vec<_> = able.take(3).collect();
        let doer = task.draw.one(&able).map(|role| role.code.as_str());
        let doer = doer.or_else(|| roles.last().map(|role| role.code.as_str())).unwrap_or("");
        let owners: Vec<u16> = roles.iter().filter(|r| r.practitioner).filter_map(|r| r.profession).collect();
        let owner = owners.get(index(task.template % count(owners.len()).max(1)));
        let profession = owner.map_or("", |number| self.plan.catalogue.professions.name(*number));
        (doer, if task.draw.chance(15) { "" } else { profession })
    }
}

impl Rows for Tasks<'_> {
    fn header(&self) -> Vec<u8> {
        let mut header =
            b"task_id,site,title,requires,minutes,per_week,done_by,profession,authority,acts,cti,\
            cti_review_on,mitigations"
                .to_vec();
        for criterion in &self.plan.catalogue.criteria {
            header.push(b',');
            header.extend(criterion.name.bytes());
        }
        header
    }

    fn number(&self) -> u64 {
        self.plan.sizes.tasks
    }

    fn row(&mut self, row: u64, out: &mut Vec<u8>) {
        let mut draw = Draw::at(self.plan.seed, Stream::Task, row);
        let site = self.plan.people.site(&mut draw);
        let mut task = self.task(site, draw);
        let catalogue = self.plan.catalogue;
        out.extend_from_slice(&numbered(b'T', row + 1, self.width));
        out.push(b',');
        out.extend_from_slice(self.plan.site(site));
        out.push(b',');
        Self::title(&mut task, out);
        out.push(b',');
        self.requires(&mut task, out);
        let minutes = task.draw.one(&[5, 10, 10, 15, 15, 20, 30, 30, 45, 60, 90]).copied().unwrap_or(15);
        let often = 1 + task.draw.below(300).min(task.draw.below(300)).min(task.draw.below(300));
        let (doer, profession) = self.doer(&mut task);
        let reserved = self.reserved(&mut task);
        out.extend(format!(",{minutes},{often},{doer},{profession},").bytes());
        out.extend_from_slice(&reserved.authority);
        out.push(b',');
        for (at, act) in reserved.acts.iter().enumerate() {
            if at > 0 {
                out.push(b';');
            }
            out.extend(catalogue.act_names.name(*act).bytes());
        }
        if reserved.acts.is_empty() {
            out.extend_from_slice(b"none");
        }
        let values: Vec<Option<u8>> =
            catalogue.criteria.iter().map(|criterion| Self::value(criterion, &mut task)).collect();
        let steps = catalogue.criterion(STEPS).and_then(|at| values.get(at).copied().flatten());
        self.instruction(&mut task, steps, out);
        out.push(b',');
        self.mitigations(&mut task, &values, &reserved.acts, out);
        for (criterion, value) in catalogue.criteria.iter().zip(&values) {
            out.push(b',');
            out.extend(value.map_or("", |value| criterion.values.name(u16::from(value))).bytes());
        }
    }
}
