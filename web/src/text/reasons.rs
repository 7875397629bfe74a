//! Reasons in words: the sentence, the name of the rule, what ends the wait, and what frees a stuck rollout. Leaves
//! out the facts: [`crate::view::explain`] collects them.

use rollout_engine::api::ProbeKind;
use rollout_engine::controller::{Act, Rule};

use super::{Facts, Key, Text};
use crate::history::Trouble;

impl Text {
    /// Returns the sentence under *Why*.
    pub fn reason(&self, f: &Facts) -> String {
        let key = match f.rule {
            Rule::Settled => settled(f),
            Rule::Acting => match f.act {
                Act::Replace => Key::PodsAreReplaced,
                Act::ScaleDown => Key::PodsAreDeleted,
                Act::Create | Act::Nothing => Key::PodsAreCreated,
            },
            Rule::SetIsBeingDeleted => Key::SetIsBeingDeleted,
            Rule::NamespaceIsBeingDeleted => Key::NamespaceIsBeingDeleted,
            Rule::FinishedPodIsGoing => Key::FinishedPodIsGoing,
            Rule::ClaimIsStale => Key::ClaimIsStale,
            Rule::ReplicaIsTerminating | Rule::CondemnedIsTerminating => Key::StillTerminating,
            Rule::ReplicaIsNotReady | Rule::CondemnedIsNotReady | Rule::OneAtATime
                if f.killer().is_some() =>
            {
                Key::NotReadyKilled
            }
            // Since 1.34 scaling down waits for availability too.
            Rule::CondemnedIsNotReady if f.on_is_ready => Key::ReadyNotAvailableYet,
            Rule::ReplicaIsNotReady | Rule::CondemnedIsNotReady => Key::NotReadyYet,
            Rule::ReplicaIsNotAvailable => Key::ReadyNotAvailableYet,
            Rule::PodsAreOnTheirWay => Key::OnItsWay,
            Rule::OnDelete => Key::DeletedByHand,
            Rule::PartitionHolds if f.partition.is_some() => Key::PartitionSplits,
            Rule::PartitionHolds if f.is_of_one_revision => Key::PartitionHoldsAll,
            Rule::PartitionHolds => Key::PartitionHoldsEach,
            Rule::OneAtATime => Key::NotAvailableYet,
            Rule::BudgetIsSpent if f.unavailable <= 1 => Key::BudgetIsSpent,
            Rule::BudgetIsSpent if f.overspent > 0 => Key::BudgetIsOverspent,
            Rule::BudgetIsSpent => Key::BudgetIsSpentBy,
            Rule::RecreateIsDeleting => Key::RecreateIsDeleting,
            // A pod that waits for its claim is there; only the claim is refused.
            Rule::PodIsRefused if f.on_exists => Key::ClaimIsRefused,
            Rule::PodIsRefused => Key::PodIsRefused,
            Rule::PodIsImmutable => Key::PodIsImmutable,
            Rule::Failed => Key::SyncHasFailed,
        };
        let held = held(f).map(|key| self.said(key, f, "")).unwrap_or_default();
        self.said(key, f, &held)
    }

    /// Returns any text, filled from the facts.
    pub fn about(&self, key: Key, f: &Facts) -> String {
        self.said(key, f, "")
    }

    /// Returns the name of the facts' rule and the name of its page. `None` where no rule applies.
    pub fn rule(&self, f: &Facts) -> Option<(&'static str, &'static str)> {
        rule(f).map(|key| self.rule_named(key))
    }

    /// Returns the name of a rule and the name of its page.
    pub fn rule_named(&self, rule: Key) -> (&'static str, &'static str) {
        (self.of(rule), page(rule))
    }

    /// Returns the sentence about the pods that wait for the pod in `on`.
    pub fn held_by_it(&self, f: &Facts) -> String {
        self.said(Key::OwnHolds, f, "")
    }

    /// Returns what ends the wait, with the seconds until then and the line that comes before, if known.
    pub fn goes_on(&self, f: &Facts, seconds: Option<u64>, line: Option<&str>) -> Option<String> {
        if f.on.is_none() {
            return Some(match f.rule {
                Rule::Settled => self.of(Key::NothingIsWaitedFor).into(),
                Rule::PartitionHolds => self.of(Key::PartitionIsLowered).into(),
                Rule::OnDelete => self.of(Key::SomebodyDeletes).into(),
                _ => return None,
            });
        }
        let reached = if f.waits_for_its_going {
            Key::IsGone
        } else if f.rule == Rule::BudgetIsSpent && f.unavailable > 1 {
            Key::SomeAreAvailable
        } else if f.min_ready_seconds > 0 {
            Key::IsAvailable
        } else {
            Key::IsReady
        };
        let what = self.said(reached, f, "");
        Some(match (seconds, line) {
            (Some(_), Some(line)) => {
                self.say(Key::AfterTheLine, &[("what", &what), ("line", &line)])
            }
            (Some(seconds), None) => {
                self.say(Key::InSeconds, &[("what", &what), ("seconds", &seconds)])
            }
            (None, _) => self.say(Key::OnceItIs, &[("what", &what)]),
        })
    }

