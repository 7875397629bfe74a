//! The reason: one sentence that says what the controller waits for and why, its rule, and when it goes on.
//!
//! Who waits comes from the engine ([`Waiting`]). When it goes on is looked up in the trace: the future is known. A wait
//! whose end never comes is *stuck*, and is said so from the moment on from which no pod changes any more.

use rollout_engine::api::{Pod, PodManagementPolicy, ProbeKind};
use rollout_engine::cluster::Owned;
use rollout_engine::controller::{Act, Rule, Waiting};
use rollout_engine::time::SimTime;
use rollout_engine::trace::Ended;
use rollout_engine::version::Rules;

use super::names::PodNames;
use super::sentence::{Part, split};
use super::{budget, drawn, image, link, rules, text};
use crate::history::{Culprit, SetHistory, Stage, Trouble};
use crate::state::AppState;
use crate::text::{Facts, Key};
use crate::view::namespace;

/// The reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// The sentence.
    pub sentence: Vec<Part>,
    /// The rule's name, and under which name its page stands.
    pub rule: Option<(&'static str, &'static str)>,
    /// When it goes on.
    pub goes_on: Option<String>,
    /// Whether the label *Goes on when* stands before that.
    pub goes_on_when: bool,
    /// It never goes on.
    pub stuck: Option<Stuck>,
}

/// How to get out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// The line that frees it.
    pub line: String,
    /// What that does.
    pub then: String,
}

