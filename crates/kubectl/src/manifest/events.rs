//! What the YAML reader finds, one event after the other, and its errors in the words of Go's reader.
//!
//! Both are ports of libyaml, so problems and places are the same; only the line that is told differs, and that by rules of Go's
//! reader ([`Broken::from`]). The reader in use has three inputs that it does not survive; they are kept from it here.

use std::borrow::Cow;

use libyaml_safer::{Error, ErrorKind, Event, EventData, Parser};

use super::{Broken, not_yaml};

/// Where something stands, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// An event and the place where it begins.
pub(super) type Placed = (EventData, Place);

/// A text, prepared for the reader.
pub(super) struct Text<'a> {
    text: Cow<'a, str>,
    /// Its length as written.
    length: usize,
}

impl<'a> Text<'a> {
    /// Prepares a text: the reader stumbles over one that ends within a line.
    pub(super) fn new(text: &'a str) -> Self {
        let length = text.len();
        let ends = text.ends_with('\n');
        let text = if ends { Cow::Borrowed(text) } else { Cow::Owned(format!("{text}\n")) };
        Self { text, length }
    }

    /// Its events.
    pub(super) fn events(&self) -> Events<'_> {
        let mut parser = Parser::new();
        parser.set_input(self.text.as_bytes());
        Events { parser, written: self.text.get(..self.length).unwrap_or_default() }
    }

    /// A tag with a comma behind it stops the reader for good; Go's refuses it. Whether `!a,` is one, and not a part of
    /// some text, shows once there is a blank between.
    pub(super) fn refuse_tags_before_commas(&self) -> Result<(), Broken> {
        let Some(spaced) = with_blanks_behind_tags(&self.text) else { return Ok(()) };
        let spaced = Text::new(&spaced);
        let mut events = spaced.events();
        loop {
            let (event, place) = events.next()?;
            match event {
                EventData::StreamEnd => return Ok(()),
                EventData::Scalar { tag: Some(_), .. }
                | EventData::SequenceStart { tag: Some(_), .. }
                | EventData::MappingStart { tag: Some(_), .. } => {
                    let problem = "did not find expected whitespace or line break";
                    let message = not_yaml(&format!("line {}: {problem}", place.line));
                    return Err(Broken { line: place.line, column: place.column, message });
                }
                _ => {}
            }
        }
    }
}

/// The text with a blank before commas in words that begin like tags; `None` if there are none.
fn with_blanks_behind_tags(text: &str) -> Option<String> {
    let mut spaced = String::new();
    let mut in_tag = false;
    for letter in text.chars() {
        match letter {
            '!' => in_tag = true,
            _ if letter.is_whitespace() => in_tag = false,
            ',' if in_tag => spaced.push(' '),
            _ => {}
        }
        spaced.push(letter);
    }
    (spaced.len() > text.len()).then_some(spaced)
}

/// The events of a text.
pub(super) struct Events<'a> {
    parser: Parser<&'a [u8]>,
    written: &'a str,
}

impl Events<'_> {
    /// The next event.
    pub(super) fn next(&mut self) -> Result<Placed, Broken> {
        let Event { data, start_mark, .. } =
            self.parser.parse().map_err(|error| self.broken(&error))?;
        Ok((data, Place { line: count(start_mark.line) + 1, column: count(start_mark.column) + 1 }))
    }

    /// An error in the words of Go's reader, which counts the lines of its parser from 0 and those of its scanner from 1, and does
    /// not tell line 0 (`parser.fail` of sigs.k8s.io/yaml).
    fn broken(&self, error: &Error) -> Broken {
        let place = |mark: libyaml_safer::Mark| {
            let behind = count(mark.index) > self.written.chars().count();
            let last = self.written.matches('\n').count();
            let column = self.written.rsplit('\n').next().map_or(0, |line| line.chars().count());
            if behind { (last, column) } else { (count(mark.line), count(mark.column)) }
        };
        let (at, column) = error.problem_mark().map_or((0, 0), place);
        let told = match error.problem_mark() {
            Some(_) if at > 0 => at + usize::from(error.kind() == ErrorKind::Scanner),
            _ => error.context_mark().map_or(0, |mark| place(mark).0),
        };
        let number = if told == 0 { String::new() } else { format!("line {told}: ") };
        let message = not_yaml(&format!("{number}{}", error.problem()));
        Broken { line: at + 1, column: column + 1, message }
    }
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
