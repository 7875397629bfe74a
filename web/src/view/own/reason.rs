//! A pod's own reason: since when and why it has its stage, its relation to other pods, and the rule behind that.

use rollout_engine::api::{Pod, PodManagementPolicy, StatefulSetSpec, UpdateStrategy};
use rollout_engine::cluster::Owned;
use rollout_engine::controller::{Rule, Waiting};
use rollout_engine::time::SimTime;

use super::super::names::PodNames;
use super::super::sentence::SentencePart;
use super::super::{explain, rules, text};
use super::life;
use crate::history::{Segment, SetHistory, Stage};
use crate::state::AppState;
use crate::text::{Key, Text};

/// A pod's own reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnReason {
    /// One or two sentences.
    pub says: Vec<SentencePart>,
    /// The name of the rule, and the name of its page.
    pub rule: Option<(&'static str, &'static str)>,
}

/// A sentence about a pod's relation to others, and its rule.
type Relation = (String, Option<(&'static str, &'static str)>);

/// The pod, and everything that its reason reads.
pub(super) struct PodContext<'a> {
    pub(super) state: &'a AppState,
    pub(super) history: &'a SetHistory,
    pub(super) owned: &'a Owned,
    pub(super) pod: &'a Pod,
}

/// Returns the pod's own reason.
pub(super) fn reason(of: &PodContext<'_>) -> OwnReason {
    let (relation, rule) = of.relation().unwrap_or_default();
    let names = PodNames::of_set(of.state, of.history);
    OwnReason { says: names.parts(&of.and(of.as_it_is(), &relation)), rule }
}

impl PodContext<'_> {
    fn text(&self) -> &'static Text {
        text(self.state)
    }

    fn spec(&self) -> &StatefulSetSpec {
        &self.owned.set.spec
    }

    fn is_ordered(&self) -> bool {
        self.spec().pod_management_policy == PodManagementPolicy::OrderedReady
    }

    /// Returns the segments of its ordinal so far.
    fn lane(&self) -> &[Segment] {
        so_far(self.history, self.pod.ordinal, self.state.place.at)
    }

    fn name(&self, ordinal: u32) -> String {
        format!("[{}]", self.owned.pod_name(ordinal))
    }

    fn say(&self, key: Key, pod: u32) -> String {
        self.text().say(key, &[("pod", &self.name(pod))])
    }

    /// Joins two sentences. Returns the first alone if the second is empty.
    fn and(&self, one: String, two: &str) -> String {
        if two.is_empty() {
            return one;
        }
        self.text().say(Key::TwoSentences, &[("one", &one), ("two", &two)])
    }

    fn rule(&self, key: Key) -> Option<(&'static str, &'static str)> {
        Some(self.text().rule_named(key))
    }

    /// Returns the sentence about its stage: since when, and why.
    fn as_it_is(&self) -> String {
        let (text, lane) = (self.text(), self.lane());
        let stage = Stage::of(self.pod, self.spec().min_ready_seconds, self.state.place.at);
        let since = lane.last().map_or(self.pod.created_at, |part| part.from);
        let key = match stage {
            Stage::Ready => return text.say(Key::OwnReady, &[("since", &since)]),
            Stage::Settling => return text.say(Key::OwnSettling, &[("since", &since)]),
            Stage::Pending => Key::OwnIs,
            _ => Key::OwnIsBecause,
        };
        let status = kubectl::rows::pod_status(self.pod, self.owned, rules(self.state));
        let before = lane.len().checked_sub(2).and_then(|before| lane.get(before));
        let cause = lane.last().map(|part| life::cause(self.state, self.history, part, before));
        text.say(
            key,
            &[("status", &status), ("since", &since), ("cause", &cause.unwrap_or_default())],
        )
    }

    /// Returns the first relation that applies: it is condemned, the rollout waits for it, it waits, it keeps its
    /// revision, its turn comes later, it came in a batch, it came after another pod.
    fn relation(&self) -> Option<Relation> {
        let rollout = &self.state.run.trace.rollout;
        let waiting = rollout.waiting(self.history.id, self.state.place.frame());
        let waiting = waiting.filter(|waiting| waiting.rule != Rule::Settled);
        let held = waiting.as_ref().and_then(|waiting| self.held(waiting));
        if let Some((condemned, rule)) = self.condemned() {
            let held = held.map(|(held, _)| held).unwrap_or_default();
            return Some((self.and(condemned, &held), rule));
        }
        held.or_else(|| self.stays())
            .or_else(|| self.has_its_turn())
            .or_else(|| self.came_in_a_batch())
            .or_else(|| self.came_after())
    }

    fn held(&self, waiting: &Waiting) -> Option<Relation> {
        let facts = explain::facts(
            (self.history, rules(self.state)),
            self.owned,
            waiting,
            self.state.place.at,
        );
        let ordinal = self.pod.ordinal;
        let comes_next = waiting.next.ordinals.into_iter().flatten().any(|next| next == ordinal);
        let rule = self.text().rule(&facts);
        if waiting.on == Some(ordinal) && facts.next_count > 0 {
            return Some(if comes_next {
                (self.text().of(Key::OwnIsWaitedFor).to_owned(), rule)
            } else {
                (self.text().held_by_it(&facts), rule)
            });
        }
        let on = waiting.on.filter(|_| comes_next)?;
        Some((self.say(Key::OwnWaits, on), rule))
    }

    fn condemned(&self) -> Option<Relation> {
        let replicas = self.spec().replicas;
        let says = || self.text().say(Key::OwnCondemned, &[("replicas", &replicas)]);
        let is_condemned = !self.spec().range().contains(self.pod.ordinal);
        is_condemned.then(|| (says(), self.rule(Key::RuleScaleDown)))
    }

    fn is_outdated(&self) -> bool {
        let update = self.owned.set.status.update_revision;
        update.is_some_and(|update| update != self.pod.revision) && !self.pod.is_terminating()
    }

    /// Returns why the pod keeps an old revision: OnDelete, or the partition.
    fn stays(&self) -> Option<Relation> {
        if !self.is_outdated() {
            return None;
        }
        let text = self.text();
        if self.spec().update_strategy == UpdateStrategy::OnDelete {
            return Some((text.of(Key::OwnOnDelete).to_owned(), self.rule(Key::RuleOnDelete)));
        }
        let partition = self.spec().partition();
        let below = self.spec().start.saturating_add(partition) > self.pod.ordinal;
        let letter = self.history.letter(self.pod.revision);
        let says = || text.say(Key::OwnStays, &[("partition", &partition), ("letter", &letter)]);
        below.then(|| (says(), self.rule(Key::RulePartition)))
    }

    /// Returns a higher pod that the update must finish before this one.
    fn has_its_turn(&self) -> Option<Relation> {
        let rolls = matches!(self.spec().update_strategy, UpdateStrategy::RollingUpdate(_));
        if !self.is_outdated() || !rolls {
            return None;
        }
        let update = self.owned.set.status.update_revision;
        let is_before = |pod: &&Pod| {
            pod.ordinal > self.pod.ordinal
                && (Some(pod.revision) != update || !pod.is_running_and_ready())
        };
        let before = self.owned.pods.iter().find(is_before)?;
        Some((self.say(Key::OwnTurn, before.ordinal), self.rule(Key::RuleUpdateDown)))
    }

    /// Returns the order in a batch: under OrderedReady its pods are deleted together and created from the lowest up.
    fn came_in_a_batch(&self) -> Option<Relation> {
        let mates = mates(self.history, self.pod.ordinal, went(self.lane())?);
        let lower = mates.iter().rev().find(|&&mate| mate < self.pod.ordinal);
        let (key, mate) = match (lower, mates.first()) {
            (Some(&lower), _) => (Key::OwnCameAfter, lower),
            (None, Some(&higher)) => (Key::OwnCameFirst, higher),
            _ => return None,
        };
        self.is_ordered().then(|| (self.say(key, mate), self.rule(Key::RuleOrderedUp)))
    }

    /// Returns the pod whose becoming Ready or available let this one be replaced or created.
    fn came_after(&self) -> Option<Relation> {
        let made = |at: SimTime| made_way(self.history, self.pod.ordinal, at);
        let says = |key: Key, (other, available): (u32, bool)| {
            let what = self.text().of(if available { Key::Available } else { Key::Ready });
            self.text().say(key, &[("pod", &self.name(other)), ("what", &what)])
        };
        if let Some(other) = went(self.lane()).and_then(made) {
            return Some((says(Key::OwnReplaced, other), self.rule(Key::RuleUpdateDown)));
        }
        let other = made(self.pod.created_at).filter(|_| self.is_ordered())?;
        Some((says(Key::OwnCreated, other), self.rule(Key::RuleOrderedCreate)))
    }
}

