//! News: the sentence of a frame in which the controller acts, or in which an object has changed since its last sync.
//!
//! [`Waiting`] describes the last sync. A command or a kubelet may have written since, at the same instant; then the
//! sentence describes that write. In a frame in which the sync itself acted, the sentence describes what it did
//! there, not what comes next.

use rollout_engine::api::Pod;
use rollout_engine::cluster::{Change, Owned, SetId};
use rollout_engine::controller::{Act, Next, Rule, Waiting};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Cause, FrameIndex};

use crate::history::Stage;
use crate::state::AppState;
use crate::text::{Facts, Key};
use crate::view::{budget, rules};

/// The news of a frame: its text, and the pods that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// The text.
    pub key: Key,
    /// Ordinals of the first two pods that it is about.
    pub pods: Vec<u32>,
    /// Number of pods that it is about.
    pub count: u32,
    /// Seconds until the controller looks, where it does not look at this instant.
    pub looks_in: u64,
}

/// Returns the news of the frame at the cursor. `None` if the findings of the last sync are still true.
pub fn news(state: &AppState, id: SetId, owned: &Owned, waiting: &Waiting) -> Option<News> {
    let (rollout, frame) = (&state.run.trace.rollout, state.place.frame());
    let changes = || rollout.changes(frame).iter().filter(|change| is_of(change, id));
    if waiting.rule == Rule::Acting && rollout.cause(frame) == Cause::Sync(id) {
        let done = acted(changes(), owned);
        if done.is_some() {
            return done;
        }
    }
    if is_fresh(state, id) && !is_followed(state, frame) || is_so(state, owned, waiting) {
        return None;
    }
    if !is_followed(state, frame) {
        let looks_in = super::seconds(state.place.at, next_sync(state, id)?);
        return Some(News { key: Key::NewsLater, pods: Vec::new(), count: 0, looks_in });
    }
    let min_ready_seconds = owned.set.spec.min_ready_seconds;
    // A kubelet writes a last status and removes the pod in one frame. The last write is the news.
    let told =
        changes().filter_map(|change| told(change, min_ready_seconds, state.place.at)).next_back();
    let other = || News { key: Key::NewsOther, pods: Vec::new(), count: 0, looks_in: 0 };
    Some(told.unwrap_or_else(other))
}

/// The time of the controller's next sync of the set.
fn next_sync(state: &AppState, id: SetId) -> Option<SimTime> {
    let rollout = &state.run.trace.rollout;
    let later = (state.place.frame().0 + 1..=rollout.last().0).map(FrameIndex);
    later
        .into_iter()
        .find(|&frame| rollout.cause(frame) == Cause::Sync(id))
        .map(|frame| rollout.at(frame))
}

/// Whether the controller has just looked.
fn is_fresh(state: &AppState, id: SetId) -> bool {
    let (rollout, frame) = (&state.run.trace.rollout, state.place.frame());
    rollout.cause(frame) == Cause::Sync(id) && rollout.at(frame) == state.place.at
}

/// Whether another frame follows at the same instant. In it the controller syncs.
fn is_followed(state: &AppState, frame: FrameIndex) -> bool {
    let (rollout, next) = (&state.run.trace.rollout, FrameIndex(frame.0 + 1));
    next <= rollout.last() && rollout.at(next) == rollout.at(frame)
}

fn is_of(change: &Change, id: SetId) -> bool {
    matches!(
        change,
        Change::SetWritten(of, _)
            | Change::PodCreated(of, _)
            | Change::PodUpdated(of, _)
            | Change::PodDeleted(of, _)
            if *of == id
    )
}

/// Returns what a sync did: the pods that it created, else those that it deleted. `None` if it did neither.
fn acted<'a>(changes: impl Iterator<Item = &'a Change> + Clone, owned: &Owned) -> Option<News> {
    let news = |key, pods: Vec<u32>| {
        let count = u32::try_from(pods.len()).unwrap_or(u32::MAX);
        (count > 0).then(|| News {
            key,
            pods: pods.into_iter().take(2).collect(),
            count,
            looks_in: 0,
        })
    };
    let created = changes.clone().filter_map(|change| match change {
        Change::PodCreated(_, pod) => Some(pod.ordinal),
        _ => None,
    });
    let deleted = |is_condemned: bool| {
        let range = owned.set.spec.range();
        let pods = changes.clone().filter_map(|change| match change {
            Change::PodUpdated(_, pod) if pod.is_terminating() => Some(pod.ordinal),
            Change::PodDeleted(_, pod) => Some(pod.ordinal),
            _ => None,
        });
        let pods = pods.filter(move |&ordinal| range.contains(ordinal) != is_condemned);
        pods.collect::<Vec<_>>()
    };
    news(Key::PodsAreCreated, created.collect())
        .or_else(|| news(Key::PodsAreDeleted, deleted(true)))
        .or_else(|| news(Key::PodsAreReplaced, deleted(false)))
}

