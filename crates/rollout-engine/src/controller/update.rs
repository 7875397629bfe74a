//! Rolling updates: replacing pods that are not at the update revision.
//!
//! A StatefulSet updates from the highest ordinal down and never below `partition`. This file picks the pods to
//! delete; it makes none. The next sync finds the ordinal empty and `replicas` fills it at the right revision.
//! How many may go at once is what the releases differ in: [`UpdateRule`].
//!
//! Models the end of `updateStatefulSet` and `updateStatefulSetAfterInvariantEstablished`.

use super::{Act, Action, Next, Rule, View, Waiting};
use crate::api::{IntOrPercent, Pod, UpdateStrategy};
use crate::version::{Broken, BudgetOf, UpdateRule};

/// Deletes outdated pods, as many as the release's rule allows; how many, and what the update waits for.
pub(super) fn advance(view: &View<'_>, actions: &mut Vec<Action>) -> (u32, Waiting) {
    let picked = match view.rules.update {
        UpdateRule::OneAtATime => one_at_a_time(view),
        UpdateRule::Budget => within_budget(view),
        UpdateRule::BudgetBrokenFirst => broken_first(view),
    };
    actions.extend(picked.iter().map(|&ordinal| Action::DeletePod(ordinal)));
    let replaced = u32::try_from(picked.len()).unwrap_or(u32::MAX);
    (replaced, waiting(view, &picked))
}

/// OnDelete replaces nothing by itself; nor does Recreate by now, whose part comes before all others.
pub(super) fn by_hand(view: &View<'_>) -> Waiting {
    let next = Next::of(Act::Replace, outdated(view));
    let rule = if next.act == Act::Nothing { Rule::Settled } else { Rule::OnDelete };
    settled_or(view, Waiting { next, ..Waiting::on_nothing(rule) })
}

/// What the update would replace next.
pub(super) fn next_batch(view: &View<'_>) -> Next {
    let size = match view.rules.update {
        UpdateRule::OneAtATime => 1,
        UpdateRule::Budget | UpdateRule::BudgetBrokenFirst => max_unavailable(view),
    };
    match view.set.spec.update_strategy {
        UpdateStrategy::OnDelete | UpdateStrategy::Recreate => Next::default(),
        UpdateStrategy::RollingUpdate(_) => {
            Next::of(Act::Replace, outdated(view).take(size as usize))
        }
    }
}

/// The highest outdated pod, unless a higher one is broken. Broken pods below it are not looked at.
fn one_at_a_time(view: &View<'_>) -> Vec<u32> {
    let broken = highest_broken(view);
    let highest = outdated(view).next();
    highest.filter(|&ordinal| broken.is_none_or(|broken| broken <= ordinal)).into_iter().collect()
}

fn highest_broken(view: &View<'_>) -> Option<u32> {
    match view.rules.broken {
        Broken::NotReady => view.pods.highest_not_ready(partition(view)),
        Broken::NotAvailable => view.pods.highest_unavailable(partition(view)),
    }
}

/// From the highest down, as many as may still become unavailable.
fn within_budget(view: &View<'_>) -> Vec<u32> {
    outdated(view).take(budget_left(view) as usize).collect()
}

/// How many more pods may become unavailable.
fn budget_left(view: &View<'_>) -> u32 {
    let down = match view.rules.broken {
        Broken::NotReady => view.pods.not_ready_count(counted_from(view)),
        Broken::NotAvailable => view.pods.unavailable_count(counted_from(view)),
    };
    max_unavailable(view).saturating_sub(down)
}

/// The index of the first pod that the budget is about.
fn counted_from(view: &View<'_>) -> u32 {
    match view.rules.budget {
        BudgetOf::AllPods => 0,
        BudgetOf::PodsFromPartition => partition(view),
    }
}

/// The lowest pod that uses up the budget.
fn lowest_counted(view: &View<'_>) -> Option<u32> {
    match view.rules.broken {
        Broken::NotReady => view.pods.lowest_not_ready_or_missing(counted_from(view)),
        Broken::NotAvailable => view.pods.lowest_unavailable_from(counted_from(view)),
    }
}

