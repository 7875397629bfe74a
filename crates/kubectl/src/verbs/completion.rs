//! Completes the word at the cursor: verbs, kinds, names, flags, files, each with a description.
//!
//! A pure function of the line and the world. The page shows the list. Lines that start with `: ` are completed in
//! crate `scenario`.

mod names;

use super::flags::{self, Flag, GLOBAL, Takes};
use super::{VERBS, Verb, help};
use crate::print::Watch;
use crate::world::World;
use apiserver::kind::NAMESPACE;

/// The completions at the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// Offset in bytes at which the text to replace starts. It ends at the cursor.
    pub from: usize,
    /// Candidates, the best first.
    pub candidates: Vec<Candidate>,
}

/// A possible completion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Text to insert.
    pub text: String,
    /// Description; may be empty.
    pub about: String,
}

/// Programs of the terminal.
const PROGRAMS: [(&str, &str); 6] = [
    ("kubectl", "Controls the cluster"),
    ("cat", "Prints files of this scenario"),
    ("echo", "Prints its arguments"),
    ("grep", "Prints the lines that match a pattern"),
    ("head", "Prints the first lines"),
    ("wc", "Counts lines, words and bytes"),
];

/// kubectl's descriptions of verbs that have subcommands.
const GROUPS: [(&str, &str); 2] =
    [("rollout", "Manage the rollout of a resource"), ("set", "Set specific features on objects")];

/// Returns the completions at `cursor`, an offset in bytes.
pub fn complete(line: &str, cursor: usize, world: &World<'_>) -> Completion {
    let before = line.get(..cursor).unwrap_or(line);
    let (words, from) = words(before);
    let typed = before.get(from..).unwrap_or_default();
    let candidates = match words.split_first() {
        None => pairs(PROGRAMS.into_iter()),
        Some((program, words)) if program == "kubectl" => {
            return kubectl(words, typed, from, world);
        }
        Some((program, _)) if program == "cat" => files(world),
        Some(_) => Vec::new(),
    };
    fitting(typed, from, candidates)
}

/// Returns the words of the last command before the one being typed, and the offset of that one.
fn words(text: &str) -> (Vec<String>, usize) {
    let (mut words, mut word, mut from, mut quote) = (Vec::new(), String::new(), 0, None);
    for (at, letter) in text.char_indices() {
        let after = at + letter.len_utf8();
        match (quote, letter) {
            (Some(open), _) if open == letter => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, ' ' | '\t' | '\n' | '|' | ';' | '&' | '(' | ')') => {
                let word = std::mem::take(&mut word);
                let ends = letter != ' ' && letter != '\t';
                if ends || ["do", "then", "time"].contains(&word.as_str()) {
                    words.clear();
                } else if !word.is_empty() {
                    words.push(word);
                }
                from = after;
            }
            _ => word.push(letter),
        }
    }
    (words, from)
}

fn pairs<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Candidate> {
    pairs.map(|(text, about)| candidate(text, about)).collect()
}

fn candidate(text: impl Into<String>, about: impl Into<String>) -> Candidate {
    Candidate { text: text.into(), about: about.into() }
}

/// Keeps the candidates that start with the typed text.
fn fitting(typed: &str, from: usize, mut candidates: Vec<Candidate>) -> Completion {
    candidates.retain(|candidate| candidate.text.starts_with(typed) && candidate.text != typed);
    Completion { from, candidates }
}

fn files(world: &World<'_>) -> Vec<Candidate> {
    let about = |text: &str| format!("{} lines", text.lines().count());
    world.files.iter().map(|(name, text)| candidate(&**name, about(text))).collect()
}

