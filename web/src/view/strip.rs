//! Lanes without an axis: those of one pod's own view, or of a predicted rollout.
//!
//! Widths are thousandths of the available width; the picture is stretched.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rollout_engine::time::SimTime;

use super::timeline::level;
use crate::history::{SetHistory, Stage};
use crate::state::Band;

/// Height and pitch of a lane, in units of the picture.
pub type Sizes = (i64, i64);

/// Sizes of the lane in a pod's own view.
pub const OWN: Sizes = (24, 28);

/// Sizes of the lanes of a predicted rollout.
pub const SHAPE: Sizes = (8, 10);

/// Returns the position of a time, in thousandths of the axis.
pub fn x(at: SimTime, (from, to): (SimTime, SimTime)) -> i64 {
    let length = (to.as_millis() - from.as_millis()).max(1);
    let part = at.clamp(from, to).as_millis() - from.as_millis();
    part * 1_000 / length
}

/// Returns the lanes of these ordinals over the axis, the first on top.
pub fn bands(
    history: &SetHistory,
    ordinals: &[u32],
    axis: (SimTime, SimTime),
    (lane, pitch): Sizes,
) -> Vec<Band> {
    let mut paths = BTreeMap::<(Stage, char), (String, String)>::new();
    for (row, &ordinal) in (1..).zip(ordinals) {
        for part in history.lives.lane(ordinal) {
            let (left, right) = (x(part.from, axis), x(part.to, axis));
            if part.to <= axis.0 || part.from >= axis.1 {
                continue;
            }
            let key = (part.stage, history.letter(part.revision));
            let (area, edge) = paths.entry(key).or_default();
            let bottom = pitch * row;
            let top = bottom - (lane * level(part.stage) / 100).max(1);
            let right = right.max(left + 1);
            // Writing to a String cannot fail.
            let _ = write!(area, "M{left} {top}H{right}V{bottom}H{left}Z");
            if part.stage.is_leaving() || part.stage == Stage::Pending {
                let _ = write!(edge, "M{left} {top}H{right}");
            }
        }
    }
    let band = |((stage, letter), (area, edge))| Band { letter, stage, area, edge };
    paths.into_iter().map(band).collect()
}
