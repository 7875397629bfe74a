//! The reason of a stuck rollout: what holds it up for ever, and the line that frees it.
//!
//! Leaves out whether the rollout is stuck ([`super::is_stuck_now`]), and the lines against what blocks a pod from
//! outside ([`freeing`]).

use rollout_engine::api::ContainerState;
use rollout_engine::cluster::Owned;
use rollout_engine::controller::{Rule, Waiting};

use super::real::real_line;
use super::{Reason, Stuck};
use crate::history::{SetHistory, Trouble};
use crate::state::AppState;
use crate::text::{Facts, Key};
use crate::view::names::PodNames;
use crate::view::{freeing, image, namespace, text};

/// Returns the reason while the rollout is stuck.
pub(super) fn view(
    state: &AppState,
    (history, owned): (&SetHistory, &Owned),
    waiting: &Waiting,
    facts: &Facts,
    names: &PodNames,
) -> Reason {
    let text = text(state);
    let ordinal = waiting.on.unwrap_or(0);
    let around = around(state, owned, waiting, facts);
    let (sentence, (line, then)) =
        around.unwrap_or_else(|| (text.stuck(facts), by_the_pod(state, owned, ordinal, facts)));
    let current =
        owned.set.status.current_revision.filter(|_| owned.set.creates_at_current(ordinal));
    let returns = current.map_or(facts.update, |it| history.letter(it));
    let then = text.frees_by(then, &Facts { update: returns, ..facts.clone() });
    Reason {
        sentence: names.parts(&sentence),
        rule: text.rule(facts),
        goes_on: None,
        goes_on_when: false,
        stuck: Some(Stuck { real: real_line(state, owned, &line), line, then: names.plain(&then) }),
    }
}

/// Returns the sentence and the way out if something around the pod blocks it: a refusal, scheduling, or a missing
/// object. `None` if the pod itself is broken.
fn around(
    state: &AppState,
    owned: &Owned,
    waiting: &Waiting,
    facts: &Facts,
) -> Option<(String, freeing::Freeing)> {
    let text = text(state);
    let named = |name: &str| namespace::named(state, &owned.set.namespace, name);
    if waiting.rule == Rule::PodIsRefused {
        let way_out = freeing::of_refusal(owned.creation_failure(), &named(&owned.set.name));
        return Some((text.reason(facts), way_out));
    }
    let pod = waiting.on.and_then(|ordinal| owned.pods.get(ordinal))?;
    if !owned.pods.owns(pod) && !pod.is_terminating() {
        let line = format!("kubectl delete pod {}", named(&owned.pod_name(pod.ordinal)));
        return Some((text.stays(Key::StuckNotOwn, facts), (line, Key::FreesNotOwn)));
    }
    if let Some(failure) = owned.scheduling_failure(pod) {
        let cluster = state.place.cluster();
        let name = namespace::pod(state, &owned.set.namespace, &owned.pod_name(pod.ordinal));
        let way_out = freeing::of_scheduling(failure, cluster, owned, pod, &name);
        return Some((text.unscheduled(facts), way_out));
    }
    let name = || named(&owned.pod_name(pod.ordinal));
    if facts.trouble.is_none() && pod.is_terminating() {
        let line = format!("kubectl delete pod {} --grace-period=0 --force", name());
        return Some((text.stays(Key::StuckTerminating, facts), (line, Key::FreesForced)));
    }
    if facts.trouble.is_none() && waiting.rule == Rule::Failed {
        let line = format!("kubectl delete pod {}", name());
        return Some((text.stays(Key::StuckClaim, facts), (line, Key::FreesClaim)));
    }
    let is_starting = matches!(pod.container, ContainerState::Unknown | ContainerState::Creating);
    if facts.trouble.is_none() && is_starting && pod.node.is_some() {
        let line = format!("kubectl delete pod {}", name());
        return Some((text.stays(Key::StuckStarting, facts), (line, Key::FreesStarting)));
    }
    if facts.trouble == Some(Trouble::Config) {
        let image = owned.template_of(pod)?.containers.first().map(|first| first.image.clone())?;
        return Some((text.stuck(facts), (format!(": image {image} works"), Key::FreesConfig)));
    }
    None
}

/// Returns the line that frees a stuck rollout by the template or the pod, and the text that says what it does.
///
/// A pod without the update revision gets it when it is deleted, unless the partition keeps it. If it has it, the
/// template is at fault: the line sets the image of the revision before, and deletes the pod, because the controller
/// waits for a broken pod too ("Forced rollback" in the documentation of StatefulSets). A condemned pod only goes.
fn by_the_pod(state: &AppState, owned: &Owned, ordinal: u32, facts: &Facts) -> freeing::Freeing {
    let named = |name: &str| namespace::named(state, &owned.set.namespace, name);
    let delete = format!("kubectl delete pod {}", named(&owned.pod_name(ordinal)));
    if !owned.set.spec.range().contains(ordinal) {
        return (delete, Key::FreesCondemned);
    }
    let before = owned.revisions.iter().rev().nth(1);
    let image = before.and_then(|revision| image::of_revision(owned, revision.hash));
    let (container, now) =
        owned.set.spec.template.containers.first().map_or(("", ""), |it| (&*it.name, &*it.image));
    // Of a revision that was not printed only a pod tells the image.
    let image = image.filter(|image| **image != *now);
    match image {
        Some(image) if facts.on_has_update && facts.trouble != Some(Trouble::Failed) => {
            let set = named(&owned.set.name);
            let line = format!("kubectl set image sts/{set} {container}={image}; {delete}");
            (line, Key::FreesTemplate)
        }
        _ => (delete, Key::FreesPod),
    }
}
