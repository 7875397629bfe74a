//! The page for a pasted cluster: the command that prints one, and what was understood of a paste, as texts.
//!
//! `also` and `measured` say the rest of it. Leaves out how a cluster is read (`scenario::understand`) and what happens to it
//! (`state::yours`).

mod also;
mod measured;

use std::rc::Rc;

use apiserver::found::{Dropped, Unreadable};
use rollout_engine::api::{IntOrPercent, PodManagementPolicy, UpdateStrategy};
use scenario::{PodUnderstood, SetUnderstood, Understood};

pub use also::AlsoView;
pub use measured::{ImageView, StepView};

use super::text;
use crate::state::{AppState, PASTED, Preview, PrintField, whole_name};
use crate::text::{Key, Text};

/// The page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YoursView {
    /// The namespace, the set and the selector that were typed.
    pub fields: [Rc<str>; 3],
    /// The command that prints a cluster.
    pub command: String,
    /// Whether it was copied.
    pub is_copied: bool,
    /// The text as it was pasted.
    pub text: Rc<str>,
    /// Whether it is being read.
    pub is_reading: bool,
    /// Why it cannot be read.
    pub problem: Option<String>,
    /// What was understood.
    pub read: Option<ReadView>,
    /// The shapes of the scenarios that begin with a pasted cluster, in the order of [`PASTED`].
    pub shapes: [Option<Preview>; 2],
}

/// What was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadView {
    /// How many objects.
    pub counts: String,
    /// The sets, by name.
    pub sets: Vec<SetView>,
    /// What else is to be known.
    pub also: Vec<AlsoView>,
    /// Start-up times.
    pub images: Vec<ImageView>,
    /// What was left out: what, and how many.
    pub left_out: Vec<(Key, usize)>,
    /// Whether names are replaced.
    pub plain: bool,
}

/// A set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetView {
    /// `NAMESPACE/NAME`.
    pub whole: String,
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Whether it is the one that is drawn.
    pub is_drawn: bool,
    /// Whether it is the one that a person has chosen: drawn once the service has read the paste again.
    pub is_chosen: bool,
    /// What it asks for, in the API's words.
    pub asks: String,
    /// Its revisions: letter, hash, and what it is.
    pub revisions: Vec<(char, String, String)>,
    /// Its pods.
    pub pods: Vec<PodView>,
}

/// A pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodView {
    /// `-0`.
    pub name: String,
    /// The letter and the hash of its revision.
    pub revision: (char, String),
    /// What kubectl prints: STATUS, READY, RESTARTS.
    pub printed: [String; 3],
    /// Whether it waits for something to be mended.
    pub is_trouble: bool,
    /// Since when.
    pub since: String,
    /// The same by the clock of its cluster.
    pub since_at: String,
    /// How many claims it has.
    pub claims: String,
}

/// The page.
pub fn view(state: &AppState) -> YoursView {
    let (says, yours) = (text(state), &state.yours);
    let read = yours.known().filter(|_| !yours.reopened);
    let problem = yours.read.as_deref().and_then(|read| read.as_ref().err());
    YoursView {
        fields: yours.fields.clone(),
        command: command(yours.field(PrintField::Namespace), yours.field(PrintField::Selector)),
        is_copied: yours.copied,
        text: Rc::clone(&yours.text),
        is_reading: yours.is_reading(),
        problem: problem.map(|why| says.of(why_not(*why)).to_owned()),
        read: read.map(|read| read_view(state, read)),
        shapes: PASTED.map(|name| {
            let card = state.shelf.gallery.iter().find(|card| card.name == name)?;
            card.shown.as_ref()?.preview.clone()
        }),
    }
}

fn command(namespace: &str, selector: &str) -> String {
    let option = |name: &str, value: &str| match value.trim() {
        "" => String::new(),
        value => format!(" {name} {}", shell_word(value)),
    };
    format!(
        "kubectl get sts,pods,pvc,pdb,controllerrevisions{}{} -o yaml",
        option("-n", namespace),
        option("-l", selector)
    )
}

/// A value as one word of a shell.
fn shell_word(value: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./=,!".contains(letter);
    if value.chars().all(is_plain) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\'', r"'\''"))
    }
}

fn why_not(why: Unreadable) -> Key {
    match why {
        Unreadable::Empty | Unreadable::Nothing => Key::YoursNothing,
        Unreadable::TooLong => Key::YoursTooLong,
        Unreadable::Describe => Key::YoursDescribe,
        Unreadable::Table => Key::YoursTable,
        Unreadable::NoneFound => Key::YoursNoneFound,
        Unreadable::Refused => Key::YoursRefused,
        Unreadable::NoSet => Key::YoursNoSet,
    }
}

fn read_view(state: &AppState, read: &Understood) -> ReadView {
    let says = text(state);
    let is_by_clock = read.printed_at != read.changed_at;
    let mut sets: Vec<SetView> = read
        .sets
        .iter()
        .enumerate()
        .map(|(at, set)| SetView { is_drawn: at == 0, ..set_view(says, set, is_by_clock) })
        .collect();
    let chosen = state.yours.first.as_deref();
    let is_there = sets.iter().any(|set| chosen == Some(&*set.whole));
    for set in &mut sets {
        set.is_chosen = if is_there { chosen == Some(&*set.whole) } else { set.is_drawn };
    }
    sets.sort_by(|one, other| one.whole.cmp(&other.whole));
    let size = state.yours.text.len().div_ceil(1_000);
    ReadView {
        counts: says.say(Key::YoursCounts, &[("objects", &read.objects), ("size", &size)]),
        sets,
        also: also::also(state, read),
        images: measured::images(says, read),
        left_out: read.left_out.iter().map(|(what, count)| (dropped(*what), *count)).collect(),
        plain: state.yours.plain,
    }
}

