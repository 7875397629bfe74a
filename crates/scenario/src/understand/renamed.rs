//! A scenario that begins with a pasted cluster, without the names of that: other names in its file, its lines and its texts.
//!
//! Which name becomes which is known already ([`apiserver::snapshot::plain`]). Not here: which names a link would carry
//! ([`crate::names_in`]).

use apiserver::snapshot::plain;

use crate::script::Scenario;
use crate::yours::cluster_file;

/// A scenario with another cluster file, and with these names changed in all its other lines and texts.
pub(super) fn renamed(scenario: &Scenario, file: &str, names: &plain::Renamed) -> String {
    let mut plain = scenario.clone();
    let held =
        cluster_file(scenario).map(|(at, name, _)| (at, format!(": file {name}\n{file}: end")));
    for (at, line) in plain.lines.iter_mut().enumerate() {
        line.text = match &held {
            Some((place, text)) if *place == at => text.as_str().into(),
            _ => with_names(&line.text, names).into(),
        };
    }
    let texts = [
        &mut plain.question,
        &mut plain.question_zh,
        &mut plain.hint,
        &mut plain.hint_zh,
        &mut plain.goal,
        &mut plain.goal_zh,
    ];
    for text in texts.into_iter().flatten() {
        *text = with_names(text, names).into();
    }
    plain.comments.iter_mut().for_each(|it| it.text = with_names(&it.text, names).into());
    plain.to_string()
}

/// A text in which these names are replaced, where they stand as words: `web` in `pod/web-0`, not in `webhook`. The first three words
/// of a command line are kubectl's own (`kubectl set image`) if they are known to it.
fn with_names(text: &str, names: &plain::Renamed) -> String {
    let mut longest_first: Vec<(&String, &String)> =
        names.iter().filter(|(old, _)| !old.is_empty()).collect();
    longest_first.sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
    let own = own_words(text);
    let (before, rest) = apiserver::text::split_at(text, own);
    let mut plain = before.to_owned();
    let mut at = 0;
    while let Some(letter) = rest.get(at..).and_then(|it| it.chars().next()) {
        let behind = rest.get(at..).unwrap_or_default();
        let stands_alone = !rest.get(..at).unwrap_or_default().ends_with(char::is_alphanumeric);
        let is_here = |(old, _): &&(&String, &String)| {
            let after = behind.strip_prefix(old.as_str());
            stands_alone && after.is_some_and(|after| !after.starts_with(char::is_alphanumeric))
        };
        match longest_first.iter().find(is_here) {
            Some((old, new)) => {
                plain.push_str(new);
                at += old.len();
            }
            None => {
                plain.push(letter);
                at += letter.len_utf8();
            }
        }
    }
    plain
}

/// Words with which a line begins that are no names: the program, its verbs, kinds of objects.
const OWN_WORDS: [&str; 29] = [
    "kubectl",
    "get",
    "set",
    "image",
    "env",
    "rollout",
    "status",
    "history",
    "undo",
    "restart",
    "delete",
    "scale",
    "patch",
    "apply",
    "describe",
    "drain",
    "cordon",
    "uncordon",
    "annotate",
    "label",
    "edit",
    "wait",
    "pod",
    "pods",
    "sts",
    "statefulset",
    "pvc",
    "config",
    "set-context",
];

/// How many bytes of a line are words of its own.
fn own_words(line: &str) -> usize {
    if [": cluster ", ": file "].iter().any(|it| line.starts_with(it)) {
        return line.find('\n').unwrap_or(line.len());
    }
    let mut end = if line.starts_with(": ") { word_end(line, 2) } else { 0 };
    if end > 0 {
        return end;
    }
    for word in line.split_inclusive(' ').take(4) {
        if !OWN_WORDS.contains(&word.trim_end()) {
            break;
        }
        end += word.len();
    }
    end
}

/// Where the word that begins at a place ends, with the space after it.
fn word_end(line: &str, at: usize) -> usize {
    let rest = line.get(at..).unwrap_or_default();
    at + rest.find(' ').map_or(rest.len(), |space| space + 1)
}
