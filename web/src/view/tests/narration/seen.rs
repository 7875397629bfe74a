//! A frame as the claims see it: its objects, and what the rest of the trace brings.

use super::*;
use rollout_engine::api::Pod;
use rollout_engine::cluster::{Owned, SetId};
use rollout_engine::controller::{Next, Observed, Rule, sync};
use rollout_engine::trace::Cause;

/// A frame and its objects.
///
/// The sentence is about the set's own pods. A pod under the set's name that another set left behind, or whose labels
/// a person changed, is none of them: the controller neither waits for it nor replaces it (semantics 1.1, *Pod
/// collection*), it only cannot create one of the same name.
pub(super) struct Seen<'a> {
    pub(super) state: &'a AppState,
    pub(super) id: SetId,
    pub(super) owned: &'a Owned,
    /// Ordinals of pods that this frame created, and of those that it deleted or began to terminate.
    pub(super) created: Vec<u32>,
    pub(super) deleted: Vec<u32>,
    pub(super) is_last: bool,
}

impl Seen<'_> {
    /// The set's own pod of this name.
    pub(super) fn pod(&self, name: &str) -> Option<&Pod> {
        self.owned.pods.own(ordinal(name)?)
    }

    /// The pod of this name, the set's own or not.
    pub(super) fn any(&self, name: &str) -> Option<&Pod> {
        self.owned.pods.get(ordinal(name)?)
    }

    /// The set's own pods.
    pub(super) fn own(&self) -> impl Iterator<Item = &Pod> {
        self.owned.pods.iter().filter(|pod| self.owned.pods.owns(pod))
    }

    /// The time of the set's next sync that leaves a frame.
    pub(super) fn next_sync(&self) -> Option<SimTime> {
        let rollout = &self.state.run.trace.rollout;
        let mut later = (self.state.place.frame().0 + 1..rollout.len()).map(FrameIndex);
        let next = later.find(|&frame| rollout.cause(frame) == Cause::Sync(self.id))?;
        Some(rollout.at(next))
    }

    /// Whether the controller looks at this instant.
    pub(super) fn is_looked_at(&self) -> bool {
        self.next_sync() == Some(self.state.place.at)
    }

    /// Whether a pod is ever Running and Ready, now or later.
    pub(super) fn is_ever_ready(&self, pod: &Pod) -> bool {
        let rollout = &self.state.run.trace.rollout;
        let later = (self.state.place.frame().0 + 1..rollout.len()).map(FrameIndex);
        let mut changes = later.flat_map(|frame| rollout.changes(frame));
        let is_it = |it: &Pod| it.uid == pod.uid && it.is_running_and_ready();
        pod.is_running_and_ready()
            || changes
                .any(|change| matches!(change, Change::PodUpdated(of, it) if *of == self.id && is_it(it)))
    }

    /// Whether the last sync created or deleted pods.
    pub(super) fn has_acted(&self) -> bool {
        let waiting = self.state.run.trace.rollout.waiting(self.id, self.state.place.frame());
        waiting.is_some_and(|waiting| waiting.rule == Rule::Acting)
    }

    /// Whether the API server refused a pod, or its claim, and has not created the pod since.
    pub(super) fn has_refusal(&self) -> bool {
        self.owned.creation_failure().is_some()
    }

    /// Whether a claim of the pod is being deleted.
    pub(super) fn loses_a_claim(&self, pod: &Pod) -> bool {
        let mut claims = self.owned.claims.iter();
        claims
            .any(|(name, claim)| name.ordinal == pod.ordinal && claim.deletion_timestamp.is_some())
    }

    /// Number of pods that a sentence about `subject` holds back: missing ones, or live condemned ones.
    pub(super) fn held_count(&self, is_creation: bool) -> usize {
        let is_free = |ordinal: &u32| self.owned.pods.get(*ordinal).is_none();
        let is_condemned =
            |pod: &&Pod| !self.in_range().contains(&pod.ordinal) && !pod.is_terminating();
        let count = match is_creation {
            true => self.in_range().filter(is_free).count(),
            false => self.own().filter(is_condemned).count(),
        };
        count.min(Next::COUNTED_MAX)
    }

    pub(super) fn letter(&self, pod: &Pod) -> String {
        drawn(self.state).map(|it| it.history.letter(pod.revision).to_string()).unwrap_or_default()
    }

    pub(super) fn is_outdated(&self, pod: &Pod) -> bool {
        Some(pod.revision) != self.owned.set.status.update_revision && !pod.is_terminating()
    }

    pub(super) fn is_available(&self, pod: &Pod) -> bool {
        pod.is_available(self.owned.set.spec.min_ready_seconds, self.state.place.at)
    }

    /// Whether a sync of the objects as they are finds something else than the last one.
    pub(super) fn has_new_findings(&self) -> bool {
        let (run, place) = (&self.state.run, &self.state.place);
        let id = self.id;
        let mut cluster = run.trace.rollout.seek(place.frame()).cluster;
        cluster.pass_time(place.at);
        let Some(owned) = cluster.set(id) else { return false };
        let observed = Observed {
            set: &owned.set,
            revisions: &owned.revisions,
            pods: &owned.pods,
            claims: &owned.claims,
            admission: &cluster.admission(id, place.at),
            mismatches: &owned.mismatches(),
        };
        let found = sync(&observed, cluster.upgraded().unwrap_or(&run.rules), place.at);
        Some(found.waiting) != run.trace.rollout.waiting(id, place.frame())
    }

    pub(super) fn in_range(&self) -> std::ops::Range<u32> {
        self.owned.set.spec.range().ordinals()
    }
}

pub(super) fn ordinal(name: &str) -> Option<u32> {
    name.rsplit_once('-')?.1.parse().ok()
}
