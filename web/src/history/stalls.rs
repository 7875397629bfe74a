//! Stalls: stretches in which no pod changes although the controller waits for one.

use rollout_engine::controller::Rule;
use rollout_engine::time::SimTime;
use scenario::Trace;

use super::SetHistory;

/// Shortest stall, in milliseconds. Containers ordinarily take less time than this.
const STALL_FROM_MS: i64 = 5_000;

/// Returns the start of each stall of a set, in order of time. The last stall may never end.
pub fn stalls(set: &SetHistory, trace: &Trace, ends_at: SimTime) -> Vec<SimTime> {
    let mut moved: Vec<SimTime> = set.lives.segments().map(|part| part.from).collect();
    moved.sort_unstable();
    moved.dedup();
    let next = moved.iter().copied().skip(1).chain([ends_at]);
    let silences = moved.iter().copied().zip(next);
    let is_long = |&(from, to): &(SimTime, SimTime)| {
        to.as_millis().saturating_sub(from.as_millis()) >= STALL_FROM_MS
    };
    let waits = |&(from, _): &(SimTime, SimTime)| {
        let waiting = trace.rollout.waiting(set.id, trace.rollout.frame_at(from));
        waiting.is_some_and(|waiting| waiting.on.is_some() && waiting.rule != Rule::Settled)
    };
    silences.filter(is_long).filter(waits).map(|(from, _)| from).collect()
}
