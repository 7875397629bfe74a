//! Parses flags as kubectl's flag library (`pflag`) does, with its error messages.
//!
//! Accepts long and short flags, values after `=` or a space, combined switches (`-wA`) and arguments between flags.
//! Which flags a verb has is in its module.

mod common;

use std::time::Duration;

pub(super) use self::common::{check, read_template, warn};
use super::Verb;
use crate::print::Output;
use apiserver::Failure;
use apiserver::release::Release;
use apiserver::text::split_at;

/// A flag of a verb.
#[derive(Debug)]
pub(super) struct Flag {
    pub(super) name: &'static str,
    /// Its one-character name.
    pub(super) short: Option<char>,
    pub(super) takes: Takes,
}

/// The value of a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// None, or `=true`, `=false`.
    Switch,
    /// Any value. Without `=` it is this one.
    Optional(&'static str),
    Text,
    Number,
    /// A number of 32 bits.
    Number32,
    Duration,
}

pub(super) const fn flag(name: &'static str, takes: Takes) -> Flag {
    Flag { name, short: None, takes }
}

pub(super) const fn short(letter: char, name: &'static str, takes: Takes) -> Flag {
    Flag { name, short: Some(letter), takes }
}

/// Flags of every verb.
pub(super) static GLOBAL: [Flag; 6] = [
    flag("context", Takes::Text),
    flag("kubeconfig", Takes::Text),
    short('n', "namespace", Takes::Text),
    flag("request-timeout", Takes::Text),
    short('s', "server", Takes::Text),
    short('v', "v", Takes::Number),
];

/// `--dry-run`, of all verbs that write.
pub(super) const DRY_RUN: Flag = flag("dry-run", Takes::Optional("unchanged"));
/// `-o`, such as `-o name`.
pub(super) const OUTPUT: Flag = short('o', "output", Takes::Text);
/// `--template`: the template of `-o go-template` and its like.
pub(super) const TEMPLATE: Flag = flag("template", Takes::Text);
/// `--record`: deprecated.
pub(super) const RECORD: Flag = flag("record", Takes::Switch);
/// `-f FILE`.
pub(super) const FILENAME: Flag = short('f', "filename", Takes::Text);
/// `-l app=nginx`.
pub(super) const SELECTOR: Flag = short('l', "selector", Takes::Text);
/// `--local`: changes and prints the manifest and sends nothing.
pub(super) const LOCAL: Flag = flag("local", Takes::Switch);
/// `--all`: all objects of a kind.
pub(super) const ALL: Flag = flag("all", Takes::Switch);

/// A parsed command: the verb, its arguments and flags.
pub(super) struct Invocation {
    pub(super) verb: &'static Verb,
    /// Arguments that are not flags.
    pub(super) arguments: Vec<String>,
    /// Standard input.
    pub(super) input: Option<String>,
    /// Namespace of the current context.
    context_namespace: String,
    flags: Vec<(&'static str, String)>,
}

impl Invocation {
    /// Returns the values of a flag, in order.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.flags.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// Returns the last value of a flag.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.all(name).last()
    }

    /// Replaces the last value of a flag.
    fn replace(&mut self, name: &str, value: String) {
        if let Some(flag) = self.flags.iter_mut().rev().find(|(known, _)| *known == name) {
            flag.1 = value;
        }
    }

    /// Returns the value of a flag as a number.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.value(name).and_then(|value| value.parse().ok())
    }

    /// Whether a switch is on.
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.value(name).is_some_and(is_true)
    }

    /// Whether a switch that is on by default was turned off.
    pub(super) fn is_off(&self, name: &str) -> bool {
        self.value(name).is_some_and(|value| !is_true(value))
    }

    /// Returns the namespace of `-n`, or that of the current context.
    pub(super) fn namespace(&self) -> &str {
        self.value("namespace").unwrap_or(&self.context_namespace)
    }

    /// Returns the namespace to search; `None` for all (`-A`).
    pub(super) fn scope(&self) -> Option<&str> {
        (!self.is_on("all-namespaces")).then(|| self.namespace())
    }

    /// Returns the output format (`-o`).
    ///
    /// # Errors
    ///
    /// The format does not exist or its template cannot be parsed.
    pub(super) fn output(&self, release: Release) -> Result<Output, Failure> {
        let form = self.value("output").unwrap_or_default();
        Output::parse(form, self.value("template"), release).map_err(Failure::Plain)
    }

    /// Formats the result, with a note for a dry run: `scaled (dry run)`.
    pub(super) fn did(&self, did: &str) -> String {
        format!("{did}{}", self.dry_run().unwrap_or_default())
    }

    /// Returns the note for a dry run; `None` if this is not one.
    pub(super) fn dry_run(&self) -> Option<&'static str> {
        match self.value("dry-run")? {
            "none" => None,
            "server" => Some(" (server dry run)"),
            _ => Some(" (dry run)"),
        }
    }
}

