//! Which tasks of a very large run are looked at: a draw that anybody can repeat.

use std::collections::BTreeSet;

use super::tasks::Task;

/// The places of `most` tasks: those with the smallest BLAKE3 of `<task_id> LF <site> LF <BLAKE3 of tasks.csv, in hex>`.
/// Another tasks file, another draw; the same file, the same.
pub(super) fn chosen(tasks: &[Task], file: Option<&Vec<u8>>, most: usize) -> BTreeSet<usize> {
    let file = blake3::hash(file.map_or(&[], Vec::as_slice)).to_hex();
    let mut drawn: Vec<([u8; 32], usize)> = Vec::new();
    for (at, task) in tasks.iter().enumerate() {
        let text = format!("{}\n{}\n{file}", task.id, task.site);
        drawn.push((*blake3::hash(text.as_bytes()).as_bytes(), at));
    }
    drawn.sort_unstable();
    drawn.into_iter().take(most).map(|(_, at)| at).collect()
}
