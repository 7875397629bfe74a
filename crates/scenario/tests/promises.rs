//! Random sessions written in the language give the same sessions as in the engine, and keep what Kubernetes promises.
//!
//! The engine's test of this name generates them and runs many more. Here they pass through manifests, the API server
//! and command lines, as a person's would. A failure prints a script that can be pasted into the playground.

#[path = "../../rollout-promises/tests/promises/told.rs"]
mod told;

use std::rc::Rc;

use rollout_engine::cluster::Change;
use rollout_engine::trace::{Ended, FrameIndex, Trace};
use rollout_promises::{check, scenario_of};
use scenario::{Base, Link, Scenario, WORDS, simulate};

const SESSIONS: u64 = 150;

#[test]
fn a_session_told_in_words_is_the_same_and_keeps_the_promises() {
    for seed in 0..SESSIONS {
        let script = scenario_of(seed);
        let text = told::told(&script);
        let scenario =
            Scenario::parse(&text).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{text}"));
        let (meant, trace) = (script.run(), simulate(&scenario).rollout);
        let (mut story, mut told) = (pods(&meant), pods(&trace));
        if matches!(meant.ended(), Ended::Horizon | Ended::FrameLimit) {
            // A scenario that would never end is cut off.
            let shorter = story.len().min(told.len());
            (story, told) = (story[..shorter].into(), told[..shorter].into());
        }
        assert_eq!(story, told, "seed {seed}\n{}\n{text}", link(&scenario));
        if let Err(violation) = check(&trace, &script.rules) {
            let (promise, what) = (violation.promise, violation.what);
            panic!("seed {seed} breaks {promise}: {what}\n{}\n{text}", link(&scenario));
        }
    }
}

/// Returns the link of a session, or why there is none.
fn link(scenario: &Scenario) -> String {
    Link::write(scenario, &Base::nothing(), None, &words)
        .map_or_else(|why| format!("no link: {why}"), |letters| format!("#{letters}"))
}

fn words(file: &str) -> Option<Rc<str>> {
    (file == WORDS).then(|| include_str!("../link/words-1.txt").into())
}

#[test]
fn a_failure_has_a_link_that_opens_its_session() {
    let scenario = Scenario::parse(&told::told(&scenario_of(7))).expect("a session");
    let opened = Link::read(&link(&scenario)[1..], &words).expect("a link");
    assert_eq!(opened.scenario, scenario);
}

/// Returns when each pod was created and deleted.
fn pods(trace: &Trace) -> Vec<String> {
    let frames = (0..trace.len()).map(FrameIndex);
    let changes = frames.flat_map(|frame| trace.changes(frame).iter().map(move |c| (frame, c)));
    let moments = changes.filter_map(|(frame, change)| match change {
        Change::PodCreated(_, pod) => Some(format!("{:?} made {}", trace.at(frame), pod.ordinal)),
        Change::PodDeleted(_, pod) => Some(format!("{:?} gone {}", trace.at(frame), pod.ordinal)),
        _ => None,
    });
    moments.collect()
}
