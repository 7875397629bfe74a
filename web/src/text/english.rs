//! English. Short declarative sentences in the present tense; pods are subjects; one word for one thing.

use rollout_engine::controller::{Act, Rule};

use super::{Ends, Facts, Labels, Partition, Readiness, Role, Text};
use crate::history::Trouble;

/// What the page says in English.
pub static ENGLISH: Text = Text {
    label: LABELS,
    scenario: "Two at a time",
    no_question: "How does this StatefulSet roll out?",
    replicas: |replicas| plural(replicas, "replica"),
    image_changes: |at| format!("The image changes at {at}."),
    edited,
    readiness,
    restarts: |restarts| format!("{restarts} restarts"),
    role,
    unavailable_of: |pods| format!("{pods} unavailable of "),
    next_batch: |pod| format!("next, waits for {pod}"),
    held_by: |pod| format!("everything waits for {pod}"),
    this_batch: |batch| if batch { "this batch" } else { "this pod" },
    condemned: |replicas| format!("condemned: replicas is {replicas}"),
    partition,
    reason,
    rule,
    goes_on,
    stuck,
    frees,
    ends,
    ready,
    updated: |pods| format!("{pods} updated"),
    quiet_from: |at| format!("no pod changes from {at} on"),
    too_many: |pods| format!("{pods} pods: the timeline has a line for each few of them."),
    frame: |frame, of| format!("frame {frame} of {of}"),
    happens_at: |at| format!("A line typed here happens at {at}."),
    runs_since: |at| format!("Runs since {at}. A line typed now waits for its end."),
    problems: |count| plural(u32::try_from(count).unwrap_or(u32::MAX), "problem"),
    line: |line| format!("line {line}"),
    runs_rules_of: |release| {
        format!("Runs the StatefulSet controller’s rules of Kubernetes {release} in this page.")
    },
    keys: KEYS,
};

const LABELS: Labels = Labels {
    scenario: "Scenario",
    to_dark: "Dark theme",
    to_light: "Light theme",
    pods: "Pods",
    pods_of: "Pods of StatefulSet",
    why: "Why",
    time: "Time",
    timeline: "Timeline",
    chart: "Ready, available and updated pods over time",
    revision: "revision",
    image: "image",
    changed: "changed",
    no_pod: "no pod",
    rule: "Rule",
    goes_on_when: "Goes on when",
    stuck: "Stuck:",
    type_it: "Type it",
    would_last: "Would last",
    for_ever: "for ever, if nobody types",
    desired: "desired",
    lowest: "lowest",
    playback: "Playback",
    previous_change: "Previous change",
    step_back: "Step back",
    play: "Play",
    pause: "Pause",
    step_forward: "Step forward",
    next_change: "Next change",
    speed: "Speed",
    next_stall: "Next stall",
    zoom_in: "Zoom in",
    zoom_out: "Whole time",
    undo: "Undo",
    redo: "Redo",
    start_over: "Back to the beginning",
    keys: "Keyboard shortcuts",
    letter_keys: "Single letters act",
    close: "Close",
    tools: "Terminal and tools",
    terminal: "Terminal",
    terminals: "Terminals",
    new_terminal: "New terminal",
    terminal_line: "Terminal line",
    recalls: "↑ recalls.",
    change: "Change",
    manifest: "Manifest",
    less: "less",
    more: "more",
    enter_types_it: "↵ Enter types it",
    no_set: "There is no StatefulSet at this moment.",
    apply: "Apply",
    invalid_keeps: "The figure keeps what was last applied.",
    begin_anew: "Begin anew with it",
    delete: "Delete",
    watch: "Watch",
};

const KEYS: &[(&str, &str)] = &[
    ("Space", "play, pause"),
    (",  .", "step back, step forward"),
    ("[  ]", "previous change, next change"),
    ("Home  End", "beginning, end"),
    ("S", "next stall"),
    ("-  +", "slower, faster"),
    ("z  Z", "zoom in, whole time"),
    ("Ctrl Z", "undo; with Shift redo"),
    ("/", "to the terminal"),
    ("P", "to the pods"),
    ("T", "to the time"),
    ("?", "this list"),
    ("Esc", "back"),
];

fn plural(count: u32, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn edited(typed: usize, dropped: usize) -> String {
    let lines = |count: usize, what: &str| plural(u32::try_from(count).unwrap_or(u32::MAX), what);
    match (typed, dropped) {
        (0, _) => String::new(),
        (typed, 0) => format!("{} typed. ", lines(typed, "line")),
        (typed, dropped) => {
            format!("{} typed; {} dropped. ", lines(typed, "line"), lines(dropped, "later line"))
        }
    }
}

fn readiness(readiness: Readiness) -> &'static str {
    match readiness {
        Readiness::NotReady => "not Ready",
        Readiness::Ready => "Ready",
        Readiness::NotAvailable => "Ready, not available",
        Readiness::Leaving => "leaving",
        Readiness::Stopped => "stopped",
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Both => "current and update",
        Role::Current => "current",
        Role::Update => "update",
        Role::LeftOver => "left over",
    }
}

