//! Parses the language into a scenario, or into a transcript with the expected output.
//!
//! Parsing is total: every text gives a transcript, or an error with its line, in time proportional to the text.
//! `directive` parses the lines that start with `: `; `shell_line` finds the end of a shell line.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::directive::{self, Directive, split_word};
use crate::header;
use crate::release::{name_of, rules_named};
use crate::script::{Comment, Line, Origin, Scenario, When, is_start};
use crate::shell_line::Lines;
use crate::transcript::{Expected, LinePosition, Transcript};
use crate::write::write_time;

/// Error in a line of the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// Line number, from 1.
    pub line: usize,
    /// The problem.
    pub message: String,
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ParseError {}

/// Limit on terminals. Every process is stepped at every frame.
const MOST_TERMINALS: usize = 64;

impl Scenario {
    /// Parses a scenario. Ignores expected output.
    ///
    /// # Errors
    /// The text has a line that is not of the language.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Transcript::parse(text).map(|transcript| transcript.scenario)
    }
}

impl Transcript {
    /// Parses a transcript, with the expected output.
    ///
    /// # Errors
    /// The text has a line that is not of the language.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Self::parse_with_positions(text).map(|(transcript, _)| transcript)
    }

    /// Parses a transcript. Also returns the position of each line of the script in the text.
    ///
    /// # Errors
    /// The text has a line that is not of the language.
    pub fn parse_with_positions(text: &str) -> Result<(Self, Vec<LinePosition>), ParseError> {
        let mut parser = Parser {
            lines: Lines::new(text),
            at: 0,
            first: 0,
            next: None,
            open: BTreeMap::new(),
            read: Self::default(),
            places: Vec::new(),
        };
        while let Some(line) = parser.lines.get(parser.at) {
            parser.first = parser.at;
            parser.at += 1;
            let number = parser.at;
            parser.line(line).map_err(|message| ParseError { line: number, message })?;
        }
        parser.flush();
        Ok((parser.read, parser.places))
    }
}

struct Parser<'a> {
    lines: Lines<'a>,
    /// Index of the next line to parse, from 0.
    at: usize,
    /// Index of the first line of the current script line, from 0.
    first: usize,
    /// Time and origin of the next script line, if a line above it set them.
    next: Option<(When, Origin)>,
    /// Terminals that a `: watch` has opened, by name.
    open: BTreeMap<Rc<str>, u16>,
    read: Transcript,
    /// Positions of the script lines.
    places: Vec<LinePosition>,
}

