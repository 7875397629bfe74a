//! The reason at every frame: each claim of the sentence about a pod is true in that frame.
//!
//! The test parses the English sentence independently of the code that wrote it, and compares each claim with the
//! objects. A sentence that matches no pattern fails too, so a new one is added here with its claims.

#[path = "../../../../crates/rollout-promises/tests/promises/told.rs"]
#[allow(dead_code, reason = "of what it tells only sessions are needed")]
mod told;

use std::rc::Rc;

use super::*;
use crate::state::{Place, Run};
use rollout_engine::api::{Pod, PodPhase};
use rollout_engine::cluster::{Change, Owned};
use rollout_engine::controller::{Observed, sync};
use rollout_engine::trace::FrameIndex;
use scenario::{GALLERY, Scenario};

/// Default number of random sessions. `NARRATED=2000` sets another one.
const SESSIONS: u64 = 25;

/// A frame and its objects.
struct Seen<'a> {
    state: &'a AppState,
    owned: &'a Owned,
    /// Ordinals of pods that this frame created, and of those that it deleted or began to terminate.
    created: Vec<u32>,
    deleted: Vec<u32>,
    is_last: bool,
}

impl Seen<'_> {
    fn pod(&self, name: &str) -> Option<&Pod> {
        self.owned.pods.get(ordinal(name)?)
    }

    fn letter(&self, pod: &Pod) -> String {
        drawn(self.state).map(|it| it.history.letter(pod.revision).to_string()).unwrap_or_default()
    }

    fn is_outdated(&self, pod: &Pod) -> bool {
        Some(pod.revision) != self.owned.set.status.update_revision && !pod.is_terminating()
    }

    fn is_available(&self, pod: &Pod) -> bool {
        pod.is_available(self.owned.set.spec.min_ready_seconds, self.state.place.at)
    }

    /// Whether a sync of the objects as they are finds something else than the last one.
    fn has_new_findings(&self) -> bool {
        let (run, place) = (&self.state.run, &self.state.place);
        let Some(id) = drawn(self.state).map(|it| it.history.id) else { return false };
        let cluster = run.trace.rollout.seek(place.frame()).cluster;
        let Some(owned) = cluster.set(id) else { return false };
        let observed = Observed {
            set: &owned.set,
            revisions: &owned.revisions,
            pods: &owned.pods,
            claims: &owned.claims,
            admission: &cluster.admission(id, place.at),
            mismatches: &owned.mismatches(),
        };
        let found = sync(&observed, cluster.upgraded().unwrap_or(&run.rules), place.at);
        Some(found.waiting) != run.trace.rollout.waiting(id, place.frame())
    }

    fn in_range(&self) -> std::ops::Range<u32> {
        self.owned.set.spec.range().ordinals()
    }
}

fn ordinal(name: &str) -> Option<u32> {
    name.rsplit_once('-')?.1.parse().ok()
}

/// Parses `web-2, web-1 and three more` into names and the total number.
fn names(list: &str) -> (Vec<&str>, usize) {
    let (list, more) = list.split_once(" and ").map_or((list, ""), |(list, more)| (list, more));
    let names: Vec<&str> = list.split(", ").collect();
    let words = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let more = more.trim_end_matches(" more");
    let more =
        words.iter().position(|word| *word == more).or_else(|| more.replace(',', "").parse().ok());
    let count = names.len() + more.unwrap_or(0);
    (names, count)
}

/// Returns the false claim of a sentence in its frame. `None` if all claims are true.
fn wrong(says: &str, seen: &Seen<'_>) -> Option<String> {
    let says = says.split_once(". The scheduler says: ").map_or(says, |(says, _)| says);
    let says = says.strip_suffix('.').unwrap_or(says);
    if says.starts_with("replicas is 0") || says.starts_with("Every pod of another") {
        return wrong_of_all(says, seen);
    }
    let (main, held) = match says.split_once(", so ") {
        Some((main, held)) => (main, Some(held)),
        None => (says, None),
    };
    held.and_then(|held| wrong_hold(held, seen)).or_else(|| wrong_main(main, seen))
}