fn kubectl(words: &[String], typed: &str, from: usize, world: &World<'_>) -> Completion {
    let (_, words) = flags::leading(words);
    let Some(first) = words.first() else { return fitting(typed, from, verbs()) };
    let called = |verb: &&Verb| {
        verb.words
            .split(' ')
            .enumerate()
            .all(|(at, word)| words.get(at).is_some_and(|one| one == word))
    };
    let Some(verb) = VERBS.iter().filter(called).max_by_key(|verb| verb.words.len()) else {
        let second =
            |verb: &'static Verb| (verb.words.split(' ').nth(1).unwrap_or_default(), verb.about);
        return fitting(typed, from, pairs(help::verbs(first).map(second)));
    };
    let rest = words.get(verb.words.split(' ').count()..).unwrap_or_default();
    argument(verb, rest, typed, from, world)
}

/// Returns the first word of every verb.
fn verbs() -> Vec<Candidate> {
    let mut verbs: Vec<(&str, &str)> = Vec::new();
    for verb in VERBS {
        let first = verb.words.split(' ').next().unwrap_or_default();
        let group = GROUPS.iter().find(|(name, _)| *name == first);
        if !verbs.iter().any(|(name, _)| *name == first) {
            verbs.push((first, group.map_or(verb.about, |(_, about)| about)));
        }
    }
    verbs.sort_unstable();
    pairs(verbs.into_iter())
}

/// Completes the word after a verb: a flag, its value, a kind or a name.
fn argument(
    verb: &'static Verb,
    rest: &[String],
    typed: &str,
    from: usize,
    world: &World<'_>,
) -> Completion {
    let all = || verb.flags.iter().chain(&GLOBAL);
    if let Some((name, value)) = typed.strip_prefix("--").and_then(|flag| flag.split_once('=')) {
        let flag = all().find(|flag| flag.name == name);
        let candidates = flag.map(|flag| values(flag, world)).unwrap_or_default();
        return fitting(value, from + name.len() + 3, candidates);
    }
    if typed.starts_with('-') {
        return fitting(typed, from, all().map(described).collect());
    }
    let before = rest.last().and_then(|word| all().find(|flag| is_called(flag, word)));
    if let Some(flag) = before.filter(|flag| takes_a_word(flag)) {
        return fitting(typed, from, values(flag, world));
    }
    let arguments = positional(rest, &all().collect::<Vec<_>>());
    if verb.words == "create" && rest.is_empty() {
        let second = |verb: &'static Verb| Some((verb.words.split_once(' ')?.1, verb.about));
        return fitting(typed, from, pairs(help::verbs("create").filter_map(second)));
    }
    let namespace = namespace(rest).unwrap_or(world.namespace);
    let scope = names::Scope { scene: world.scene(), namespace };
    names::complete(verb.words, &arguments, typed, from, &scope)
}

/// Returns the namespace of `-n`.
fn namespace(words: &[String]) -> Option<&str> {
    let mut words = words.iter().map(String::as_str);
    let mut namespace = None;
    while let Some(word) = words.next() {
        let joined = word.strip_prefix("--namespace=").or_else(|| word.strip_prefix("-n="));
        namespace = match word {
            "-n" | "--namespace" => words.next(),
            _ => joined.or(namespace),
        };
    }
    namespace
}

/// Describes a flag as it is typed. A flag that takes a value ends in `=`.
fn described(flag: &Flag) -> Candidate {
    let asks = if takes_a_word(flag) { "=" } else { "" };
    candidate(format!("--{}{asks}", flag.name), help::about(flag))
}

fn takes_a_word(flag: &Flag) -> bool {
    matches!(flag.takes, Takes::Text | Takes::Number | Takes::Number32 | Takes::Duration)
}

fn is_called(flag: &Flag, word: &str) -> bool {
    let long = word.strip_prefix("--").is_some_and(|name| name == flag.name);
    long || word
        .strip_prefix('-')
        .is_some_and(|name| flag.short.is_some_and(|it| name == it.to_string()))
}

