//! Deleting a StatefulSet: what happens to its pods, claims and revisions, and to a set created again under its name.

mod support;

use std::rc::Rc;

use rollout_engine::api::{
    ClaimName, ClaimTemplate, Finalizer, PodManagementPolicy, Retention, RetentionPolicy,
    StatefulSetSpec,
};
use rollout_engine::cluster::{Change, Owned, SetId};
use rollout_engine::command::{Cascade, Command};
use rollout_engine::controller::{Rule, Waiting};
use rollout_engine::trace::FrameIndex;
use support::{Rollout, image};

const WEB: SetId = SetId(0);

#[test]
fn background_removes_the_set_at_once_and_deletes_all_pods_together() {
    let mut web = three();
    delete(&mut web, Cascade::Background);
    assert!(web.simulation.cluster().find_set("default", "web").is_none());
    assert!(owned(&web).pods.iter().all(|pod| pod.is_terminating()), "in no order");
    web.settle();
    assert_eq!(web.story(), "-0 -1 -2 x0 x1 x2");
    assert!(owned(&web).revisions.is_empty());
}

#[test]
fn foreground_keeps_the_set_until_its_pods_are_removed() {
    let mut web = three();
    delete(&mut web, Cascade::Foreground);
    web.simulation.step();
    web.simulation.step();
    let (_, kept) =
        web.simulation.cluster().find_set("default", "web").expect("it waits for its pods");
    assert_eq!(kept.set.finalizer, Some(Finalizer::ForegroundDeletion));
    assert_eq!(kept.set.generation, 2, "marking it is a change of the object");
    web.settle();
    assert_eq!(web.story(), "-0 -1 -2 x0 x1 x2");
    assert!(web.simulation.cluster().find_set("default", "web").is_none());
    assert_eq!(rows_after_last_command(&web).last().map(String::as_str), Some("set removed"));
}

#[test]
fn orphans_keep_running_and_a_new_set_of_the_name_adopts_them() {
    let mut web = three();
    let uids = uids(&web);
    delete(&mut web, Cascade::Orphan);
    web.settle();
    assert!(web.simulation.cluster().find_set("default", "web").is_none());
    assert!(owned(&web).pods.iter().all(|pod| pod.owner.is_none() && pod.ready));
    assert!(owned(&web).revisions.iter().all(|revision| revision.owner.is_none()));

    make(&mut web);
    web.settle();
    assert_eq!(web.story(), "", "no pod is created or deleted");
    assert_eq!(self::uids(&web), uids);
    let (_, again) = web.simulation.cluster().find_set("default", "web").expect("created again");
    assert!(again.pods.iter().all(|pod| again.pods.owns(pod)));
    assert_eq!((again.set.status.replicas, again.set.status.ready_replicas), (3, 3));
    assert_eq!(again.revisions.len(), 1, "the revision is adopted too");
}

#[test]
fn orphans_of_another_template_are_replaced_once_adopted() {
    let mut web = three();
    delete(&mut web, Cascade::Orphan);
    image("nginx:0.9")(&mut web.spec);
    make(&mut web);
    web.settle();
    assert_eq!(web.story(), "-2 x2 +2 2 -1 x1 +1 1 -0 x0 +0 0");
    let (_, again) = web.simulation.cluster().find_set("default", "web").expect("created again");
    assert_eq!(again.revisions.len(), 2);
    assert_eq!(again.set.status.current_revision, again.set.status.update_revision);
}

#[test]
fn an_orphan_deleted_by_hand_is_not_created_again() {
    let mut web = three();
    delete(&mut web, Cascade::Orphan);
    let uid = owned(&web).pods.get(0).expect("web-0 stays").uid;
    web.apply(Command::DeletePod { set: WEB, ordinal: 0, uid, grace_period: None });
    web.settle();
    assert_eq!(web.story(), "-0 x0");
}

#[test]
fn a_set_created_again_waits_until_pods_of_the_former_one_are_removed() {
    let mut web = three();
    delete(&mut web, Cascade::Background);
    let at = web.simulation.trace().at(web.simulation.trace().last());
    let spec = Rc::new(web.spec.clone());
    let command = Command::CreateStatefulSet {
        namespace: "default".into(),
        name: "web".into(),
        spec,
        document: "".into(),
    };
    web.simulation.apply(at, command);
    let (_, again) = web.simulation.cluster().find_set("default", "web").expect("created again");
    assert_eq!(again.pods.own_count(), 0, "the terminating pods are the former set's");
    web.settle();
    assert_eq!(web.story(), "-0 -1 -2 x0 x1 x2 +0 0 +1 1 +2 2");
    assert_eq!(web.status().ready_replicas, 3);
}