fn wrong_hold(held: &str, seen: &Seen<'_>) -> Option<String> {
    let between = |from: &str, to: &[&str]| {
        let rest = held.strip_prefix(from)?;
        to.iter().find_map(|to| rest.strip_suffix(to))
    };
    let all = |list: &str, is: &dyn Fn(Option<&Pod>) -> bool, what: &str| {
        let (names, _) = names(list);
        let bad = names.into_iter().find(|name| !is(seen.pod(name)));
        bad.map(|bad| format!("{bad} {what}"))
    };
    if let Some(list) = between("", &[" is not created yet", " are not created yet"]) {
        return all(list, &|pod| pod.is_none_or(|pod| pod.is_terminating()), "exists");
    }
    if let Some(list) = between("", &[" is not deleted yet", " are not deleted yet"]) {
        return all(list, &|pod| pod.is_some_and(|pod| !pod.is_terminating()), "goes already");
    }
    if let Some(list) = between("the next pod (", &[") waits"])
        .or_else(|| between("the next batch (", &[") waits"]))
    {
        return all(list, &|pod| pod.is_some_and(|pod| seen.is_outdated(pod)), "does not wait");
    }
    Some(format!("nobody knows what {held:?} claims"))
}

/// The claims about one pod: the words after its name, and the condition that must be true.
type OfOne = (&'static str, fn(&Seen<'_>, Option<&Pod>) -> bool);

const OF_ONE: [OfOne; 25] = [
    (" was made by another StatefulSet of this name", |_, pod| pod.is_some()),
    (" is still terminating", |_, pod| pod.is_some_and(Pod::is_terminating)),
    (" is not Ready yet", |_, pod| {
        pod.is_some_and(|it| !it.is_terminating() && !it.is_running_and_ready())
    }),
    (" is not Ready: the ", |_, pod| pod.is_some_and(|it| !it.is_running_and_ready())),
    (" is Ready but not available yet", |seen, pod| {
        pod.is_some_and(|it| it.is_running_and_ready() && !seen.is_available(it))
    }),
    (" is not available", |seen, pod| {
        pod.is_none_or(|it| !seen.is_available(it) || it.is_terminating())
    }),
    (" is on its way", |seen, pod| {
        pod.is_none_or(|it| !seen.is_available(it) || it.is_terminating())
    }),
    (" has ended, and is created again once it is gone", |_, pod| {
        pod.is_some_and(|it| it.is_finished() || it.is_terminating())
    }),
    (" cannot be created: ", |_, pod| pod.is_none()),
    (" cannot pull its image", |_, pod| pod.is_some_and(|it| !it.is_running_and_ready())),
    (" cannot be started, because", |_, pod| pod.is_some_and(|it| !it.is_running_and_ready())),
    (" crashes again and again", |_, pod| pod.is_some_and(|it| !it.is_running_and_ready())),
    (" has failed", |_, pod| pod.is_some()),
    (" is terminating and does not go", |_, pod| pod.is_some_and(Pod::is_terminating)),
    (" has been creating its containers for too long", |_, pod| {
        pod.is_some_and(|it| it.started_at.is_none())
    }),
    (" is on a node that is lost", |_, pod| pod.is_some_and(|it| !it.is_running_and_ready())),
    (" never becomes Ready", |_, pod| {
        pod.is_none_or(|it| !it.is_running_and_ready() || it.is_terminating())
    }),
    (" is gone; ", |seen, pod| pod.is_none() && !seen.is_last),
    (" is Ready; ", |seen, pod| pod.is_some_and(Pod::is_running_and_ready) && !seen.is_last),
    (" has changed and is not Ready; ", |seen, pod| {
        pod.is_some_and(|it| !it.is_running_and_ready()) && !seen.is_last
    }),
    (" is told to stop; ", |seen, pod| pod.is_some_and(Pod::is_terminating) && !seen.is_last),
    (" has stopped; ", |seen, pod| pod.is_some_and(Pod::is_terminating) && !seen.is_last),
    (" is created; ", |seen, pod| pod.is_some() && !seen.is_last),
    (" is being collected", |_, _| true),
    (" keeps its revision until it is deleted by hand", |seen, pod| {
        pod.is_some_and(|it| seen.is_outdated(it))
    }),
];

