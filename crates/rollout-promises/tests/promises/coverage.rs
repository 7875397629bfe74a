//! Coverage: how often each possible thing happened, in each release.
//!
//! The rows are listed by macros that do not compile while a variant is missing, so nothing new can be forgotten. A
//! row that stays empty fails the run. [`UNREACHABLE`] names the few that no session reaches, and fails the run once
//! one of them happens.

use std::collections::BTreeMap;
use std::fmt;

use rollout_engine::api::{PodManagementPolicy, Reason, Recreate};
use rollout_engine::cluster::Change;
use rollout_engine::command::{Cascade, NodeFault, PodFault};
use rollout_engine::controller::{Act as HeldAct, Rule, Waiting};
use rollout_engine::kubelet::PodStep;
use rollout_engine::trace::NodeStep;
use rollout_engine::trace::{Cause, Ended, Trace};
use rollout_engine::version::{Rules, UpdateRule};
use rollout_promises::{Act, Script, SyncSeen, Why, walk};

/// Rows that no session reaches, each with the reason.
const UNREACHABLE: [(&str, &str); 9] = [
    ("Rule ClaimIsStale", "a claim is collected at the very moment at which its pod is gone"),
    ("Reason Pulled", "it is not reported yet"),
    ("Reason Created", "it is not reported yet"),
    (
        "Change NamespaceWritten",
        "every session is in one namespace; `tests/namespaces.rs` deletes others",
    ),
    (
        "Change NamespaceDeleted",
        "every session is in one namespace; `tests/namespaces.rs` deletes others",
    ),
    (
        "Rule NamespaceIsBeingDeleted",
        "every session is in one namespace; `tests/namespaces.rs` deletes others",
    ),
    ("Change ClusterReplaced", "a session stays in its cluster"),
    ("Change UidsGiven", "no session begins with a pasted cluster; `scenario/tests/uids.rs` does"),
    ("Ended Running", "every session is run to its end"),
];

/// Rows that may stay empty: a pod that is created and deleted for hours.
const RARE: &str = "Ended FrameLimit";

/// Counts of each row, one for each release.
#[derive(Default)]
pub(crate) struct Coverage {
    counts: BTreeMap<String, [u64; RELEASES]>,
}

/// Upper bound of the number of distinct releases.
const RELEASES: usize = Rules::ALL.len();

/// Every variant of a type as a row. Does not compile while a variant is missing.
macro_rules! every {
    ($type:ident { $($variant:ident),+ $(,)? }) => {{
        const _: fn($type) = |value| match value { $($type::$variant { .. } => {})+ };
        [$(concat!(stringify!($type), " ", stringify!($variant))),+]
    }};
}

impl Coverage {
    /// Counts everything that happened in a session.
    pub(crate) fn count(&mut self, script: &Script, trace: &Trace) {
        let release = Rules::distinct().position(|rules| rules == script.rules).unwrap_or(0);
        let mut add = |what: String| self.counts.entry(what).or_default()[release] += 1;
        add("sessions".into());
        add(named("Ended", trace.ended()));
        script.lines.iter().for_each(|line| of_line(&line.act, &mut add));
        let _ = walk(trace, &script.rules, |look, seen| {
            match look.cause {
                Cause::Pod { step, .. } => add(named("PodStep", step)),
                Cause::Node(_, step) => add(named("NodeStep", step)),
                Cause::Start
                | Cause::Command
                | Cause::Sync(_)
                | Cause::Collector(_)
                | Cause::Namespace(_) => {}
            }
            look.changes.iter().for_each(|change| of_change(change, &mut add));
            let waiting = look.woken().next().and_then(|set| trace.waiting(set, look.frame));
            if let Some(seen) = seen {
                of_sync(seen, waiting, &mut add);
            }
            Ok::<(), ()>(())
        });
    }

