//! Eviction of a pod: a deletion that the disruption budgets must allow.
//!
//! Models `pkg/registry/core/pod/storage/eviction.go`. The status of a budget is always up to date here, so no eviction
//! is rejected because the disruption controller is late. Budgets are in [`crate::document::budget`].

use std::time::Duration;

use rollout_engine::api::{Pod, PodPhase};
use rollout_engine::cluster::{Cluster, Owned, SetId};
use rollout_engine::command::Command;

use crate::document::{BudgetStatus, budget_status, budgets_of};
use crate::failure::Failure;
use crate::release::Release;

/// Message for a pod that a budget protects.
pub const VIOLATES_BUDGET: &str =
    "Cannot evict pod as it would violate the pod's disruption budget.";

/// Returns the command that evicts a pod.
///
/// # Errors
///
/// Its budget allows no disruption now (`TooManyRequests`), or it has more than one budget.
pub fn eviction(
    cluster: &Cluster,
    (set, owned, pod): (SetId, &Owned, &Pod),
    grace_period: Option<Duration>,
    release: Release,
) -> Result<Command, Failure> {
    let command = Command::EvictPod { set, ordinal: pod.ordinal, uid: pod.uid, grace_period };
    let goes_anyway = pod.is_terminating() || pod.is_finished() || pod.phase == PodPhase::Pending;
    if goes_anyway {
        return Ok(command);
    }
    let budgets = budgets_of(cluster, owned, pod, release);
    match budgets.as_slice() {
        [] => Ok(command),
        [budget] => {
            let status = budget_status(budget, cluster, release);
            let policy = budget.text_at(&["spec", "unhealthyPodEvictionPolicy"]);
            if allows(status, pod, policy) {
                return Ok(command);
            }
            Err(Failure::status("TooManyRequests", VIOLATES_BUDGET))
        }
        _ => Err(Failure::status(
            "",
            "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
        )),
    }
}

/// Whether a budget allows the eviction. An unready pod may be evicted while enough others are healthy, or always if
/// the budget's policy says so.
fn allows(status: BudgetStatus, pod: &Pod, policy: &str) -> bool {
    let keeps_without =
        status.desired_healthy > 0 && status.current_healthy >= status.desired_healthy;
    let is_unhealthy = !pod.ready && (policy == "AlwaysAllow" || keeps_without);
    is_unhealthy || status.disruptions_allowed > 0
}