/// Sentences that claim nothing about pods.
const OF_NONE: [&str; 9] = [
    "There is no StatefulSet at this moment",
    "The StatefulSet is being deleted",
    "The namespace is being deleted",
    "A claim of ",
    "The sync has failed",
    "Container ",
    "In ",
    "pods are unavailable, more than may be",
    "The set has changed; ",
];

fn wrong_main(main: &str, seen: &Seen<'_>) -> Option<String> {
    let claim = |is_so: bool, what: &str| (!is_so).then(|| what.to_owned());
    for (words, is_so) in OF_ONE {
        if let Some((name, _)) = main.split_once(words).filter(|(name, _)| !name.contains(' ')) {
            return claim(is_so(seen, seen.pod(name)), name);
        }
    }
    if let Some(rest) = main.strip_prefix("No node fits ") {
        let (name, _) = rest.split_once(',').unwrap_or((rest, ""));
        return claim(seen.pod(name).is_some_and(|it| it.node.is_none()), name);
    }
    if main.starts_with("The last sync no longer describes the pods; ") {
        return claim(
            seen.is_last && seen.has_new_findings(),
            "the last sync still describes them",
        );
    }
    if main.starts_with("Something has changed; ") || main.starts_with("The set has changed; ") {
        return claim(!seen.is_last, "a frame between that is the last");
    }
    if let Some(list) =
        [" is created", " are created"].iter().find_map(|end| main.strip_suffix(end))
    {
        let (names, count) = names(list);
        let all =
            names.iter().all(|name| ordinal(name).is_some_and(|it| seen.created.contains(&it)));
        return claim(all && count == seen.created.len(), "not what this frame created");
    }
    if let Some((list, _)) = main
        .split_once(" deleted")
        .filter(|_| main.contains(" is deleted") || main.contains(" are deleted"))
        .filter(|_| !main.contains("by hand"))
    {
        let list = list.trim_end_matches(" is").trim_end_matches(" are");
        let (names, count) = names(list);
        // A set that gets smaller and one whose pods return are two sentences: the one that is said is about its own
        // pods.
        let (is_smaller, range) = (main.contains(": replicas is "), seen.in_range());
        let own = |it: &&u32| range.contains(*it) != is_smaller;
        let deleted: Vec<u32> = seen.deleted.iter().filter(own).copied().collect();
        let all = names.iter().all(|name| ordinal(name).is_some_and(|it| deleted.contains(&it)));
        return claim(all && count == deleted.len(), "not what this frame deleted");
    }
    if let Some((list, _)) = main.split_once(" keep their revision until") {
        let (names, count) = names(list);
        let all = names.iter().all(|name| seen.pod(name).is_some_and(|pod| seen.is_outdated(pod)));
        let outdated = seen.owned.pods.iter().filter(|pod| seen.is_outdated(pod)).count();
        return claim(all && count == outdated.min(100), "not those that keep theirs");
    }
    wrong_of_all(main, seen)
}