    /// Rows that stayed empty, and unreachable rows that did not.
    pub(crate) fn never(&self) -> Vec<String> {
        let happened = |what: &str| self.counts.contains_key(what);
        let is_unreachable =
            |what: &str| what == RARE || UNREACHABLE.iter().any(|(known, _)| *known == what);
        let mut never: Vec<String> =
            rows().into_iter().filter(|row| !happened(row) && !is_unreachable(row)).collect();
        let sessions = self.counts.get("sessions").copied().unwrap_or_default();
        let releases = Rules::distinct().zip(sessions).filter(|(_, sessions)| *sessions == 0);
        never.extend(releases.map(|(rules, _)| format!("a session of {}", rules.release)));
        let surprises = UNREACHABLE.iter().filter(|(what, _)| happened(what));
        never.extend(surprises.map(|(what, why)| format!("{what} does happen, though {why}")));
        never
    }
}

/// `Type Variant`, without the variant's fields.
fn named(of: &str, value: impl fmt::Debug) -> String {
    let mut variant = FirstWord(format!("{of} "));
    // The error is the end of the first word.
    fmt::write(&mut variant, format_args!("{value:?}")).ok();
    variant.0
}

/// Writes up to the first bracket or space and then fails, so that the writer formats no further.
struct FirstWord(String);

impl fmt::Write for FirstWord {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = text.find(['(', '{', ' ']);
        self.0.push_str(&text[..end.unwrap_or(text.len())]);
        if end.is_some() { Err(fmt::Error) } else { Ok(()) }
    }
}

fn of_line(act: &Act, add: &mut impl FnMut(String)) {
    add(named("Act", act));
    match act {
        Act::Pod(_, fault) => add(named("PodFault", fault)),
        Act::Node(_, fault) => add(named("NodeFault", fault)),
        Act::DeleteSet(cascade) => add(named("Cascade", cascade)),
        _ => {}
    }
}

fn of_change(change: &Change, add: &mut impl FnMut(String)) {
    add(named("Change", change));
    match change {
        Change::EventRecorded(_, event) => add(named("Reason", event.reason)),
        Change::StatusWritten(_, status) => {
            status.recreate.into_iter().for_each(|condition| add(named("Recreate", condition)));
        }
        _ => {}
    }
}

fn of_sync(seen: &SyncSeen<'_>, waiting: Option<Waiting>, add: &mut impl FnMut(String)) {
    if let Some(waiting) = waiting {
        add(named("Rule", waiting.rule));
        add(named("HeldAct", waiting.next.act));
    }
    seen.deleted.iter().filter_map(|pod| seen.why(pod)).for_each(|why| add(named("Why", why)));
    if let Some(branch) = branch(seen, waiting) {
        add(branch);
    }
}

/// How the rolling update ended.
fn branch(seen: &SyncSeen<'_>, waiting: Option<Waiting>) -> Option<String> {
    let gone: Vec<_> = seen.deleted_as(Why::Updated).collect();
    let broken = gone.iter().filter(|pod| !seen.is_available(pod)).count();
    let waits = waiting.is_some_and(|w| matches!(w.rule, Rule::OneAtATime | Rule::BudgetIsSpent));
    let way = match (gone.len(), broken) {
        (0, _) if waits => "waits",
        (0, _) => return None,
        (1, 0) => "replaces one",
        (_, 0) => "replaces several",
        (all, broken) if all == broken => "replaces broken ones",
        _ => "replaces broken and sound ones",
    };
    Some(of_update(seen.rules.update, seen.spec().pod_management_policy, way))
}

fn of_update(rule: UpdateRule, policy: PodManagementPolicy, way: &str) -> String {
    format!("{rule:?} {policy:?} {way}")
}

