//! A pasted cluster, from the paste to *Show it*: its text, what the service understood of it, and what was chosen.
//!
//! The text stays in the memory of this page: it is neither kept in the browser's storage nor part of a link. What
//! becomes of it is a scenario that has only what the service kept. Leaves out how a cluster is read
//! (`scenario::understand`) and what a person does with it (`update::yours`).

use std::rc::Rc;

use apiserver::found::Unreadable;
use scenario::{Printed, Scenario, SetUnderstood, Understood};

/// What was pasted, and what is known of it.
#[derive(Clone, Debug, Default)]
pub struct Yours {
    /// What the command that prints the cluster is to have.
    pub fields: [Rc<str>; 3],
    /// Whether the command was copied as it is.
    pub copied: bool,
    /// The text as it was pasted; empty for none.
    pub text: Rc<str>,
    /// The question that was asked of the service about it.
    pub asked: Option<u32>,
    /// Whether it has changed since then: it is asked about again after the answer, for many changes may come at
    /// once.
    pub has_changed: bool,
    /// What it is.
    pub read: Option<Rc<Result<Understood, Unreadable>>>,
    /// The set that comes first, as `NAMESPACE/NAME`.
    pub first: Option<String>,
    /// The clock at the paste, as the API writes times; `None` if it was not read.
    pub clock: Option<Rc<str>>,
    /// Whether it was printed at that time; `None` until a person says so.
    pub printed_now: Option<bool>,
    /// Whether names are replaced.
    pub plain: bool,
    /// Whether the text is shown again, though it was understood.
    pub reopened: bool,
    /// The line that was copied for the cluster itself.
    pub copied_line: Option<Rc<str>>,
    /// Whether the scenario that is shown is to go on without its names.
    pub without_names: Option<WithoutNames>,
}

/// How far a scenario is with leaving its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WithoutNames {
    /// A person wants it. The service is asked once no change is pending.
    Wanted,
    /// The service was asked for this scenario without its names, under this number.
    Asked(u32, Rc<Scenario>),
}

/// A part of the command that prints the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrintField {
    /// `-n`.
    Namespace,
    /// Which set is drawn: no part of the command, for `kubectl get` takes no name with several kinds.
    Set,
    /// `-l`.
    Selector,
}

/// What a person does with a pasted cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pasting {
    /// A part of the command was typed.
    FieldEdited(PrintField, String),
    /// The command was copied.
    Copied,
    /// The clock was read, as the API writes times: a paste follows.
    ClockRead(Rc<str>),
    /// A text was pasted, typed or opened; `None` for a file that is too large.
    Pasted(Option<Rc<str>>),
    /// Another set is to come first.
    SetChosen(String),
    /// It was printed at another time: now, or with the last change in it.
    TimeSwitched,
    /// A line was copied for the cluster itself.
    LineCopied(Rc<str>),
    /// Names are to be replaced, or not.
    NamesSwitched,
    /// What was understood becomes the figure.
    Shown,
    /// The text is to be changed or replaced.
    Reopened,
    /// The scenario that is shown is to go on without the names of its cluster.
    NamesLeft,
}

impl Yours {
    /// A part of the command; empty where nothing was typed.
    pub fn field(&self, field: PrintField) -> &str {
        &self.fields[field as usize]
    }

    /// The set that is to be drawn, as it was typed or chosen.
    pub fn wanted(&self) -> Option<String> {
        let typed = self.field(PrintField::Set).trim();
        self.first.clone().or_else(|| (!typed.is_empty()).then(|| typed.to_owned()))
    }

    /// When it was printed.
    pub fn printed(&self) -> Printed {
        match (&self.clock, self.printed_now) {
            (None, _) | (_, Some(false)) => Printed::AtLastChange,
            (Some(now), None) => Printed::AboutNow(now.to_string()),
            (Some(now), Some(true)) => Printed::Now(now.to_string()),
        }
    }

    /// Whether the service is reading.
    pub fn is_reading(&self) -> bool {
        self.asked.is_some()
    }

    /// What was understood.
    pub fn known(&self) -> Option<&Understood> {
        self.read.as_deref().and_then(|read| read.as_ref().ok())
    }
}

/// How a set is named among others: `NAMESPACE/NAME`.
pub fn whole_name(set: &SetUnderstood) -> String {
    format!("{}/{}", set.namespace, set.name)
}
