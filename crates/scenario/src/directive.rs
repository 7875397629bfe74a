//! The playground's own lines, those that begin with `: `, one by one: what each says.
//!
//! Of how containers act three can be spoken: those of an image (`: image NAME …`), those of a name in every pod
//! (`: container NAME …`, which goes before their image's line), and one in one pod (`: container NAME of POD crashes`).
//! `: timing` takes an image, `container NAME` or a pod; a pod's line goes before its containers', theirs before their
//! images'.
//!
//! The same reading serves the parser, which refuses a bad line, and the run, which answers a typed one in its
//! terminal. What is of the language but not modelled yet is refused by name, never ignored.

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::api::{Node, NodeId};
use rollout_engine::behavior::{ImageFault, Scope, Step, Subject, Timing};
use rollout_engine::command::{NodeFault, PodFault};
use rollout_engine::jitter::Jitter;
use rollout_engine::time::SimTime;
use rollout_engine::version::Rules;

use crate::duration;
use crate::release::rules_named;

/// What one of our lines says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Directive {
    /// How long steps take.
    Timing(Scope, Timing),
    /// What goes wrong with an image, or with containers of a name.
    Fault(Subject, ImageFault),
    /// They start so many times slower.
    Slower(Subject, u32),
    /// How much every duration varies.
    Jitter(Jitter),
    /// Something happens to a pod, once; or to one of its containers, by name.
    Pod(Rc<str>, Option<Rc<str>>, PodFault),
    /// Something happens to a node.
    Node(WhichNode, NodeFault),
    /// The API server refuses every new pod with these words, or takes them again.
    Pods(Option<Rc<str>>),
    /// The control plane is of another release.
    Upgrade(Rules),
    /// Everything so far is gone.
    NewCluster,
    /// A file that commands may name.
    File(Rc<str>, Rc<str>),
    /// All that a terminal printed until here; it is closed then.
    Printed(Rc<str>),
    /// The figure begins, so much later.
    Start(Duration),
    /// The next line is later than the one before.
    Wait(Duration),
    /// The next line happens at this moment.
    At(SimTime),
    /// The next line happens when nothing more happens by itself.
    Settle,
}

/// A node as a line names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WhichNode {
    /// `node-2`.
    Named(NodeId),
    /// The one on which this pod runs.
    Of(Rc<str>),
}

/// Words that stand in a scenario's text and act nowhere else.
const ONLY_IN_TEXT: [&str; 10] =
    ["recorded", "release", "question", "hint", "goal", "claim", "from", "see", "typed", "watch"];

/// What a pod line may say.
pub(crate) const POD_FAULTS: [(&str, PodFault); 5] = [
    ("crashes", PodFault::Crashes),
    ("is not ready", PodFault::IsNotReady),
    ("is ready", PodFault::IsReady),
    ("is evicted", PodFault::IsEvicted),
    ("succeeds", PodFault::Succeeds),
];

/// What a container line may say of one container of a pod.
pub(crate) const CONTAINER_FAULTS: [(&str, PodFault); 3] = [
    ("crashes", PodFault::Crashes),
    ("is not ready", PodFault::IsNotReady),
    ("is ready", PodFault::IsReady),
];

/// What a node line may say.
pub(crate) const NODE_FAULTS: [(&str, NodeFault); 3] = [
    ("is lost", NodeFault::IsLost),
    ("returns", NodeFault::Returns),
    ("is deleted", NodeFault::IsDeleted),
];

impl Directive {
    /// Reads a line that begins with `: `; a block as a whole, its `: end` included.
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
            "node" => node(rest),
            "pods" => pods(rest),
            "upgrade" => upgrade(rest),
            "new" if rest == "cluster" => Ok(Self::NewCluster),
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

    /// Whether it only says when the next line happens.
    pub(crate) fn is_time(&self) -> bool {
        matches!(self, Self::Wait(_) | Self::At(_) | Self::Settle)
    }
}

/// The first word and what follows it, both without blanks around them.
pub(crate) fn split_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace)
        .map_or((text, ""), |(word, rest)| (word, rest.trim_start()))
}

/// A name: one word.
pub(crate) fn name(text: &str) -> Result<Rc<str>, String> {
    match split_word(text) {
        ("", _) => Err("a name is missing".into()),
        (name, "") => Ok(name.into()),
        (_, rest) => Err(format!("a name is one word; what is {rest:?}?")),
    }
}

