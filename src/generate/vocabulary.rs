//! Competencies: a core that everybody holds, then clusters of related codes, the first of a cluster the plainest.

use super::draw::{Draw, Stream, count, index, scaled};
use super::weighted::Weighted;
use super::words::{CORE, FAMILIES, VERBS};

/// About how many codes are related closely.
const CLUSTER: usize = 12;

/// Codes that are related closely: a speciality.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cluster {
    /// Its first code.
    pub(super) start: usize,
    /// How many codes.
    pub(super) len: usize,
    /// Whose work it is, a place in [`FAMILIES`].
    pub(super) family: usize,
}

/// All codes of a dataset.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// Their names; the lower numbers are held by more people.
    names: Vec<Vec<u8>>,
    /// How many of them are the core.
    pub(super) core: usize,
    pub(super) clusters: Vec<Cluster>,
    /// By family: its clusters, the commonest first, and how common they are.
    families: Vec<(Vec<usize>, Weighted)>,
    core_pick: Weighted,
    /// By code: months after which a sign-off lapses; 0 for never.
    refresh: Vec<u16>,
}

/// `letter` and a number of at least `width` digits.
pub(super) fn numbered(letter: u8, number: u64, width: usize) -> Vec<u8> {
    let digits = number.to_string();
    let zeros = width.saturating_sub(digits.len());
    [letter].into_iter().chain(std::iter::repeat_n(b'0', zeros)).chain(digits.bytes()).collect()
}

impl Vocabulary {
    /// `codes` competencies for families of these weights; a weight of 0 has no roles here.
    pub(super) fn new(seed: u64, codes: usize, weights: &[u64]) -> Self {
        let width = codes.to_string().len().max(4);
        let names = (1..).take(codes).map(|n| numbered(b'C', n, width)).collect();
        let core = (codes / 10).clamp(1, 40);
        let specialist = codes - core;
        let number = (specialist / CLUSTER).max(1);
        let sum: u64 = weights.iter().sum();
        let start = |g: usize| core + index(scaled(count(g), count(specialist), count(number)));
        let clusters = (0..number).map(|g| {
            // weights are met at every length of the list, so that each family has common and rare clusters
            let spot = scaled((count(g) * 61) % 1_000, sum, 1_000);
            Cluster { start: start(g), len: start(g + 1) - start(g), family: holder(weights, spot) }
        });
        let mut clusters: Vec<Cluster> = clusters.collect();
        give_each_family_one(&mut clusters, weights);
        let families = (0..weights.len()).map(|family| {
            let own: Vec<usize> = places(&clusters, |cluster| cluster.family == family);
            let own = if own.is_empty() { places(&clusters, |_| true) } else { own };
            let pick = Weighted::zipf(own.len(), 2);
            (own, pick)
        });
        let families = families.collect();
        let refresh = (0..codes).map(|code| {
            let mut draw = Draw::at(seed, Stream::Competency, count(code));
            if draw.chance(350) { *draw.one(&[12, 24, 24, 36, 36]).unwrap_or(&24) } else { 0 }
        });
        let refresh = refresh.collect();
        Self { names, core, clusters, families, core_pick: Weighted::zipf(core, 3), refresh }
    }

    /// How many codes there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The name of a code.
    pub(super) fn name(&self, code: usize) -> &[u8] {
        self.names.get(code).map_or(b"", Vec::as_slice)
    }

    /// Months after which a sign-off in it lapses; 0 for never.
    pub(super) fn refresh(&self, code: usize) -> u64 {
        self.refresh.get(code).copied().map_or(0, u64::from)
    }

    /// A code of the core, the commoner the likelier.
    pub(super) fn core_code(&self, draw: &mut Draw) -> usize {
        self.core_pick.pick(draw)
    }