/// Every row that must not stay empty.
fn rows() -> Vec<String> {
    let rules = Rule::ALL.iter().map(|rule| named("Rule", rule));
    let reasons = Reason::ALL.iter().map(|reason| named("Reason", reason));
    let mut rows: Vec<String> = rules.chain(reasons).collect();
    let mut all = |names: &[&str]| rows.extend(names.iter().map(|name| (*name).to_owned()));
    all(&every!(HeldAct { Nothing, Create, ScaleDown, Replace }));
    all(&every!(Why { Finished, Condemned, Updated, Recreated }));
    all(&every!(Recreate { DeletingOldPods, WaitingForNewPods, Completed }));
    all(&every!(PodStep {
        Scheduled,
        SchedulingFailed,
        Collected,
        CannotStart,
        ContainersCreating,
        GotAddress,
        InitStarted,
        EndedAtOnce,
        ProbeNoted,
        Killing,
        Started,
        Initialized,
        BecameReady,
        BecameUnready,
        Killed,
        PullFailed,
        PullBackedOff,
        Crashed,
        CrashBackedOff,
        Restarted,
        Stopped,
        Removed,
    }));
    all(&every!(NodeStep {
        BecameNotReady,
        Tainted,
        PodsEvicted,
        CameBack,
        Untainted,
        PodsCollected,
        CordonTainted,
    }));
    all(&every!(NodeFault { IsLost, Returns, IsDeleted }));
    all(&every!(PodFault { Crashes, IsNotReady, IsReady, ReadyWritten, IsEvicted, Succeeds }));
    all(&every!(Act {
        Scale,
        SetImage,
        SetStrategy,
        SetPartition,
        SetMaxUnavailable,
        SetMinReadySeconds,
        SetStart,
        SetHistoryLimit,
        SetRetention,
        DeleteSet,
        MakeAgain,
        DeleteClaim,
        DeletePod,
        DeletePodWithin,
        Pod,
        Node,
        Image,
        Slower,
        Timing,
        PodTiming,
        Jitter,
        Refuse,
        Place,
        Taint,
        Cordon,
        Evict,
        Hold,
        Label,
        MakeAgainWithClaim,
        Upgrade,
        Quota,
        Limits,
        Priority,
    }));
    all(&every!(Change {
        SetWritten,
        StatusWritten,
        SetDeleted,
        PodCreated,
        PodUpdated,
        PodEdited,
        PodDefaulted,
        ContainersWritten,
        KubeletNoted,
        PodDeleted,
        RevisionWritten,
        RevisionDeleted,
        ClaimWritten,
        ClaimDeleted,
        ObjectWritten,
        NodeWritten,
        ImagePulled,
        EventRecorded,
        ObjectDeleted,
        SchedulingFailed,
        PodHeld,
        CreationFailed,
        CreationRefused,
        Upgraded,
        NamespaceWritten,
        NamespaceDeleted,
        UidsGiven,
        ClusterReplaced,
    }));
    all(&every!(Cascade { Background, Foreground, Orphan }));
    all(&every!(Ended { Running, Settled, Looping, Horizon, FrameLimit }));
    rows.extend(branches());
    rows
}

/// Every way in which a rolling update can end.
fn branches() -> Vec<String> {
    use PodManagementPolicy::{OrderedReady, Parallel};
    let ways = |rule| -> (&[&str], &[&str]) {
        match rule {
            UpdateRule::OneAtATime => {
                (&["replaces one"], &["replaces one", "replaces broken ones", "waits"])
            }
            UpdateRule::Budget | UpdateRule::BudgetBrokenFirst => (
                &["replaces one", "replaces several"],
                &[
                    "replaces one",
                    "replaces several",
                    "replaces broken ones",
                    "replaces broken and sound ones",
                    "waits",
                ],
            ),
        }
    };
    let rules = [UpdateRule::OneAtATime, UpdateRule::Budget, UpdateRule::BudgetBrokenFirst];
    let of = |rule, policy, ways: &[&str]| -> Vec<String> {
        ways.iter().map(|way| of_update(rule, policy, way)).collect()
    };
    rules
        .into_iter()
        .flat_map(|rule| {
            let (ordered, parallel) = ways(rule);
            [of(rule, OrderedReady, ordered), of(rule, Parallel, parallel)].concat()
        })
        .collect()
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = Rules::distinct().count();
        for (place, rules) in Rules::distinct().enumerate() {
            writeln!(f, "[{place}] {}", rules.release)?;
        }
        let heads: String =
            (0..settings).map(|place| format!("{:>9}", format!("[{place}]"))).collect();
        writeln!(f, "{:<48}{heads}", "")?;
        for (what, counts) in &self.counts {
            let counts = counts.iter().take(settings);
            let counts: String = counts.map(|count| format!("{count:>9}")).collect();
            writeln!(f, "{what:<48}{counts}")?;
        }
        Ok(())
    }
}
