//! How long a whole rollout takes to simulate: creation and a full update of 10 to 10,000 pods, and seeking.
//!
//! Prints a line per case: the median of several runs. Nothing is asserted; machines differ. The same file runs
//! natively and, built for WebAssembly, under node (`cargo xtask bench`), which gives the clock by `now_ms`.
#![allow(clippy::print_stdout, reason = "a benchmark reports on standard output")]

use std::time::Instant;

use rollout_engine::api::{
    IntOrPercent, PodManagementPolicy, PodTemplate, RollingUpdate, StatefulSetSpec, UpdateStrategy,
};
use rollout_engine::command::Command;
use rollout_engine::simulation::Simulation;
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Ended, FrameIndex, Trace};
use rollout_engine::version::Rules;

#[allow(clippy::disallowed_methods, reason = "a benchmark measures real time")]
fn now() -> Instant {
    Instant::now()
}

fn main() {
    for policy in [PodManagementPolicy::OrderedReady, PodManagementPolicy::Parallel] {
        for replicas in [10, 100, 1_000, 10_000] {
            report(policy, replicas);
        }
    }
}

fn report(policy: PodManagementPolicy, replicas: u32) {
    let (trace, seconds) =
        timed(if replicas > 1_000 { 3 } else { 7 }, || roll_out(policy, replicas));
    let per_pod = seconds * 1e6 / f64::from(replicas);
    let (_, seek) = timed(7, || seek_all_over(&trace));
    println!(
        "{policy:?} {replicas:>6} pods: {:>9.2} ms, {per_pod:>6.1} us a pod, {} frames; seek {:.3} ms",
        seconds * 1e3,
        trace.len(),
        seek * 1e3 / f64::from(SEEKS)
    );
}

/// Makes the set, then replaces every pod, ten at a time.
fn roll_out(policy: PodManagementPolicy, replicas: u32) -> Trace {
    let rolling = RollingUpdate { partition: 0, max_unavailable: Some(IntOrPercent::Int(10)) };
    let spec = StatefulSetSpec {
        pod_management_policy: policy,
        update_strategy: UpdateStrategy::RollingUpdate(Some(rolling)),
        ..StatefulSetSpec::new(replicas, "nginx:1.26")
    };
    let mut simulation = Simulation::new(Rules::LATEST, SimTime::ZERO);
    let create = Command::CreateStatefulSet {
        name: "web".into(),
        spec: spec.clone().into(),
        document: "".into(),
    };
    simulation.apply(SimTime::ZERO, create);
    settle(&mut simulation);
    let (set, _) = simulation.cluster().find_set("web").expect("it was made");
    let spec = StatefulSetSpec { template: PodTemplate::new("nginx:1.27").into(), ..spec };
    let update = Command::UpdateStatefulSet {
        set,
        spec: spec.into(),
        document: "".into(),
        spec_changed: true,
    };
    let now = simulation.trace().at(simulation.trace().last());
    simulation.apply(now, update);
    settle(&mut simulation);
    simulation.finish(Ended::Settled)
}

fn settle(simulation: &mut Simulation) {
    while simulation.next_event_at().is_some() {
        simulation.step();
    }
}

const SEEKS: u32 = 20;

/// Frames all over the trace, in no order.
fn seek_all_over(trace: &Trace) -> usize {
    let frames = (0..SEEKS).map(|n| FrameIndex(n.wrapping_mul(2_654_435_761) % trace.len()));
    frames.map(|frame| trace.seek(frame).cluster.sets().count()).sum()
}

/// The median time of so many runs, in seconds, with the last result.
fn timed<T>(runs: usize, run: impl Fn() -> T) -> (T, f64) {
    let mut seconds = Vec::new();
    loop {
        let begin = now();
        let result = run();
        seconds.push(begin.elapsed().as_secs_f64());
        if seconds.len() == runs {
            seconds.sort_by(f64::total_cmp);
            return (result, seconds[runs / 2]);
        }
    }
}
