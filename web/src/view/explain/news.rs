//! News: the sentence of a frame in which the controller acts, or in which an object has changed since its last sync.
//!
//! [`Waiting`] describes the last sync. A command or a kubelet may have written since, at the same instant; then the
//! sentence describes that write. In a frame in which the sync itself acted, the sentence describes what it did
//! there, not what comes next.
//!
//! A sync that writes nothing and finds what the last one found leaves no frame. So a frame that no sync follows at
//! the same instant has been synced too, unless its write wakes no sync: a claim, a pod that is not the set's own,
//! time that passes.

use rollout_engine::api::{Pod, PodManagementPolicy};
use rollout_engine::cluster::{Change, Owned, SetId};
use rollout_engine::controller::{Act, Next, Rule, Waiting};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Cause, FrameIndex};
use rollout_engine::version::Broken;

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
    let looks_now = looks_now(state, id);
    // A pod that has gone is as unavailable as before. It is news all the same: it is created next.
    let has_gone = |change: &Change| match change {
        Change::PodDeleted(_, pod) => owned.pods.owns(pod) && waiting.on == Some(pod.ordinal),
        _ => false,
    };
    if is_so(state, owned, waiting) && !(looks_now && changes().any(has_gone)) {
        return None;
    }
    let of = |key, looks_in| News { key, pods: Vec::new(), count: 0, looks_in };
    if !looks_now {
        return (!is_fresh(state, id)).then(|| match next_sync(state, id) {
            Some(at) => {
                // A set that creates and deletes a pod in each sync acts again after a short delay.
                let has_acted = waiting.rule == Rule::Acting;
                let key = if has_acted { Key::NewsActed } else { Key::NewsLater };
                of(key, super::seconds(state.place.at, at))
            }
            None => of(Key::NewsNever, 0),
        });
    }
    let min_ready_seconds = owned.set.spec.min_ready_seconds;
    // A kubelet writes a last status and removes the pod in one frame. The last write is the news.
    let told = changes()
        .filter_map(|change| told(change, owned, min_ready_seconds, state.place.at))
        .next_back();
    Some(told.unwrap_or_else(|| of(Key::NewsOther, 0)))
}

/// The frames after the one at the cursor.
fn later(state: &AppState) -> impl Iterator<Item = FrameIndex> {
    (state.place.frame().0 + 1..=state.run.trace.rollout.last().0).map(FrameIndex)
}

/// Whether the controller looks at the set later at this instant, in a frame of its own.
fn looks_now(state: &AppState, id: SetId) -> bool {
    let rollout = &state.run.trace.rollout;
    later(state)
        .take_while(|&frame| rollout.at(frame) == state.place.at)
        .any(|frame| rollout.cause(frame) == Cause::Sync(id))
}

/// The time of the set's next sync that leaves a frame. `None` if there is none.
fn next_sync(state: &AppState, id: SetId) -> Option<SimTime> {
    let rollout = &state.run.trace.rollout;
    let next = later(state).find(|&frame| rollout.cause(frame) == Cause::Sync(id))?;
    Some(rollout.at(next))
}

/// Whether the controller has just looked.
fn is_fresh(state: &AppState, id: SetId) -> bool {
    let (rollout, frame) = (&state.run.trace.rollout, state.place.frame());
    rollout.cause(frame) == Cause::Sync(id) && rollout.at(frame) == state.place.at
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
    let made = changes.clone().filter_map(|change| match change {
        Change::PodCreated(_, pod) => Some(pod.ordinal),
        _ => None,
    });
    // Without a `rollingUpdate` stanza Parallel may delete in the same sync what it creates.
    let (created, in_vain): (Vec<u32>, Vec<u32>) =
        made.partition(|&ordinal| owned.pods.own(ordinal).is_some());
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
    news(Key::PodsAreCreated, created)
        .or_else(|| news(Key::PodsAreMadeInVain, in_vain))
        .or_else(|| news(Key::PodsAreDeleted, deleted(true)))
        .or_else(|| news(Key::PodsAreReplaced, deleted(false)))
}

