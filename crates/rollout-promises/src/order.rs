//! Promises about order: in which order pods are created, deleted and replaced, and how many at once.

use crate::{Kept, Promise, SyncSeen, Why, ensure};
use rollout_engine::api::{IntOrPercent, Pod, UpdateStrategy};
use rollout_engine::version::{Broken, BudgetOf, UpdateRule};

/// OrderedReady creates one pod at a time, and only when every lower ordinal is Running, Ready and available.
///
/// StatefulSet docs, "OrderedReady Pod Management": before a scaling operation is applied to a pod, all of its
/// predecessors must be Running and Ready. `minReadySeconds` counts too (semantics 1.6, step 4.6, and I4). All
/// releases. Parallel promises no order.
#[derive(Default)]
pub(super) struct MadeInOrder;

impl Promise for MadeInOrder {
    fn in_sync(&mut self, seen: &SyncSeen<'_>) -> Kept {
        let [first, more @ ..] = &seen.made[..] else { return Ok(()) };
        if !seen.is_ordered() {
            return Ok(());
        }
        ensure!(more.is_empty(), "{} pods are made at once", seen.made.len());
        let mut lower = seen.wanted().take_while(|&ordinal| ordinal < first.ordinal);
        let missing = lower.find(|&ordinal| !seen.is_sound(ordinal));
        ensure!(missing.is_none(), "pod {} is made before {missing:?} is sound", first.ordinal);
        ensure!(seen.deleted.is_empty(), "a pod is made and another deleted in one sync");
        Ok(())
    }
}

/// OrderedReady scales down one pod at a time, the highest first, each removed before the next is deleted, and only
/// while every pod of the range is Running, Ready and available.
///
/// StatefulSet docs, "Deployment and Scaling Guarantees": pods are terminated in reverse order; before a pod is
/// terminated, all of its successors must be completely shut down. Exceptions: the highest condemned pod may be
/// deleted although a lower condemned one is broken, and a broken one only if it is the lowest broken pod (semantics
/// 1.6, step 6; up to 1.33 "broken" ignores `minReadySeconds`). Parallel deletes all condemned pods at once. Strategy
/// Recreate deletes outdated ones first.
#[derive(Default)]
pub(super) struct ScaledDownFromTheHighest;

impl Promise for ScaledDownFromTheHighest {
    fn in_sync(&mut self, seen: &SyncSeen<'_>) -> Kept {
        let gone: Vec<&Pod> = seen.deleted_as(Why::Condemned).collect();
        if !seen.is_ordered() {
            let stays = seen.condemned().find(|pod| {
                !pod.is_terminating() && !seen.deleted.iter().any(|it| it.ordinal == pod.ordinal)
            });
            let is_partial = !gone.is_empty() && stays.is_some();
            ensure!(!is_partial, "condemned {:?} stays while others go", stays.map(|p| p.ordinal));
            return Ok(());
        }
        let [pod] = gone[..] else {
            ensure!(gone.is_empty(), "{} condemned pods go at once", gone.len());
            return Ok(());
        };
        let highest = seen.condemned().next().map(|highest| highest.ordinal);
        ensure!(highest == Some(pod.ordinal), "{} goes before {highest:?}", pod.ordinal);
        let broken = seen.wanted().find(|&ordinal| !seen.is_sound(ordinal));
        ensure!(broken.is_none(), "{} goes while {broken:?} is not sound", pod.ordinal);
        let is_sound = seen.is_healthy(pod) && seen.is_available(pod);
        let lowest = lowest_broken(seen);
        ensure!(
            is_sound || lowest == Some(pod.ordinal),
            "broken {} goes before broken {lowest:?}",
            pod.ordinal
        );
        Ok(())
    }
}

fn lowest_broken(seen: &SyncSeen<'_>) -> Option<u32> {
    let is_broken = |pod: &&Pod| match seen.rules.broken {
        Broken::NotReady => !seen.is_healthy(pod),
        Broken::NotAvailable => !seen.is_available(pod),
    };
    seen.condemned().filter(is_broken).map(|pod| pod.ordinal).min()
}

/// A rolling update deletes the highest outdated pod first: it deletes no pod while a higher outdated one stays.
///
/// StatefulSet docs, "Rolling Updates": from the largest ordinal to the smallest. Exception: since 1.37, with the
/// gate MaxUnavailableStatefulSet on, Parallel deletes broken outdated pods first, whatever their ordinals, and the
/// others from the highest down (semantics 1.7.3).
#[derive(Default)]
pub(super) struct UpdatedFromTheHighest;

impl Promise for UpdatedFromTheHighest {
    fn in_sync(&mut self, seen: &SyncSeen<'_>) -> Kept {
        let prefers_broken =
            seen.rules.update == UpdateRule::BudgetBrokenFirst && !seen.is_ordered();
        let lowest = seen
            .deleted_as(Why::Updated)
            .filter(|pod| !prefers_broken || seen.is_available(pod))
            .map(|pod| pod.ordinal)
            .min();
        let Some(lowest) = lowest else { return Ok(()) };
        let stays = seen.pods.values().find(|pod| {
            pod.ordinal > lowest
                && seen.why(pod) == Some(Why::Updated)
                && !pod.is_terminating()
                && !seen.deleted.iter().any(|gone| gone.uid == pod.uid)
        });
        ensure!(stays.is_none(), "{lowest} is replaced before {:?}", stays.map(|pod| pod.ordinal));
        Ok(())
    }
}

