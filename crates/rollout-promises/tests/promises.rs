//! Random sessions whose every frame is checked against what Kubernetes promises.
//!
//! Runs `PROMISES_COUNT` sessions from the seed `PROMISES_FROM` on; a few hundred by default. Without the test
//! harness, so that its table is shown: how often each possible thing happened. Fails when a promise is broken, with
//! the seed and the shortest script that breaks it too, and when something never happened, because then nothing was
//! tested about it. `cargo xtask promises` runs it optimised.
#![allow(clippy::print_stdout, reason = "a test program reports on standard output")]

#[path = "promises/coverage.rs"]
mod coverage;
#[path = "promises/shrink.rs"]
mod shrink;
#[path = "promises/told.rs"]
mod told;

use std::process::ExitCode;
use std::time::Instant;

use coverage::Coverage;
use rollout_engine::api::Pod;
use rollout_engine::cluster::Change;
use rollout_engine::trace::{FrameIndex, Trace};
use rollout_promises::{Script, Violation, check, scenario_of};

/// Default number of sessions: enough for everything to happen. Takes a few seconds without optimisation.
const COUNT: u64 = 900;

#[allow(clippy::disallowed_methods, reason = "it says how long it took, by the real clock")]
fn main() -> ExitCode {
    let (count, from) = (number("PROMISES_COUNT", COUNT), number("PROMISES_FROM", 0));
    let begin = Instant::now();
    let mut coverage = Coverage::default();
    let mut frames = 0;
    for seed in from..from.saturating_add(count) {
        let script = scenario_of(seed);
        let trace = script.run();
        if let Err(violation) = check(&trace, &script.rules) {
            return broken(seed, &script, &violation);
        }
        coverage.count(&script, &trace);
        frames += u64::from(trace.len());
    }
    println!("{coverage}");
    let never = if count < COUNT { Vec::new() } else { coverage.never() };
    never.iter().for_each(|what| println!("never happened: {what}"));
    let seconds = begin.elapsed().as_secs_f64();
    println!("{count} sessions from seed {from}, {frames} frames checked, {seconds:.1} s");
    if never.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn number(variable: &str, otherwise: u64) -> u64 {
    let said = std::env::var(variable).ok().filter(|said| !said.is_empty());
    said.map_or(otherwise, |said| {
        said.parse().unwrap_or_else(|e| panic!("{variable}: {said}: {e}"))
    })
}

fn broken(seed: u64, script: &Script, violation: &Violation) -> ExitCode {
    println!("seed {seed} breaks {}: {}", violation.promise, tell(violation));
    let (script, violation) = shrink::shortest(script, violation);
    println!("\nshortened to:\n{}", told::told(&script));
    println!("which breaks {}: {}", violation.promise, tell(&violation));
    println!("\nthe frames before that:\n{}", last_frames(&script.run(), &violation));
    ExitCode::FAILURE
}

fn tell(violation: &Violation) -> String {
    let Violation { frame, at, what, .. } = violation;
    format!("frame {}, {at} ({at:?}): {what}", frame.0)
}

/// A change in short: of a pod only the fields that promises read.
fn brief(change: &Change) -> String {
    let of_pod = |what: &str, pod: &Pod| {
        let Pod { ordinal, uid, phase, revision, ready, .. } = pod;
        let ready = if *ready { "Ready" } else { "not Ready" };
        let leaving = if pod.is_terminating() { ", terminating" } else { "" };
        format!("{what} web-{ordinal} ({uid:?}) at {revision}: {phase}, {ready}{leaving}")
    };
    match change {
        Change::PodCreated(_, pod) => of_pod("made", pod),
        Change::PodUpdated(_, pod) => of_pod("wrote", pod),
        Change::PodDeleted(_, pod) => of_pod("removed", pod),
        Change::EventRecorded(_, event) => format!("{:?} of {}", event.reason, event.ordinal),
        other => format!("{other:?}"),
    }
}

/// The frames that led to the violation.
fn last_frames(trace: &Trace, violation: &Violation) -> String {
    let first = violation.frame.0.saturating_sub(6);
    let frames = (first..=violation.frame.0).map(FrameIndex);
    let lines = frames.map(|frame| {
        let changes =
            trace.changes(frame).iter().map(|change| format!("\n        {}", brief(change)));
        let changes: String = changes.collect();
        format!("  {} {:?} {:?}{changes}\n", frame.0, trace.at(frame), trace.cause(frame))
    });
    lines.collect()
}