fn is_true(value: &str) -> bool {
    ["1", "t", "T", "true", "TRUE", "True"].contains(&value)
}

fn is_bool(value: &str) -> bool {
    is_true(value) || ["0", "f", "F", "false", "FALSE", "False"].contains(&value)
}

/// Splits off the global flags before the verb.
pub(super) fn leading(arguments: &[String]) -> (&[String], &[String]) {
    let mut end = 0;
    while let Some(word) = arguments.get(end).filter(|word| word.starts_with('-')) {
        let name = word.trim_start_matches('-');
        let is_it =
            |flag: &Flag| flag.name == name || flag.short.is_some_and(|it| name == it.to_string());
        let takes_next = GLOBAL.iter().any(is_it);
        end = (end + 1 + usize::from(takes_next)).min(arguments.len());
    }
    arguments.split_at(end)
}

/// Parses the words after a verb.
///
/// # Errors
///
/// A flag is unknown or has a wrong value. kubectl prints the message after `error: ` and before its hint at `--help`.
pub(super) fn read(
    verb: &'static Verb,
    words: &[String],
    input: Option<String>,
    context_namespace: &str,
) -> Result<Invocation, String> {
    let context_namespace = context_namespace.to_owned();
    let mut invocation =
        Invocation { verb, arguments: Vec::new(), input, context_namespace, flags: Vec::new() };
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        if word == "--" {
            invocation.arguments.extend(words.by_ref().map(str::to_owned));
        } else if let Some(name) = word.strip_prefix("--") {
            invocation.long(name, &mut words)?;
        } else if let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) {
            invocation.short_flags(letters, &mut words)?;
        } else {
            invocation.arguments.push(word.to_owned());
        }
    }
    Ok(invocation)
}

impl Invocation {
    fn known(&self, is: impl Fn(&Flag) -> bool) -> Option<&'static Flag> {
        self.verb.flags.iter().chain(&GLOBAL).find(|flag| is(flag))
    }

    fn long<'a>(
        &mut self,
        word: &str,
        words: &mut impl Iterator<Item = &'a str>,
    ) -> Result<(), String> {
        let (name, value) =
            word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
        let flag = self
            .known(|flag| flag.name == name)
            .ok_or_else(|| format!("unknown flag: --{name}"))?;
        let value = match (flag.takes, value) {
            (_, Some(value)) => value,
            (Takes::Switch, None) => "true",
            (Takes::Optional(value), None) => value,
            _ => words.next().ok_or_else(|| format!("flag needs an argument: --{name}"))?,
        };
        self.set(flag, value)
    }

    /// Parses short flags: `-w`, `-l app=nginx`, `-lapp=nginx`, `-l=app`, `-wl app=nginx`.
    fn short_flags<'a>(
        &mut self,
        word: &str,
        words: &mut impl Iterator<Item = &'a str>,
    ) -> Result<(), String> {
        let mut rest = word;
        while let Some(letter) = rest.chars().next() {
            rest = rest.get(letter.len_utf8()..).unwrap_or_default();
            let unknown = || format!("unknown shorthand flag: '{letter}' in -{word}");
            let flag = self.known(|flag| flag.short == Some(letter)).ok_or_else(unknown)?;
            let value = match (flag.takes, rest.strip_prefix('=')) {
                (_, Some(value)) => Some(value),
                (Takes::Switch, None) => None,
                _ if !rest.is_empty() => Some(rest),
                _ => Some(
                    words
                        .next()
                        .ok_or_else(|| format!("flag needs an argument: '{letter}' in -{word}"))?,
                ),
            };
            self.set(flag, value.unwrap_or("true"))?;
            if value.is_some() {
                break;
            }
        }
        Ok(())
    }

    fn set(&mut self, flag: &'static Flag, value: &str) -> Result<(), String> {
        let problem = match flag.takes {
            Takes::Switch if !is_bool(value) => Some(parsing("ParseBool", value, "invalid syntax")),
            Takes::Number => number_problem::<i64>(value),
            Takes::Number32 => number_problem::<i32>(value),
            Takes::Duration if duration(value).is_none() => {
                Some(format!("time: invalid duration \"{value}\""))
            }
            _ => None,
        };
        if let Some(problem) = problem {
            let letter = flag.short.map(|letter| format!("-{letter}, ")).unwrap_or_default();
            return Err(format!(
                "invalid argument \"{value}\" for \"{letter}--{}\" flag: {problem}",
                flag.name
            ));
        }
        self.flags.push((flag.name, value.to_owned()));
        Ok(())
    }
}

