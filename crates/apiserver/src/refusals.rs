//! Why pods and claims cannot be created or scheduled: the API server's reasons, and the scheduler's when no node fits.
//!
//! Not here: the response to a controller, which names the rejected object (`events/rejections.rs`).

use std::collections::BTreeMap;

use rollout_engine::api::Amounts;
use rollout_engine::cluster::Refusal;
use rollout_engine::cluster::admission::{AboveLimit, Bound, Breach, BrokenBy, QuotaRefusal};
use rollout_engine::scheduler::{Obstacle, Unfit};

use crate::quantity;
use crate::release::Release;

/// Returns the reason of a rejection, without the rejected object.
pub fn why_refused(why: &Refusal) -> String {
    match why {
        Refusal::Said(words) => words.to_string(),
        Refusal::PriorityClassIsMissing(class) => {
            format!("no PriorityClass with name {class} was found")
        }
        Refusal::LabelIsTooLong => "metadata.labels: must be no more than 63 bytes".to_owned(),
        Refusal::Quota { quota, why } => words_of_quota(quota, why),
        Refusal::Limits(breaches) => aggregate(breaches.iter().map(words_of_limit)),
        Refusal::RequestsAboveLimits(above) => aggregate(above.iter().map(words_above)),
        Refusal::Claims(claims) => aggregate(claims.iter().map(|(_, why)| why_refused(why))),
    }
}

/// Formats several errors: `[a, b]`, equal ones once (upstream `NewAggregate`).
pub(crate) fn aggregate(errors: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = Vec::new();
    errors.for_each(|error| {
        if !all.contains(&error) {
            all.push(error);
        }
    });
    match all.as_slice() {
        [only] => only.clone(),
        all => format!("[{}]", all.join(", ")),
    }
}

/// Returns why a quota refuses an object (upstream `CheckRequest`).
pub(crate) fn words_of_quota(quota: &str, why: &QuotaRefusal) -> String {
    let list = |amounts: &Amounts| {
        let all = amounts.iter().map(|(name, it)| format!("{name}={}", quantity::format(*it)));
        all.collect::<Vec<_>>().join(",")
    };
    match why {
        QuotaRefusal::Exceeded { requested, used, hard } => format!(
            "exceeded quota: {quota}, requested: {}, used: {}, limited: {}",
            list(requested),
            list(used),
            list(hard)
        ),
        QuotaRefusal::Unspecified(lacking) => {
            let of = lacking.iter().map(|(resource, containers)| {
                let containers: Vec<_> = containers.iter().map(|name| &**name).collect();
                format!("{resource} for: {}", containers.join(","))
            });
            format!("failed quota: {quota}: must specify {}", of.collect::<Vec<_>>().join("; "))
        }
    }
}

/// Returns how a pod or claim breaks a LimitRange (upstream `minConstraint`, `maxConstraint`,
/// `limitRequestRatioConstraint`).
fn words_of_limit(breach: &Breach) -> String {
    let (resource, of) = (&breach.resource, breach.of.name());
    let enforced = quantity::format(breach.enforced);
    let (bound, lacks) = match breach.bound {
        Bound::Min => (format!("minimum {resource} usage per {of} is {enforced}"), false),
        Bound::Max => (format!("maximum {resource} usage per {of} is {enforced}"), false),
        Bound::Ratio => {
            (format!("{resource} max limit to request ratio per {of} is {enforced}"), true)
        }
    };
    match breach.by {
        BrokenBy::NoRequest if lacks => {
            format!("{bound}, but no request is specified or request is 0")
        }
        BrokenBy::NoLimit if lacks => format!("{bound}, but no limit is specified or limit is 0"),
        BrokenBy::NoRequest => format!("{bound}.  No request is specified"),
        BrokenBy::NoLimit => format!("{bound}.  No limit is specified"),
        BrokenBy::Request(request) => {
            format!("{bound}, but request is {}", quantity::format(request))
        }
        BrokenBy::Limit(limit) => format!("{bound}, but limit is {}", quantity::format(limit)),
        BrokenBy::Ratio(millionths) => {
            let (whole, rest) = (millionths / 1_000_000, millionths % 1_000_000);
            format!("{bound}, but provided ratio is {whole}.{rest:06}")
        }
    }
}

/// Returns the API server's error for a request above a limit (upstream `ValidateContainerResourceRequirements`).
fn words_above(above: &AboveLimit) -> String {
    let AboveLimit { is_init, index, resource, request, limit } = above;
    let list = if *is_init { "initContainers" } else { "containers" };
    let [request, limit] = [request, limit].map(|it| quantity::format(*it));
    format!(
        "spec.{list}[{index}].resources.requests: Invalid value: \"{request}\": must be less than or equal to {resource} limit of {limit}"
    )
}

