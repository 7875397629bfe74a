//! Parses the playground's own lines, which start with `: `.
//!
//! Lines about containers apply to an image (`: image NAME …`), to a container name in every pod (`: container NAME
//! …`) or to one container of one pod (`: container NAME of POD crashes`). A line for a container name wins over a
//! line for its image. `: timing` takes an image, `container NAME` or a pod; a pod wins over its containers, and
//! those over their images.
//!
//! Two callers share this: the parser, which rejects a wrong line, and the run, which prints the error of a typed one
//! in its terminal. Lines about nodes are parsed in `node`. A word of the language that cannot be used here is
//! rejected by name, never ignored.

mod node;
#[cfg(test)]
mod tests;

use std::num::NonZeroU32;
use std::rc::Rc;
use std::time::Duration;

use rollout_engine::api::NodeId;
use rollout_engine::behavior::{ImageFault, Scope, Step, Subject, Timing};
use rollout_engine::command::{NodeFault, PodFault};
use rollout_engine::jitter::{Jitter, Spread};
use rollout_engine::time::SimTime;
use rollout_engine::version::Rules;

use crate::duration;
use crate::release::rules_named;

/// A parsed line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Directive {
    /// Durations of steps.
    Timing(Scope, Timing),
    /// Fault of an image, or of containers with a name.
    Fault(Subject, ImageFault),
    /// Factor by which they start slower, 0 to 1000.
    Slower(Subject, u32),
    /// Variation of every duration.
    Jitter(Jitter),
    /// One-time fault of a pod, or of one of its containers.
    Pod(Rc<str>, Option<Rc<str>>, PodFault),
    /// Fault of a node.
    Node(WhichNode, NodeFault),
    /// Pods with this name cannot be scheduled, with this message; `None` ends that.
    Hold(Rc<str>, Option<Rc<str>>),
    /// Room of a node.
    Room(NodeId, Stated),
    /// Number of nodes.
    Nodes(u8),
    /// The API server rejects every new pod with this message; `None` ends that.
    Pods(Option<Rc<str>>),
    /// Upgrade of the control plane.
    Upgrade(Rules),
    /// A new cluster, without any object.
    NewCluster,
    /// Objects as `kubectl get` printed them, in this file, and when: they are added to the cluster as they are.
    Cluster(Rc<str>, Option<Rc<str>>),
    /// A file that commands can read: name and text.
    File(Rc<str>, Rc<str>),
    /// Output of a terminal up to here, in a transcript. Closes the terminal.
    Printed(Rc<str>),
    /// Start of the figure, after this delay.
    Start(Duration),
    /// Delay of the next line after the one before.
    Wait(Duration),
    /// Time of the next line.
    At(SimTime),
    /// The next line runs once the cluster has settled.
    Settle,
}

/// Room of a node in a line. Absent amounts do not change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stated {
    milli_cpu: Option<u64>,
    memory: Option<u64>,
    pods: Option<u32>,
}

impl Stated {
    /// Returns the changed room.
    #[cfg(feature = "run")]
    pub(crate) fn of(self, before: rollout_engine::api::Room) -> rollout_engine::api::Room {
        rollout_engine::api::Room {
            milli_cpu: self.milli_cpu.unwrap_or(before.milli_cpu),
            memory: self.memory.unwrap_or(before.memory),
            pods: self.pods.unwrap_or(before.pods),
        }
    }
}

/// A node in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WhichNode {
    /// `node-2`.
    Named(NodeId),
    /// The node of this pod.
    Of(Rc<str>),
}

/// Words that are allowed in a scenario's text and cannot be typed in a terminal.
const ONLY_IN_TEXT: [&str; 10] =
    ["recorded", "release", "question", "hint", "goal", "claim", "from", "see", "typed", "watch"];

/// Faults of a pod.
pub(crate) const POD_FAULTS: [(&str, PodFault); 5] = [
    ("crashes", PodFault::Crashes),
    ("is not ready", PodFault::IsNotReady),
    ("is ready", PodFault::IsReady),
    ("is evicted", PodFault::IsEvicted),
    ("succeeds", PodFault::Succeeds),
];

