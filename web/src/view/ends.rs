//! How it ends: the caption of the timeline, about the whole stretch and not the cursor.
//!
//! Counted from the last change that could move a pod to the frame in which the last pod that moves is available.

use rollout_engine::controller::Rule;
use rollout_engine::time::SimTime;
use rollout_engine::trace::Ended;

use super::{Drawn, drawn, text};
use crate::history::SetHistory;
use crate::state::{AppState, Run};
use crate::text;

/// The caption, in five pieces of which the second and the fourth lead to their moments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ends {
    /// The five pieces; empty ones are left out.
    pub says: [String; 5],
    /// When it is done.
    pub done_at: SimTime,
    /// When the fewest pods were Ready, first.
    pub lowest_at: SimTime,
}

/// The stretch that the caption and the chart's lowest line are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// From the change on.
    pub from: SimTime,
    /// To the end, or so far.
    pub to: SimTime,
    /// Whether everything is as asked for at the end.
    pub done: bool,
    /// Whether the change is the creation.
    pub creation: bool,
    /// The lowest number of pods that were Ready (available, with minReadySeconds), and when first.
    pub lowest: (u32, SimTime),
}

/// What the caption says; `None` if there is no set.
pub fn view(state: &AppState) -> Option<Ends> {
    let Drawn { history, .. } = drawn(state)?;
    let stretch = stretch(&state.run, history)?;
    let says = if state.run.is_whole() {
        text(state).ends(&facts(history, &stretch)?)
    } else {
        text(state).still_computing(stretch.to)
    };
    Some(Ends { says, done_at: stretch.to, lowest_at: stretch.lowest.1 })
}

/// What is said of a stretch.
pub fn facts(history: &SetHistory, stretch: &Stretch) -> Option<text::Ends> {
    let spec = history.spec_at(stretch.to)?;
    let seconds = stretch.to.since(stretch.from).as_millis().div_ceil(1_000);
    Some(text::Ends {
        done: stretch.done,
        seconds: u64::try_from(seconds).unwrap_or(u64::MAX),
        creation: stretch.creation,
        moves: stretch.to > stretch.from,
        lowest: stretch.lowest.0,
        replicas: spec.replicas,
        available: spec.min_ready_seconds > 0,
    })
}

/// The stretch from the last change to its end.
pub fn stretch(run: &Run, history: &SetHistory) -> Option<Stretch> {
    let rollout = &run.trace.rollout;
    let change = history.last_change();
    let from = change.or_else(|| history.specs.first().map(|&(at, _)| at))?;
    let last = rollout.waiting(history.id, rollout.last());
    let at_rest = |rule| matches!(rule, Rule::Settled | Rule::PartitionHolds | Rule::OnDelete);
    let done =
        rollout.ended() == Ended::Settled && last.is_none_or(|waiting| at_rest(waiting.rule));
    let to = if done { history.lives.last_moved().max(from) } else { run.history.ends_at };
    let min_ready_seconds = history.spec_at(to).map_or(0, |spec| spec.min_ready_seconds);
    let counted = if min_ready_seconds > 0 { &history.available } else { &history.ready };
    let lowest = counted.lowest(from, to.max(SimTime::from_millis(from.as_millis() + 1)));
    Some(Stretch { from, to, done, creation: change.is_none(), lowest })
}
