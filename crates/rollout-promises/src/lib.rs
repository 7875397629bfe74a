//! What Kubernetes promises, as checks over every frame of a trace.
//!
//! Each promise is a type. Its doc says where Kubernetes documents it, and in which release it holds otherwise. It
//! counts from the pods themselves and reads neither indexes nor decisions of the controller, so it can disagree with
//! them. [`check`] walks a trace once and stops at the first frame that breaks a promise.
//!
//! Beside the promises: random sessions by seed ([`scenario_of`]), as [`Script`]s that can be run, shortened and
//! printed. For tests and `xtask` only: the page does not link this crate. Not here: whether a sync decides as the
//! real controller, which is `rollout-engine/tests/conformance.rs`.
#![forbid(unsafe_code)]

mod admission;
#[cfg(test)]
mod broken;
mod claims;
mod deletion;
mod identity;
mod look;
mod order;
mod random;
mod revisions;
mod script;
mod status;
mod waiting;

pub use look::{Look, SyncSeen, Why};
pub use random::scenario_of;
pub use script::{
    Act, Image, LONG, Labelled, Limited, Line, POLICY, Placing, Quotum, SET, Script, TaintKey,
};

use rollout_engine::time::SimTime;
use rollout_engine::trace::{FrameIndex, Trace};
use rollout_engine::version::Rules;

/// Whether a promise is kept; the error says what breaks it.
pub type Kept = Result<(), String>;

/// Something that always holds. A promise checks frames, syncs, or both, and may keep state between them.
pub trait Promise {
    /// Checks a frame.
    ///
    /// # Errors
    /// The frame breaks the promise: the error names the objects.
    fn in_frame(&mut self, _look: &Look<'_>) -> Kept {
        Ok(())
    }

    /// Checks what the controller did in a frame against what it saw.
    ///
    /// # Errors
    /// As [`Promise::in_frame`].
    fn in_sync(&mut self, _seen: &SyncSeen<'_>) -> Kept {
        Ok(())
    }
}

/// A broken promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Name of the promise.
    pub promise: &'static str,
    /// The frame that breaks it.
    pub frame: FrameIndex,
    /// When the frame happened.
    pub at: SimTime,
    /// The frame's cause, and what breaks the promise.
    pub what: String,
}

/// Every promise by name, before its first frame.
pub fn all() -> Vec<(&'static str, Box<dyn Promise>)> {
    macro_rules! named {
        ($($module:ident::$promise:ident),+ $(,)?) => {
            vec![$((stringify!($promise), Box::<$module::$promise>::default())),+]
        };
    }
    named![
        identity::OnePodOfAName,
        identity::PodsOnlyMoveForward,
        identity::NothingMovesOnALostNode,
        identity::OnlyTheControllerMakesPods,
        deletion::DeletedForAReason,
        deletion::OnDeleteWaitsForAPerson,
        deletion::ADeletedSetIsLeftAlone,
        deletion::ContainersGetTheirGracePeriod,
        order::MadeInOrder,
        order::ScaledDownFromTheHighest,
        order::UpdatedFromTheHighest,
        order::UpdatedOneBatchAtATime,
        order::NothingIsUpdatedBelowThePartition,
        order::RecreateEmptiesTheSetFirst,
        claims::ClaimsAreKept,
        claims::ClaimsComeBeforeTheirPod,
        revisions::MadeAtTheRightRevision,
        revisions::EqualTemplatesShareARevision,
        revisions::HistoryIsKept,
        status::StatusIsCounted,
        status::CurrentRevisionMovesAtTheEnd,
        status::NothingIsWrittenTwice,
        admission::QuotasAreKept,
        admission::LimitsAreKept,
        admission::PrioritiesExist,
        admission::RefusalsHaveAReason,
        waiting::TheReasonIsTrue,
        waiting::SettledMeansDone,
    ]
}

/// Checks every frame of a trace against every promise.
///
/// # Errors
/// The first broken promise.
pub fn check(trace: &Trace, rules: &Rules) -> Result<(), Violation> {
    judge(trace, rules, &mut all())
}

fn judge(
    trace: &Trace,
    rules: &Rules,
    promises: &mut [(&'static str, Box<dyn Promise>)],
) -> Result<(), Violation> {
    walk(trace, rules, |look, seen| {
        for (name, promise) in &mut *promises {
            let in_frame = promise.in_frame(look);
            let kept = in_frame.and_then(|()| seen.map_or(Ok(()), |seen| promise.in_sync(seen)));
            kept.map_err(|what| Violation {
                promise: name,
                frame: look.frame,
                at: look.at,
                what: format!("{:?}: {what}", look.cause),
            })?;
        }
        Ok(())
    })
}

/// Calls `visit` for every frame after the first. For a frame that a sync made, also with what the controller saw and
/// did.
///
/// # Errors
/// The first error of `visit`.
pub fn walk<E>(
    trace: &Trace,
    rules: &Rules,
    mut visit: impl FnMut(&Look<'_>, Option<&SyncSeen<'_>>) -> Result<(), E>,
) -> Result<(), E> {
    let mut last = trace.seek(FrameIndex(0));
    let mut next = last.clone();
    for frame in (1..trace.len()).map(FrameIndex) {
        trace.move_to(&mut next, frame);
        let (at, cause, changes) = (next.at, next.cause, trace.changes(frame));
        let (before, after) = (&last.cluster, &next.cluster);
        let rules = before.upgraded().unwrap_or(rules);
        let look = Look { rules, trace, frame, at, cause, changes, before, after };
        let seen = look.sync();
        visit(&look, seen.as_ref())?;
        trace.move_to(&mut last, frame);
    }
    Ok(())
}

/// Returns an error, which breaks the promise, unless the condition holds.
macro_rules! ensure {
    ($holds:expr, $($what:tt)+) => {
        if !$holds {
            return Err(format!($($what)+));
        }
    };
}
use ensure;