#[test]
fn parallel_fails_to_create_a_pod_whose_name_still_terminates() {
    let spec = StatefulSetSpec::new(3, "nginx:0.8");
    let parallel = PodManagementPolicy::Parallel;
    let mut web = Rollout::of(StatefulSetSpec { pod_management_policy: parallel, ..spec });
    delete(&mut web, Cascade::Background);
    let at = web.simulation.trace().at(web.simulation.trace().last());
    let spec = Rc::new(web.spec.clone());
    let command = Command::CreateStatefulSet {
        namespace: "default".into(),
        name: "web".into(),
        spec,
        document: "".into(),
    };
    web.simulation.apply(at, command);
    let fails = |_| {
        web.simulation.step();
        web.waiting() == Waiting::on(Rule::Failed, 0)
    };
    assert!((0..100).any(fails), "pods \"web-0\" already exists");
    web.settle();
    assert_eq!((web.status().ready_replicas, owned(&web).pods.own_count()), (3, 3));
}

#[test]
fn a_pod_that_is_no_longer_selected_is_orphaned_and_keeps_its_name() {
    let mut web = three();
    let uid = owned(&web).pods.get(0).expect("web-0").uid;
    let edit = |is_selected| Command::WritePod {
        set: WEB,
        ordinal: 0,
        uid,
        is_selected,
        revision: owned(&three()).pods.get(0).expect("web-0").revision,
        repaired: None,
        document: "{}".into(),
    };
    web.apply(edit(false));
    let loops = |web: &Rollout| web.simulation.only_repeats();
    while !loops(&web) {
        web.simulation.step();
    }
    assert_eq!(owned(&web).pods.get(0).expect("it keeps running").owner, None);
    assert_eq!((web.story().as_str(), web.status().replicas), ("", 2), "its name is taken");
    web.apply(edit(true));
    web.settle();
    assert_eq!(web.status().replicas, 3, "selected again, it is adopted");
    web.apply(edit(false));
    web.apply(Command::DeletePod { set: WEB, ordinal: 0, uid, grace_period: None });
    web.settle();
    assert_eq!(web.story(), "-0 x0 +0 0");
    assert!(owned(&web).edit(owned(&web).pods.get(0).expect("created again")).is_none());
}

#[test]
fn claims_are_kept_unless_the_retention_policy_says_delete() {
    let mut web = Rollout::of(with_claims(Retention::Retain));
    delete(&mut web, Cascade::Background);
    web.settle();
    assert_eq!(owned(&web).claims.len(), 3);

    let mut web = Rollout::of(with_claims(Retention::Delete));
    delete(&mut web, Cascade::Background);
    assert!(owned(&web).claims.values().all(|claim| claim.deletion_timestamp.is_some()));
    assert_eq!(owned(&web).claims.len(), 3, "a claim in use is protected");
    web.settle();
    assert!(owned(&web).claims.is_empty());
}

#[test]
fn a_claim_deleted_by_hand_is_removed_with_its_pod_and_created_with_the_next() {
    let mut web = Rollout::of(with_claims(Retention::Retain));
    let name = ClaimName { ordinal: 1, template: "www".into() };
    let uid = owned(&web).claims[&name].uid;
    web.apply(Command::DeleteClaim { set: WEB, name: name.clone() });
    web.settle();
    assert_eq!(owned(&web).claims[&name].uid, uid, "web-1 uses it");
    web.delete(1);
    assert_ne!(owned(&web).claims[&name].uid, uid);
}

fn three() -> Rollout {
    Rollout::of(StatefulSetSpec::new(3, "nginx:0.8"))
}

fn with_claims(when_deleted: Retention) -> StatefulSetSpec {
    StatefulSetSpec {
        claim_templates: Rc::new([ClaimTemplate {
            name: "www".into(),
            document: "".into(),
            ..ClaimTemplate::default()
        }]),
        retention: RetentionPolicy { when_deleted, ..RetentionPolicy::default() },
        ..StatefulSetSpec::new(3, "nginx:0.8")
    }
}

fn delete(web: &mut Rollout, cascade: Cascade) {
    web.apply(Command::DeleteStatefulSet { set: WEB, cascade });
}

fn make(web: &mut Rollout) {
    let spec = Rc::new(web.spec.clone());
    web.apply(Command::CreateStatefulSet {
        namespace: "default".into(),
        name: "web".into(),
        spec,
        document: "".into(),
    });
}

fn owned(web: &Rollout) -> &Owned {
    web.simulation.cluster().set(WEB).expect("its slot stays")
}

fn uids(web: &Rollout) -> Vec<u32> {
    owned(web).pods.iter().map(|pod| pod.uid.0).collect()
}

fn rows_after_last_command(web: &Rollout) -> Vec<String> {
    let trace = web.simulation.trace();
    let frames = (web.since.0 + 1..trace.len()).map(FrameIndex);
    let changes = frames.flat_map(|frame| trace.changes(frame));
    let rows = changes.filter_map(|change| match change {
        Change::PodDeleted(_, pod) => Some(format!("{} removed", pod.ordinal)),
        Change::SetDeleted(..) => Some("set removed".to_owned()),
        _ => None,
    });
    rows.collect()
}
