//! Rolling updates: replaces pods that are not at the update revision.
//!
//! A StatefulSet updates from the highest ordinal down, and never below `partition`. This step only deletes pods; a
//! later sync finds the ordinal empty, and `replicas` creates the pod at its new revision. How many pods may be
//! deleted at once differs by release: [`UpdateRule`]. Also says what OnDelete and a completed set wait for.
//!
//! Models the end of `updateStatefulSet`, and `updateStatefulSetAfterInvariantEstablished`.

use super::{Act, Action, Next, Rule, SyncContext, Waiting};
use crate::api::{Pod, UpdateStrategy};
use crate::version::{Broken, BudgetOf, UpdateRule};

/// Deletes as many outdated pods as the release's rule allows. Returns how many, and what the update waits for.
pub(super) fn advance(context: &SyncContext<'_>, actions: &mut Vec<Action>) -> (u32, Waiting) {
    let picked = match context.rules.update {
        UpdateRule::OneAtATime => one_at_a_time(context),
        UpdateRule::Budget => within_budget(context),
        UpdateRule::BudgetBrokenFirst => broken_first(context),
    };
    actions.extend(picked.iter().map(|&ordinal| Action::DeletePod(ordinal)));
    let replaced = u32::try_from(picked.len()).unwrap_or(u32::MAX);
    (replaced, waiting(context, &picked))
}

/// What a set waits for that deletes no pod at this step: OnDelete waits for a person, and Recreate has deleted its
/// pods in an earlier step.
pub(super) fn by_hand(context: &SyncContext<'_>) -> Waiting {
    let next = Next::of(Act::Replace, outdated(context));
    let rule = if next.act == Act::Nothing { Rule::Settled } else { Rule::OnDelete };
    settled_or(context, Waiting { next, ..Waiting::on_nothing(rule) })
}

/// What a rolling update would replace next.
pub(super) fn next_batch(context: &SyncContext<'_>) -> Next {
    let size = match context.rules.update {
        UpdateRule::OneAtATime => 1,
        UpdateRule::Budget | UpdateRule::BudgetBrokenFirst => max_unavailable(context),
    };
    match context.set.spec.update_strategy {
        UpdateStrategy::OnDelete | UpdateStrategy::Recreate => Next::default(),
        UpdateStrategy::RollingUpdate(_) => {
            Next::of(Act::Replace, outdated(context).take(size as usize))
        }
    }
}

/// The highest outdated pod, unless a higher pod is broken. Broken pods below it do not matter.
fn one_at_a_time(context: &SyncContext<'_>) -> Vec<u32> {
    let broken = highest_broken(context);
    let highest = outdated(context).next();
    highest.filter(|&ordinal| broken.is_none_or(|broken| broken <= ordinal)).into_iter().collect()
}

/// The highest broken pod from the partition on.
fn highest_broken(context: &SyncContext<'_>) -> Option<u32> {
    match context.rules.broken {
        Broken::NotReady => context.pods.highest_not_ready(partition(context)),
        Broken::NotAvailable => context.pods.highest_unavailable(partition(context)),
    }
}

/// The highest outdated pods, as many as may still become unavailable.
fn within_budget(context: &SyncContext<'_>) -> Vec<u32> {
    outdated(context).take(budget_left(context) as usize).collect()
}

/// How many more pods may become unavailable.
fn budget_left(context: &SyncContext<'_>) -> u32 {
    let down = match context.rules.broken {
        Broken::NotReady => context.pods.not_ready_count(counted_from(context)),
        Broken::NotAvailable => context.pods.unavailable_count(counted_from(context)),
    };
    max_unavailable(context).saturating_sub(down)
}

/// Index of the first pod that `maxUnavailable` counts.
fn counted_from(context: &SyncContext<'_>) -> u32 {
    match context.rules.budget {
        BudgetOf::AllPods => 0,
        BudgetOf::PodsFromPartition => partition(context),
    }
}

/// The lowest broken pod that uses up `maxUnavailable`.
fn lowest_counted(context: &SyncContext<'_>) -> Option<u32> {
    match context.rules.broken {
        Broken::NotReady => context.pods.lowest_not_ready_or_missing(counted_from(context)),
        Broken::NotAvailable => context.pods.lowest_unavailable_from(counted_from(context)),
    }
}

/// Every broken outdated pod, without limit because it is unavailable already; then as many available ones as may
/// still become unavailable. Since 1.37. Under OrderedReady no pod is broken at this step, so this is the same as
/// [`within_budget`].
fn broken_first(context: &SyncContext<'_>) -> Vec<u32> {
    let update = context.update;
    let broken = context.pods.outdated_unavailable(partition(context), update);
    let mut picked: Vec<u32> = broken.chain(made_outdated(context)).collect();
    let budget = budget_left(context);
    let min_ready_seconds = context.set.spec.min_ready_seconds;
    let is_available = |pod: &Pod| pod.is_available(min_ready_seconds, context.now);
    let available = |ordinal: &u32| context.pods.get(*ordinal).is_some_and(is_available);
    let available = context.pods.outdated(partition(context), update).filter(available);
    picked.extend(available.take(budget as usize));
    picked
}

