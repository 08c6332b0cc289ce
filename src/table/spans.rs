//! The stretches of a scale: the points that cells name, and what lies below, between and above them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::scale::Quantity;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) span: Span,
    pub(super) label: String,
}

/// A stretch of a scale that no end point divides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Span {
    Everything,
    Below(Quantity),
    At(Quantity),
    Between(Quantity, Quantity),
    Above(Quantity),
}

impl Span {
    pub(super) fn quantity(&self) -> Option<&Quantity> {
        match self {
            Span::Everything => None,
            Span::Below(end) | Span::At(end) | Span::Between(end, _) | Span::Above(end) => Some(end),
        }
    }

    /// Equal if the quantity lies in this span, else on which side of it the span lies.
    pub(super) fn against(&self, quantity: &Quantity) -> Ordering {
        match self {
            Span::Everything => Ordering::Equal,
            Span::At(point) => point.cmp(quantity),
            Span::Below(end) if quantity < end && quantity.is_like(end) => Ordering::Equal,
            Span::Above(end) if quantity > end && quantity.is_like(end) => Ordering::Equal,
            Span::Between(low, high) if low < quantity && quantity < high => Ordering::Equal,
            // outside: any end point of the span is on its side
            Span::Below(end) | Span::Above(end) | Span::Between(end, _) if end < quantity => Ordering::Less,
            Span::Below(_) | Span::Above(_) | Span::Between(..) => Ordering::Greater,
        }
    }
}

/// The spans between end points, family by family; empty ones, as between two days, are left out.
pub(super) fn steps(points: &BTreeMap<Quantity, &str>) -> Vec<Step> {
    let mut steps = Vec::with_capacity(points.len() * 2 + 2);
    let mut add = |span, label| steps.push(Step { span, label });
    let mut before: Option<(&Quantity, &str)> = None;
    for (point, text) in points {
        match before.filter(|(last, _)| last.is_like(point)) {
            Some((last, _)) if last.touches(point) => {}
            Some((last, shown)) => {
                add(Span::Between(last.clone(), point.clone()), format!("({shown}..{text})"));
            }
            None => {
                if let Some((last, shown)) = before {
                    add(Span::Above(last.clone()), format!("> {shown}"));
                }
                add(Span::Below(point.clone()), format!("< {text}"));
            }
        }
        add(Span::At(point.clone()), (*text).to_owned());
        before = Some((point, text));
    }
    match before {
        Some((last, shown)) => add(Span::Above(last.clone()), format!("> {shown}")),
        None => add(Span::Everything, "-".to_owned()),
    }
    steps
}