/// Returns the segments of an ordinal up to `now`.
fn so_far(history: &SetHistory, ordinal: u32, now: SimTime) -> &[Segment] {
    let lane = history.lives.lane(ordinal);
    &lane[..lane.partition_point(|part| part.from <= now)]
}

/// Returns the time at which the previous pod of this name was deleted. `None` if there was none.
pub(super) fn went(lane: &[Segment]) -> Option<SimTime> {
    let begun = lane.iter().rposition(|part| part.stage == Stage::Pending)?;
    let before = lane[..begun].iter().rev().take_while(|part| part.stage.is_leaving());
    before.last().map(|part| part.from)
}

/// Returns the other ordinals whose pods were deleted at the same time, ascending.
pub(super) fn mates(history: &SetHistory, ordinal: u32, went: SimTime) -> Vec<u32> {
    let went_too = |lane: &[Segment]| {
        let here = lane.partition_point(|part| part.from < went);
        lane.get(here).is_some_and(|part| part.from == went && part.stage.is_leaving())
    };
    let others = history.lives.lanes().filter(|&(other, lane)| other != ordinal && went_too(lane));
    others.map(|(other, _)| other).collect()
}

/// Returns another pod that became available at `at`, and whether it had to be Ready for minReadySeconds first.
pub(super) fn made_way(history: &SetHistory, ordinal: u32, at: SimTime) -> Option<(u32, bool)> {
    let mut lanes = history.lives.lanes().filter(|&(other, _)| other != ordinal);
    lanes.find_map(|(other, lane)| {
        let here = lane.partition_point(|part| part.from < at);
        let part = lane.get(here)?;
        let settled =
            here.checked_sub(1).is_some_and(|before| lane[before].stage == Stage::Settling);
        (part.from == at && part.stage == Stage::Ready).then_some((other, settled))
    })
}