/// The letter of the revision at a place.
fn letter_at(place: usize) -> char {
    char::from(b"ABCDEFGH"[place % 8])
}

fn set_view(says: &Text, set: &SetUnderstood, is_by_clock: bool) -> SetView {
    let letter =
        |hash| letter_at(set.revisions.iter().position(|it| it.hash == hash).unwrap_or_default());
    let revision = |it: &scenario::RevisionUnderstood| {
        let is = match (it.is_current, it.is_update) {
            (true, true) => "currentRevision, updateRevision".to_owned(),
            (true, false) => "currentRevision".to_owned(),
            (false, true) => "updateRevision".to_owned(),
            (false, false) => says.say(Key::YoursPods, &[("pods", &it.pods)]),
        };
        (letter(it.hash), it.hash.to_string(), is)
    };
    // A long history is not what the page is about.
    let is_used = |it: &&scenario::RevisionUnderstood| it.is_current || it.is_update || it.pods > 0;
    SetView {
        whole: whole_name(set),
        name: set.name.clone(),
        namespace: set.namespace.clone(),
        is_drawn: false,
        is_chosen: false,
        asks: asks(set),
        revisions: set.revisions.iter().filter(is_used).map(revision).collect(),
        pods: set
            .pods
            .iter()
            .map(|it| pod_view(says, it, letter(it.pod.revision), is_by_clock))
            .collect(),
    }
}

/// `6 replicas, RollingUpdate, OrderedReady, partition 0, maxUnavailable 1`.
fn asks(set: &SetUnderstood) -> String {
    let spec = &set.spec;
    let mut asks = format!("{} replicas", spec.replicas);
    asks.push_str(match spec.update_strategy {
        UpdateStrategy::RollingUpdate(_) => ", RollingUpdate",
        UpdateStrategy::OnDelete => ", OnDelete",
        UpdateStrategy::Recreate => ", Recreate",
    });
    asks.push_str(match spec.pod_management_policy {
        PodManagementPolicy::OrderedReady => ", OrderedReady",
        PodManagementPolicy::Parallel => ", Parallel",
    });
    if let UpdateStrategy::RollingUpdate(Some(rolling)) = spec.update_strategy {
        if rolling.partition > 0 {
            asks.push_str(&format!(", partition {}", rolling.partition));
        }
        match rolling.max_unavailable {
            Some(IntOrPercent::Int(pods)) => asks.push_str(&format!(", maxUnavailable {pods}")),
            Some(IntOrPercent::Percent(percent)) => {
                asks.push_str(&format!(", maxUnavailable {percent}%"));
            }
            None => {}
        }
    }
    if spec.min_ready_seconds > 0 {
        asks.push_str(&format!(", minReadySeconds {}", spec.min_ready_seconds));
    }
    asks
}

fn pod_view(says: &Text, pod: &PodUnderstood, letter: char, is_by_clock: bool) -> PodView {
    let at = clock_words(&pod.since_at);
    let since = match pod.pod.ready {
        true => says.say(Key::YoursReadyFor, &[("age", &pod.since)]),
        false if is_by_clock => says.say(Key::YoursWaitingFor, &[("age", &pod.since)]),
        // Younger than it is: the paste does not say when it was printed.
        false => says.say(Key::YoursSince, &[("at", &at)]),
    };
    PodView {
        name: format!("-{}", pod.pod.ordinal),
        revision: (letter, pod.pod.revision.to_string()),
        printed: [pod.status.clone(), pod.ready.clone(), pod.restarts.clone()],
        is_trouble: is_trouble(&pod.status),
        since,
        since_at: at,
        claims: if pod.claims == 0 { String::new() } else { pod.claims.to_string() },
    }
}

/// `2026-11-28 04:22:21 UTC`.
pub fn clock_words(rfc3339: &str) -> String {
    rfc3339.replace('T', " ").replace('Z', " UTC")
}

/// Whether something waits to be mended.
pub fn is_stuck(set: &SetUnderstood) -> bool {
    set.pods.iter().any(|pod| is_trouble(&pod.status))
}

/// Whether a STATUS is one that does not pass by itself.
fn is_trouble(status: &str) -> bool {
    status.ends_with("BackOff") || status.contains("Err") || status == "OOMKilled"
}

fn dropped(what: Dropped) -> Key {
    match what {
        Dropped::EnvValue => Key::YoursEnv,
        Dropped::Command => Key::YoursCommands,
        Dropped::Annotation => Key::YoursAnnotations,
        Dropped::LastApplied => Key::YoursLastApplied,
        Dropped::ManagedFields => Key::YoursManagedFields,
        Dropped::Uid => Key::YoursUids,
        Dropped::Address => Key::YoursAddresses,
        Dropped::NodeName => Key::YoursNodes,
        Dropped::Placement => Key::YoursPlacement,
        Dropped::Field => Key::YoursFields,
        Dropped::Object => Key::YoursObjects,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_has_what_was_typed_as_words_of_a_shell() {
        let plain = "kubectl get sts,pods,pvc,pdb,controllerrevisions -o yaml";
        assert_eq!(command("", " "), plain);
        let both =
            "kubectl get sts,pods,pvc,pdb,controllerrevisions -n search -l app=es,tier!=x -o yaml";
        assert_eq!(command("search", "app=es,tier!=x"), both);
        assert!(command("", "app in (a, b)").contains(" -l 'app in (a, b)' "));
        assert!(command("a'; reboot", "").contains(r"-n 'a'\''; reboot'"));
    }
}
