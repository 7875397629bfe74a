//! Random writes against a recount, and the ends of the range.

use super::*;
use crate::api::{ContainerState, PodPhase, Uid};

/// 4,000 random writes, compared with a recount after each.
#[test]
fn the_index_always_equals_a_recount() {
    let mut pods = Pods::new(Uid(1), Range { start: 0, replicas: 20 }, 5, SimTime::ZERO);
    for step in 0..4000_u32 {
        let roll = RevisionHash::of("pods", step).0;
        let now = SimTime::from_millis(i64::from(step) * 400);
        let foretold = [0, 3, 12].map(|partition| pods.unavailable_count_at(partition, now));
        pods.pass_time(now);
        assert_eq!(foretold, [0, 3, 12].map(|partition| pods.unavailable_count(partition)));
        match roll % 7 {
            0 => drop(pods.remove(roll / 7 % 30)),
            1 if step % 50 == 0 => {
                pods.resize(
                    Uid(1 + roll / 4096 % 2),
                    Range { start: roll / 7 % 5, replicas: roll / 64 % 25 },
                    roll / 2048 % 9,
                );
            }
            _ => pods.insert(pod(roll, step)),
        }
        assert_eq!(pods.index, pods.recount(), "after step {step}");
    }
}

#[test]
fn the_lowest_and_highest_unavailable_ordinals_include_missing_ones() {
    let mut pods = Pods::new(Uid(1), Range { start: 2, replicas: 4 }, 0, SimTime::ZERO);
    assert_eq!((pods.lowest_unavailable(), pods.highest_unavailable(0)), (Some(2), Some(5)));
    for ordinal in [2, 3, 5] {
        let owner = Some(Uid(1));
        pods.insert(Pod { ordinal, owner, ready: true, deletion_timestamp: None, ..pod(0, 0) });
    }
    assert_eq!((pods.lowest_unavailable(), pods.highest_unavailable(0)), (Some(4), Some(4)));
    assert_eq!(pods.highest_unavailable(3), None, "an index, relative to the first ordinal");
    assert_eq!((pods.unavailable_count(0), pods.unavailable_count(3)), (1, 0));
}

fn pod(roll: u32, step: u32) -> Pod {
    let bit = |n: u32| roll >> n & 1 == 1;
    Pod {
        owner: (roll >> 24 & 3 != 0).then_some(Uid(1 + (roll >> 26 & 1))),
        deletion_timestamp: bit(20).then_some(SimTime::ZERO),
        grace_seconds: 30,
        phase: [PodPhase::Pending, PodPhase::Running, PodPhase::Running, PodPhase::Failed]
            [roll as usize >> 21 & 3],
        ready: bit(23),
        ready_since: SimTime::from_millis(i64::from(step) * 400).floor_to_second(),
        container: ContainerState::Running,
        ..Pod::created(roll / 7 % 30, Uid(step), RevisionHash(roll / 1024 % 3), SimTime::ZERO)
    }
}