/// Returns the news of one write. `None` for a write that wakes no sync, such as that of a pod that is not the set's
/// own.
fn told(change: &Change, owned: &Owned, min_ready_seconds: u32, now: SimTime) -> Option<News> {
    let of = |key, pod: &Pod| {
        let news = News { key, pods: vec![pod.ordinal], count: 1, looks_in: 0 };
        owned.pods.owns(pod).then_some(news)
    };
    match change {
        Change::SetWritten(..) => {
            Some(News { key: Key::NewsSet, pods: Vec::new(), count: 0, looks_in: 0 })
        }
        Change::PodCreated(_, pod) => of(Key::NewsCreated, pod),
        Change::PodDeleted(_, pod) => of(Key::NewsGone, pod),
        Change::PodUpdated(_, pod) => match Stage::of(pod, min_ready_seconds, now) {
            Stage::Leaving => of(Key::NewsStops, pod),
            Stage::Stopped => of(Key::NewsStopped, pod),
            // A person may have written the condition Ready into a pod whose container does not run.
            _ if pod.is_running_and_ready() => of(Key::NewsReady, pod),
            _ => of(Key::NewsNotReady, pod),
        },
        _ => None,
    }
}

/// Whether the findings of the last sync are still true.
fn is_so(state: &AppState, owned: &Owned, waiting: &Waiting) -> bool {
    let (spec, update) = (&owned.set.spec, owned.set.status.update_revision);
    let pod = waiting.on.and_then(|ordinal| owned.pods.own(ordinal));
    let has = |wanted: fn(&Pod) -> bool| pod.is_some_and(wanted);
    // Availability ignores the phase. Only OrderedReady, and the update up to 1.33, ask whether a pod runs: a person may
    // have written the condition Ready into one that does not.
    let is_update = matches!(waiting.rule, Rule::OneAtATime | Rule::BudgetIsSpent);
    let needs_running = spec.pod_management_policy == PodManagementPolicy::OrderedReady
        || is_update && rules(state).broken == Broken::NotReady;
    let is_up = |pod: &Pod| {
        (pod.is_running_and_ready() || !needs_running)
            && pod.is_available(spec.min_ready_seconds, state.place.at)
            && !pod.is_terminating()
    };
    let stays = |pod: &Pod| Some(pod.revision) == update && is_up(pod);
    let all = |from: u32| {
        let (first, end) = (spec.start + from.min(spec.replicas), spec.start + spec.replicas);
        (first..end).all(|ordinal| owned.pods.own(ordinal).is_some_and(stays))
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
            is_down() && budget::unavailable(owned, rules(state), state.place.at) >= max
        }
        Rule::PartitionHolds => all(spec.partition()) && below_rest(owned),
        Rule::OnDelete => {
            let is_left = |pod: &&Pod| {
                owned.pods.owns(pod) && Some(pod.revision) != update && !pod.is_terminating()
            };
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
    (spec.start..end).all(|ordinal| owned.pods.own(ordinal).is_some_and(rests))
}

/// Whether the last sync's act still applies to every pod that is held back.
///
/// A condemned pod that is terminating counts: it was when the sync found it, and the sentence leaves it out.
fn is_held(owned: &Owned, waiting: &Waiting) -> bool {
    let (spec, update) = (&owned.set.spec, owned.set.status.update_revision);
    let mut next = waiting.next.ordinals.into_iter().flatten();
    let itself = |ordinal: u32| waiting.on == Some(ordinal);
    let is_wanted = |ordinal: u32| spec.range().contains(ordinal);
    next.all(|ordinal| {
        let pod = owned.pods.own(ordinal);
        match waiting.next.act {
            Act::Nothing => true,
            Act::Create => is_wanted(ordinal) && pod.is_none() || itself(ordinal),
            Act::ScaleDown => !is_wanted(ordinal) && pod.is_some(),
            Act::Replace => {
                let waits = |pod: &Pod| Some(pod.revision) != update && !pod.is_terminating();
                let is_moved = |ordinal| ordinal >= spec.start.saturating_add(spec.partition());
                is_moved(ordinal) && pod.is_some_and(waits) || itself(ordinal)
            }
        }
    })
}

impl News {
    /// Returns the facts with the pods of this news, and with what the sync did to them.
    pub fn facts(&self, facts: Facts, name: impl Fn(u32) -> String) -> Facts {
        let next: Vec<String> = self.pods.iter().map(|&pod| name(pod)).collect();
        let act = match self.key {
            Key::PodsAreCreated => Act::Create,
            Key::PodsAreDeleted => Act::ScaleDown,
            Key::PodsAreReplaced => Act::Replace,
            _ => facts.act,
        };
        Facts {
            act,
            on: next.first().cloned(),
            next,
            next_count: self.count,
            looks_in: self.looks_in,
            ..facts
        }
    }
}
