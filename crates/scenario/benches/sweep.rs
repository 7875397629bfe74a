//! How long a sweep takes: 10 ways to roll out × 200 runs of 12 pods, and 20 × 100 of 100 pods, on one worker; then
//! every way of a plan, by itself.
//!
//! Prints a row per case. Nothing is asserted; machines differ. Runs natively and, built for WASI, under Node.js (`cargo xtask
//! bench`); on several workers in a browser: `web/e2e/bench.mjs`, with the same text.
#![allow(clippy::print_stdout, reason = "a benchmark reports on standard output")]
#![allow(clippy::disallowed_methods, reason = "it tells how long a sweep takes, by the real clock")]

use std::time::{Duration, Instant};

use rollout_engine::time::SimTime;
use scenario::protocol::{Reply, Request};
use scenario::{Ending, PlanAsked, Scenario, Service, Sweep, Variant};

const TWELVE: &str = include_str!("../../../web/e2e/fixtures/sweep.txt");
const UPDATE: &str = "kubectl set image sts/db db=redis:7.4";

fn main() {
    println!(
        "{:>6} {:>6} {:>6} {:>9} {:>10} {:>9}",
        "pods", "ways", "runs", "seconds", "ms a run", "complete"
    );
    // 100 pods: a tenth of the runs, since they are long; the rate is the same.
    for (pods, ways, runs) in [(12, 10, 200), (100, 20, 10)] {
        let variants = (1..=ways).map(|at_a_time| variant(pods, at_a_time)).collect();
        let begun = Instant::now();
        let sweep = swept(Sweep::new(variants, runs));
        let seconds = begun.elapsed().as_secs_f64();
        let all = sweep.progress().1;
        let complete = (0..ways as usize).flat_map(|way| sweep.samples(way));
        let complete = complete.filter(|it| matches!(it.ending, Ending::Complete { .. })).count();
        println!(
            "{pods:>6} {ways:>6} {runs:>6} {seconds:>9.2} {:>10.3} {complete:>9}",
            seconds * 1e3 / f64::from(all)
        );
    }
    plan();
}

/// Every way of the plan of twelve pods, 200 runs each.
fn plan() {
    let scenario = Scenario::parse(TWELVE).unwrap_or_default();
    let asked = PlanAsked {
        scenario,
        at: SimTime::ZERO + Duration::from_secs(600),
        set: None,
        change: None,
        fails_one_in: None,
    };
    let request = Request::Plan { number: 0, asked: Box::new(asked) };
    let Some(Reply::Planned { plan, .. }) = Service::new().handle(request) else { return };
    for way in plan.iter().flat_map(|plan| &plan.ways) {
        let Ok(variant) = &way.run else { continue };
        let begun = Instant::now();
        let sweep = swept(Sweep::new(vec![variant.clone()], 200));
        let ms = begun.elapsed().as_secs_f64() * 1e3 / f64::from(sweep.progress().1);
        println!("{ms:>9.3} ms a run: {:?}", way.kind);
    }
}

/// Every second way is Parallel.
fn variant(pods: u32, at_a_time: u32) -> Variant {
    let policy = if at_a_time.is_multiple_of(2) { "Parallel" } else { "OrderedReady" };
    let text = TWELVE
        .replace("replicas: 12", &format!("replicas: {pods}"))
        .replace("Parallel", policy)
        .replace("maxUnavailable: 3", &format!("maxUnavailable: {at_a_time}"));
    let scenario = Scenario::parse(&text).unwrap_or_default();
    let since = scenario.lines.iter().position(|line| &*line.text == UPDATE).unwrap_or_default();
    Variant { scenario, since, namespace: "default".into(), name: "db".into() }
}

fn swept(mut sweep: Sweep) -> Sweep {
    let mut service = Service::new();
    while !sweep.is_whole() {
        sweep.requests_for(0).into_iter().for_each(|request| drop(service.handle(request)));
        service.go_on(|| true).iter().for_each(|reply| sweep.take(reply));
    }
    sweep
}