fn partition(p: &Partition) -> (String, String) {
    let (current, update) = (p.current, p.update);
    let rolls = current != update;
    if p.at == 0 {
        let moves = if rolls {
            format!("every pod moves to {update}")
        } else {
            "every pod may move".into()
        };
        (moves, String::new())
    } else if p.at >= p.replicas {
        (String::new(), format!("every pod stays at {current}"))
    } else if rolls {
        (format!("move to {update}"), format!("stay at {current}"))
    } else {
        ("may move".into(), "stay".into())
    }
}

fn reason(f: &Facts) -> String {
    let on = f.on.as_deref().unwrap_or("A pod");
    match f.rule {
        Rule::Settled => settled(f),
        Rule::Acting => acting(f),
        Rule::SetIsBeingDeleted => "The StatefulSet is being deleted; its pods go with it.".into(),
        Rule::FinishedPodIsGoing => {
            format!("{on} has ended, and is created again once it is gone.")
        }
        Rule::ClaimIsStale => {
            format!("A claim of {on} is being collected, so {on} is not created yet.")
        }
        Rule::ReplicaIsTerminating | Rule::CondemnedIsTerminating => {
            format!("{on} is still terminating{}.", so(f))
        }
        Rule::ReplicaIsNotReady | Rule::CondemnedIsNotReady => {
            format!("{on} is not Ready yet{}.", so(f))
        }
        Rule::ReplicaIsNotAvailable => format!("{on} is Ready but not available yet{}.", so(f)),
        Rule::PodsAreOnTheirWay => format!("{on} is on its way; no other pod waits for it."),
        Rule::OnDelete => on_delete(f),
        Rule::PartitionHolds => partition_holds(f),
        Rule::OneAtATime => format!("{on} is not available yet{}.", so(f)),
        Rule::BudgetIsSpent => {
            format!("{on} is not available, and maxUnavailable is spent{}.", so(f))
        }
        Rule::RecreateIsDeleting => {
            "Every pod of another revision goes before the first is created.".into()
        }
        Rule::Failed => "The sync has failed and is tried again.".into(),
    }
}

fn settled(f: &Facts) -> String {
    match f.replicas {
        0 => "replicas is 0, so there is no pod.".into(),
        1 => format!("The one pod runs revision {}.", f.update),
        pods => format!("All {} pods run revision {}.", in_words(pods), f.update),
    }
}

fn acting(f: &Facts) -> String {
    let several = f.next_count > 1;
    let names = if f.next.is_empty() { f.on.clone().unwrap_or_default() } else { list(f) };
    let (is, returns) = if several { ("are", "return") } else { ("is", "returns") };
    match f.act {
        Act::Replace => format!("{names} {is} deleted and {returns} at revision {}.", f.update),
        Act::ScaleDown => format!("{names} {is} deleted: replicas is {}.", f.replicas),
        Act::Create | Act::Nothing => format!("{names} {is} created."),
    }
}

fn on_delete(f: &Facts) -> String {
    let several = f.next_count > 1;
    let keep = if several {
        "keep their revision until they are"
    } else {
        "keeps its revision until it is"
    };
    format!("{} {keep} deleted by hand.", list(f))
}

fn partition_holds(f: &Facts) -> String {
    match &f.partition {
        Some((first, last)) => {
            format!("Every pod from {first} on runs revision {}; up to {last} they stay.", f.update)
        }
        None => format!("The partition holds every pod at revision {}.", f.current),
    }
}

/// What is held back.
fn so(f: &Facts) -> String {
    let names = list(f);
    let are = if f.next_count > 1 { "are" } else { "is" };
    match f.act {
        Act::Nothing => String::new(),
        Act::Create if f.next.first() == f.on.as_ref() => " and returns once it is gone".into(),
        Act::Create => format!(", so {names} {are} not created yet"),
        Act::ScaleDown => format!(", so {names} {are} not deleted yet"),
        Act::Replace if f.next_count > 1 => format!(", so the next batch ({names}) waits"),
        Act::Replace => format!(", so the next pod ({names}) waits"),
    }
}

/// `[web-2], [web-1] and 3 more`.
fn list(f: &Facts) -> String {
    let more = (f.next_count as usize).saturating_sub(f.next.len());
    let names = f.next.join(", ");
    if more == 0 { names } else { format!("{names} and {more} more") }
}

fn in_words(count: u32) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    WORDS.get(count as usize).map_or_else(|| count.to_string(), |&word| word.to_owned())
}