impl Parser<'_> {
    fn line(&mut self, line: &str) -> Result<(), String> {
        if let Some(text) = line.strip_prefix("$ ") {
            self.command(text, 0)?;
            self.expect_output();
            Ok(())
        } else if line.starts_with(": ") {
            self.ours(line.trim_end())
        } else if line == "#" || line.starts_with("# ") {
            self.comment(line.strip_prefix('#').unwrap_or_default().trim());
            Ok(())
        } else if line.trim().is_empty() {
            Ok(())
        } else {
            Err("a line begins with `$ ` (a command), `: ` (ours) or `# ` (a comment)".into())
        }
    }

    fn ours(&mut self, line: &str) -> Result<(), String> {
        let (word, rest) = split_word(behind_colon(line));
        match word {
            "release" => self.release(rest),
            "recorded" => self.recorded(rest),
            "question" | "hint" | "goal" | "claim" | "from" | "see" => {
                self.header(word, rest, line)
            }
            "watch" => self.watch(rest),
            "printed" => self.printed(line),
            "typed" => self.typed(rest),
            "file" => self.block(line).and_then(|text| self.directive(&text)),
            _ => self.directive(line),
        }
    }

    fn directive(&mut self, text: &str) -> Result<(), String> {
        let directive = Directive::read(text)?;
        if let Directive::Start(_) = directive
            && self.read.scenario.lines.iter().any(is_start)
        {
            return Err("the figure begins once".into());
        }
        match time_of(&directive) {
            Some(when) => {
                self.flush();
                self.next = Some((when, Origin::Scenario));
            }
            None => self.push(text, 0, None),
        }
        Ok(())
    }

    fn release(&mut self, text: &str) -> Result<(), String> {
        if !self.read.scenario.lines.is_empty() {
            return Err("`: release` stands above the first line of the script".into());
        }
        self.read.scenario.release = name_of(&rules_named(text)?).into();
        Ok(())
    }

    fn recorded(&mut self, text: &str) -> Result<(), String> {
        match split_word(text) {
            _ if self.at != 1 => Err("`: recorded` is the first line of a file".into()),
            ("release", release) if !release.is_empty() => {
                self.read.recorded = Some(release.into());
                if let Ok(rules) = rules_named(release) {
                    self.read.scenario.release = name_of(&rules).into();
                }
                Ok(())
            }
            _ => Err("`: recorded release 1.37.1`".into()),
        }
    }

    /// Parses a header line. It has no effect in the cluster.
    fn header(&mut self, word: &str, rest: &str, line: &str) -> Result<(), String> {
        if let Some(command) = rest.strip_prefix("$ ") {
            let block = self.block(line)?;
            return header::check(&mut self.read.scenario, word, command, &block);
        }
        header::text(&mut self.read.scenario, word, rest)
    }

    fn watch(&mut self, text: &str) -> Result<(), String> {
        let (name, line) = split_word(text);
        let command = line.strip_prefix("$ ").ok_or("`: watch NAME $ LINE`")?;
        let terminal = self.terminal(&directive::name(name)?)?;
        self.command(command, terminal)
    }

    fn terminal(&mut self, name: &Rc<str>) -> Result<u16, String> {
        let terminals = &mut self.read.scenario.terminals;
        if let Some(&terminal) = self.open.get(name) {
            return Ok(terminal);
        }
        if terminals.len() == MOST_TERMINALS {
            return Err(format!("more than {MOST_TERMINALS} terminals"));
        }
        let terminal = u16::try_from(terminals.len()).unwrap_or(u16::MAX);
        terminals.push(Rc::clone(name));
        self.open.insert(Rc::clone(name), terminal);
        Ok(terminal)
    }

    fn printed(&mut self, line: &str) -> Result<(), String> {
        let name = directive::name(split_word(behind_colon(line)).1)?;
        let terminal =
            self.open.remove(&name).ok_or_else(|| format!("no `: watch {name}` before"))?;
        let block = self.block(line)?;
        let output = block.strip_prefix(line).and_then(|rest| rest.strip_suffix(": end"));
        let output = output.unwrap_or_default().trim_matches('\n');
        let output = if output.is_empty() { String::new() } else { format!("{output}\n") };
        self.push(
            &format!(": printed {name}\n: end"),
            terminal,
            Some(Expected { output, exit: 0 }),
        );
        if let Some(place) = self.places.last_mut() {
            place.printed = place.line..self.at - 1;
        }
        Ok(())
    }

    fn typed(&mut self, text: &str) -> Result<(), String> {
        let moment = text.strip_prefix("at ").ok_or("`: typed at 40s`")?;
        let Directive::At(at) = Directive::read(&format!(": at {moment}"))? else { return Ok(()) };
        self.flush();
        self.next = Some((When::At(at), Origin::Typed));
        Ok(())
    }

    /// Parses a shell line, with its continuation lines and here-documents.
    fn command(&mut self, first: &str, terminal: u16) -> Result<(), String> {
        let end = self.lines.shell_line_end(self.at - 1, first);
        let mut text = String::from(first);
        while self.at < end {
            text.push('\n');
            text.push_str(self.lines.get(self.at).unwrap_or_default());
            self.at += 1;
        }
        self.push(&text, terminal, None);
        match self.read.scenario.lines.last() {
            Some(line) if is_start(line) => Err("`: start` stands without `$ ` before it".into()),
            _ => Ok(()),
        }
    }

    /// Parses the expected output of the last line.
    fn expect_output(&mut self) {
        let from = self.at;
        let mut printed = Vec::new();
        while let Some(line) = self.lines.get(self.at).filter(|_| self.is_printed(self.at)) {
            printed.push(line);
            self.at += 1;
        }
        drop_empty_end(&mut printed);
        let exit = printed.last().copied().and_then(exit_status);
        if exit.is_some() {
            printed.pop();
            drop_empty_end(&mut printed);
        }
        let output = printed.iter().flat_map(|line| [line, "\n"]).collect();
        let expected = Expected { output, exit: exit.unwrap_or(0) };
        if let Some(last) = self.read.expected.last_mut() {
            *last = Some(expected);
        }
        if let Some(place) = self.places.last_mut() {
            place.printed = from..self.at;
        }
    }

    /// Whether this line is output and not a line of the language. Programs also print `# `; such a line is output if
    /// text follows that is not of the language.
    fn is_printed(&self, at: usize) -> bool {
        let is_comment = |line: &str| line.starts_with("# ");
        match self.lines.get(at) {
            Some(line) if is_comment(line) => {
                let mut rest = (at + 1..).map_while(|at| self.lines.get(at));
                rest.find(|line| !is_comment(line))
                    .is_some_and(|line| !begins_a_line(line) && !line.trim().is_empty())
            }
            Some(line) => !begins_a_line(line),
            None => false,
        }
    }

    /// Returns the text of a block, up to its `: end`.
    fn block(&mut self, first: &str) -> Result<String, String> {
        let mut text = String::from(first);
        while let Some(line) = self.lines.get(self.at) {
            self.at += 1;
            text.push('\n');
            if line.trim_end() == ": end" {
                text.push_str(": end");
                return Ok(text);
            }
            text.push_str(line);
        }
        Err(format!("`{first}` lacks its `: end`"))
    }

    fn comment(&mut self, text: &str) {
        let before = self.read.scenario.lines.len();
        self.read.scenario.comments.push(Comment { before, text: text.into() });
    }

    fn push(&mut self, text: &str, terminal: u16, expected: Option<Expected>) {
        let (when, origin) = self.next.take().unwrap_or((When::Then, Origin::Scenario));
        self.read.scenario.lines.push(Line { when, terminal, text: text.into(), origin });
        self.read.expected.push(expected);
        self.places.push(LinePosition { line: self.first + 1, printed: self.at..self.at });
    }

    /// Adds a time that no line follows as a script line of its own.
    fn flush(&mut self) {
        if let Some((when, _)) = self.next {
            self.push(&write_time(when), 0, None);
        }
    }
}

fn time_of(directive: &Directive) -> Option<When> {
    match *directive {
        Directive::Wait(delay) => Some(When::After(delay)),
        Directive::At(at) => Some(When::At(at)),
        Directive::Settle => Some(When::Settled),
        _ => None,
    }
}

/// Strips the colon.
fn behind_colon(line: &str) -> &str {
    line.strip_prefix(':').unwrap_or(line)
}

fn begins_a_line(line: &str) -> bool {
    ["$ ", ": ", "# "].iter().any(|begin| line.starts_with(begin))
}

fn drop_empty_end(lines: &mut Vec<&str>) {
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
}

fn exit_status(line: &str) -> Option<i32> {
    line.strip_prefix("[exit ")?.strip_suffix(']')?.parse().ok()
}