/// Ordinals of live pods from the partition on that are not at the update revision, the highest first. Includes those
/// that this sync creates.
fn outdated(context: &SyncContext<'_>) -> impl Iterator<Item = u32> {
    let mut made = made_outdated(context).peekable();
    let mut live = context.pods.outdated(partition(context), context.update).peekable();
    std::iter::from_fn(move || if made.peek() > live.peek() { made.next() } else { live.next() })
}

/// Ordinals of the pods that this sync creates at the current revision, the highest first. Without a `rollingUpdate`
/// stanza Kubernetes does so below `status.currentReplicas`, and Parallel deletes them in the same sync.
fn made_outdated(context: &SyncContext<'_>) -> impl Iterator<Item = u32> {
    let has_stanza = context.set.spec.update_strategy != UpdateStrategy::RollingUpdate(None);
    let made = (!has_stanza && !context.is_ordered()).then(|| context.pods.missing().rev());
    made.into_iter().flatten().filter(|&ordinal| context.outdates(ordinal))
}

/// The partition: an index relative to `ordinals.start`, although the API's documentation calls it an ordinal.
fn partition(context: &SyncContext<'_>) -> u32 {
    context.set.spec.partition()
}

/// `maxUnavailable` as a number of pods.
fn max_unavailable(context: &SyncContext<'_>) -> u32 {
    let spec = &context.set.spec;
    spec.max_unavailable_of(spec.replicas.saturating_sub(counted_from(context)))
}

/// What the update waits for after it has picked these pods.
fn waiting(context: &SyncContext<'_>, picked: &[u32]) -> Waiting {
    if let Some(&first) = picked.first() {
        return Waiting {
            next: Next::of(Act::Replace, picked.iter().copied()),
            ..Waiting::on(Rule::Acting, first)
        };
    }
    let next = next_batch(context);
    if next.act == Act::Nothing {
        let held = context.pods.outdated(0, context.update).next().is_some();
        let rule = if held { Rule::PartitionHolds } else { Rule::Settled };
        return settled_or(context, Waiting::on_nothing(rule));
    }
    let (rule, on) = match context.rules.update {
        UpdateRule::OneAtATime => (Rule::OneAtATime, highest_broken(context)),
        UpdateRule::Budget | UpdateRule::BudgetBrokenFirst => {
            (Rule::BudgetIsSpent, lowest_counted(context))
        }
    };
    let until = context.pods.next_available_at();
    Waiting { on, next, until, ..Waiting::on_nothing(rule) }
}

