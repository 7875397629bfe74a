//! The syntax tree of a typed line.
//!
//! Knows words, quotes, variables, braces, comments, `;`, `&&`, `||`, `|`, `for`, here-documents and redirections.
//! `words` splits a line into tokens, `read` parses them, and `expand` expands a word when its command runs. Commands
//! are executed in [`crate::run`].

mod expand;
mod read;
mod words;

use std::rc::Rc;

pub(crate) use self::expand::{expand, join};
pub(crate) use self::read::read;

/// Pipelines that run one after the other.
pub(crate) type List = Vec<ListItem>;

/// A parsed line, or several lines with their here-documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Script {
    pub(crate) list: Rc<List>,
    /// Its here-documents, in text order.
    pub(crate) here_documents: Vec<Word>,
}

/// A pipeline: each command reads the output of the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListItem {
    /// Whether it runs, given the exit status of the pipeline before it.
    pub(crate) runs: Runs,
    /// Never empty.
    pub(crate) pipeline: Rc<[Command]>,
}

/// Condition under which a pipeline runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runs {
    Always,
    /// After `&&`.
    AfterSuccess,
    /// After `||`.
    AfterFailure,
}

/// A command of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Simple(Simple),
    /// `for VARIABLE in VALUES; do BODY; done`.
    For {
        variable: Rc<str>,
        values: Vec<Word>,
        body: Rc<List>,
    },
}

/// A program, its arguments and redirections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Simple {
    /// `A=b` before the program's name.
    pub(crate) assignments: Vec<(String, Word)>,
    pub(crate) words: Vec<Word>,
    pub(crate) redirections: Vec<Redirection>,
}

/// A redirection of a program's input or output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Redirection {
    pub(crate) from: Descriptor,
    pub(crate) to: RedirectTarget,
}

/// File descriptor that is redirected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Descriptor {
    Input,
    Output,
    Errors,
    /// `&>`.
    OutputAndErrors,
}

/// Target of a redirection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RedirectTarget {
    /// The here-document with this index.
    HereDocument(usize),
    /// `<<< WORD`.
    Text(Word),
    /// `< FILE`, `> FILE`, `>> FILE`.
    File { name: Word, appends: bool },
    /// `2>&1`, `>&2`: the target of that descriptor.
    Like(Descriptor),
}

/// A word before expansion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word(Vec<WordPart>);

/// A part of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
enum WordPart {
    /// Text outside quotes.
    Plain(String),
    /// Text inside quotes or after a backslash.
    Quoted(String),
    /// `$NAME`. Outside quotes its value is split into words.
    Variable { name: String, quoted: bool },
}

impl Word {
    /// Returns the text of a word without quotes or variables.
    fn plain(&self) -> Option<&str> {
        match self.0.as_slice() {
            [WordPart::Plain(text)] => Some(text),
            _ => None,
        }
    }

    fn push(&mut self, letter: char, quoted: bool) {
        match self.0.last_mut() {
            Some(WordPart::Quoted(text)) if quoted => text.push(letter),
            Some(WordPart::Plain(text)) if !quoted => text.push(letter),
            _ if quoted => self.0.push(WordPart::Quoted(letter.into())),
            _ => self.0.push(WordPart::Plain(letter.into())),
        }
    }
}
