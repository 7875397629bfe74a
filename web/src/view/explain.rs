//! The reason: one sentence that says what the controller waits for and why, its rule, and what ends the wait.
//!
//! The wait itself comes from the engine ([`Waiting`]). Its end is looked up in the trace, which knows the future. A
//! rollout is *stuck* if the trace ends during a wait: the reason says so from the last pod change on. Leaves out the
//! words: [`crate::text`] has them.

mod news;
mod real;
mod stuck;

use apiserver::release::Release;
use rollout_engine::api::{Pod, PodManagementPolicy, ProbeKind};
use rollout_engine::cluster::Owned;
use rollout_engine::controller::{Act, Next, Rule, Waiting};
use rollout_engine::time::SimTime;
use rollout_engine::trace::Ended;
use rollout_engine::version::Rules;

use super::names::PodNames;
use super::sentence::{SentencePart, split};
use super::{budget, drawn, freeing, link, rules, text};
use crate::history::{Culprit, SetHistory, Stage};
use crate::state::AppState;
use crate::text::{Facts, Key};

pub use real::RealLine;

/// The reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// The sentence.
    pub sentence: Vec<SentencePart>,
    /// The name of the rule, and the name of its page.
    pub rule: Option<(&'static str, &'static str)>,
    /// The sentence that says what ends the wait, and when.
    pub goes_on: Option<String>,
    /// Whether `goes_on` has the label *Goes on when* before it.
    pub goes_on_when: bool,
    /// The way out, if the rollout is stuck.
    pub stuck: Option<Stuck>,
}

/// The way out of a stuck rollout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// The line that frees it.
    pub line: String,
    /// The effect of the line, in a sentence.
    pub then: String,
    /// The line for the cluster that was pasted. `None` if none was, or if kubectl does not know the line.
    pub real: Option<RealLine>,
}

/// Returns the reason at the cursor.
pub fn view(state: &AppState) -> Reason {
    let text = text(state);
    if let Some(why) = &state.linked.unreadable {
        return Reason {
            sentence: vec![SentencePart::Words(link::unreadable(text, why))],
            ..Reason::default()
        };
    }
    let existing = drawn(state).and_then(|drawn| Some((drawn.history, drawn.existing()?)));
    let Some((history, owned)) = existing else {
        return Reason { sentence: split(text.of(Key::NoSet)), ..Reason::default() };
    };
    let Some(waiting) = state.run.trace.rollout.waiting(history.id, state.place.frame()) else {
        return Reason { sentence: split(text.of(Key::NoSet)), ..Reason::default() };
    };
    let facts = Facts {
        refusal: why_not(state, owned, &waiting),
        ..facts((history, rules(state)), owned, &waiting, state.place.at)
    };
    let names = PodNames::of_set(state, history);
    if let Some(news) = news::news(state, history.id, owned, &waiting) {
        let key = news.key;
        let facts = news.facts(facts, |ordinal| format!("[{}]", owned.pod_name(ordinal)));
        return Reason {
            rule: text.rule(&facts).filter(|_| waiting.rule == Rule::Acting),
            sentence: names.parts(&text.about(key, &facts)),
            ..Reason::default()
        };
    }
    let goes_on_at = match waiting.rule {
        Rule::BudgetIsSpent => budget_is_free_at(history, rules(state), owned, state.place.at),
        _ => goes_on_at(history, &facts, &waiting, state.place.at),
    };
    if goes_on_at.is_none() && is_stuck(state, (history, owned), &waiting) {
        return stuck::view(state, (history, owned), &waiting, &facts, &names);
    }
    let line =
        goes_on_at.and_then(|until| state.run.history.command_between(state.place.at, until));
    let line = line.map(|at| at.to_string());
    let seconds = goes_on_at.map(|until| seconds(state.place.at, until));
    Reason {
        sentence: names.parts(&text.reason(&facts)),
        rule: text.rule(&facts),
        goes_on: text.goes_on(&facts, seconds, line.as_deref()).map(|says| names.inside(&says)),
        goes_on_when: waiting.rule != Rule::Settled,
        stuck: None,
    }
}

