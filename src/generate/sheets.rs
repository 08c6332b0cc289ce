//! competencies.csv and links.csv: few rows, written at once.

use std::io::{self, Write};

use super::draw::{Draw, Stream, count, index};
use super::vocabulary::{Cluster, Vocabulary};
use super::words::FAMILIES;

/// Writes competencies.csv; gives the number of rows.
pub(super) fn competencies(vocabulary: &Vocabulary, out: &mut dyn Write) -> io::Result<u64> {
    let mut text = b"code,title,framework,refresh_months\n".to_vec();
    for code in 0..vocabulary.len() {
        let family = vocabulary.cluster_of(code).and_then(|cluster| FAMILIES.get(cluster.family));
        let framework = family.map_or("core", |family| family.name);
        text.extend_from_slice(vocabulary.name(code));
        text.extend_from_slice(format!(",{},{framework},", vocabulary.title(code)).as_bytes());
        if vocabulary.refresh(code) > 0 {
            text.extend_from_slice(vocabulary.refresh(code).to_string().as_bytes());
        }
        text.push(b'\n');
    }
    out.write_all(&text)?;
    Ok(count(vocabulary.len()))
}

/// A link from one code to another.
struct Link<'a> {
    from: usize,
    kind: &'a str,
    to: usize,
    ranks: (&'a str, &'a str),
}

/// Writes links.csv; gives the number of rows. `competent` and `highest` are proficiencies of the pack.
///
/// There are no cycles: covers run down a cluster or into the core, prerequisites run into the core, and a code that is
/// the same as another has no other link.
pub(super) fn links(
    seed: u64,
    vocabulary: &Vocabulary,
    (competent, highest): (&str, &str),
    out: &mut dyn Write,
) -> io::Result<u64> {
    let mut text = b"from,kind,to,from_proficiency,to_proficiency\n".to_vec();
    let mut rows = 0;
    let mut put = |link: &Link<'_>| {
        text.extend_from_slice(vocabulary.name(link.from));
        text.extend_from_slice(format!(",{},", link.kind).as_bytes());
        text.extend_from_slice(vocabulary.name(link.to));
        text.extend_from_slice(format!(",{},{}\n", link.ranks.0, link.ranks.1).as_bytes());
        rows += 1;
    };
    for (number, cluster) in vocabulary.clusters.iter().enumerate() {
        for code in cluster.start..cluster.start + cluster.len {
            let mut draw = Draw::at(seed, Stream::Link, count(code));
            if is_old_name(number, code, cluster) {
                put(&Link { from: code, kind: "same-as", to: cluster.start, ranks: ("", "") });
                continue;
            }
            let stated = |draw: &mut Draw| match draw.below(20) {
                0 => (competent, competent),
                1 => (highest, competent),
                _ => ("", ""),
            };
            let place = code - cluster.start;
            if place > 0 {
                let to = cluster.start + index(draw.below(count(place)));
                put(&Link { from: code, kind: "covers", to, ranks: stated(&mut draw) });
            }
            if draw.chance(120) {
                let to = vocabulary.core_code(&mut draw);
                put(&Link { from: code, kind: "covers", to, ranks: stated(&mut draw) });
            } else if draw.chance(60) {
                let to = index(draw.below(3)).min(vocabulary.core - 1);
                put(&Link { from: code, kind: "prerequisite", to, ranks: ("", "") });
            }
        }
    }
    out.write_all(&text)?;
    Ok(rows)
}

/// The last code of every eighth cluster is an old name of its first.
fn is_old_name(number: usize, code: usize, cluster: &Cluster) -> bool {
    number % 8 == 3 && cluster.len > 4 && code + 1 == cluster.start + cluster.len
}