/// Returns the words that are neither flags nor values of flags.
fn positional<'a>(rest: &'a [String], all: &[&Flag]) -> Vec<&'a str> {
    let mut arguments = Vec::new();
    let mut words = rest.iter();
    while let Some(word) = words.next() {
        if !word.starts_with('-') {
            arguments.push(word.as_str());
        } else if all.iter().any(|flag| is_called(flag, word) && takes_a_word(flag)) {
            words.next();
        }
    }
    arguments
}

/// Returns the namespaces, each with its status.
fn namespaces(world: &World<'_>) -> Vec<Candidate> {
    let rows = Watch::all(&NAMESPACE).first_cells(&world.scene()).into_iter();
    let status = |cells: Vec<String>| cells.into_iter().nth(1).unwrap_or_default();
    rows.map(|(name, cells)| candidate(name, status(cells))).collect()
}

/// Values of flags that have a few known ones, each with what it means.
const VALUES: [(&str, &[(&str, &str)]); 12] = [
    (
        "output",
        &[
            ("wide", "More columns"),
            ("yaml", "The whole object"),
            ("json", "The whole object"),
            ("name", "Kind and name"),
            ("jsonpath=", "The values at a path"),
            ("go-template=", "A Go template"),
            ("custom-columns=", "NAME:.metadata.name,..."),
        ],
    ),
    (
        "cascade",
        &[
            ("background", "Pods are deleted after the set"),
            ("foreground", "Pods are deleted before the set"),
            ("orphan", "Pods are kept"),
        ],
    ),
    (
        "dry-run",
        &[("client", "Only print"), ("server", "Validate too"), ("none", "Change the object")],
    ),
    (
        "type",
        &[
            ("strategic", "Lists are merged by their keys"),
            ("merge", "Lists are replaced"),
            ("json", "A list of operations"),
        ],
    ),
    (
        "hard",
        &[
            ("pods=", "Number of pods"),
            ("requests.cpu=", "CPU requested by all pods"),
            ("requests.memory=", "Memory requested by all pods"),
            ("limits.cpu=", "CPU limits of all pods"),
            ("limits.memory=", "Memory limits of all pods"),
            ("persistentvolumeclaims=", "Number of claims"),
            ("requests.storage=", "Storage requested by all claims"),
            ("count/statefulsets.apps=", "Number of StatefulSets"),
        ],
    ),
    (
        "scopes",
        &[
            ("BestEffort", "Pods without requests and limits"),
            ("NotBestEffort", "Pods with requests or limits"),
            ("NotTerminating", "Pods without a deadline"),
            ("PriorityClass", "Pods of any priority class"),
        ],
    ),
    (
        "preemption-policy",
        &[
            ("PreemptLowerPriority", "Pods of a lower priority may be evicted for them"),
            ("Never", "Pods of the class never cause evictions"),
        ],
    ),
    ("types", &[("Normal", "Expected events"), ("Warning", "Problems")]),
    (
        "for",
        &[
            ("condition=Ready", "Until it is Ready"),
            ("delete", "Until it is removed"),
            ("jsonpath=", "Until a field has a value"),
        ],
    ),
    (
        "label-columns",
        &[
            ("controller-revision-hash", "The revision of a pod"),
            ("apps.kubernetes.io/pod-index", "The ordinal of a pod"),
        ],
    ),
    (
        "sort-by",
        &[
            (".metadata.name", "By name"),
            (".metadata.creationTimestamp", "By age, oldest first"),
            (".lastTimestamp", "Events by time, latest last"),
        ],
    ),
    (
        "field-selector",
        &[("status.phase=", "Pods of a phase"), ("involvedObject.name=", "Events of an object")],
    ),
];

/// Returns the values of a flag.
fn values(flag: &Flag, world: &World<'_>) -> Vec<Candidate> {
    match flag.name {
        "filename" | "patch-file" => files(world),
        "namespace" => namespaces(world),
        name => {
            let known = VALUES.iter().find(|(of, _)| *of == name);
            pairs(known.into_iter().flat_map(|(_, values)| values.iter().copied()))
        }
    }
}