/// A file's text: all but the last line, which is `: end`.
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

fn timed_step(text: &str) -> Result<(Step, Duration), String> {
    let (key, value) = text
        .split_once('=')
        .ok_or_else(|| format!("{text:?} is not a step such as start=700ms"))?;
    let step =
        Step::ALL.into_iter().find(|step| step.key() == key).ok_or_else(|| unknown_step(key))?;
    Ok((step, duration::parse(value)?))
}

fn unknown_step(key: &str) -> String {
    let keys: Vec<&str> = Step::ALL.iter().map(|step| step.key()).collect();
    format!("{key:?} is not a step of a pod's life: {}", keys.join(", "))
}

/// An image, a pod or `container NAME`, and the steps after it. What has no tag and no path and ends as pods' names do is
/// a pod.
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

/// What happens once to a container `of` a pod, or what its like do everywhere.
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

/// What is so from now on.
fn lasting(of: Subject, who: &str, act: &str) -> Result<Directive, String> {
    let words: Vec<&str> = act.split_whitespace().collect();
    let fault = match words.as_slice() {
        ["works"] => ImageFault::None,
        ["cannot", "be", "pulled"] => ImageFault::CannotBePulled,
        ["never", "ready"] => ImageFault::NeverReady,
        ["stops", "answering", "after", after] => {
            ImageFault::StopsAnswering { after: duration::parse(after)? }
        }
        ["exits", code, "after", after] => {
            let code = number(code, "an exit status", 255)?;
            ImageFault::Exits { code, after: duration::parse(after)? }
        }
        ["starts", times, "times", "slower"] => {
            return Ok(Directive::Slower(of, number(times, "a factor", 1000)?));
        }
        _ => {
            return Err(format!(
                "{who} `cannot be pulled`, is `never ready`, `exits 1 after 5s`, \
                 `stops answering after 20s`, `starts 4 times slower` or `works`, not {act:?}"
            ));
        }
    };
    Ok(Directive::Fault(of, fault))
}

/// A whole number from 0 up to and including `most`.
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

fn node(text: &str) -> Result<Directive, String> {
    let (first, rest) = split_word(text);
    let (node, act) = match first {
        "of" => {
            let (pod, act) = split_word(rest);
            (WhichNode::Of(pod.into()), act)
        }
        name => (WhichNode::Named(node_id(name)?), rest),
    };
    Ok(Directive::Node(node, one_of(&NODE_FAULTS, act, "a node")?))
}

fn node_id(name: &str) -> Result<NodeId, String> {
    let number = name.strip_prefix("node-").and_then(|number| number.parse::<u8>().ok());
    let id = number.and_then(|number| number.checked_sub(1)).filter(|&id| id < Node::COUNT);
    id.map(NodeId).ok_or_else(|| {
        format!("{name:?} is not a node: they are node-1 to node-{}, or `of POD`", Node::COUNT)
    })
}

/// The act that these words name.
fn one_of<F: Copy>(acts: &[(&str, F)], said: &str, who: &str) -> Result<F, String> {
    let found = acts.iter().find(|(words, _)| said.split_whitespace().eq(words.split(' ')));
    found.map(|&(_, act)| act).ok_or_else(|| {
        let words: Vec<String> = acts.iter().map(|(words, _)| format!("`{words}`")).collect();
        format!("{who} {}, not {said:?}", words.join(", "))
    })
}