fn wrong_of_all(main: &str, seen: &Seen<'_>) -> Option<String> {
    let claim = |is_so: bool, what: &str| (!is_so).then(|| what.to_owned());
    let runs = |ordinals: std::ops::Range<u32>, letter: &str| {
        ordinals.into_iter().all(|ordinal| {
            let pod = seen.owned.pods.get(ordinal);
            // A person may have written the condition Ready into a pod that does not run: then the controller takes
            // it for one that does, and so does the sentence.
            let runs =
                |it: &Pod| it.ready && matches!(it.phase, PodPhase::Running | PodPhase::Pending);
            pod.is_some_and(|it| runs(it) && seen.letter(it) == letter)
        })
    };
    let range = seen.in_range();
    let of_all = ["All ", "Both ", "The one pod"].iter().any(|start| main.starts_with(start));
    let revision =
        main.split_once(" run revision ").or_else(|| main.split_once("The one pod runs revision "));
    if let Some((_, letter)) = revision.filter(|_| of_all) {
        let count = u32::try_from(range.len()).unwrap_or(u32::MAX);
        let is_true = runs(range, letter) && seen.owned.pods.own_count() == count;
        return claim(is_true, "not all of them");
    }
    if main == "replicas is 0, so there is no pod" {
        return claim(range.is_empty() && seen.owned.pods.own_count() == 0, "there is one");
    }
    if let Some((first, rest)) =
        main.strip_prefix("Every pod from ").and_then(|it| it.split_once(" on runs revision "))
    {
        let letter = rest.split(';').next().unwrap_or_default();
        return claim(
            ordinal(first).is_some_and(|first| runs(first..range.end, letter)),
            "not all from there on",
        );
    }
    if let Some(letter) = main.strip_prefix("The partition holds every pod at revision ") {
        let all = seen.owned.pods.iter().all(|pod| seen.letter(pod) == letter);
        return claim(all, "some pod has another");
    }
    if main.starts_with("The partition holds every pod at the revision") {
        let letters: Vec<_> = seen.owned.pods.iter().map(|pod| seen.letter(pod)).collect();
        return claim(!letters.is_empty(), "there is no pod");
    }
    if let Some((count, rest)) = main.split_once(" pods are unavailable, as many as may be; ") {
        let (_, count) = names(&format!("x and {} more", count.to_lowercase()));
        let is_down = |ordinal: &u32| {
            let pod = seen.owned.pods.get(*ordinal);
            pod.is_none_or(|it| !seen.is_available(it) || it.is_terminating())
        };
        let next = rest.split(' ').next().unwrap_or_default();
        let down = range.filter(is_down).count();
        return claim(count - 1 <= down + 1 && seen.pod(next).is_some(), "not so many");
    }
    if main.starts_with("Every pod of another revision goes before") {
        let update = seen.owned.set.status.update_revision;
        return claim(
            seen.owned.pods.iter().any(|pod| Some(pod.revision) != update),
            "none is left",
        );
    }
    let is_known = OF_NONE.iter().any(|known| main.contains(known));
    claim(is_known, "nobody knows what it claims")
}

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
        let mut seen = Seen {
            state: &state,
            owned,
            created: Vec::new(),
            deleted: Vec::new(),
            is_last: frame == rollout.last()
                || rollout.at(FrameIndex(frame.0 + 1)) > rollout.at(frame),
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

#[test]
fn the_reason_is_so_at_every_frame_of_the_gallery() {
    let wrong: Vec<String> = GALLERY
        .iter()
        .flat_map(|(name, text)| walk(name, Scenario::parse(text).expect(name)))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} are wrong:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(60)].join("\n")
    );
}

#[test]
fn the_reason_is_so_at_every_frame_of_random_sessions() {
    let count = std::env::var("NARRATED").ok().and_then(|count| count.parse().ok());
    let mut wrong = Vec::new();
    for seed in 0..count.unwrap_or(SESSIONS) {
        let text = told::told(&rollout_promises::scenario_of(seed));
        let scenario = Scenario::parse(&text).expect("a session");
        wrong.extend(walk(&format!("seed {seed}"), scenario).into_iter().take(3));
    }
    assert!(
        wrong.is_empty(),
        "{} are wrong:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(60)].join("\n")
    );
}
