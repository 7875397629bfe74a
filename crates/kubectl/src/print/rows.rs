//! Rows of pods as kubectl prints them: all that a program without the feature `verbs` has of its printers.

mod duration;
mod labels;
mod pod;
mod row;
mod table;

pub use duration::human_duration;
pub use pod::{PodRow, pod_row, pod_status, pod_table};

use duration::age;
use row::TableRow;
