//! Benchmark: how long a rollout takes to simulate. Creates a set of 10 to 10,000 pods, replaces every pod, seeks,
//! and forks in the middle; with both policies, with `maxUnavailable: 10%`, and with claims.
//!
//! Prints a row per case: the mean of as many runs as fill 200 ms. Asserts nothing, because machines differ. Measures
//! processor time on Linux, so that a busy machine does not look like a slow program, and real time elsewhere. The
//! same file runs natively and, built for WASI, under Node.js (`cargo xtask bench`). With the argument `memory` it
//! prints how much memory a full update of 10,000 pods takes, which only WebAssembly knows exactly.
#![allow(clippy::print_stdout, reason = "a benchmark reports on standard output")]

use std::time::{Duration, Instant};

use rollout_engine::api::{
    ClaimTemplate, IntOrPercent, PodManagementPolicy, PodTemplate, RollingUpdate, StatefulSetSpec,
    UpdateStrategy,
};
use rollout_engine::cluster::SetId;
use rollout_engine::command::Command;
use rollout_engine::simulation::Simulation;
use rollout_engine::time::SimTime;
use rollout_engine::trace::{Ended, FrameIndex, Trace};
use rollout_engine::version::Rules;

/// Number of seeks in a run, spread over the trace.
const SEEKS: u32 = 20;

const LEGEND: &str = "\
update: every pod is replaced, in batches    growth: microseconds a pod, against the row above
fork: created, half updated, then updated again    seek: to a frame anywhere";

/// What differs between the measured sets.
#[derive(Clone, Copy)]
struct Setting {
    name: &'static str,
    policy: PodManagementPolicy,
    at_a_time: IntOrPercent,
    has_claims: bool,
}

impl Setting {
    const fn of(name: &'static str, policy: PodManagementPolicy, at_a_time: IntOrPercent) -> Self {
        Self { name, policy, at_a_time, has_claims: false }
    }
}

const SETTINGS: [Setting; 4] = [
    Setting::of("OrderedReady, 10", PodManagementPolicy::OrderedReady, IntOrPercent::Int(10)),
    Setting::of("Parallel, 10", PodManagementPolicy::Parallel, IntOrPercent::Int(10)),
    Setting::of("Parallel, 10 %", PodManagementPolicy::Parallel, IntOrPercent::Percent(10)),
    Setting {
        has_claims: true,
        ..Setting::of("with claims, 10", PodManagementPolicy::Parallel, IntOrPercent::Int(10))
    },
];

fn main() {
    if std::env::args().any(|word| word == "memory") {
        return report_memory();
    }
    println!("{LEGEND}");
    SETTINGS.into_iter().for_each(report);
}

fn report(setting: Setting) {
    println!(
        "\n{:<16} {:>6} {:>8} {:>9} {:>9} {:>8} {:>6} {:>9} {:>8}",
        setting.name,
        "pods",
        "frames",
        "create ms",
        "update ms",
        "us a pod",
        "growth",
        "fork ms",
        "seek ms"
    );
    let mut above = None;
    for replicas in [10, 100, 1_000, 10_000] {
        let case = Case::measure(setting, replicas);
        let a_pod = case.update / f64::from(replicas);
        let growth = above.map_or_else(String::new, |above| format!("{:.2}", a_pod / above));
        println!(
            "{:<16} {replicas:>6} {:>8} {:>9.2} {:>9.2} {a_pod:>8.1} {growth:>6} {:>9.2} {:>8.4}",
            "",
            case.frames,
            case.create / 1e3,
            case.update / 1e3,
            case.fork / 1e3,
            case.seek / 1e3
        );
        above = Some(a_pod);
    }
}

/// Mean times of a row, in microseconds.
struct Case {
    frames: u32,
    create: f64,
    update: f64,
    fork: f64,
    seek: f64,
}

impl Case {
    fn measure(setting: Setting, replicas: u32) -> Self {
        let trace = updated(setting, replicas);
        let frames = trace.len();
        let seek = micros(|| seek_all_over(&trace)) / f64::from(SEEKS);
        drop(trace);
        let create = micros(|| Rollout::create(setting, replicas));
        let update = micros(|| updated(setting, replicas)) - create;
        let fork = micros(|| fork_in_the_middle(setting, replicas, frames));
        Self { frames, create, update, fork, seek }
    }
}

/// A simulation of one set.
struct Rollout {
    simulation: Simulation,
    set: SetId,
    spec: StatefulSetSpec,
}