fn start(text: &str) -> Result<Directive, String> {
    match split_word(text) {
        ("", _) => Ok(Directive::Start(Duration::ZERO)),
        ("after", rest) => duration::parse(rest).map(Directive::Start),
        _ => Err(format!("`: start` or `: start after 2h`, not {text:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope_of(text: &str) -> Option<Scope> {
        match Directive::read(text) {
            Ok(Directive::Timing(scope, _)) => Some(scope),
            _ => None,
        }
    }

    #[test]
    fn a_timing_is_for_all_for_an_image_a_container_or_a_pod() {
        assert_eq!(scope_of(": timing start=1s stop=2s"), Some(Scope::All));
        assert_eq!(
            scope_of(": timing nginx:1.25 start=1s"),
            Some(Scope::Image("nginx:1.25".into()))
        );
        assert_eq!(scope_of(": timing redis start=1s"), Some(Scope::Image("redis".into())));
        assert_eq!(scope_of(": timing web-3 start=1s"), Some(Scope::Pod("web-3".into())));
        let container = Some(Scope::Container("proxy".into()));
        assert_eq!(scope_of(": timing container proxy start=1s"), container);
        let image = Some(Scope::Image("container".into()));
        assert_eq!(scope_of(": timing container start=1s"), image);
    }

    #[test]
    fn a_fault_is_a_line_for_an_image_a_pod_or_a_node() {
        let read = |text: &str| Directive::read(text);
        let exits = ImageFault::Exits { code: 1, after: Duration::from_millis(1500) };
        let image = || Subject::Image("a".into());
        assert_eq!(read(": image a exits 1 after 1500ms"), Ok(Directive::Fault(image(), exits)));
        assert_eq!(read(": image a starts 4 times slower"), Ok(Directive::Slower(image(), 4)));
        let container = Subject::Container("a".into());
        assert_eq!(
            read(": container a exits 1 after 1500ms"),
            Ok(Directive::Fault(container, exits))
        );
        let crashes = Directive::Pod("web-1".into(), Some("a".into()), PodFault::Crashes);
        assert_eq!(read(": container a of web-1 crashes"), Ok(crashes));
        let jitter = Jitter { percent: 20, seed: 7 };
        assert_eq!(read(": jitter 20% seed=7"), Ok(Directive::Jitter(jitter)));
        let not_ready = Directive::Pod("web-1".into(), None, PodFault::IsNotReady);
        assert_eq!(read(": pod web-1 is not ready"), Ok(not_ready));
        let lost = |node| Ok(Directive::Node(node, NodeFault::IsLost));
        assert_eq!(read(": node node-2 is lost"), lost(WhichNode::Named(NodeId(1))));
        assert_eq!(read(": node of web-1 is lost"), lost(WhichNode::Of("web-1".into())));
        assert_eq!(read(": new cluster"), Ok(Directive::NewCluster));
        let refused = read(": pods cannot be created: exceeded quota: small: 3");
        assert_eq!(refused, Ok(Directive::Pods(Some("exceeded quota: small: 3".into()))));
        assert_eq!(read(": pods can be  created"), Ok(Directive::Pods(None)));
        let upgraded = rules_named("1.35.4").map(Directive::Upgrade);
        assert_eq!(read(": upgrade to 1.35.4"), upgraded);
    }

    #[test]
    fn a_fault_that_does_not_exist_is_answered_with_those_that_do() {
        for (text, word) in [
            (": image a explodes", "cannot be pulled"),
            (": image a exits 256 after 1s", "0 to 255"),
            (": container a explodes", "a container `cannot be pulled`"),
            (": container a of web-1 is evicted", "is not ready"),
            (": jitter 20", "20%"),
            (": jitter 101%", "0 to 100"),
            (": pod web-1 sleeps", "is evicted"),
            (": node node-9 is lost", "node-3"),
            (": node of web-1 burns", "returns"),
            (": pods cannot be created", "exceeded quota"),
            (": pods cannot be created: ", "exceeded quota"),
            (": upgrade", "to 1.35"),
            (": upgrade to 1.99", "1.28 to 1.38"),
        ] {
            let refusal = Directive::read(text).expect_err(text);
            assert!(refusal.contains(word), "{text}: {refusal}");
        }
    }

    #[test]
    fn an_unknown_step_is_answered_with_those_that_exist() {
        let refusal = Directive::read(": timing strat=1s").expect_err("no such step");
        assert!(refusal.contains("\"strat\"") && refusal.contains("start"), "{refusal}");
    }

    #[test]
    fn a_file_cannot_end_early() {
        let read = |text| Directive::read(text).map_err(|refusal| refusal.contains(": end"));
        assert_eq!(read(": file a\nx\n: end"), Ok(Directive::File("a".into(), "x\n".into())));
        assert_eq!(read(": file a\n: end"), Ok(Directive::File("a".into(), "".into())));
        assert_eq!(read(": file a\nx: end"), Err(true));
        assert_eq!(read(": file a\n: end\n: end"), Err(true));
    }
}
