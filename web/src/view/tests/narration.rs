//! The reason at every frame: each claim of the sentence about a pod is true in that frame, and still a moment before
//! the next one: what time alone changes has no frame.
//!
//! The test parses the English sentence independently of the code that wrote it, and compares each claim with the
//! objects. A sentence that matches no pattern fails too, so a new one is added here with its claims.

#[path = "../../../../crates/rollout-promises/tests/promises/told.rs"]
#[allow(dead_code, reason = "of what it tells only sessions are needed")]
mod told;

mod claims;
mod seen;

use std::ops::Range;
use std::rc::Rc;

use super::*;
use crate::state::{Place, Run};
use claims::wrong;
use rollout_engine::cluster::Change;
use rollout_engine::time::SimTime;
use rollout_engine::trace::FrameIndex;
use scenario::{GALLERY, Scenario};
use seen::Seen;

/// The random sessions that are walked unless somebody asks for others: see [`seeds`].
const SESSIONS: Range<u64> = 0..25;

/// Sessions in which a sentence was false once, one for each fault.
///
/// A condemned pod that terminates already (304); a step of a kubelet that wakes no sync (1808); a pod that is
/// not the set's own: in the list of those that are not created yet (1573), in the way of a creation (655, 1114,
/// 1168), among those that keep their revision (898), beside a refusal (1812); a pod that became available without a
/// sync (1141), and was counted against the budget (671); the condition Ready of a container that does not run (181,
/// 1216); time that passes unseen (414).
const FOUND: [u64; 13] = [181, 304, 414, 655, 671, 898, 1114, 1141, 1168, 1216, 1573, 1808, 1812];

/// Checks every frame of a scenario. Returns the false claims with their times.
fn walk(name: &str, scenario: Scenario) -> Vec<String> {
    let run = Rc::new(Run::at_once(scenario));
    let mut state = AppState::open(Rc::clone(&run), true);
    let rollout = &run.trace.rollout;
    let mut all = Vec::new();
    for frame in (run.trace.begins.0..rollout.len()).map(FrameIndex) {
        state.place = Place::at_frame(&run, frame);
        let Some(it) = drawn(&state) else { continue };
        let (Some(owned), id) = (it.existing(), it.history.id) else { continue };
        let later = (frame < rollout.last()).then(|| rollout.at(FrameIndex(frame.0 + 1)));
        let mut seen = Seen {
            state: &state,
            id,
            owned,
            created: Vec::new(),
            deleted: Vec::new(),
            is_last: later.is_none_or(|at| at > rollout.at(frame)),
        };
        for change in rollout.changes(frame) {
            match change {
                Change::PodCreated(of, pod) if *of == id => seen.created.push(pod.ordinal),
                Change::PodUpdated(of, pod) if *of == id && pod.is_terminating() => {
                    seen.deleted.push(pod.ordinal)
                }
                Change::PodDeleted(of, pod) if *of == id => seen.deleted.push(pod.ordinal),
                _ => {}
            }
        }
        let says: String = whole(&state);
        if let Some(what) = wrong(&says, &seen) {
            all.push(format!("{name} {} frame {}: {says} ({what})", state.place.at, frame.0));
        }
        if let Some(until) = later.filter(|_| seen.is_last) {
            let before = SimTime::from_millis(until.as_millis() - 1);
            let mut state = state.clone();
            state.place = state.place.later_beyond(&run, before);
            let says: String = whole(&state);
            if let Some(what) = wrong(&says, &Seen { state: &state, ..seen }) {
                all.push(format!("{name} {before} after frame {}: {says} ({what})", frame.0));
            }
        }
    }
    all
}

/// Returns the sentence with whole names.
fn whole(state: &AppState) -> String {
    let part = |part| match part {
        sentence::SentencePart::Words(words) => words,
        sentence::SentencePart::Pod(name, _) => name.whole,
    };
    explain::view(state).sentence.into_iter().map(part).collect()
}

/// Seeds of the random sessions. `NARRATED=2000` takes the first 2,000, `NARRATED=2000..4000` a range, and
/// `NARRATED_SEED=304` or `NARRATED_SEED=304,479` only these.
fn seeds() -> Vec<u64> {
    let number = |text: &str| text.trim().parse().expect("a seed is a number");
    if let Ok(list) = std::env::var("NARRATED_SEED") {
        return list.split(',').map(number).collect();
    }
    match std::env::var("NARRATED") {
        Ok(range) => match range.split_once("..") {
            Some((from, to)) => (number(from)..number(to)).collect(),
            None => (0..number(&range)).collect(),
        },
        Err(_) => SESSIONS.chain(FOUND).collect(),
    }
}

/// Walks the session of a seed. Returns its false claims, the first three at most.
fn walk_session(seed: u64) -> Vec<String> {
    let text = told::told(&rollout_promises::scenario_of(seed));
    let mut wrong = walk(&format!("seed {seed}"), Scenario::parse(&text).expect("a session"));
    wrong.truncate(3);
    wrong
}

fn assert_none(wrong: &[String]) {
    let shown = wrong.iter().take(60).map(String::as_str).collect::<Vec<_>>();
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), shown.join("\n"));
}

#[test]
fn the_reason_is_so_at_every_frame_of_the_gallery() {
    let wrong: Vec<String> = GALLERY
        .iter()
        .flat_map(|(name, text)| walk(name, Scenario::parse(text).expect(name)))
        .collect();
    assert_none(&wrong);
}

#[test]
fn the_reason_is_so_at_every_frame_of_random_sessions() {
    let seeds = &seeds();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let walk_every = |first: usize| -> Vec<String> {
        seeds.iter().skip(first).step_by(threads).flat_map(|&seed| walk_session(seed)).collect()
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let walks: Vec<_> =
            (0..threads).map(|first| scope.spawn(move || walk_every(first))).collect();
        walks.into_iter().flat_map(|walk| walk.join().expect("a walk")).collect()
    });
    assert_none(&wrong);
}