/// Collects the facts of the reason's sentence.
pub fn facts(
    (history, rules): (&SetHistory, &Rules),
    owned: &Owned,
    waiting: &Waiting,
    now: SimTime,
) -> Facts {
    let spec = &owned.set.spec;
    let status = &owned.set.status;
    let name = |ordinal: u32| format!("[{}]", owned.pod_name(ordinal));
    let letter = |revision: Option<_>| revision.map_or('A', |revision| history.letter(revision));
    let on = waiting.on.and_then(|ordinal| owned.pods.own(ordinal));
    let trouble = on.and_then(|pod| match Stage::of(pod, spec.min_ready_seconds, now) {
        Stage::Trouble(trouble) => Some(trouble),
        _ => None,
    });
    let culprit = on.and_then(|pod| culprit(owned, pod)).filter(|_| trouble.is_some());
    let next = still_next(owned, waiting);
    let partition = spec.partition();
    let holds = partition > 0 && partition < spec.replicas;
    let first = spec.start.saturating_add(partition);
    Facts {
        rule: waiting.rule,
        act: next.act,
        on: waiting.on.map(name),
        waits_for_its_going: waits_for_its_going(waiting),
        trouble,
        culprit,
        next: next.ordinals.into_iter().flatten().map(name).collect(),
        next_count: next.count,
        replicas: spec.replicas,
        unavailable: budget::unavailable(owned, rules, now),
        overspent: overspent(owned, rules, now),
        update: letter(status.update_revision),
        current: letter(status.current_revision),
        partition: holds.then(|| (name(first), name(first - 1))),
        is_of_one_revision: status
            .current_revision
            .is_none_or(|current| owned.pods.of_other_revisions(current).next().is_none()),
        min_ready_seconds: spec.min_ready_seconds,
        parallel: spec.pod_management_policy == PodManagementPolicy::Parallel,
        looks_in: 0,
        on_is_ready: on.is_some_and(Pod::is_running_and_ready),
        on_has_update: on.is_some_and(|pod| Some(pod.revision) == status.update_revision),
        on_exists: on.is_some(),
        refusal: String::new(),
    }
}

/// Returns the pods that are held back now. Of condemned pods, those that are not terminating already. Of missing
/// ones, those whose name is free: a pod of this name that is not the set's own is there to be seen, and the sync will
/// fail at it.
fn still_next(owned: &Owned, waiting: &Waiting) -> Next {
    let pods = &owned.pods;
    let is_other = |ordinal: &u32| waiting.on != Some(*ordinal);
    let is_free = |ordinal: &u32| pods.get(*ordinal).is_none();
    match waiting.next.act {
        Act::Nothing | Act::Replace => waiting.next,
        Act::Create if waiting.rule == Rule::RecreateIsDeleting => {
            let goes = |ordinal: &u32| pods.get(*ordinal).is_none_or(Pod::is_terminating);
            Next::of(Act::Create, owned.set.spec.range().ordinals().filter(goes))
        }
        Act::Create => Next::of(Act::Create, pods.missing().filter(is_other).filter(is_free)),
        Act::ScaleDown => {
            let left = pods.condemned().filter(|pod| !pod.is_terminating());
            let mut left: Vec<u32> = left.map(|pod| pod.ordinal).collect();
            left.sort_unstable_by(|one, other| other.cmp(one));
            left.retain(|ordinal| is_other(ordinal) || !waits_for_its_going(waiting));
            Next::of(Act::ScaleDown, left)
        }
    }
}

/// Returns the container that keeps the pod from being Ready, and its failing probe. `None` if the pod has one
/// container and no probe fails.
pub fn culprit(owned: &Owned, pod: &Pod) -> Option<(String, Option<ProbeKind>)> {
    let several = owned.containers(pod);
    let found = Culprit::of(pod, several).filter(|it| several.is_some() || it.probe.is_some())?;
    let name = found.name(owned.template_of(pod)?)?;
    Some((name.to_owned(), found.probe))
}

fn waits_for_its_going(waiting: &Waiting) -> bool {
    match waiting.rule {
        Rule::ReplicaIsTerminating | Rule::CondemnedIsTerminating | Rule::FinishedPodIsGoing => {
            true
        }
        Rule::Acting => waiting.next.act != Act::Create,
        _ => false,
    }
}

/// Returns the time at which the pod that the controller waits for is gone, Ready or available, as the wait requires.
fn goes_on_at(
    history: &SetHistory,
    facts: &Facts,
    waiting: &Waiting,
    now: SimTime,
) -> Option<SimTime> {
    let on = waiting.on?;
    let reached: fn(Stage) -> bool =
        if facts.min_ready_seconds > 0 { |stage| stage == Stage::Ready } else { Stage::is_ready };
    let comes = if facts.waits_for_its_going {
        history.lives.gone(on, now)
    } else {
        history.lives.next(on, now, reached)
    };
    waiting.until.filter(|&until| until > now).or(comes)
}

