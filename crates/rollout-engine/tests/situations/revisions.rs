//! Situations 14 to 21 and 29: the revision at which a pod is created.

use crate::support::{Rollout, image, rolling};
use crate::{three, with_bad_image};
use rollout_engine::api::{StatefulSetSpec, UpdateStrategy};
use rollout_engine::controller::Rule;

#[test]
fn s14_a_canary_keeps_its_side_of_the_partition() {
    let mut rollout =
        Rollout::of(StatefulSetSpec { update_strategy: rolling(2, Some(1)), ..three() });
    rollout.change(image("v2"));
    assert_eq!(
        (rollout.images().as_str(), rollout.waiting().rule),
        ("v1 v1 v2", Rule::PartitionHolds)
    );
    rollout.delete(1);
    rollout.delete(2);
    assert_eq!(rollout.images(), "v1 v1 v2");
    assert_ne!(rollout.status().current_revision, rollout.status().update_revision);
}

#[test]
fn s15_a_partition_past_the_replicas_holds_all_and_new_pods_from_it_on_are_new() {
    let mut rollout =
        Rollout::of(StatefulSetSpec { update_strategy: rolling(5, Some(1)), ..three() });
    rollout.change(image("v2"));
    assert_eq!(rollout.story(), "");
    rollout.change(|spec| spec.replicas = 7);
    assert_eq!(rollout.images(), "v1 v1 v1 v1 v1 v2 v2");
}

#[test]
fn s16_the_partition_counts_from_ordinals_start() {
    let from_5 = |partition| {
        let spec =
            StatefulSetSpec { start: 5, update_strategy: rolling(partition, Some(1)), ..three() };
        let mut rollout = Rollout::of(spec);
        rollout.change(image("v2"));
        rollout.images()
    };
    assert_eq!(from_5(6), "v1 v1 v1", "meant as an ordinal, it holds all");
    assert_eq!(from_5(1), "v1 v2 v2");
}

#[test]
fn s17_raising_the_partition_is_no_rollback() {
    let mut rollout =
        Rollout::of(StatefulSetSpec { update_strategy: rolling(1, Some(1)), ..three() });
    rollout.change(image("v2"));
    rollout.change(|spec| spec.update_strategy = rolling(3, Some(1)));
    assert_eq!((rollout.story().as_str(), rollout.images().as_str()), ("", "v1 v2 v2"));
    rollout.delete(2);
    assert_eq!(rollout.images(), "v1 v2 v1");
}

#[test]
fn s18_a_pod_deleted_in_mid_rollout_comes_back_new_unless_the_stanza_is_absent() {
    let deleted_in_mid_rollout = |update_strategy| {
        let spec = StatefulSetSpec { replicas: 5, update_strategy, ..three() };
        let mut rollout = with_bad_image("1.36", spec);
        rollout.change(image("bad"));
        rollout.delete(0);
        rollout.images()
    };
    assert_eq!(deleted_in_mid_rollout(rolling(0, None)), "bad! v1 v1 v1 bad!");
    assert_eq!(deleted_in_mid_rollout(UpdateStrategy::RollingUpdate(None)), "v1 v1 v1 v1 bad!");
}

#[test]
fn s20_scaling_to_zero_forgets_the_canary() {
    let mut rollout =
        Rollout::of(StatefulSetSpec { update_strategy: rolling(3, Some(1)), ..three() });
    rollout.change(image("v2"));
    rollout.change(|spec| spec.replicas = 0);
    rollout.change(|spec| spec.replicas = 3);
    assert_eq!(rollout.images(), "v2 v2 v2");
}

#[test]
fn s21_on_delete_replaces_what_a_person_deletes_and_completes_since_1_37() {
    let completes = |release| {
        let spec = StatefulSetSpec { update_strategy: UpdateStrategy::OnDelete, ..three() };
        let mut rollout = Rollout::in_release(release, spec);
        rollout.change(image("v2"));
        assert_eq!((rollout.story().as_str(), rollout.waiting().rule), ("", Rule::OnDelete));
        rollout.delete(1);
        assert_eq!(rollout.images(), "v1 v2 v1");
        rollout.change(|spec| spec.replicas = 4);
        assert_eq!(rollout.images(), "v1 v2 v1 v2");
        rollout.delete(0);
        rollout.delete(2);
        assert_eq!(rollout.images(), "v2 v2 v2 v2");
        rollout.status().current_revision == rollout.status().update_revision
    };
    assert_eq!(["1.36", "1.37"].map(completes), [false, true]);
}

#[test]
fn s29_undo_flips_between_two_revisions_whose_numbers_grow_and_names_stay() {
    let mut rollout = Rollout::of(three());
    for template in ["v2", "v3", "v2", "v3"] {
        rollout.change(image(template));
    }
    let (_, owned) = rollout.owned();
    let history: Vec<_> = owned.revisions.iter().map(|r| (r.number, &*r.template.data)).collect();
    assert_eq!(history, [(1, "v1"), (4, "v2"), (5, "v3")]);
}
