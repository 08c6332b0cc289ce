//! The layouts that are known, one file each.

mod table;

use super::layout::Layout;
use super::mapping::{LayoutName, SourceSpec};

/// How the files of a source are laid out; `None` for a layout that this program does not read.
pub(super) fn layout(spec: &SourceSpec) -> Option<Box<dyn Layout + '_>> {
    match spec.layout {
        LayoutName::Table => Some(Box::new(table::Table::new(spec)?)),
        _ => None,
    }
}
