//! The playground's own lines, those that begin with `: `, one by one: what each says.
//!
//! The same reading serves the parser, which refuses a bad line, and the run, which answers a typed one in its
//! terminal. What is of the language but not modelled yet is refused by name, never ignored.

use std::rc::Rc;
use std::time::Duration;

use rollout_engine::behavior::{ImageFault, Scope, Step, Timing};
use rollout_engine::time::SimTime;

use crate::duration;

/// What one of our lines says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Directive {
    /// How long steps take.
    Timing(Scope, Timing),
    /// What goes wrong with an image.
    Image(Rc<str>, ImageFault),
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

/// Words of the language that are not modelled yet.
const NOT_HERE_YET: [&str; 8] = ["jitter", "pod", "node", "new", "hint", "goal", "claim", "see"];

/// Words that stand in a scenario's text and act nowhere else.
const ONLY_IN_TEXT: [&str; 6] = ["recorded", "release", "question", "from", "typed", "watch"];

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
            "start" => start(rest),
            "wait" => duration::parse(rest).map(Self::Wait),
            "at" => duration::parse_moment(rest).map(Self::At),
            "settle" if rest.is_empty() => Ok(Self::Settle),
            "settle" => Err(format!("`: settle` stands alone, not with {rest:?}")),
            "end" => Err("`: end` without a `: file` or `: printed` before it".into()),
            _ if NOT_HERE_YET.contains(&word) => Err(not_here_yet(&format!(": {word}"))),
            _ if ONLY_IN_TEXT.contains(&word) => Err(format!("`: {word}` cannot be said here")),
            _ => Err(format!("`: {word}` is not a line of the scenario language")),
        }
    }

    /// Whether it only says when the next line happens.
    pub(crate) fn is_time(&self) -> bool {
        matches!(self, Self::Wait(_) | Self::At(_) | Self::Settle)
    }
}

/// The refusal of what is of the language but not modelled yet.
pub(crate) fn not_here_yet(what: &str) -> String {
    format!("`{what}` is not here yet")
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
    let (scope, steps) =
        if first.contains('=') { (Scope::All, text) } else { (scope(first)?, rest) };
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

/// An image or a pod: what has no tag and no path and ends as pods' names do is a pod.
fn scope(word: &str) -> Result<Scope, String> {
    let numbered = word.rsplit_once('-').is_some_and(|(_, number)| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    match word {
        "" => Err("`: timing` lacks its steps, such as start=700ms".into()),
        _ if numbered && !word.contains([':', '/', '@']) => Ok(Scope::Pod(word.into())),
        _ => Ok(Scope::Image(word.into())),
    }
}

fn image(text: &str) -> Result<Directive, String> {
    let (name, act) = split_word(text);
    let fault = match act {
        "works" => ImageFault::None,
        "cannot be pulled" => ImageFault::CannotBePulled,
        "never ready" => ImageFault::NeverReady,
        _ if act.starts_with("exits ") || act.starts_with("starts ") => {
            return Err(not_here_yet(act));
        }
        _ => {
            return Err(format!(
                "an image `cannot be pulled`, is `never ready` or `works`, not {act:?}"
            ));
        }
    };
    Ok(Directive::Image(name.into(), fault))
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
    fn a_timing_is_for_all_for_an_image_or_for_a_pod() {
        assert_eq!(scope_of(": timing start=1s stop=2s"), Some(Scope::All));
        assert_eq!(
            scope_of(": timing nginx:1.25 start=1s"),
            Some(Scope::Image("nginx:1.25".into()))
        );
        assert_eq!(scope_of(": timing redis start=1s"), Some(Scope::Image("redis".into())));
        assert_eq!(scope_of(": timing web-3 start=1s"), Some(Scope::Pod("web-3".into())));
    }

    #[test]
    fn what_is_not_modelled_is_refused_by_name() {
        for text in [
            ": jitter 20% seed=7",
            ": pod web-1 crashes",
            ": new cluster",
            ": image a exits 1 after 5s",
        ] {
            let refusal = Directive::read(text).expect_err(text);
            assert!(refusal.ends_with("is not here yet"), "{text}: {refusal}");
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