fn rule(f: &Facts) -> Option<&'static str> {
    Some(match (f.rule, f.act) {
        (Rule::Settled | Rule::Failed, _) => return None,
        (Rule::Acting, Act::Replace) => "RollingUpdate: from the highest ordinal down",
        (Rule::Acting, Act::ScaleDown) => "Scaling down: from the highest ordinal down",
        (Rule::Acting, _) if f.parallel => "Parallel: all at once",
        (Rule::Acting, _) => "OrderedReady: from the lowest ordinal up",
        (Rule::ReplicaIsNotReady | Rule::ReplicaIsTerminating, Act::Replace) => {
            "OrderedReady: all Ready before the next batch"
        }
        (Rule::ReplicaIsNotReady, Act::Create) => {
            "OrderedReady: each Ready before the next is created"
        }
        (Rule::ReplicaIsNotReady, Act::ScaleDown) => {
            "OrderedReady: all Ready before one is deleted"
        }
        (Rule::ReplicaIsNotReady, _) => "OrderedReady goes past no pod that is not Ready",
        (Rule::ReplicaIsTerminating, _) => {
            "OrderedReady: a pod is gone before anything else is done"
        }
        (Rule::ReplicaIsNotAvailable, _) => {
            "minReadySeconds: Ready for long enough before the next"
        }
        (Rule::CondemnedIsTerminating, _) => "OrderedReady: each gone before the next is deleted",
        (Rule::CondemnedIsNotReady, _) => "OrderedReady: broken pods go last",
        (Rule::FinishedPodIsGoing, _) => "A name is used once: gone before it is created again",
        (Rule::ClaimIsStale, _) => "A claim that is being collected is not taken over",
        (Rule::PodsAreOnTheirWay, _) if f.parallel => "Parallel: no pod waits for another",
        (Rule::PodsAreOnTheirWay, _) => "Nothing is left to do but to become Ready",
        (Rule::OnDelete, _) => "OnDelete: nothing is replaced by itself",
        (Rule::PartitionHolds, _) => "partition: lower ordinals keep their revision",
        (Rule::OneAtATime, _) => "RollingUpdate: one at a time",
        (Rule::BudgetIsSpent, _) => "maxUnavailable: no more than that many at once",
        (Rule::RecreateIsDeleting, _) => "Recreate: all go, then all come",
        (Rule::SetIsBeingDeleted, _) => "A set that is being deleted is left alone",
    })
}

fn goes_on(f: &Facts, seconds: Option<u64>, line: Option<&str>) -> Option<String> {
    let Some(on) = &f.on else {
        return Some(match f.rule {
            Rule::Settled => "Nothing is waited for.".into(),
            Rule::PartitionHolds => "the partition is lowered.".into(),
            Rule::OnDelete => "somebody deletes a pod.".into(),
            _ => return None,
        });
    };
    let is = if f.waits_for_its_going {
        "is gone"
    } else if f.min_ready_seconds > 0 {
        "is available"
    } else {
        "is Ready"
    };
    Some(match (seconds, line) {
        (Some(_), Some(line)) => format!("{on} {is}, after the line of {line}."),
        (Some(seconds), None) => format!("{on} {is}, in {seconds} s. Nothing to type."),
        (None, _) => format!("{on} {is}."),
    })
}

fn stuck(f: &Facts) -> String {
    let on = f.on.as_deref().unwrap_or("a pod");
    let why = match f.trouble {
        Some(Trouble::Image) => "cannot pull its image",
        Some(Trouble::Crash) => "crashes again and again",
        Some(Trouble::Failed) => "has failed",
        None => "never becomes Ready",
    };
    let held = so(f);
    if held.is_empty() {
        format!("{on} {why}, and nothing else is done.")
    } else {
        format!("{on} {why}{held}.")
    }
}

fn frees(f: &Facts) -> String {
    if f.on_has_update {
        let pod = f.on.as_deref().unwrap_or("the pod");
        format!("The template is as before, and {pod} returns with it.")
    } else {
        format!("It returns at revision {}.", f.update)
    }
}

fn ends(e: &Ends) -> [String; 5] {
    let what = if e.available { "available" } else { "Ready" };
    let head = if e.done { "Done " } else { "Not done " };
    let tail = if e.done { " throughout." } else { " so far." };
    let five =
        |a: &str, b: String, c: &str, d: String, e: &str| [a.into(), b, c.into(), d, e.into()];
    if e.creation {
        return five(
            head,
            format!("{} after it is created", span(e.seconds)),
            ".",
            String::new(),
            "",
        );
    }
    if !e.moves && e.done {
        let nothing = format!("Nothing moves; {} of {} {what}.", e.lowest, e.replicas);
        return five(&nothing, String::new(), "", String::new(), "");
    }
    let floor = format!("at least {} of {} {what}", e.lowest, e.replicas);
    five(head, format!("{} after the change", span(e.seconds)), "; ", floor, tail)
}

/// `52 s`, `5 min 40 s`.
fn span(seconds: u64) -> String {
    match (seconds / 60, seconds % 60) {
        (0 | 1, _) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

fn ready(ready: u32, available: u32) -> String {
    if available < ready {
        format!("{ready} ready, {available} available")
    } else {
        format!("{ready} ready")
    }
}
