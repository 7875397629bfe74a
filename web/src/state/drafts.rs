//! What is half-typed: lines, a value, a manifest. None of it is part of the scenario yet.

use std::rc::Rc;

use kubectl::manifest::Rewrite;

use super::{Control, Prompt};
use crate::view::manifest::{DifferRow, Will};

/// What is half-typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drafts {
    /// The prompts, by terminal.
    prompts: Vec<Prompt>,
    /// Every line that was entered in this visit, the newest last; kept also when the script drops it.
    pub entered: Vec<Rc<str>>,
    /// How many there were.
    pub count: u32,
    /// A control that shows another value than the cluster has.
    pub control: Option<(Control, String)>,
    /// What kubectl answered to that control's line, if it refused.
    pub refused: Option<Rc<str>>,
    /// The manifest, where it differs from the file.
    pub manifest: Option<Rc<str>>,
    /// Whether it was brought from elsewhere as a whole, and does not stem from what the cluster was made from.
    pub brought: bool,
    /// The name of the file that was opened.
    pub name: Option<Rc<str>>,
    /// What stood in the editor before a file was opened or an old version rewritten, if it was in no file.
    pub replaced: Option<Rc<str>>,
    /// What was rewritten in it to be read as `apps/v1`; none once it is edited.
    pub rewrites: Vec<Rewrite>,
    /// What Apply will do with it, as of the last rest.
    pub will: Option<Rc<Will>>,
    /// Where the live object differs from the file, and a person keeps the file.
    pub kept: Option<Vec<DifferRow>>,
    /// What kubectl answered to the last Apply, if it refused.
    pub refusal: Option<Rc<str>>,
}

impl Drafts {
    /// What outlasts a scenario: half-typed lines, and what was entered.
    #[must_use]
    pub fn of_lines(self) -> Self {
        Self { prompts: self.prompts, entered: self.entered, count: self.count, ..Self::default() }
    }

    /// The text in the editor is the scenario's file again.
    pub fn leave_manifest(&mut self) {
        (self.manifest, self.replaced, self.name, self.brought) = (None, None, None, false);
        self.rewrites.clear();
    }

    /// The half-typed line of each terminal, up to the last one that has one; where the history is searched, what was typed before.
    pub fn half_typed(&self) -> Vec<String> {
        let mut lines: Vec<_> = self.prompts.iter().map(|it| it.half_typed().to_owned()).collect();
        lines.truncate(lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1));
        lines
    }

    /// The prompt of a terminal.
    pub fn prompt(&self, terminal: u16) -> Prompt {
        self.prompts.get(usize::from(terminal)).cloned().unwrap_or_default()
    }

    /// The same, to be changed.
    pub fn prompt_mut(&mut self, terminal: u16) -> &mut Prompt {
        let place = usize::from(terminal);
        if self.prompts.len() <= place {
            self.prompts.resize(place + 1, Prompt::default());
        }
        &mut self.prompts[place]
    }

    /// A control shows another value; what was refused of the last one is over.
    pub fn adjust(&mut self, control: Control, value: String) {
        (self.control, self.refused) = (Some((control, value)), None);
    }

    /// Notes a line that was entered.
    pub fn note(&mut self, line: &str) {
        self.entered.retain(|entered| **entered != *line);
        self.entered.push(line.into());
        self.count += 1;
    }
}