/// Returns the news of one write.
fn told(change: &Change, min_ready_seconds: u32, now: SimTime) -> Option<News> {
    let of = |key, pod: &Pod| Some(News { key, pods: vec![pod.ordinal], count: 1, looks_in: 0 });
    match change {
        Change::SetWritten(..) => {
            Some(News { key: Key::NewsSet, pods: Vec::new(), count: 0, looks_in: 0 })
        }
        Change::PodCreated(_, pod) => of(Key::NewsCreated, pod),
        Change::PodDeleted(_, pod) => of(Key::NewsGone, pod),
        Change::PodUpdated(_, pod) => match Stage::of(pod, min_ready_seconds, now) {
            Stage::Ready | Stage::Settling => of(Key::NewsReady, pod),
            Stage::Leaving => of(Key::NewsStops, pod),
            Stage::Stopped => of(Key::NewsStopped, pod),
            _ => of(Key::NewsNotReady, pod),
        },
        _ => None,
    }
}

/// Whether the findings of the last sync are still true.
fn is_so(state: &AppState, owned: &Owned, waiting: &Waiting) -> bool {
    let (spec, update) = (&owned.set.spec, owned.set.status.update_revision);
    let pod = waiting.on.and_then(|ordinal| owned.pods.get(ordinal));
    let has = |wanted: fn(&Pod) -> bool| pod.is_some_and(wanted);
    let is_current = |pod: &Pod| Some(pod.revision) == update && pod.is_running_and_ready();
    let stays = |pod: &Pod| is_current(pod) && !pod.is_terminating();
    let all = |from: u32| {
        let (first, end) = (spec.start + from.min(spec.replicas), spec.start + spec.replicas);
        (first..end).all(|ordinal| owned.pods.get(ordinal).is_some_and(stays))
    };
    let is_up = |pod: &Pod| {
        pod.is_running_and_ready()
            && pod.is_available(spec.min_ready_seconds, state.place.at)
            && !pod.is_terminating()
    };
    let is_down = || !pod.is_some_and(is_up);
    let fits = match waiting.rule {
        Rule::Settled => all(0) && owned.pods.own_count() == spec.replicas,
        Rule::Acting => false,
        Rule::FinishedPodIsGoing => has(Pod::is_finished) || has(|pod| pod.is_terminating()),
        Rule::ReplicaIsTerminating | Rule::CondemnedIsTerminating => has(Pod::is_terminating),
        Rule::ReplicaIsNotReady => has(|pod| !pod.is_terminating() && !pod.is_running_and_ready()),
        Rule::CondemnedIsNotReady => has(|pod| !pod.is_terminating()) && is_down(),
        Rule::ReplicaIsNotAvailable => has(Pod::is_running_and_ready) && is_down(),
        Rule::PodsAreOnTheirWay => is_down() || has(Pod::is_terminating),
        Rule::OneAtATime => is_down(),
        Rule::BudgetIsSpent => {
            let max = budget::max_unavailable(spec, rules(state));
            is_down() && budget::unavailable(owned, rules(state)) >= max
        }
        Rule::PartitionHolds => all(spec.partition()) && below_rest(owned),
        Rule::OnDelete => {
            let is_left = |pod: &&Pod| Some(pod.revision) != update && !pod.is_terminating();
            let left = owned.pods.iter().filter(is_left).take(Next::COUNTED_MAX).count();
            usize::try_from(waiting.next.count).is_ok_and(|known| known == left)
        }
        Rule::RecreateIsDeleting => {
            update.is_none_or(|update| owned.pods.of_other_revisions(update).next().is_some())
        }
        _ => true,
    };
    // Its sentence names no pod that is held back.
    fits && (waiting.rule == Rule::RecreateIsDeleting || is_held(owned, waiting))
}

/// Whether no pod below the partition is terminating or missing.
fn below_rest(owned: &Owned) -> bool {
    let spec = &owned.set.spec;
    let end = spec.start + spec.partition().min(spec.replicas);
    let rests = |pod: &Pod| !pod.is_terminating();
    (spec.start..end).all(|ordinal| owned.pods.get(ordinal).is_some_and(rests))
}

/// Whether the last sync's act still applies to every pod that is held back.
fn is_held(owned: &Owned, waiting: &Waiting) -> bool {
    let update = owned.set.status.update_revision;
    let mut next = waiting.next.ordinals.into_iter().flatten();
    let itself = |ordinal: u32| waiting.on == Some(ordinal);
    next.all(|ordinal| {
        let pod = owned.pods.get(ordinal);
        match waiting.next.act {
            Act::Nothing => true,
            Act::Create => pod.is_none() || itself(ordinal),
            Act::ScaleDown => {
                let is_condemned = !owned.set.spec.range().contains(ordinal);
                is_condemned && pod.is_some_and(|pod| !pod.is_terminating())
            }
            Act::Replace => {
                let waits = |pod: &Pod| Some(pod.revision) != update && !pod.is_terminating();
                pod.is_some_and(waits) || itself(ordinal)
            }
        }
    })
}

impl News {
    /// Returns the facts with the pods of this news.
    pub fn facts(&self, facts: Facts, name: impl Fn(u32) -> String) -> Facts {
        let next: Vec<String> = self.pods.iter().map(|&pod| name(pod)).collect();
        Facts {
            on: next.first().cloned(),
            next,
            next_count: self.count,
            looks_in: self.looks_in,
            ..facts
        }
    }
}
