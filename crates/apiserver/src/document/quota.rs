//! A ResourceQuota with the numbers of its status.
//!
//! Models `syncResourceQuota` of upstream's quota controller. The numbers are always up to date here.

use rollout_engine::api::{Amounts, Policy};
use rollout_engine::cluster::{Cluster, StoredObject};
use rollout_engine::time::SimTime;

use super::text;
use crate::value::Value;
use crate::{policy, quantity};

/// Returns the quota with its status.
pub fn quota(stored: &StoredObject, cluster: &Cluster, at: SimTime) -> Value {
    let mut document = super::stored(stored, cluster.given_uids());
    if let Some(Policy::Quota(quota)) = &stored.policy {
        let used = policy::used(cluster, &stored.key.namespace, quota, at);
        let status = document.entry("status");
        *status.entry("hard") = amounts(&quota.hard);
        *status.entry("used") = amounts(&used);
    }
    document.sorted()
}

/// Returns the amounts as a map of quantities.
fn amounts(amounts: &Amounts) -> Value {
    let entries = amounts.iter();
    Value::Map(entries.map(|(name, it)| (name.to_string(), text(quantity::format(*it)))).collect())
}
