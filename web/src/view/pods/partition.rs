//! The partition over the pods: the position of its line, and what each side does.

use std::ops::Range;

use rollout_engine::api::UpdateStrategy;

use crate::state::{AppState, Control, Stride};
use crate::text;
use crate::view::{self, Drawn, drawn};

/// The partition's line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionView {
    /// Number of columns left of it.
    pub at: u32,
    /// Number of columns before the set's first ordinal.
    pub hidden: u32,
    /// The set's first ordinal.
    pub first: u32,
    /// The value of `partition`, or its draft.
    pub partition: u32,
    /// `spec.replicas`.
    pub of: u32,
    /// `partition 2, move to B`, for the slider.
    pub said: String,
    /// `partition 2`.
    pub value: String,
    /// What the pods from the partition on do.
    pub moves: String,
    /// What the pods below the partition do.
    pub stays: String,
}

/// Returns the partition's line. `None` unless the strategy is RollingUpdate.
pub(super) fn partition(
    state: &AppState,
    drawn: &Drawn<'_>,
    ordinals: &Range<u32>,
) -> Option<PartitionView> {
    let owned = drawn.existing()?;
    let spec = &owned.set.spec;
    if !matches!(spec.update_strategy, UpdateStrategy::RollingUpdate(_)) {
        return None;
    }
    let (at, status) = (draft(state).unwrap_or_else(|| spec.partition()), &owned.set.status);
    let letter =
        |revision: Option<_>| revision.map_or('A', |revision| drawn.history.letter(revision));
    let facts = text::Partition {
        at,
        replicas: spec.replicas,
        current: letter(status.current_revision),
        update: letter(status.update_revision),
    };
    let (moves, stays) = view::text(state).partition(&facts);
    // The partition counts from the set's first ordinal, which need not have the first column.
    let before = (spec.start - ordinals.start).saturating_add(at.min(spec.replicas));
    let value = format!("partition {at}");
    Some(PartitionView {
        at: before,
        hidden: spec.start - ordinals.start,
        first: spec.start,
        partition: at,
        of: spec.replicas,
        said: format!("{value}, {}", if moves.is_empty() { &stays } else { &moves }),
        value,
        moves,
        stays,
    })
}

/// Returns the partition after a key. `None` unless the strategy is RollingUpdate.
pub fn after(state: &AppState, stride: Stride) -> Option<u32> {
    let drawn = drawn(state)?;
    let view = partition(state, &drawn, &super::ordinals(state))?;
    Some(stride.from(view.partition, (0, view.of)))
}

/// Returns the draft of the partition, while a person changes it.
fn draft(state: &AppState) -> Option<u32> {
    let (control, value) = state.drafts.control.as_ref()?;
    (*control == Control::Partition).then(|| value.trim().parse().ok())?
}