/// Returns the number of unavailable pods above maxUnavailable.
fn overspent(owned: &Owned, rules: &Rules, now: SimTime) -> u32 {
    let max = budget::max_unavailable(&owned.set.spec, rules);
    budget::unavailable(owned, rules, now).saturating_sub(max)
}

/// Returns the time at which enough pods are available that the budget permits one more deletion.
fn budget_is_free_at(
    history: &SetHistory,
    rules: &Rules,
    owned: &Owned,
    now: SimTime,
) -> Option<SimTime> {
    let spec = &owned.set.spec;
    let counted = budget::counted_from(spec, rules);
    let ordinals = spec.start.saturating_add(counted)..spec.start.saturating_add(spec.replicas);
    let is_down = |&ordinal: &u32| {
        let pod = owned.pods.get(ordinal);
        pod.is_none_or(|pod| Stage::of(pod, spec.min_ready_seconds, now) != Stage::Ready)
    };
    let back = |ordinal| history.lives.next(ordinal, now, |stage| stage == Stage::Ready);
    let mut back: Vec<SimTime> = ordinals.filter(is_down).filter_map(back).collect();
    back.sort_unstable();
    back.get(usize::try_from(overspent(owned, rules, now)).unwrap_or(usize::MAX)).copied()
}

/// Returns the seconds from `now` to `until`, rounded up: never 0 before the event.
pub fn seconds(now: SimTime, until: SimTime) -> u64 {
    u64::try_from(until.since(now).as_millis().div_ceil(1_000)).unwrap_or(u64::MAX)
}

/// Returns the time of the last pod change, if the run ends stuck. `None` if it does not.
pub fn stuck_from(state: &AppState, history: &SetHistory) -> Option<SimTime> {
    let rollout = &state.run.trace.rollout;
    let waiting = rollout.waiting(history.id, rollout.last())?;
    waits_for_ever(state, &waiting).then_some(state.run.history.quiet_from)
}

/// Returns the reason for a screen reader.
pub fn said(state: &AppState) -> String {
    let reason = view(state);
    let word = |part: &SentencePart| match part {
        SentencePart::Words(words) => words.clone(),
        SentencePart::Pod(name, _) => name.whole.clone(),
    };
    let sentence: String = reason.sentence.iter().map(word).collect();
    match reason.stuck {
        Some(stuck) => format!("{} {sentence} {}", text(state).of(Key::Stuck), stuck.line),
        None => sentence,
    }
}

/// Whether the rollout is stuck at the cursor.
pub fn is_stuck_now(state: &AppState) -> bool {
    view(state).stuck.is_some()
}

/// Whether the run ends stuck, no pod changes after the cursor, and the controller waits for a pod at the cursor.
fn is_stuck(state: &AppState, (history, owned): (&SetHistory, &Owned), waiting: &Waiting) -> bool {
    // No line hastens a claim that is going, and a pod that has just gone is created next.
    let has_pod = waiting.on.is_some_and(|ordinal| owned.pods.get(ordinal).is_some());
    let is_held = has_pod || waiting.rule == Rule::PodIsRefused;
    // At the time of the last change the controller may not have synced yet, so the end of the run counts as well.
    stuck_from(state, history).is_some_and(|from| state.place.at >= from)
        && waits_for_ever(state, waiting)
        && is_held
}

fn waits_for_ever(state: &AppState, waiting: &Waiting) -> bool {
    let ended = matches!(state.run.trace.rollout.ended(), Ended::Settled | Ended::Looping);
    let ends = matches!(
        waiting.rule,
        Rule::Settled | Rule::PartitionHolds | Rule::OnDelete | Rule::Acting
    );
    ended && !ends && waiting.on.is_some()
}

/// Returns why the scheduler cannot place the pod, or why the API server refuses it. Empty if neither is the case.
fn why_not(state: &AppState, owned: &Owned, waiting: &Waiting) -> String {
    let release = Release::of(rules(state));
    let on = waiting.on.and_then(|ordinal| owned.pods.get(ordinal));
    if let Some(failure) = on.and_then(|pod| owned.scheduling_failure(pod)) {
        let unfit = apiserver::unfit(&failure.unfit, release);
        // The scheduler's clauses about claims and preemption are the same for every pod here.
        let counts = [" no new claims", " preemption:"]
            .iter()
            .fold(&*unfit, |unfit, end| unfit.split_once(end).map_or(unfit, |(counts, _)| counts));
        return counts.trim_end_matches('.').into();
    }
    let refused = owned.creation_failure().filter(|_| waiting.rule == Rule::PodIsRefused);
    refused.map(|failure| freeing::refusal(failure, owned)).unwrap_or_default()
}