    /// A cluster of a family: half the time the commonest anywhere, half the time what this site is known for.
    pub(super) fn speciality(&self, family: usize, site: u64, draw: &mut Draw) -> usize {
        let Some((own, pick)) = self.families.get(family) else { return 0 };
        let rank = pick.pick(draw);
        let turn = if draw.chance(500) { 0 } else { index(site.wrapping_mul(7) % count(own.len()).max(1)) };
        own.get((rank + turn) % own.len().max(1)).copied().unwrap_or(0)
    }

    /// A code of a cluster, the plainer the likelier.
    pub(super) fn code_of(&self, cluster: usize, draw: &mut Draw) -> usize {
        let Some(cluster) = self.clusters.get(cluster) else { return 0 };
        let place = draw.below(count(cluster.len)).min(draw.below(count(cluster.len)));
        cluster.start + index(place)
    }

    /// A code of a cluster, plain or demanding alike.
    pub(super) fn any_code_of(&self, cluster: usize, draw: &mut Draw) -> usize {
        self.clusters.get(cluster).map_or(0, |cluster| cluster.start + draw.place(cluster.len))
    }

    /// The cluster of a code that is not of the core.
    pub(super) fn cluster_of(&self, code: usize) -> Option<&Cluster> {
        if code < self.core {
            return None;
        }
        let after = self.clusters.partition_point(|cluster| cluster.start <= code);
        self.clusters.get(after.checked_sub(1)?)
    }

    /// How demanding a code is within its cluster, in thousandths; the core is plain.
    pub(super) fn depth(&self, code: usize) -> u64 {
        self.cluster_of(code)
            .map_or(0, |cluster| scaled(count(code - cluster.start), 1000, count(cluster.len)))
    }

    /// What a code is called.
    pub(super) fn title(&self, code: usize) -> String {
        let Some(cluster) = self.cluster_of(code) else {
            let word = CORE.get(code % CORE.len()).unwrap_or(&"Core skill");
            let part = code / CORE.len() + 1;
            return if part == 1 { (*word).to_owned() } else { format!("{word} part {part}") };
        };
        let verb = index(scaled(self.depth(code), count(VERBS.len()), 1001));
        let things = FAMILIES.get(cluster.family).map_or(CORE, |family| family.things);
        let thing = things.get((code * 5) % things.len().max(1)).unwrap_or(&"a task");
        format!("{} {thing} group {}", VERBS.get(verb).unwrap_or(&"Do"), cluster.start / CLUSTER + 1)
    }
}

/// Which of these weights a spot below their sum falls in.
fn holder(weights: &[u64], spot: u64) -> usize {
    let mut sum = 0;
    weights
        .iter()
        .take_while(|weight| {
            sum += **weight;
            sum <= spot
        })
        .count()
}

/// A family that got no cluster takes the last one of whoever has most.
fn give_each_family_one(clusters: &mut [Cluster], weights: &[u64]) {
    let mut held: Vec<u64> = vec![0; weights.len()];
    for cluster in clusters.iter() {
        if let Some(n) = held.get_mut(cluster.family) {
            *n += 1;
        }
    }
    for family in (0..weights.len()).filter(|f| weights.get(*f).is_some_and(|w| *w > 0)) {
        if held.get(family).is_some_and(|n| *n > 0) {
            continue;
        }
        let Some(most) = (0..held.len()).max_by_key(|f| held.get(*f)) else { return };
        let last = clusters.iter_mut().rev().find(|cluster| cluster.family == most);
        if let (Some(cluster), true) = (last, held.get(most).is_some_and(|n| *n > 1)) {
            cluster.family = family;
            for (changed, by) in [(family, 1), (most, u64::MAX)] {
                if let Some(n) = held.get_mut(changed) {
                    *n = n.wrapping_add(by);
                }
            }
        }
    }
}

fn places(clusters: &[Cluster], wanted: impl Fn(&Cluster) -> bool) -> Vec<usize> {
    clusters.iter().enumerate().filter(|(_, cluster)| wanted(cluster)).map(|(place, _)| place).collect()
}
