//! Brackets over the plates that the reason is about, at most two at a time.

use std::ops::Range;

use rollout_engine::api::Pod;
use rollout_engine::cluster::Owned;
use rollout_engine::controller::{Act, Rule, Waiting};
use rollout_engine::time::SimTime;

use crate::history::SetHistory;
use crate::state::AppState;
use crate::text::Key;
use crate::view::names::PodNames;
use crate::view::{Drawn, explain, text};

/// Number of plates up to which one or two plates are as wide as the words.
const ROOMY: usize = 6;

/// A bracket over some plates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bracket {
    /// The first column, counted from 0.
    pub from: u32,
    /// The last column, counted from 0.
    pub to: u32,
    /// Its words.
    pub says: String,
    /// Whether it is over the last column alone.
    pub at_end: bool,
}

/// Returns at most two brackets: the next pods, the present batch, the condemned pods. If the rollout is stuck: the
/// pods that an undo need not change, and the pod that the controller waits for.
pub(super) fn brackets(
    state: &AppState,
    drawn: &Drawn<'_>,
    names: &PodNames,
    ordinals: &Range<u32>,
) -> Vec<Bracket> {
    let Some(owned) = drawn.owned else { return Vec::new() };
    let waiting = state.run.trace.rollout.waiting(drawn.history.id, state.place.frame());
    let text = text(state);
    let condemned = || {
        let above = owned.pods.condemned().map(|pod| pod.ordinal);
        let says = text.say(Key::Condemned, &[("replicas", &owned.set.spec.replicas)]);
        bracket(above, ordinals, says)
    };
    let next = waiting.and_then(|waiting| {
        let on = waiting.on.filter(|_| waiting.next.act == Act::Replace && is_held(&waiting))?;
        let key = match waiting.next.count {
            // Over one narrow plate there is no room for more.
            0..=2 if ordinals.len() > ROOMY => Key::Next,
            0 | 1 => Key::NextPod,
            _ => Key::NextBatch,
        };
        let says = text.say(key, &[("pod", &names.name(on).shown)]);
        bracket(waiting.next.ordinals.into_iter().flatten(), ordinals, says)
    });
    let batch = batch(drawn.history, owned, state.place.at);
    let says = text.of(if batch.len() > 1 { Key::ThisBatch } else { Key::ThisPod }).to_owned();
    let present = bracket(batch.into_iter(), ordinals, says).filter(|_| next.is_some());
    let held = waiting.filter(|_| explain::is_stuck_now(state)).and_then(|waiting| waiting.on);
    let stuck = held.and_then(|on| {
        bracket(
            [on].into_iter(),
            ordinals,
            text.say(Key::HeldBy, &[("pod", &names.name(on).shown)]),
        )
    });
    if stuck.is_some() {
        let done = held.and_then(|on| already_there(state, drawn.history, owned, on, ordinals));
        return done.into_iter().chain(stuck).chain(condemned()).take(2).collect();
    }
    next.into_iter().chain(present).chain(condemned()).take(2).collect()
}

/// Returns the bracket over the pods below a stuck one that have the update revision already, while the stuck one
/// does not. That is an undo that does not help.
fn already_there(
    state: &AppState,
    history: &SetHistory,
    owned: &Owned,
    on: u32,
    ordinals: &Range<u32>,
) -> Option<Bracket> {
    let update = owned.set.status.update_revision?;
    let is_there = |pod: &&Pod| pod.revision == update && pod.is_running_and_ready();
    let below = owned.pods.iter().filter(|pod| pod.ordinal < on);
    let there: Vec<u32> = below.filter(is_there).map(|pod| pod.ordinal).collect();
    let all = usize::try_from(on - ordinals.start).is_ok_and(|below| below == there.len());
    let behind = owned.pods.get(on).is_some_and(|pod| pod.revision != update);
    let says = || text(state).say(Key::AlreadyAt, &[("letter", &history.letter(update))]);
    (there.len() > 1 && all && behind).then(|| bracket(there.into_iter(), ordinals, says()))?
}

fn is_held(waiting: &Waiting) -> bool {
    waiting.rule != Rule::Acting
}

fn bracket(
    ordinals: impl Iterator<Item = u32>,
    places: &Range<u32>,
    says: String,
) -> Option<Bracket> {
    let (mut low, mut high) = (u32::MAX, 0);
    for ordinal in ordinals {
        (low, high) = (low.min(ordinal), high.max(ordinal));
    }
    let at_end = low == high && high + 1 == places.end.max(places.start + super::COLUMNS_MIN);
    (low <= high).then(|| Bracket {
        from: low - places.start,
        to: high - places.start,
        says,
        at_end,
    })
}

/// Returns the pods of the last batch: those that the update deleted last, all at one time.
fn batch(history: &SetHistory, owned: &Owned, now: SimTime) -> Vec<u32> {
    let Some(update) = owned.set.status.update_revision else { return Vec::new() };
    let left = history
        .lives
        .segments()
        .filter(|part| part.stage.is_leaving() && part.revision != update && part.from <= now);
    let left: Vec<_> = left.collect();
    // A stopped pod was deleted earlier: only the start of its termination counts.
    let begins = |ordinal: u32, from: SimTime| {
        let before = history.lives.lane(ordinal).iter().rfind(|part| part.to == from);
        before.is_none_or(|part| !part.stage.is_leaving())
    };
    let starts = left.iter().filter(|part| begins(part.ordinal, part.from));
    let Some(last) = starts.clone().map(|part| part.from).max() else { return Vec::new() };
    starts.filter(|part| part.from == last).map(|part| part.ordinal).collect()
}