fn parsing(function: &str, value: &str, problem: &str) -> String {
    format!("strconv.{function}: parsing \"{value}\": {problem}")
}

fn number_problem<N: std::str::FromStr>(value: &str) -> Option<String> {
    let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
    let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
    match value.parse::<N>() {
        Ok(_) => None,
        Err(_) if is_number => Some(parsing("ParseInt", value, "value out of range")),
        Err(_) => Some(parsing("ParseInt", value, "invalid syntax")),
    }
}

/// Parses one of Go's durations: `30s`, `1m30s`, `500ms`, `1.5h`, `0`. Negative ones give `None`.
pub fn duration(text: &str) -> Option<Duration> {
    if text == "0" {
        return Some(Duration::ZERO);
    }
    let mut total = Duration::ZERO;
    let mut rest = text;
    while !rest.is_empty() {
        let number = |c: char| c.is_ascii_digit() || c == '.';
        let (digits, after) = split_at(rest, rest.find(|c| !number(c))?);
        let (unit, after) = split_at(after, after.find(number).unwrap_or(after.len()));
        let unit = match unit {
            "us" | "µs" => Duration::from_micros(1),
            "ms" => Duration::from_millis(1),
            "s" => Duration::from_secs(1),
            "m" => Duration::from_secs(60),
            "h" => Duration::from_secs(3600),
            _ => return None,
        };
        total = total.checked_add(times(unit, digits)?)?;
        rest = after;
    }
    (!text.is_empty()).then_some(total)
}

/// Multiplies a unit by a decimal number.
fn times(unit: Duration, amount: &str) -> Option<Duration> {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    if whole.len() + fraction.len() == 0 || fraction.contains('.') {
        return None;
    }
    let whole = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let fraction = fraction.get(..6).unwrap_or(fraction);
    let digits: u32 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    let part = unit.checked_mul(digits)? / 10_u32.pow(u32::try_from(fraction.len()).ok()?);
    unit.checked_mul(whole)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, expected: Result<&[&str], &str>) {
        let words: Vec<_> = words.split(' ').map(str::to_owned).collect();
        let read = read(&super::super::get::VERB_FOR_TESTS, &words, None, "default");
        let read = read.map(|invocation| {
            let flags = invocation.flags.iter().map(|(name, value)| format!("{name}={value}"));
            invocation.arguments.iter().cloned().chain(flags).collect::<Vec<_>>()
        });
        let expected = expected
            .map(|all| all.iter().map(|one| (*one).to_owned()).collect())
            .map_err(str::to_owned);
        assert_eq!(read, expected, "{words:?}");
    }

    #[test]
    fn flags_are_read_as_kubectl_does() {
        check("pods -w -l app=nginx", Ok(&["pods", "watch=true", "selector=app=nginx"]));
        check("po -lapp=nginx -w", Ok(&["po", "selector=app=nginx", "watch=true"]));
        check("--selector=a -wl=b pods", Ok(&["pods", "selector=a", "watch=true", "selector=b"]));
        check("pods --watch=false -- -x", Ok(&["pods", "-x", "watch=false"]));
        check("pods -", Ok(&["pods", "-"]));
    }

    /// Recorded: b09-usage-errors.txt.
    #[test]
    fn wrong_flags_get_kubectls_words() {
        check("pods --nosuch", Err("unknown flag: --nosuch"));
        check("pods -z", Err("unknown shorthand flag: 'z' in -z"));
        check("sts web -replicas=2", Err("unknown shorthand flag: 'r' in -replicas=2"));
        check("pods -l", Err("flag needs an argument: 'l' in -l"));
        check("pods --selector", Err("flag needs an argument: --selector"));
        check(
            "pods -w=x",
            Err(
                "invalid argument \"x\" for \"-w, --watch\" flag: strconv.ParseBool: parsing \"x\": invalid syntax",
            ),
        );
    }

    #[test]
    fn durations_are_gos() {
        assert_eq!(duration("1m30s"), Some(Duration::from_secs(90)));
        assert_eq!(duration("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(duration("1.5s"), Some(Duration::from_millis(1500)));
        assert_eq!(duration(".5s"), Some(Duration::from_millis(500)));
        for text in ["", "5", "s", "1x", "99999999999h", "-1s", ".s", "1.2.3s"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
