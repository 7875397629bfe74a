//! Kubernetes' documented guarantees, as checks over every frame of a trace.
//!
//! Each promise is a type of its own, whose doc says where it is documented and where a release keeps it in
//! another way. It counts for itself, from the pods as they stand, and asks none of the controller's indexes or
//! rules; so it can disagree with them. [`check`] walks a trace once and stops at the first frame in which one
//! is broken.
//!
//! Beside them: sessions by number ([`scenario_of`]), wild enough that keeping the promises means something, as
//! [`Script`]s that can be run, shortened and told. The page uses nothing of this and so does not carry it.
//!
//! Left out: whether a sync decides what the real controller decides, which is the conformance test's.

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
pub use script::{Act, Image, Line, SET, Script};

use crate::time::SimTime;
use crate::trace::{FrameIndex, Trace};
use crate::version::Rules;

/// Whether a promise is kept; else what speaks against it.
pub type Kept = Result<(), String>;

/// Something that always holds. A promise looks at frames, at syncs, or at both, and may remember.
pub trait Promise {
    /// Judges a frame.
    ///
    /// # Errors
    /// What breaks the promise, with the objects that do.
    fn in_frame(&mut self, _look: &Look<'_>) -> Kept {
        Ok(())
    }

    /// Judges what the controller did in a frame, by what it saw.
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
    /// Which promise.
    pub promise: &'static str,
    /// In which frame.
    pub frame: FrameIndex,
    /// When.
    pub at: SimTime,
    /// What made the frame, and what in it breaks the promise.
    pub what: String,
}

/// Every promise by its name, having seen nothing yet.
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
        waiting::TheReasonIsTrue,
        waiting::SettledMeansDone,
    ]
}

/// Walks a trace and judges every frame.
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

/// Shows every frame after the first, with the clusters before and after it and, where it is a sync, what the
/// controller saw and did.
///
/// # Errors
/// The first of the visitor's.
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

/// Breaks the promise unless the condition holds.
macro_rules! ensure {
    ($holds:expr, $($what:tt)+) => {
        if !$holds {
            return Err(format!($($what)+));
        }
    };
}
use ensure;