impl Rollout {
    /// A set whose pods are all Ready.
    fn create(setting: Setting, replicas: u32) -> Self {
        let rolling = RollingUpdate { partition: 0, max_unavailable: Some(setting.at_a_time) };
        let claim =
            ClaimTemplate { name: "www".into(), document: "{}".into(), ..ClaimTemplate::default() };
        let spec = StatefulSetSpec {
            pod_management_policy: setting.policy,
            update_strategy: UpdateStrategy::RollingUpdate(Some(rolling)),
            claim_templates: setting.has_claims.then_some(claim).into_iter().collect(),
            ..StatefulSetSpec::new(replicas, "nginx:1.26")
        };
        let mut simulation = Simulation::new(Rules::LATEST, SimTime::ZERO);
        let made = spec.clone().into();
        let create = Command::CreateStatefulSet {
            namespace: "default".into(),
            name: "web".into(),
            spec: made,
            document: "".into(),
        };
        simulation.apply(SimTime::ZERO, create);
        let (set, _) = simulation.cluster().find_set("default", "web").expect("it was just made");
        let mut rollout = Self { simulation, set, spec };
        rollout.settle();
        rollout
    }

    fn update(&mut self, image: &str) {
        let template = PodTemplate::new(image).into();
        let spec = StatefulSetSpec { template, ..self.spec.clone() }.into();
        let update = Command::UpdateStatefulSet {
            set: self.set,
            spec,
            document: "".into(),
            spec_changed: true,
        };
        let trace = self.simulation.trace();
        let now = trace.at(trace.last());
        self.simulation.apply(now, update);
    }

    fn settle(&mut self) {
        while self.simulation.next_event_at().is_some() {
            self.simulation.step();
        }
    }

    fn frames(&self) -> u32 {
        self.simulation.trace().len()
    }

    fn finish(self) -> Trace {
        self.simulation.finish(Ended::Settled)
    }
}

/// The trace of a set whose pods are all replaced.
fn updated(setting: Setting, replicas: u32) -> Trace {
    let mut rollout = Rollout::create(setting, replicas);
    rollout.update("nginx:1.27");
    rollout.settle();
    rollout.finish()
}

/// A line typed in the past: simulates to the middle of the update (`frames` is its length), then another update to
/// the end.
fn fork_in_the_middle(setting: Setting, replicas: u32, frames: u32) -> Trace {
    let mut rollout = Rollout::create(setting, replicas);
    let middle = rollout.frames().midpoint(frames);
    rollout.update("nginx:1.27");
    while rollout.frames() < middle {
        rollout.simulation.step();
    }
    rollout.update("nginx:1.28");
    rollout.settle();
    rollout.finish()
}

/// Seeks frames all over the trace, in no order.
fn seek_all_over(trace: &Trace) -> usize {
    let frames = (0..SEEKS).map(|n| FrameIndex(n.wrapping_mul(2_654_435_761) % trace.len()));
    frames.map(|frame| trace.seek(frame).cluster.sets().count()).sum()
}

/// Mean time of a run, in microseconds.
fn micros<T>(run: impl Fn() -> T) -> f64 {
    const ENOUGH: Duration = Duration::from_millis(200);
    let clock = Clock::start();
    let mut runs = 0;
    loop {
        drop(run());
        runs += 1;
        let passed = clock.passed();
        if passed >= ENOUGH {
            return passed.as_secs_f64() * 1e6 / f64::from(runs);
        }
    }
}

/// A stopwatch: processor time where the system has it, else real time.
struct Clock {
    processor: Option<Duration>,
    real: Instant,
}

impl Clock {
    #[allow(clippy::disallowed_methods, reason = "a benchmark measures real time")]
    fn start() -> Self {
        Self { processor: processor_time(), real: Instant::now() }
    }

    fn passed(&self) -> Duration {
        let on_processor = processor_time().zip(self.processor).map(|(now, begin)| now - begin);
        on_processor.unwrap_or_else(|| self.real.elapsed())
    }
}

/// Processor time of this thread, as Linux counts it: to some milliseconds.
fn processor_time() -> Option<Duration> {
    let counted = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    counted.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// Prints the size of WebAssembly's memory. It only grows, so its size at the end is the maximum.
fn report_memory() {
    for setting in SETTINGS.into_iter().take(2) {
        let frames = updated(setting, 10_000).len();
        println!("{}, 10,000 pods made and replaced, {frames} frames: {}", setting.name, memory());
    }
}

#[cfg(target_arch = "wasm32")]
fn memory() -> String {
    let bytes = core::arch::wasm32::memory_size::<0>() * 65_536;
    format!("{:.1} MB of memory so far", bytes as f64 / 1e6)
}

#[cfg(not(target_arch = "wasm32"))]
fn memory() -> String {
    "memory is known in WebAssembly only".into()
}