/// Every broken outdated pod without any limit, for it is unavailable already; then as many more as may
/// still become unavailable. New in 1.37, and only for Parallel; under OrderedReady no pod is broken when it comes to
/// the update, and this is the same as [`within_budget`].
fn broken_first(view: &View<'_>) -> Vec<u32> {
    let update = view.update;
    let broken = view.pods.outdated_unavailable(partition(view), update);
    let mut picked: Vec<u32> = broken.chain(made_outdated(view)).collect();
    let budget = budget_left(view);
    let min_ready_seconds = view.set.spec.min_ready_seconds;
    let is_available = |pod: &Pod| pod.is_available(min_ready_seconds, view.now);
    let sound = |ordinal: &u32| view.pods.get(*ordinal).is_some_and(is_available);
    let sound = view.pods.outdated(partition(view), update).filter(sound);
    picked.extend(sound.take(budget as usize));
    picked
}

/// Live pods from the partition on that are not at the update revision, the highest first.
fn outdated(view: &View<'_>) -> impl Iterator<Item = u32> {
    let mut made = made_outdated(view).peekable();
    let mut live = view.pods.outdated(partition(view), view.update).peekable();
    std::iter::from_fn(move || if made.peek() > live.peek() { made.next() } else { live.next() })
}

/// Pods that this very sync makes at the current revision, the highest first. Without a `rollingUpdate` stanza
/// Kubernetes does that below `status.currentReplicas`, and under Parallel deletes them in the same sync.
fn made_outdated(view: &View<'_>) -> impl Iterator<Item = u32> {
    let has_stanza = view.set.spec.update_strategy != UpdateStrategy::RollingUpdate(None);
    let made = (!has_stanza && !view.is_ordered()).then(|| view.pods.missing().rev());
    made.into_iter().flatten().filter(|&ordinal| view.outdates(ordinal))
}

/// An index relative to `ordinals.start`, although the API's documentation calls it an ordinal.
fn partition(view: &View<'_>) -> u32 {
    view.set.spec.partition()
}

/// At least 1; a percentage, of the pods that the budget is about, is rounded down.
fn max_unavailable(view: &View<'_>) -> u32 {
    let stated = match view.set.spec.update_strategy {
        UpdateStrategy::RollingUpdate(Some(rolling)) => rolling.max_unavailable,
        _ => None,
    };
    let pods = match stated {
        None => 1,
        Some(IntOrPercent::Int(pods)) => pods,
        Some(IntOrPercent::Percent(percent)) => {
            let counted = view.set.spec.replicas.saturating_sub(counted_from(view));
            let pods = u64::from(percent) * u64::from(counted) / 100;
            u32::try_from(pods).unwrap_or(u32::MAX)
        }
    };
    pods.max(1)
}

fn waiting(view: &View<'_>, picked: &[u32]) -> Waiting {
    if let Some(&first) = picked.first() {
        return Waiting {
            next: Next::of(Act::Replace, picked.iter().copied()),
            ..Waiting::on(Rule::Acting, first)
        };
    }
    let next = next_batch(view);
    if next.act == Act::Nothing {
        let held = view.pods.outdated(0, view.update).next().is_some();
        let rule = if held { Rule::PartitionHolds } else { Rule::Settled };
        return settled_or(view, Waiting::on_nothing(rule));
    }
    let (rule, on) = match view.rules.update {
        UpdateRule::OneAtATime => (Rule::OneAtATime, highest_broken(view)),
        UpdateRule::Budget | UpdateRule::BudgetBrokenFirst => {
            (Rule::BudgetIsSpent, lowest_counted(view))
        }
    };
    let until = view.pods.next_available_at();
    Waiting { on, next, until, ..Waiting::on_nothing(rule) }
}

/// Under Parallel nothing is held back, and yet not all may be done.
fn settled_or(view: &View<'_>, waiting: Waiting) -> Waiting {
    let on_the_way = view
        .pods
        .lowest_unavailable()
        .or_else(|| view.pods.condemned().last().map(|pod| pod.ordinal));
    match on_the_way {
        Some(ordinal) if waiting.rule == Rule::Settled || waiting.rule == Rule::PartitionHolds => {
            Waiting {
                until: view.pods.next_available_at(),
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
    fn the_highest_outdated_pod_goes_first() {
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
    fn under_parallel_a_broken_outdated_pod_heals_except_in_1_35_to_1_36_with_the_gate_on() {
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
    fn since_1_38_a_budget_is_about_the_pods_from_the_partition_on() {
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
    fn with_the_gate_off_a_higher_broken_pod_is_waited_for_and_a_lower_one_is_not_seen() {
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
