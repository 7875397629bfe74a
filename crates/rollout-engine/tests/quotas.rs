//! Quotas and LimitRanges, as the controller meets them: what is refused, when it is tried again, what is counted.

mod support;

use std::rc::Rc;

use rollout_engine::api::{
    Amounts, ClaimTemplate, Limit, LimitOf, PodManagementPolicy, PodTemplate, Policy, Quantity,
    Quota, StatefulSetSpec,
};
use rollout_engine::cluster::{ObjectKey, Refusal};
use rollout_engine::command::Command;
use rollout_engine::controller::Rule;
use support::{Rollout, blog, image};

fn write(kind: &str, policy: Policy) -> Command {
    let key = ObjectKey { kind: kind.into(), namespace: "default".into(), name: "p".into() };
    Command::WriteObject { key, document: "{}".into(), policy: Some(policy) }
}

fn quota(hard: &[(&str, u32)]) -> Command {
    let amount = |&(name, number): &(&str, u32)| (Rc::from(name), Quantity::count(number));
    let quota = Quota { hard: hard.iter().map(amount).collect(), scopes: Vec::new() };
    write("ResourceQuota", Policy::Quota(Rc::new(quota)))
}

fn limits(of: LimitOf, change: impl FnOnce(&mut Limit)) -> Command {
    let none = Amounts::new;
    let (min, max, default, default_request, ratio) = (none(), none(), none(), none(), none());
    let mut limit = Limit { of, min, max, default, default_request, ratio };
    change(&mut limit);
    write("LimitRange", Policy::Limits([limit].into()))
}

fn cpu(cores: u32) -> Amounts {
    Amounts::from([("cpu".into(), Quantity::count(cores))])
}

/// A set of no pods in a namespace with this policy, and then with so many.
fn scaled(policy: Command, spec: StatefulSetSpec, replicas: u32) -> Rollout {
    let mut rollout = Rollout::of(StatefulSetSpec { replicas: 0, ..spec });
    rollout.apply(policy);
    rollout.change(|spec| spec.replicas = replicas);
    rollout
}

fn ordinals(rollout: &Rollout) -> Vec<u32> {
    rollout.owned().1.pods.iter().map(|pod| pod.ordinal).collect()
}

#[test]
fn pods_of_one_sync_count_against_the_quota_one_by_one() {
    let spec = StatefulSetSpec {
        pod_management_policy: PodManagementPolicy::Parallel,
        ..StatefulSetSpec::new(0, "nginx:0.8")
    };
    let mut rollout = scaled(quota(&[("pods", 4)]), spec, 9);
    assert_eq!(ordinals(&rollout), [0, 1, 2, 3]);
    assert_eq!(rollout.waiting().rule, Rule::PodIsRefused);
    rollout.apply(quota(&[("pods", 9)]));
    rollout.settle();
    assert_eq!(ordinals(&rollout).len(), 9, "tried again without being told");
    assert!(rollout.owned().1.creation_failure().is_none());
}

#[test]
fn a_rolling_update_in_a_full_quota_goes_on_since_the_old_pod_goes_first() {
    let mut rollout = Rollout::of(blog());
    rollout.apply(quota(&[("pods", 5)]));
    rollout.change(image("nginx:0.9"));
    assert_eq!(rollout.waiting().rule, Rule::Settled);
    assert_eq!(rollout.images(), ["nginx:0.9"; 5].join(" "));
}

#[test]
fn a_claim_that_is_refused_keeps_its_pod_from_being_made() {
    let claim = |name: &str| ClaimTemplate {
        name: name.into(),
        storage: Some(Quantity::count(2)),
        ..ClaimTemplate::default()
    };
    let spec = StatefulSetSpec {
        claim_templates: Rc::new([claim("a"), claim("b")]),
        ..StatefulSetSpec::new(0, "nginx:0.8")
    };
    let mut rollout = scaled(quota(&[("requests.storage", 7)]), spec, 3);
    let (_, owned) = rollout.owned();
    assert_eq!((ordinals(&rollout), owned.claims.len()), (vec![0], 3), "one claim of web-1 fits");
    let why = owned.creation_failure().map(|failure| failure.why.clone());
    assert!(
        matches!(why, Some(Refusal::Claims(claims)) if claims.len() == 1 && &*claims[0].0 == "b")
    );
    rollout.apply(quota(&[("requests.storage", 12)]));
    rollout.settle();
    assert_eq!(ordinals(&rollout), [0, 1, 2]);
}

#[test]
fn a_quota_of_cpu_wants_every_container_to_ask_and_a_limit_range_asks_for_it() {
    let spec = StatefulSetSpec::new(0, "nginx:0.8");
    let mut rollout = scaled(quota(&[("requests.cpu", 3)]), spec, 3);
    assert_eq!(ordinals(&rollout), [0; 0]);
    rollout.apply(limits(LimitOf::Container, |limit| limit.default_request = cpu(2)));
    rollout.settle();
    assert_eq!(ordinals(&rollout), [0], "two cores of three");
    let (_, owned) = rollout.owned();
    let pod = owned.pods.get(0).expect("it was made");
    assert_eq!(owned.requests(pod).milli_cpu, 2_000, "what the scheduler reads");
}

#[test]
fn a_template_above_the_maximum_of_a_limit_range_is_refused_until_it_asks_for_less() {
    let template = |cores| {
        let mut template = PodTemplate::new(&format!("nginx:{cores}"));
        template.containers[0].resources.requests = cpu(cores);
        template.containers[0].resources.limits = cpu(cores);
        template
    };
    let spec =
        StatefulSetSpec { template: template(4).into(), ..StatefulSetSpec::new(0, "nginx:4") };
    for of in [LimitOf::Container, LimitOf::Pod] {
        let mut rollout = scaled(limits(of, |limit| limit.max = cpu(2)), spec.clone(), 1);
        assert_eq!(ordinals(&rollout), [0; 0], "{of:?}");
        let (_, owned) = rollout.owned();
        let why = owned.creation_failure().map(|failure| failure.why.clone());
        assert!(matches!(why, Some(Refusal::Limits(breaches)) if breaches.len() == 1));
        rollout.change(|spec| spec.template = template(2).into());
        assert_eq!(ordinals(&rollout), [0], "{of:?}");
    }
}
