//! Why one person can or cannot do one task.

use std::fmt::Write;

use super::{layers, words};
use crate::model::{Answer, Catalogue, Codes, PersonProof, Task};

/// The proof for one person.
#[must_use]
pub fn person(
    catalogue: &Catalogue,
    codes: &Codes,
    (task, answer): (&Task, &Answer),
    proof: &PersonProof,
) -> String {
    let mut text = String::new();
    let mut line = |content: &str| {
        // writing into a string does not fail
        let _ = writeln!(text, "{content}");
    };
    line(&format!("{} for {} at {}: {}", proof.staff_id, task.id, task.site, task.title));
    if proof.posts.is_empty() {
        line("  no active post at this site");
    }
    for post in &proof.posts {
        line(&format!(
            "  as {} (level {}): {}",
            catalogue.role_code(post.role),
            post.level,
            if post.able { "able" } else { "not able" }
        ));
        if !post.counts {
            line(
                "    - the post needs a register or profession that the person's row does not show: it counts at no rung",
            );
        } else if !post.admitted {
            line("    - law or policy does not admit this person in this post");
        }
        for stop in &post.closed {
            line(&format!("    - stop {stop} is not passed"));
        }
        for reason in &post.reasons {
            line(&format!("    - {}", words::sentence(catalogue, *reason)));
        }
        if let (true, Some(verdict)) = (post.able, post.verdict) {
            line(&format!(
                "    needs {} supervision; the role at this site: {}",
                post.supervision.word(),
                verdict.word()
            ));
        }
    }
    line("  requirements");
    for (requirement, held) in &proof.requirements {
        let mark = if held >= &requirement.rank { "proved" } else { "not proved" };
        let held = catalogue.rank_word(*held);
        let held = if held.is_empty() { "nothing in date" } else { held };
        line(&format!(
            "    {:<24} needs {}, has {held}: {mark}",
            codes.name(requirement.code),
            catalogue.rank_word(requirement.rank)
        ));
    }
    text.push_str(&layers::because_text(catalogue, &answer.because));
    text
}
