//! What the procedure looks at besides the columns, and how a row that may match is read.

use crate::model::{PanelDecision, Task};

/// How a row that may match is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Maybe restricts, and never grants. With every mentioned fact known, strict and mild are one.
    Strict,
    /// Maybe grants, and never restricts.
    Mild,
}

/// What the procedure looks at besides the columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts<'a> {
    pub(super) acts: &'a [u16],
    pub(super) profession: Option<u16>,
    pub(super) mitigations: &'a [u16],
    pub(super) panel: Option<&'a PanelDecision>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(task: &'a Task, acts: &'a [u16]) -> Self {
        Self { acts, profession: task.profession, mitigations: &task.mitigations, panel: task.panel.as_ref() }
    }
}