    /// Returns the sentence that says why the rollout is stuck.
    pub fn stuck(&self, f: &Facts) -> String {
        let key = match f.trouble {
            Some(Trouble::Image) if f.culprit.is_some() => Key::StuckImageOf,
            Some(Trouble::Image) => Key::StuckImage,
            Some(Trouble::Crash) if f.killer().is_some() => Key::StuckKilled,
            Some(Trouble::Crash) if f.culprit.is_some() => Key::StuckCrashOf,
            Some(Trouble::Crash) => Key::StuckCrash,
            Some(Trouble::Failed) => Key::StuckFailed,
            Some(Trouble::Lost) => Key::StuckOnLostNode,
            Some(Trouble::Config) => Key::StuckConfig,
            None if f.rule == Rule::PodIsImmutable => Key::PodIsImmutable,
            None => Key::StuckNeverReady,
        };
        let held = self.said(held(f).unwrap_or(Key::HeldNothing), f, "");
        self.said(key, f, &held)
    }

    /// Returns the sentence that says why a pod has no node.
    pub fn unscheduled(&self, f: &Facts) -> String {
        self.stays(Key::StuckUnscheduled, f)
    }

    /// Returns a sentence about a pod that something outside it holds up.
    pub fn stays(&self, key: Key, f: &Facts) -> String {
        let held = self.said(held(f).unwrap_or(Key::HeldNothing), f, "");
        self.said(key, f, &held)
    }

    /// Returns what the freeing line does.
    pub fn frees_by(&self, key: Key, f: &Facts) -> String {
        self.said(key, f, "")
    }

    /// Returns the name of a probe.
    pub fn probe(&self, kind: ProbeKind) -> &'static str {
        self.of(match kind {
            ProbeKind::Startup => Key::StartupProbe,
            ProbeKind::Readiness => Key::ReadinessProbe,
            ProbeKind::Liveness => Key::LivenessProbe,
        })
    }

    /// Returns a text filled from the facts. `held` fills the placeholder of the same name.
    fn said(&self, key: Key, f: &Facts, held: &str) -> String {
        let on = f.on.as_deref().unwrap_or(self.of(Key::APod));
        let listed = self.names(f);
        let names = if f.next.is_empty() { on } else { &listed };
        let (first, last) =
            f.partition.as_ref().map_or(("", ""), |(first, last)| (first.as_str(), last.as_str()));
        self.say(
            key,
            &[
                ("on", &on),
                ("container", &f.culprit.as_ref().map_or("", |(name, _)| name)),
                ("probe", &f.killer().map_or("", |probe| self.probe(probe))),
                ("held", &held),
                ("names", &names),
                ("one", &f.next.first().map_or(on, String::as_str)),
                ("count", &f.next_count.max(1)),
                ("replicas", &f.replicas),
                ("unavailable", &f.unavailable),
                ("enough", &(f.overspent + 1)),
                ("looks_in", &f.looks_in),
                ("refusal", &f.refusal),
                ("update", &f.update),
                ("current", &f.current),
                ("first", &first),
                ("last", &last),
            ],
        )
    }

    /// Returns the list of pods that are held back: `[web-2], [web-1] and 3 more`.
    fn names(&self, f: &Facts) -> String {
        let more = (f.next_count as usize).saturating_sub(f.next.len());
        let names = match &*f.next {
            [first, second, ..] => self.say(Key::TwoNames, &[("first", first), ("second", second)]),
            [only] => only.clone(),
            [] => String::new(),
        };
        if more == 0 {
            return names;
        }
        self.say(Key::NamesAndMore, &[("names", &names), ("more", &more)])
    }
}

impl Facts {
    /// Returns the probe whose failure makes the kubelet kill the container.
    fn killer(&self) -> Option<ProbeKind> {
        let killer = self.culprit.as_ref().and_then(|(_, probe)| *probe);
        killer.filter(|_| self.trouble == Some(Trouble::Crash))
    }
}