/// A rolling update makes no more pods unavailable than it may.
///
/// OrderedReady: it begins only when every pod of the range is available and none is condemned. It then deletes up to
/// `maxUnavailable` pods, or one with the gate MaxUnavailableStatefulSet off. Parallel, gate on: every unavailable
/// pod counts, missing ones included, up to 1.37 those below the partition too; since 1.37 broken outdated ones may
/// be deleted beyond that. Parallel, gate off: one, while none at a higher ordinal is broken; lower ones do not
/// matter. StatefulSet docs, "Maximum unavailable Pods"; semantics 1.7, I2, I5 and I9.
#[derive(Default)]
pub(super) struct UpdatedOneBatchAtATime;

impl Promise for UpdatedOneBatchAtATime {
    fn in_sync(&mut self, seen: &SyncSeen<'_>) -> Kept {
        let gone: Vec<&Pod> = seen.deleted_as(Why::Updated).collect();
        if gone.is_empty() {
            return Ok(());
        }
        let down = counted(seen).filter(|&ordinal| is_down(seen, ordinal)).count();
        if seen.is_ordered() {
            let broken = seen.wanted().find(|&ordinal| !seen.is_sound(ordinal));
            ensure!(broken.is_none(), "pods are replaced while {broken:?} is not sound");
            ensure!(seen.condemned().next().is_none(), "pods are replaced before scaling down");
        }
        match seen.rules.update {
            UpdateRule::OneAtATime => one_at_a_time(seen, &gone),
            UpdateRule::Budget => {
                let down = down + gone.len();
                ensure!(down <= budget(seen), "{down} of {} are down", budget(seen));
                Ok(())
            }
            UpdateRule::BudgetBrokenFirst => {
                let sound = gone.iter().filter(|pod| seen.is_available(pod)).count();
                let down = down + sound;
                let is_kept = sound == 0 || down <= budget(seen);
                ensure!(is_kept, "{down} of {} are down", budget(seen));
                Ok(())
            }
        }
    }
}

fn one_at_a_time(seen: &SyncSeen<'_>, gone: &[&Pod]) -> Kept {
    let [pod] = gone else { return Err(format!("{} pods are replaced at once", gone.len())) };
    let broken = seen.wanted().filter(|&ordinal| ordinal > pod.ordinal);
    let broken = broken.into_iter().find(|&ordinal| is_down(seen, ordinal));
    ensure!(broken.is_none(), "{} is replaced while {broken:?} is broken", pod.ordinal);
    Ok(())
}

/// Whether the pod of an ordinal is missing or, by the release's rule, broken.
fn is_down(seen: &SyncSeen<'_>, ordinal: u32) -> bool {
    seen.pods.get(&ordinal).is_none_or(|pod| match seen.rules.broken {
        Broken::NotReady => !seen.is_healthy(pod),
        Broken::NotAvailable => !seen.is_available(pod),
    })
}

/// The ordinals that `maxUnavailable` counts: since 1.38 only those from the partition on.
fn counted(seen: &SyncSeen<'_>) -> impl Iterator<Item = u32> {
    let all = seen.rules.budget == BudgetOf::AllPods;
    seen.wanted().filter(move |&ordinal| all || !seen.is_below_the_partition(ordinal))
}

/// `maxUnavailable` as a number of pods, at least 1. A percentage is rounded down (semantics 1.7.2; API comment and
/// blog say up).
fn budget(seen: &SyncSeen<'_>) -> usize {
    let UpdateStrategy::RollingUpdate(Some(rolling)) = seen.spec().update_strategy else {
        return 1;
    };
    let pods = match rolling.max_unavailable {
        None => 1,
        Some(IntOrPercent::Int(pods)) => u64::from(pods),
        Some(IntOrPercent::Percent(percent)) => {
            counted(seen).count() as u64 * u64::from(percent) / 100
        }
    };
    usize::try_from(pods.max(1)).unwrap_or(usize::MAX)
}

/// A rolling update replaces no pod below the partition.
///
/// StatefulSet docs, "Partitioned rolling updates"; semantics 1.7 and I3. All releases and policies. The partition
/// counts from `ordinals.start`, although the docs call it an ordinal. A finished pod is replaced at any ordinal.
#[derive(Default)]
pub(super) struct NothingIsUpdatedBelowThePartition;

impl Promise for NothingIsUpdatedBelowThePartition {
    fn in_sync(&mut self, seen: &SyncSeen<'_>) -> Kept {
        for pod in seen.deleted_as(Why::Updated) {
            let is_held = seen.is_below_the_partition(pod.ordinal);
            ensure!(!is_held, "{} is replaced below the partition", pod.ordinal);
        }
        Ok(())
    }
}

/// Strategy Recreate creates no pod before the last outdated one is removed. (That it deletes none without a reason is
/// `deletion`.)
///
/// KEP-3541; semantics 1.7.6. With the gate StatefulSetRecreateStrategy (1.37 alpha, 1.38 beta), and only while a
/// rollout is under way: switching to Recreate starts none.
#[derive(Default)]
pub(super) struct RecreateEmptiesTheSetFirst;

impl Promise for RecreateEmptiesTheSetFirst {
    fn in_sync(&mut self, seen: &SyncSeen<'_>) -> Kept {
        let old = seen.pods.values().find(|pod| pod.revision != seen.update);
        ensure!(
            !seen.recreates() || old.is_none() || seen.made.is_empty(),
            "a pod is made while outdated {:?} is there",
            old.map(|pod| pod.ordinal)
        );
        Ok(())
    }
}