/// Replaces a settled result by [`Rule::PodsAreOnTheirWay`] while a pod is unavailable or condemned, which only
/// Parallel lets happen.
fn settled_or(context: &SyncContext<'_>, waiting: Waiting) -> Waiting {
    let on_the_way = context
        .pods
        .lowest_unavailable()
        .or_else(|| context.pods.condemned().last().map(|pod| pod.ordinal));
    match on_the_way {
        Some(ordinal) if waiting.rule == Rule::Settled || waiting.rule == Rule::PartitionHolds => {
            Waiting {
                until: context.pods.next_available_at(),
                ..Waiting::on(Rule::PodsAreOnTheirWay, ordinal)
            }
        }
        _ => waiting,
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::{check, check_in};

    const GATE_OFF: &str = "1.37 MaxUnavailableStatefulSet=false";
    const BEFORE_1_37: &str = "1.36 MaxUnavailableStatefulSet=true";

    #[test]
    fn the_highest_outdated_pod_is_deleted_first() {
        check("| 0 A ready | 1 A ready | 2 A ready", "delete 2 ; Acting 2 then Replace 2");
        check("| 0 A ready | 1 A ready | 2 B ready", "delete 1 ; Acting 1 then Replace 1");
    }

    #[test]
    fn the_partition_holds_back_lower_ordinals() {
        check("partition=2 | 0 A ready | 1 A ready | 2 B ready", "; PartitionHolds");
        check("partition=9 | 0 A ready | 1 A ready | 2 A ready", "; PartitionHolds");
    }

    #[test]
    fn ordered_ready_replaces_batches_of_max_unavailable() {
        let all = "replicas=5 max=2 | 0 A ready | 1 A ready | 2 A ready | 3 A ready | 4 A ready";
        check(all, "delete 4, delete 3 ; Acting 4 then Replace 4 3");
        check_in(GATE_OFF, all, "delete 4 ; Acting 4 then Replace 4");
    }

    #[test]
    fn parallel_replaces_in_a_window_of_max_unavailable() {
        let one_down = "Parallel max=2 | 0 A ready | 1 A ready | 2 B creating";
        check(one_down, "delete 1 ; Acting 1 then Replace 1");
        check(
            "Parallel max=1 | 0 A ready | 1 A ready | 2 B creating",
            "; BudgetIsSpent 2 then Replace 1",
        );
    }

    #[test]
    fn a_percentage_rounds_down_to_at_least_one() {
        let pods = "| 0 A ready | 1 A ready | 2 A ready | 3 A ready | 4 A ready";
        check(&format!("replicas=5 max=30% {pods}"), "delete 4 ; Acting 4 then Replace 4");
        check(&format!("replicas=5 max=10% {pods}"), "delete 4 ; Acting 4 then Replace 4");
        check(
            &format!("replicas=5 max=50% {pods}"),
            "delete 4, delete 3 ; Acting 4 then Replace 4 3",
        );
    }

    #[test]
    fn parallel_replaces_a_broken_outdated_pod_except_in_1_35_to_1_36_with_the_gate_on() {
        let broken = "Parallel | 0 B ready | 1 B ready | 2 A running";
        check(broken, "delete 2 ; Acting 2 then Replace 2");
        check_in(GATE_OFF, broken, "delete 2 ; Acting 2 then Replace 2");
        check_in(BEFORE_1_37, broken, "; BudgetIsSpent 2 then Replace 2");
    }

    #[test]
    fn under_parallel_a_broken_pod_below_the_partition_uses_up_the_budget() {
        let broken = "Parallel partition=1 | 0 A running | 1 A ready | 2 A ready";
        check(broken, "; BudgetIsSpent 0 then Replace 2");
        check_in(GATE_OFF, broken, "delete 2 ; Acting 2 then Replace 2");
    }

    #[test]
    fn since_1_38_max_unavailable_counts_the_pods_from_the_partition_on() {
        let broken = "Parallel partition=1 | 0 A running | 1 A ready | 2 A ready";
        check_in("1.38", broken, "delete 2 ; Acting 2 then Replace 2");
        let spent = "Parallel partition=1 | 0 A running | 1 A ready | 2 B creating";
        check_in("1.38", spent, "; BudgetIsSpent 2 then Replace 1");
        let half = "replicas=4 partition=2 max=50% | 0 A ready | 1 A ready | 2 A ready | 3 A ready";
        check(half, "delete 3, delete 2 ; Acting 3 then Replace 3 2");
        check_in("1.38", half, "delete 3 ; Acting 3 then Replace 3");
    }

    #[test]
    fn with_the_gate_on_parallel_ignores_min_ready_seconds_up_to_1_33() {
        let fresh = "Parallel minReady=10 | 0 A ready | 1 A ready | 2 B fresh";
        let with_gate = |release| format!("{release} MaxUnavailableStatefulSet=true");
        check_in(&with_gate("1.33"), fresh, "delete 1 ; Acting 1 then Replace 1");
        check_in(&with_gate("1.34"), fresh, "; BudgetIsSpent 2 then Replace 1 until +10s");
    }

    #[test]
    fn with_the_gate_off_only_a_higher_broken_pod_holds_the_update_back() {
        let higher = "Parallel | 0 A ready | 1 A ready | 2 B running";
        check_in(GATE_OFF, higher, "; OneAtATime 2 then Replace 1");
        let lower = "Parallel | 0 A running | 1 A ready | 2 B ready";
        check_in(GATE_OFF, lower, "delete 1 ; Acting 1 then Replace 1");
    }

    #[test]
    fn parallel_ignores_min_ready_seconds_up_to_1_33() {
        let fresh = "Parallel minReady=10 | 0 A ready | 1 A ready | 2 B fresh";
        check_in("1.33", fresh, "delete 1 ; Acting 1 then Replace 1");
        check_in("1.34", fresh, "; OneAtATime 2 then Replace 1 until +10s");
    }

    #[test]
    fn a_partition_below_which_nothing_is_outdated_holds_nothing() {
        check("partition=2 | 0 B ready | 1 B ready | 2 B ready", "; Settled");
    }

    #[test]
    fn under_parallel_an_updated_set_waits_for_pods_on_their_way() {
        let fresh = "Parallel minReady=10 | 0 B ready | 1 B ready | 2 B fresh";
        check(fresh, "; PodsAreOnTheirWay 2 until +10s");
        check(
            "Parallel partition=2 | 0 A running | 1 A ready | 2 B ready",
            "; PodsAreOnTheirWay 0",
        );
    }

    #[test]
    fn on_delete_waits_for_a_person_even_while_a_pod_is_broken() {
        let broken = "OnDelete Parallel | 0 A running | 1 A ready | 2 A ready";
        check(broken, "; OnDelete then Replace 2 1");
    }

    #[test]
    fn on_delete_waits_for_a_person() {
        check("OnDelete | 0 A ready | 1 B ready | 2 A ready", "; OnDelete then Replace 2 0");
        check("OnDelete | 0 B ready | 1 B ready | 2 B ready", "; Settled");
    }
}
