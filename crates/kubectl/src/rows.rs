//! Rows of pods, ages and aligned tables as kubectl prints them, from the engine's objects alone.
//!
//! Always compiled: the page shows the same cells as a terminal. Not here: other kinds, other columns and other output formats
//! (`print`).

pub(crate) mod duration;
pub(crate) mod pod;
pub(crate) mod table;

pub use duration::human_duration;
pub use pod::{PodRow, pod_row, pod_status, pod_table};
