//! A row of a table, before its columns are chosen.

use super::labels::Labels;

/// A row before its columns are chosen.
pub(super) struct TableRow {
    /// Namespace of its object; empty for a cluster-scoped kind. Lists are sorted by namespace and name.
    pub(super) namespace: String,
    /// Name of its object.
    pub(super) name: String,
    pub(super) cells: Vec<String>,
    pub(super) wide: Vec<String>,
    pub(super) labels: Labels,
}
