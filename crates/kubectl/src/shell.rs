//! The shell: from a typed line to the commands in it.
//!
//! As much of bash as people type at kubectl: words, quotes, variables, braces, comments, `;`, `&&`, `||`, `|`, `for`, here-documents,
//! redirections. Reading is here, in `read` and `words`; what a word stands for when its command runs, in `expand`. Running
//! commands is [`crate::process`]'s business.

mod expand;
mod read;
mod words;

use std::rc::Rc;

pub(crate) use self::expand::{expand, join};
pub(crate) use self::read::read;

/// Commands one after the other.
pub(crate) type List = Vec<Item>;

/// A line, or several with their here-documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Script {
    pub(crate) list: Rc<List>,
    /// The texts of its here-documents, in their order.
    pub(crate) here_documents: Vec<Word>,
}

/// A pipeline: commands of which each reads what the one before it prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Item {
    /// Whether it runs, given how the one before it ended.
    pub(crate) runs: Runs,
    /// At least one.
    pub(crate) pipeline: Rc<[Command]>,
}

/// When a pipeline runs.
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

/// A program and its arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Simple {
    /// `A=b` before the program's name.
    pub(crate) assignments: Vec<(String, Word)>,
    pub(crate) words: Vec<Word>,
    pub(crate) redirections: Vec<Redirection>,
}

/// Where a program reads from or prints to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Redirection {
    pub(crate) from: Descriptor,
    pub(crate) to: Target,
}

/// What is redirected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Descriptor {
    Input,
    Output,
    Errors,
    /// `&>`.
    OutputAndErrors,
}

/// To where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// The here-document of this number.
    HereDocument(usize),
    /// `<<< WORD`.
    Text(Word),
    /// `< FILE`, `> FILE`, `>> FILE`.
    File { name: Word, appends: bool },
    /// `2>&1`, `>&2`.
    Like(Descriptor),
}

/// A word as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word(Vec<Piece>);

/// A part of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// Outside of quotes.
    Plain(String),
    /// Inside of quotes, or after a backslash.
    Quoted(String),
    /// `$NAME`; outside of quotes its value may be several words.
    Variable { name: String, quoted: bool },
}

impl Word {
    /// The text of a word in which nothing is quoted or stands for something else.
    fn plain(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Piece::Plain(text)] => Some(text),
            _ => None,
        }
    }

    fn push(&mut self, letter: char, quoted: bool) {
        match self.0.last_mut() {
            Some(Piece::Quoted(text)) if quoted => text.push(letter),
            Some(Piece::Plain(text)) if !quoted => text.push(letter),
            _ if quoted => self.0.push(Piece::Quoted(letter.into())),
            _ => self.0.push(Piece::Plain(letter.into())),
        }
    }
}
