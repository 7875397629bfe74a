//! The freeing line for the cluster that was pasted: its namespace in every command.
//!
//! Leaves out the line itself ([`super`]).

use rollout_engine::cluster::Owned;

use crate::state::AppState;

/// A line for the cluster that was pasted, where kubectl's namespace may be another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RealLine {
    /// The flag that it has in addition: `-n shop`.
    pub flag: String,
    /// The line.
    pub line: String,
    /// Whether it was copied.
    pub is_copied: bool,
}

/// Returns the line with the set's namespace in each of its commands.
pub(super) fn real_line(state: &AppState, owned: &Owned, line: &str) -> Option<RealLine> {
    let is_pasted = scenario::cluster_of(&state.run.scenario).is_some();
    if !is_pasted || !line.starts_with("kubectl ") {
        return None;
    }
    let flag = format!("-n {}", owned.set.namespace);
    let command = |command: &str| match command.contains(" -n ") {
        true => command.to_owned(),
        false => format!("{command} {flag}"),
    };
    let line = line.split("; ").map(command).collect::<Vec<_>>().join("; ");
    let is_copied = state.yours.copied_line.as_deref() == Some(&*line);
    Some(RealLine { flag, line, is_copied })
}
