//! What people commonly misunderstand: each situation of `statefulset-semantics.md` section 5 that the engine
//! decides, by its number.
//!
//! Situations about kubectl's texts or the API server's refusals (13 in part, 19, 22, 27, 28, 30, 35) are tested in
//! those crates. Left out: 26 (disruption budgets, which the crate `apiserver` checks and the controller ignores), 34
//! (DNS), 36 (the upgrade of a control plane, tested in the crate `scenario`), 37 (a fault of releases before 1.28).

#[path = "situations/pods.rs"]
mod pods;
#[path = "situations/revisions.rs"]
mod revisions;
#[path = "situations/rollouts.rs"]
mod rollouts;
mod support;

use rollout_engine::api::{PodManagementPolicy, StatefulSetSpec};
use rollout_engine::behavior::ImageFault;
use rollout_engine::command::{Command, PodFault};
use support::{Rollout, rolling, with_fault};

const BROKEN: ImageFault = ImageFault::CannotBePulled;
const GATE_OFF: &str = "1.36";
const FIRST_BETA: &str = "1.35";

fn three() -> StatefulSetSpec {
    StatefulSetSpec { update_strategy: rolling(0, Some(1)), ..StatefulSetSpec::new(3, "v1") }
}

fn parallel(spec: StatefulSetSpec) -> StatefulSetSpec {
    StatefulSetSpec { pod_management_policy: PodManagementPolicy::Parallel, ..spec }
}

/// Three pods at v1 in a release, and an image that cannot be pulled.
fn with_bad_image(release: &str, spec: StatefulSetSpec) -> Rollout {
    with_fault(Rollout::in_release(release, spec), "bad", BROKEN)
}

fn not_ready(rollout: &mut Rollout, ordinal: u32) {
    let (set, _) = rollout.owned();
    rollout.apply(Command::PodFault { set, ordinal, container: None, fault: PodFault::IsNotReady });
    rollout.settle();
}