/// Faults of one container of a pod.
pub(crate) const CONTAINER_FAULTS: [(&str, PodFault); 3] = [
    ("crashes", PodFault::Crashes),
    ("is not ready", PodFault::IsNotReady),
    ("is ready", PodFault::IsReady),
];

/// Faults of a node.
pub(crate) const NODE_FAULTS: [(&str, NodeFault); 3] = [
    ("is lost", NodeFault::IsLost),
    ("returns", NodeFault::Returns),
    ("is deleted", NodeFault::IsDeleted),
];

impl Directive {
    /// Parses a line that starts with `: `, or a whole block including its `: end`.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let (first, block) =
            text.split_once('\n').map_or((text, None), |(first, rest)| (first, Some(rest)));
        let (word, rest) = split_word(first.strip_prefix(':').unwrap_or(first));
        match (word, block) {
            ("file", Some(block)) => Ok(Self::File(name(rest)?, content(block)?)),
            ("printed", Some(_)) => Ok(Self::Printed(name(rest)?)),
            ("file" | "printed", None) => Err(format!("`: {word}` lacks its `: end`")),
            (_, Some(_)) => Err(format!("`: {word}` is one line")),
            (_, None) => Self::read_line(word, rest),
        }
    }

    fn read_line(word: &str, rest: &str) -> Result<Self, String> {
        match word {
            "timing" => timing(rest),
            "image" => image(rest),
            "container" => container(rest),
            "jitter" => jitter(rest),
            "pod" => pod(rest),
            "node" => node::node(rest),
            "nodes" => node::nodes(rest),
            "pods" => pods(rest),
            "upgrade" => upgrade(rest),
            "new" if rest == "cluster" => Ok(Self::NewCluster),
            "cluster" => cluster(rest),
            "start" => start(rest),
            "wait" => duration::parse(rest).map(Self::Wait),
            "at" => duration::parse_moment(rest).map(Self::At),
            "settle" if rest.is_empty() => Ok(Self::Settle),
            "settle" => Err(format!("`: settle` stands alone, not with {rest:?}")),
            "end" => Err("`: end` without a `: file` or `: printed` before it".into()),
            _ if ONLY_IN_TEXT.contains(&word) => Err(format!("`: {word}` cannot be said here")),
            _ => Err(format!("`: {word}` is not a line of the scenario language")),
        }
    }

    /// Whether the line only sets the time of the next one.
    pub(crate) fn is_time(&self) -> bool {
        matches!(self, Self::Wait(_) | Self::At(_) | Self::Settle)
    }
}

/// Splits off the first word. Trims whitespace around both parts.
pub(crate) fn split_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace)
        .map_or((text, ""), |(word, rest)| (word, rest.trim_start()))
}

/// Parses a name, which is one word.
pub(crate) fn name(text: &str) -> Result<Rc<str>, String> {
    match split_word(text) {
        ("", _) => Err("a name is missing".into()),
        (name, "") => Ok(name.into()),
        (_, rest) => Err(format!("a name is one word; what is {rest:?}?")),
    }
}

/// Returns the text of a file: all lines but the last, which is `: end`.
fn content(block: &str) -> Result<Rc<str>, String> {
    let body =
        block.trim_end_matches('\n').strip_suffix(": end").ok_or("`: file` lacks its `: end`")?;
    if body.lines().any(|line| line.trim_end() == ": end") {
        return Err("a file cannot contain the line `: end`".into());
    }
    match body.is_empty() || body.ends_with('\n') {
        true => Ok(body.into()),
        false => Err("`: file` lacks its `: end`".into()),
    }
}

fn timing(text: &str) -> Result<Directive, String> {
    let (first, rest) = split_word(text);
    let (scope, steps) = if first.contains('=') { (Scope::All, text) } else { scope(first, rest)? };
    let timing = steps.split_whitespace().map(timed_step).collect::<Result<Timing, String>>()?;
    if timing.is_empty() {
        return Err("`: timing` lacks its steps, such as start=700ms".into());
    }
    Ok(Directive::Timing(scope, timing))
}