/// Returns the scheduler's message. Upstream: `FitError.Error`, and preemption's part after it.
///
/// Seen in real clusters: `had untolerated taint(s)`, without the taint, in 1.35 and later; the part about resource
/// claims in 1.34 to 1.36. Since 1.32, preemption is not helpful for a request larger than the node.
pub fn unfit(unfit: &Unfit, release: Release) -> String {
    if unfit.nodes == 0 {
        return "no nodes available to schedule pods".to_owned();
    }
    let mut reasons: BTreeMap<String, u32> = BTreeMap::new();
    for (obstacle, count) in &unfit.obstacles {
        *reasons.entry(reason(obstacle, release)).or_default() += count;
    }
    let too_big = if release.never_preempts_for_too_large_pods() { unfit.too_big } else { 0 };
    let unhelpful = unfit.unresolvable + too_big;
    let helpful = unfit.nodes.saturating_sub(unhelpful);
    let preempted = [
        ("No preemption victims found for incoming pod", helpful),
        ("Preemption is not helpful for scheduling", unhelpful),
    ];
    let preempted = preempted.into_iter().filter(|(_, count)| *count > 0);
    let preempted = preempted.map(|(reason, count)| (reason.to_owned(), count));
    let available = format!("0/{} nodes are available:", unfit.nodes);
    let claims =
        if release.tells_of_resource_claims() { "no new claims to deallocate, " } else { "" };
    format!(
        "{available} {}. {claims}preemption: {available} {}.",
        histogram(reasons),
        histogram(preempted)
    )
}

/// Formats counts and reasons, sorted as text with the number first.
fn histogram(counts: impl IntoIterator<Item = (String, u32)>) -> String {
    let mut all: Vec<_> =
        counts.into_iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    all.sort();
    all.join(", ")
}

fn reason(obstacle: &Obstacle, release: Release) -> String {
    match obstacle {
        Obstacle::Unschedulable => "node(s) were unschedulable",
        Obstacle::Taint { .. } if release.hides_taints() => "node(s) had untolerated taint(s)",
        Obstacle::Taint { key, value } => {
            return format!("node(s) had untolerated taint {{{key}: {value}}}");
        }
        Obstacle::NodeAffinity => "node(s) didn't match Pod's node affinity/selector",
        Obstacle::TooManyPods => "Too many pods",
        Obstacle::InsufficientCpu => "Insufficient cpu",
        Obstacle::InsufficientMemory => "Insufficient memory",
        Obstacle::Spread => "node(s) didn't match pod topology spread constraints",
        Obstacle::Affinity => "node(s) didn't match pod affinity rules",
        Obstacle::AntiAffinity => "node(s) didn't match pod anti-affinity rules",
        Obstacle::ExistingAntiAffinity => {
            "node(s) didn't satisfy existing pods anti-affinity rules"
        }
        Obstacle::Said(words) => return words.to_string(),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use rollout_engine::version::Rules;

    use super::*;

    fn check(release: &str, of: &Unfit, expected: &str) {
        let rules = Rules::named(release).expect("a release");
        assert_eq!(unfit(of, Release::of(&rules)), expected, "{release}");
    }

    /// Seen in real clusters: 1.34, 1.35 (or 1.36), 1.37.
    #[test]
    fn the_scheduler_counts_nodes_by_reason_and_says_whether_preemption_helps() {
        let taint = Obstacle::Taint { key: "spray".into(), value: "mortein".into() };
        let tainted = Unfit {
            nodes: 2,
            obstacles: BTreeMap::from([(taint, 2)]),
            unresolvable: 2,
            too_big: 0,
        };
        let preemption =
            "preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.";
        let says = |taint: &str, claims: &str| {
            format!(
                "0/2 nodes are available: 2 node(s) had untolerated {taint}. {claims}{preemption}"
            )
        };
        check("1.33", &tainted, &says("taint {spray: mortein}", ""));
        check("1.34", &tainted, &says("taint {spray: mortein}", "no new claims to deallocate, "));
        check("1.36", &tainted, &says("taint(s)", "no new claims to deallocate, "));
        check("1.37", &tainted, &says("taint(s)", ""));
    }

    #[test]
    fn reasons_are_sorted_by_their_numbers_and_words() {
        let of = Unfit {
            nodes: 3,
            obstacles: BTreeMap::from([(Obstacle::AntiAffinity, 2), (Obstacle::Unschedulable, 1)]),
            unresolvable: 1,
            too_big: 0,
        };
        check(
            "1.37",
            &of,
            "0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) didn't match pod anti-affinity rules. \
             preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims \
             found for incoming pod.",
        );
    }
}
