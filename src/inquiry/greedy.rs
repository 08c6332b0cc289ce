//! Covering in greedy order: tasks each ask for one of some sets of items; which items, in which order.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{NodeId, PersonId};

/// What is renewed: whose, and in what.
pub(super) type Item = (PersonId, NodeId);

/// A set of items, and the tasks that it alone serves.
struct Choice {
    set: Vec<Item>,
    tasks: Vec<usize>,
    /// Tasks served and items needed if it is taken now; `None`: to be counted again.
    worth: Option<(usize, usize)>,
}

/// By task the sets of which any serves it. Gives items with the step that took each, from 1: at every step the set that
/// serves most further tasks for each item that it still needs; if several do, the one that serves more, then the first
/// by its items.
pub(super) fn greedy(wanted: &[&[Vec<Item>]]) -> Vec<(Item, usize)> {
    let mut by_set: BTreeMap<&[Item], Vec<usize>> = BTreeMap::new();
    for (task, sets) in wanted.iter().enumerate() {
        for set in *sets {
            by_set.entry(set).or_default().push(task);
        }
    }
    let of = |(set, tasks): (&[Item], Vec<usize>)| Choice { set: set.to_vec(), tasks, worth: None };
    let mut search = Search {
        choices: by_set.into_iter().map(of).collect(),
        by_item: BTreeMap::new(),
        served: vec![false; wanted.len()],
        taken: BTreeSet::new(),
    };
    for (number, choice) in search.choices.iter().enumerate() {
        for item in &choice.set {
            search.by_item.entry(*item).or_default().push(number);
        }
    }
    let mut order = Vec::new();
    let mut step = 0;
    while let Some(best) = search.best() {
        step += 1;
        order.extend(search.take(best).into_iter().map(|item| (item, step)));
    }
    order
}

struct Search {
    /// By their items.
    choices: Vec<Choice>,
    by_item: BTreeMap<Item, Vec<usize>>,
    served: Vec<bool>,
    taken: BTreeSet<Item>,
}

impl Search {
    fn best(&mut self) -> Option<usize> {
        let mut best: Option<(usize, (usize, usize))> = None;
        for number in 0..self.choices.len() {
            let known = self.choices.get(number).and_then(|choice| choice.worth);
            let worth = known.unwrap_or_else(|| self.worth(number));
            if let Some(choice) = self.choices.get_mut(number) {
                choice.worth = Some(worth);
            }
            let (serves, needs) = worth;
            let better = |(other, of): (usize, usize)| {
                (serves * of, serves).cmp(&(other * needs, other)) == std::cmp::Ordering::Greater
            };
            if serves > 0 && best.is_none_or(|(_, other)| better(other)) {
                best = Some((number, worth));
            }
        }
        best.map(|(number, _)| number)
    }

    /// How many tasks more a set serves, and how many items it still needs.
    fn worth(&self, number: usize) -> (usize, usize) {
        let Some(choice) = self.choices.get(number) else { return (0, 0) };
        let needs: Vec<Item> = choice.set.iter().filter(|item| !self.taken.contains(item)).copied().collect();
        (self.serves(&needs).len(), needs.len())
    }

    /// The tasks that these items serve together with those that were taken, and that were not served before.
    fn serves(&self, needs: &[Item]) -> BTreeSet<usize> {
        let has = |item: &Item| needs.contains(item) || self.taken.contains(item);
        let mut tasks = BTreeSet::new();
        for number in needs.iter().filter_map(|item| self.by_item.get(item)).flatten() {
            let Some(choice) = self.choices.get(*number).filter(|choice| choice.set.iter().all(has)) else {
                continue;
            };
            tasks.extend(choice.tasks.iter().filter(|task| self.served.get(**task) == Some(&false)));
        }
        tasks
    }

    /// Takes a set; gives what was not taken before. What may now be worth something else is to be counted again.
    fn take(&mut self, number: usize) -> Vec<Item> {
        let Some(choice) = self.choices.get(number) else { return Vec::new() };
        let needs: Vec<Item> = choice.set.iter().filter(|item| !self.taken.contains(item)).copied().collect();
        let now = self.serves(&needs);
        for task in &now {
            self.served.get_mut(*task).into_iter().for_each(|served| *served = true);
        }
        self.taken.extend(&needs);
        // a set is worth something else if one that shares an item with it serves a task of now, or was taken in part
        let touched = |choice: &Choice| {
            choice.tasks.iter().any(|task| now.contains(task))
                || choice.set.iter().any(|item| needs.contains(item))
        };
        let items: BTreeSet<Item> = self
            .choices
            .iter()
            .filter(|choice| touched(choice))
            .flat_map(|choice| choice.set.clone())
            .collect();
        for choice in
            self.choices.iter_mut().filter(|choice| choice.set.iter().any(|item| items.contains(item)))
        {
            choice.worth = None;
        }
        needs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(person: u32, node: u32) -> Item {
        (PersonId(person), NodeId(node))
    }

    fn order(wanted: &[Vec<Vec<Item>>]) -> Vec<(u32, u32, usize)> {
        let wanted: Vec<&[Vec<Item>]> = wanted.iter().map(Vec::as_slice).collect();
        greedy(&wanted).into_iter().map(|((person, node), step)| (person.0, node.0, step)).collect()
    }

    #[test]
    fn the_set_that_serves_most_for_each_item_comes_first() {
        let (a, b, c) = (item(1, 1), item(2, 1), item(3, 1));
        // one serves two tasks, another one serves one, the last task asks for two at once
        let wanted = [vec![vec![b]], vec![vec![a], vec![b]], vec![vec![a, c]]];
        assert_eq!(order(&wanted), [(2, 1, 1), (1, 1, 2), (3, 1, 2)]);
    }

    #[test]
    fn what_is_taken_is_not_counted_again() {
        let (a, b, c) = (item(1, 1), item(1, 2), item(2, 1));
        let wanted = [vec![vec![a, b]], vec![vec![a]], vec![vec![c], vec![b]]];
        // both together serve all three
        assert_eq!(order(&wanted), [(1, 1, 1), (1, 2, 1)]);
        assert!(order(&[vec![]]).is_empty());
    }
}