/// Returns the name of a rule's page in `web/text/model.en.txt`.
fn page(rule: Key) -> &'static str {
    match rule {
        Key::RuleParallelAll | Key::RuleParallelNoWait => "parallel",
        Key::RuleScaleDown | Key::RuleEachGone | Key::RuleBrokenLast => "scaling-down",
        Key::RuleMinReady => "min-ready-seconds",
        Key::RuleNameOnce => "finished-pods",
        Key::RuleStaleClaim => "claims",
        Key::RuleOnDelete => "on-delete",
        Key::RulePartition => "partition",
        Key::RuleUpdateDown | Key::RuleOneAtATime => "rolling-update",
        Key::RuleBudget | Key::RuleWindow => "max-unavailable",
        Key::RuleRecreate => "recreate",
        Key::RuleSetDeleted | Key::RuleNamespaceDeleted => "deletion",
        _ => "ordered-ready",
    }
}

fn settled(f: &Facts) -> Key {
    match f.replicas {
        0 => Key::NoPodWanted,
        1 => Key::OnePodRuns,
        2 => Key::BothPodsRun,
        _ => Key::AllPodsRun,
    }
}

/// Returns the text for what the controller holds back. `None` if nothing.
fn held(f: &Facts) -> Option<Key> {
    Some(match f.act {
        Act::Nothing => return None,
        Act::Create if f.next.first() == f.on.as_ref() => Key::HeldReturn,
        Act::Create => Key::HeldCreation,
        Act::ScaleDown => Key::HeldDeletion,
        // The broken pod blocks its own replacement: an undo waits until it is Ready, which never happens.
        Act::Replace if f.next.first() == f.on.as_ref() && f.min_ready_seconds > 0 => {
            Key::HeldItselfLonger
        }
        Act::Replace if f.next.first() == f.on.as_ref() => Key::HeldItself,
        Act::Replace if f.next_count > 1 => Key::HeldBatch,
        Act::Replace => Key::HeldPod,
    })
}

fn rule(f: &Facts) -> Option<Key> {
    Some(match (f.rule, f.act) {
        (Rule::Settled | Rule::Failed, _) => return None,
        (Rule::Acting, Act::Replace) => Key::RuleUpdateDown,
        (Rule::Acting, Act::ScaleDown) => Key::RuleScaleDown,
        (Rule::Acting, _) if f.parallel => Key::RuleParallelAll,
        (Rule::Acting, _) => Key::RuleOrderedUp,
        (Rule::ReplicaIsNotReady | Rule::ReplicaIsTerminating, Act::Replace) => {
            Key::RuleOrderedBatch
        }
        (Rule::ReplicaIsNotReady, Act::Create) => Key::RuleOrderedCreate,
        (Rule::ReplicaIsNotReady, Act::ScaleDown) => Key::RuleOrderedDelete,
        (Rule::ReplicaIsNotReady, _) => Key::RuleOrderedNotPast,
        (Rule::ReplicaIsTerminating, _) => Key::RuleOrderedGone,
        (Rule::ReplicaIsNotAvailable, _) => Key::RuleMinReady,
        (Rule::CondemnedIsTerminating, _) => Key::RuleEachGone,
        (Rule::CondemnedIsNotReady, _) => Key::RuleBrokenLast,
        (Rule::FinishedPodIsGoing, _) => Key::RuleNameOnce,
        (Rule::ClaimIsStale, _) => Key::RuleStaleClaim,
        (Rule::PodsAreOnTheirWay, _) if f.parallel => Key::RuleParallelNoWait,
        (Rule::PodsAreOnTheirWay, _) => Key::RuleOnlyReady,
        (Rule::OnDelete, _) => Key::RuleOnDelete,
        (Rule::PartitionHolds, _) => Key::RulePartition,
        (Rule::OneAtATime, _) => Key::RuleOneAtATime,
        (Rule::BudgetIsSpent, _) if f.parallel && f.unavailable > 1 => Key::RuleWindow,
        (Rule::BudgetIsSpent, _) => Key::RuleBudget,
        (Rule::RecreateIsDeleting, _) => Key::RuleRecreate,
        (Rule::PodIsRefused, _) => Key::RuleRefused,
        (Rule::PodIsImmutable, _) => Key::RuleImmutable,
        (Rule::SetIsBeingDeleted, _) => Key::RuleSetDeleted,
        (Rule::NamespaceIsBeingDeleted, _) => Key::RuleNamespaceDeleted,
    })
}
