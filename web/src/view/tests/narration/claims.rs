//! The claims of a sentence, read again from its English words, and what must be so in the frame for each.

use super::seen::{Seen, ordinal};
use super::*;
use rollout_engine::api::{Pod, PodPhase, UpdateStrategy};

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
pub(super) fn wrong(says: &str, seen: &Seen<'_>) -> Option<String> {
    let says = says.split_once(". The scheduler says: ").map_or(says, |(says, _)| says);
    let says = says.strip_suffix('.').unwrap_or(says);
    if says.starts_with("replicas is 0") || says.starts_with("Every pod of another") {
        return wrong_of_all(says, seen);
    }
    let (main, held) = match says.split_once(", so ") {
        Some((main, held)) => (main, Some(held)),
        None => (says, None),
    };
    held.and_then(|held| wrong_hold(held, main, seen)).or_else(|| wrong_main(main, seen))
}

fn wrong_hold(held: &str, main: &str, seen: &Seen<'_>) -> Option<String> {
    let between = |from: &str, to: &[&str]| {
        let rest = held.strip_prefix(from)?;
        to.iter().find_map(|to| rest.strip_suffix(to))
    };
    let all = |list: &str, is: &dyn Fn(&str) -> bool, what: &str| {
        let (names, _) = names(list);
        let bad = names.into_iter().find(|name| !is(name));
        bad.map(|bad| format!("{bad} {what}"))
    };
    let is_wanted = |name: &str| ordinal(name).is_some_and(|it| seen.in_range().contains(&it));
    let counted = |list: &str, count: usize| {
        let (_, said) = names(list);
        (said != count).then(|| format!("{count} and not {said}"))
    };
    if let Some(list) = between("", &[" is not created yet", " are not created yet"]) {
        // Recreate creates the pods that are terminating, too. A claim is collected for one pod alone.
        let is_recreate = seen.owned.set.spec.update_strategy == UpdateStrategy::Recreate;
        let is_free = |name: &str| match seen.any(name) {
            None => is_wanted(name),
            Some(pod) => is_recreate && pod.is_terminating(),
        };
        let count = || counted(list, seen.held_count(true));
        let is_counted = !is_recreate && !main.starts_with("A claim of ");
        return all(list, &is_free, "exists, or is not wanted")
            .or_else(|| count().filter(|_| is_counted));
    }
    if let Some(list) = between("", &[" is not deleted yet", " are not deleted yet"]) {
        let stays = |name: &str| {
            seen.pod(name).is_some_and(|pod| !pod.is_terminating()) && !is_wanted(name)
        };
        return all(list, &stays, "goes already, or is wanted")
            .or_else(|| counted(list, seen.held_count(false)));
    }
    if let Some(list) = between("the next pod (", &[") waits"])
        .or_else(|| between("the next batch (", &[") waits"]))
    {
        let spec = &seen.owned.set.spec;
        let waits = |name: &str| {
            let moves = ordinal(name).is_some_and(|it| it >= spec.start + spec.partition());
            moves && seen.pod(name).is_some_and(|pod| seen.is_outdated(pod))
        };
        return all(list, &waits, "does not wait");
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
    // Admission comes before the name is looked up: a pod that a former set left behind does not change the refusal.
    // What was refused may be permitted by now, and the controller finds out with its next attempt.
    (" could not be created: ", |seen, pod| pod.is_none() && seen.has_refusal()),
    (" cannot pull its image", |_, pod| pod.is_some_and(|it| !it.is_running_and_ready())),
    (" cannot be started, because", |_, pod| pod.is_some_and(|it| !it.is_running_and_ready())),
    (" crashes again and again", |_, pod| pod.is_some_and(|it| !it.is_running_and_ready())),
    (" has failed", |_, pod| pod.is_some()),
    (" is terminating and does not go", |_, pod| pod.is_some_and(Pod::is_terminating)),
    (" has been creating its containers for too long", |_, pod| {
        pod.is_some_and(|it| it.started_at.is_none())
    }),
    (" is on a node that is lost", |_, pod| pod.is_some_and(|it| !it.is_running_and_ready())),
    (" never becomes Ready", |seen, pod| {
        pod.is_some_and(|it| !it.is_terminating() && !seen.is_ever_ready(it))
    }),
    (" is gone; ", |seen, pod| pod.is_none() && seen.is_looked_at()),
    (" is Ready; ", |seen, pod| pod.is_some_and(Pod::is_running_and_ready) && seen.is_looked_at()),
    (" has changed and is not Ready; ", |seen, pod| {
        pod.is_some_and(|it| !it.is_running_and_ready()) && seen.is_looked_at()
    }),
    (" is told to stop; ", |seen, pod| pod.is_some_and(Pod::is_terminating) && seen.is_looked_at()),
    (" has stopped; ", |seen, pod| pod.is_some_and(Pod::is_terminating) && seen.is_looked_at()),
    (" is created; ", |seen, pod| pod.is_some() && seen.is_looked_at()),
    (" is being collected", |_, _| true),
    (" keeps its revision until it is deleted by hand", |seen, pod| {
        pod.is_some_and(|it| seen.is_outdated(it))
    }),
];

/// Sentences that claim nothing about pods.
const OF_NONE: [&str; 7] = [
    "There is no StatefulSet at this moment",
    "The StatefulSet is being deleted",
    "The namespace is being deleted",
    "The sync has failed",
    "Container ",
    "In ",
    "pods are unavailable, more than may be",
];

fn wrong_main(main: &str, seen: &Seen<'_>) -> Option<String> {
    let claim = |is_so: bool, what: &str| (!is_so).then(|| what.to_owned());
    for (words, is_so) in OF_ONE {
        if let Some((name, _)) = main.split_once(words).filter(|(name, _)| !name.contains(' ')) {
            return claim(is_so(seen, seen.pod(name)), name);
        }
    }
    if let Some((name, end)) =
        main.strip_prefix("A claim of ").and_then(|rest| rest.split_once(' '))
    {
        let pod = seen.pod(name);
        let is_so = if end.starts_with("is being collected") {
            pod.is_none()
        } else if end.starts_with("is being deleted while ") {
            pod.is_some_and(|pod| seen.loses_a_claim(pod))
        } else {
            end.starts_with("could not be created: ")
                && pod.is_some_and(|pod| pod.phase == PodPhase::Pending)
                && seen.has_refusal()
        };
        return claim(is_so, name);
    }
    if let Some((name, _)) = main
        .strip_prefix("A pod that is not the set's own is called ")
        .and_then(|rest| rest.split_once(": the sync fails at it"))
    {
        return claim(seen.any(name).is_some() && seen.pod(name).is_none(), name);
    }
    if let Some(rest) = main.strip_prefix("No node fits ") {
        let (name, _) = rest.split_once(',').unwrap_or((rest, ""));
        return claim(seen.pod(name).is_some_and(|it| it.node.is_none()), name);
    }
    if let Some(next) =
        main.strip_prefix("The last sync no longer describes the pods; the next one ")
    {
        let comes = match seen.next_sync() {
            Some(at) => format!("comes in {} s", explain::seconds(seen.state.place.at, at)),
            None => "comes with the next change".to_owned(),
        };
        return claim(
            // Another write of this instant may follow, such as a probe's, that wakes no sync either.
            !seen.is_looked_at() && seen.has_new_findings() && next == comes,
            "the last sync still describes them, or the next one comes at another time",
        );
    }
    if let Some(comes) = main.strip_prefix("The last sync has acted; the next one comes in ") {
        let seconds = |at| format!("{} s", explain::seconds(seen.state.place.at, at));
        let is_so = seen.next_sync().map(seconds).is_some_and(|seconds| seconds == comes);
        return claim(is_so && seen.has_acted() && !seen.is_looked_at(), "it has not");
    }
    if let Some(list) = [" is", " are"].iter().find_map(|are| {
        main.strip_suffix(&format!("{are} created and, in the same sync, deleted again"))
    }) {
        let (names, count) = names(list);
        let is_gone = |it: &u32| seen.created.contains(it) && seen.owned.pods.own(*it).is_none();
        let all = names.iter().all(|name| ordinal(name).is_some_and(|it| is_gone(&it)));
        let gone = seen.created.iter().filter(|it| is_gone(it)).count();
        return claim(all && count == gone, "not what this frame created and deleted");
    }
    if main.starts_with("Something has changed; ") || main.starts_with("The set has changed; ") {
        return claim(seen.is_looked_at(), "no sync at this instant");
    }
    if let Some(list) =
        [" is created", " are created"].iter().find_map(|end| main.strip_suffix(end))
    {
        let (names, count) = names(list);
        let is_there = |it: &u32| seen.created.contains(it) && seen.owned.pods.own(*it).is_some();
        let all = names.iter().all(|name| ordinal(name).is_some_and(|it| is_there(&it)));
        let there = seen.created.iter().filter(|it| is_there(it)).count();
        return claim(all && count == there, "not what this frame created");
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
        let outdated = seen.own().filter(|pod| seen.is_outdated(pod)).count();
        return claim(all && count == outdated.min(100), "not those that keep theirs");
    }
    wrong_of_all(main, seen)
}

fn wrong_of_all(main: &str, seen: &Seen<'_>) -> Option<String> {
    let claim = |is_so: bool, what: &str| (!is_so).then(|| what.to_owned());
    let runs = |ordinals: std::ops::Range<u32>, letter: &str| {
        ordinals.into_iter().all(|ordinal| {
            let pod = seen.owned.pods.own(ordinal);
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
        let all = seen.own().all(|pod| seen.letter(pod) == letter);
        return claim(all, "some pod has another");
    }
    if main.starts_with("The partition holds every pod at the revision") {
        return claim(seen.own().next().is_some(), "there is no pod");
    }
    if let Some((count, rest)) = main.split_once(" pods are unavailable, as many as may be; ") {
        let (_, count) = names(&format!("x and {} more", count.to_lowercase()));
        let is_down = |ordinal: &u32| {
            let pod = seen.owned.pods.own(*ordinal);
            pod.is_none_or(|it| !seen.is_available(it) || it.is_terminating())
        };
        let next = rest.split(' ').next().unwrap_or_default();
        let down = range.filter(is_down).count();
        return claim(count - 1 <= down + 1 && seen.pod(next).is_some(), "not so many");
    }
    if main.starts_with("Every pod of another revision goes before") {
        let update = seen.owned.set.status.update_revision;
        return claim(seen.own().any(|pod| Some(pod.revision) != update), "none is left");
    }
    let is_known = OF_NONE.iter().any(|known| main.contains(known));
    claim(is_known, "nobody knows what it claims")
}