/// The reason at the cursor.
pub fn view(state: &AppState) -> Reason {
    let text = text(state);
    if let Some(why) = &state.linked.unreadable {
        return Reason {
            sentence: vec![Part::Words(link::unreadable(text, why))],
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
        refusal: state.place.cluster().refusal().map(|words| words.to_string()).unwrap_or_default(),
        ..facts((history, rules(state)), owned, &waiting, state.place.at)
    };
    let names = PodNames::of_set(state, history);
    let goes_on_at = match waiting.rule {
        Rule::BudgetIsSpent => budget_is_free_at(history, rules(state), owned, state.place.at),
        _ => goes_on_at(history, &facts, &waiting, state.place.at),
    };
    if goes_on_at.is_none() && is_stuck(state, history, &waiting) {
        return stuck(state, owned, &waiting, &facts, &names);
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

/// What its sentence is made of.
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
    let on = waiting.on.and_then(|ordinal| owned.pods.get(ordinal));
    let trouble = on.and_then(|pod| match Stage::of(pod, spec.min_ready_seconds, now) {
        Stage::Trouble(trouble) => Some(trouble),
        _ => None,
    });
    let culprit = on.and_then(|pod| culprit(owned, pod)).filter(|_| trouble.is_some());
    let partition = spec.partition();
    let holds = partition > 0 && partition < spec.replicas;
    let first = spec.start.saturating_add(partition);
    Facts {
        rule: waiting.rule,
        act: waiting.next.act,
        on: waiting.on.map(name),
        waits_for_its_going: waits_for_its_going(waiting),
        trouble,
        culprit,
        next: waiting.next.ordinals.into_iter().flatten().map(name).collect(),
        next_count: waiting.next.count,
        replicas: spec.replicas,
        unavailable: budget::unavailable(owned, rules),
        overspent: overspent(owned, rules),
        update: letter(status.update_revision),
        current: letter(status.current_revision),
        partition: holds.then(|| (name(first), name(first - 1))),
        min_ready_seconds: spec.min_ready_seconds,
        parallel: spec.pod_management_policy == PodManagementPolicy::Parallel,
        on_has_update: on.is_some_and(|pod| Some(pod.revision) == status.update_revision),
        refusal: String::new(),
    }
}

/// The container that is in trouble and the probe that says so, if there is more to say than that the pod is.
pub fn culprit(owned: &Owned, pod: &Pod) -> Option<(String, Option<ProbeKind>)> {
    let several = owned.containers(pod);
    let found = Culprit::of(pod, several).filter(|it| several.is_some() || it.probe.is_some())?;
    let name = found.name(owned.template(pod.revision)?)?;
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

/// When the pod that is waited for is as it should be.
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

/// How many more pods are unavailable than may be.
fn overspent(owned: &Owned, rules: &Rules) -> u32 {
    let max = budget::max_unavailable(&owned.set.spec, rules);
    budget::unavailable(owned, rules).saturating_sub(max)
}

/// When so many pods have become available that one more may go, whichever they are.
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
    back.get(usize::try_from(overspent(owned, rules)).unwrap_or(usize::MAX)).copied()
}

/// How many seconds are left, rounded up, so that it never says 0 before it happens.
pub fn seconds(now: SimTime, until: SimTime) -> u64 {
    u64::try_from(until.since(now).as_millis().div_ceil(1_000)).unwrap_or(u64::MAX)
}

/// Since when no pod changes any more although one is waited for; `None` if it does not end so.
pub fn stuck_from(state: &AppState, history: &SetHistory) -> Option<SimTime> {
    let rollout = &state.run.trace.rollout;
    let waiting = rollout.waiting(history.id, rollout.last())?;
    waits_for_ever(state, &waiting).then_some(state.run.history.quiet_from)
}

/// The reason as it is read out.
pub fn said(state: &AppState) -> String {
    let reason = view(state);
    let word = |part: &Part| match part {
        Part::Words(words) => words.clone(),
        Part::Pod(name, _) => name.whole.clone(),
    };
    let sentence: String = reason.sentence.iter().map(word).collect();
    match reason.stuck {
        Some(stuck) => format!("{} {sentence} {}", text(state).of(Key::Stuck), stuck.line),
        None => sentence,
    }
}

/// Whether it is stuck at the cursor.
pub fn is_stuck_now(state: &AppState) -> bool {
    view(state).stuck.is_some()
}

/// The trace has come to its end, no pod changes any more, and still a pod is waited for.
fn is_stuck(state: &AppState, history: &SetHistory, waiting: &Waiting) -> bool {
    // In the moment of the last change the controller may not have seen it yet: so the end counts as well.
    stuck_from(state, history).is_some_and(|from| state.place.at >= from)
        && waits_for_ever(state, waiting)
}

fn waits_for_ever(state: &AppState, waiting: &Waiting) -> bool {
    let ended = matches!(state.run.trace.rollout.ended(), Ended::Settled | Ended::Looping);
    let ends = matches!(
        waiting.rule,
        Rule::Settled | Rule::PartitionHolds | Rule::OnDelete | Rule::Acting
    );
    ended && !ends && waiting.on.is_some()
}

fn stuck(
    state: &AppState,
    owned: &Owned,
    waiting: &Waiting,
    facts: &Facts,
    names: &PodNames,
) -> Reason {
    let text = text(state);
    if waiting.rule == Rule::PodIsRefused {
        let then = text.of(Key::FreesRefused).into();
        return Reason {
            sentence: names.parts(&text.reason(facts)),
            rule: text.rule(facts),
            stuck: Some(Stuck { line: ": pods can be created".into(), then }),
            ..Reason::default()
        };
    }
    Reason {
        sentence: names.parts(&text.stuck(facts)),
        rule: text.rule(facts),
        goes_on: None,
        goes_on_when: false,
        stuck: Some(Stuck {
            line: freeing_line(state, owned, waiting, facts),
            then: names.plain(&text.frees(facts)),
        }),
    }
}

/// A pod that does not have the update revision comes back at it when it is deleted. If it has it, the template itself is at
/// fault: the image before is the way back, and still the pod has to be deleted, for a broken pod is waited for like any other
/// (forced rollback in the documentation of StatefulSets).
fn freeing_line(state: &AppState, owned: &Owned, waiting: &Waiting, facts: &Facts) -> String {
    let named = |name: &str| namespace::named(state, &owned.set.namespace, name);
    let pod = named(&owned.pod_name(waiting.on.unwrap_or(0)));
    let before = owned.revisions.iter().rev().nth(1);
    let image = before.and_then(|revision| image::of_revision(owned, revision.hash));
    let container = owned.set.spec.template.containers.first().map_or("", |first| &*first.name);
    match image {
        Some(image) if facts.on_has_update && facts.trouble != Some(Trouble::Failed) => {
            format!(
                "kubectl set image sts/{} {container}={image}; kubectl delete pod {pod}",
                named(&owned.set.name)
            )
        }
        _ => format!("kubectl delete pod {pod}"),
    }
}