fn timed_step(text: &str) -> Result<(Step, Spread), String> {
    let (key, value) = text
        .split_once('=')
        .ok_or_else(|| format!("{text:?} is not a step such as start=700ms"))?;
    let step =
        Step::ALL.into_iter().find(|step| step.key() == key).ok_or_else(|| unknown_step(key))?;
    Ok((step, duration::parse_spread(value)?))
}

fn unknown_step(key: &str) -> String {
    let keys: Vec<&str> = Step::ALL.iter().map(|step| step.key()).collect();
    format!("{key:?} is not a step of a pod's life: {}", keys.join(", "))
}

/// Parses an image, a pod or `container NAME`, and the steps after it. A word with a number at its end, such as
/// `web-0`, is a pod if it has no tag, path or digest.
fn scope<'a>(word: &'a str, rest: &'a str) -> Result<(Scope, &'a str), String> {
    let (name, steps) = split_word(rest);
    if word == "container" && !name.is_empty() && !name.contains('=') {
        return Ok((Scope::Container(name.into()), steps));
    }
    let numbered = word.rsplit_once('-').is_some_and(|(_, number)| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    match word {
        "" => Err("`: timing` lacks its steps, such as start=700ms".into()),
        _ if numbered && !word.contains([':', '/', '@']) => Ok((Scope::Pod(word.into()), rest)),
        _ => Ok((Scope::Image(word.into()), rest)),
    }
}

fn image(text: &str) -> Result<Directive, String> {
    let (name, act) = split_word(text);
    lasting(Subject::Image(name.into()), "an image", act)
}

/// Parses a one-time fault of a container `of` a pod, or a lasting fault of all containers with a name.
fn container(text: &str) -> Result<Directive, String> {
    let (name, act) = split_word(text);
    match split_word(act) {
        ("of", rest) => {
            let (pod, act) = split_word(rest);
            let fault = one_of(&CONTAINER_FAULTS, act, "a container of a pod")?;
            Ok(Directive::Pod(pod.into(), Some(name.into()), fault))
        }
        _ => lasting(Subject::Container(name.into()), "a container", act),
    }
}

/// Parses a lasting fault.
fn lasting(of: Subject, who: &str, act: &str) -> Result<Directive, String> {
    let words: Vec<&str> = act.split_whitespace().collect();
    let fault = match words.as_slice() {
        ["works"] => ImageFault::None,
        ["cannot", "be", "pulled"] => ImageFault::CannotBePulled,
        ["cannot", "be", "started"] => ImageFault::CannotStart,
        ["never", "ready"] => ImageFault::NeverReady,
        ["stops", "answering", "after", after] => {
            ImageFault::StopsAnswering { after: duration::parse(after)? }
        }
        ["exits", code, "after", after] => {
            let code = number(code, "an exit status", 255)?;
            ImageFault::Exits { code, after: duration::parse(after)? }
        }
        ["fails", "1", "in", many] => {
            let many = number(many, "a number of pods", 1_000_000)?;
            let many = NonZeroU32::new(many).ok_or("`fails 1 in 20`: one in at least 1 pod")?;
            ImageFault::FailsOneIn(many)
        }
        ["starts", times, "times", "slower"] => {
            return Ok(Directive::Slower(of, number(times, "a factor", 1000)?));
        }
        _ => {
            return Err(format!(
                "{who} `cannot be pulled`, `cannot be started`, is `never ready`, `exits 1 after 5s`, \
                 `stops answering after 20s`, `fails 1 in 20`, `starts 4 times slower` or `works`, not {act:?}"
            ));
        }
    };
    Ok(Directive::Fault(of, fault))
}

/// Parses an integer from 0 to `most`.
fn number<N: TryFrom<u32>>(text: &str, what: &str, most: u32) -> Result<N, String> {
    let number = text.parse::<u32>().ok().filter(|&number| number <= most);
    let number = number.and_then(|number| N::try_from(number).ok());
    number.ok_or_else(|| format!("{text:?} is not {what} from 0 to {most}"))
}

fn jitter(text: &str) -> Result<Directive, String> {
    let (percent, seed) = split_word(text);
    let usage = || format!("`: jitter 20%` or `: jitter 20% seed=7`, not {text:?}");
    let percent = number(percent.strip_suffix('%').ok_or_else(usage)?, "a percentage", 100)?;
    let seed = match seed.strip_prefix("seed=") {
        Some(seed) => number(seed, "a seed", u32::MAX)?,
        None if seed.is_empty() => 0,
        None => return Err(usage()),
    };
    Ok(Directive::Jitter(Jitter { percent, seed }))
}

fn pod(text: &str) -> Result<Directive, String> {
    let (name, act) = split_word(text);
    let (said, words) = act.split_once(':').map_or((act, ""), |(said, words)| (said, words.trim()));
    let said: Vec<&str> = said.split_whitespace().collect();
    match said.as_slice() {
        ["cannot", "be", "scheduled"] => {
            let words = if words.is_empty() { INSUFFICIENT } else { words };
            return Ok(Directive::Hold(name.into(), Some(words.into())));
        }
        ["can", "be", "scheduled"] => return Ok(Directive::Hold(name.into(), None)),
        _ => {}
    }
    Ok(Directive::Pod(name.into(), None, one_of(&POD_FAULTS, act, "a pod")?))
}

fn pods(text: &str) -> Result<Directive, String> {
    let usage = || {
        format!(
            "`: pods cannot be created: exceeded quota: small` with the API server's words, or `: pods can be created`, \
             not {text:?}"
        )
    };
    let said: Vec<&str> = text.split_whitespace().collect();
    if said == ["can", "be", "created"] {
        return Ok(Directive::Pods(None));
    }
    let words = text
        .split_once(':')
        .filter(|(before, _)| before.split_whitespace().eq(["cannot", "be", "created"]));
    let words = words.map(|(_, words)| words.trim()).filter(|words| !words.is_empty());
    words.map(|words| Directive::Pods(Some(words.into()))).ok_or_else(usage)
}

fn upgrade(text: &str) -> Result<Directive, String> {
    match split_word(text) {
        ("to", release) if !release.is_empty() => rules_named(release).map(Directive::Upgrade),
        _ => Err(format!("`: upgrade to 1.35`, not {text:?}")),
    }
}

/// The scheduler's message if the line has none.
const INSUFFICIENT: &str = "Insufficient cpu";

/// Returns the fault with these words.
fn one_of<F: Copy>(acts: &[(&str, F)], said: &str, who: &str) -> Result<F, String> {
    let found = acts.iter().find(|(words, _)| said.split_whitespace().eq(words.split(' ')));
    found.map(|&(_, act)| act).ok_or_else(|| {
        let words: Vec<String> = acts.iter().map(|(words, _)| format!("`{words}`")).collect();
        format!("{who} {}, not {said:?}", words.join(", "))
    })
}

/// Parses a file, and the time at which it was printed, as the API writes times: `cluster.yaml printed at 2026-11-28T10:00:00Z`.
fn cluster(text: &str) -> Result<Directive, String> {
    let (file, rest) = split_word(text);
    if file.is_empty() {
        return Err("`: cluster FILE` needs a file".to_owned());
    }
    let printed_at = match rest.split_whitespace().collect::<Vec<_>>().as_slice() {
        [] => None,
        ["printed", "at", time] if apiserver::clock::parse(time).is_some() => Some((*time).into()),
        _ => {
            return Err(format!("`: cluster FILE printed at 2026-11-28T10:00:00Z`, not {rest:?}"));
        }
    };
    Ok(Directive::Cluster(file.into(), printed_at))
}

fn start(text: &str) -> Result<Directive, String> {
    match split_word(text) {
        ("", _) => Ok(Directive::Start(Duration::ZERO)),
        ("after", rest) => duration::parse(rest).map(Directive::Start),
        _ => Err(format!("`: start` or `: start after 2h`, not {text:?}")),
    }
}
