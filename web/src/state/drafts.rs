//! Drafts: half-typed lines, control values and manifests. None of them is part of the scenario yet.

use std::rc::Rc;

use apiserver::found::Rewrite;

use super::{Control, DifferingField, Prompt, Will};

/// Half-typed lines, control values and manifests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drafts {
    /// Prompts, by terminal.
    prompts: Vec<Prompt>,
    /// Lines entered in this visit, without repetitions, the newest last. A line stays when the script drops it.
    pub entered: Vec<Rc<str>>,
    /// Number of entered lines, with repetitions.
    pub count: u32,
    /// Control with a draft value that differs from the cluster's.
    pub control: Option<(Control, String)>,
    /// kubectl's message if it refused the control's line.
    pub refused: Option<Rc<str>>,
    /// Edited text of the manifest. `None` while it equals the scenario's file.
    pub manifest: Option<Rc<str>>,
    /// Whether the manifest came from elsewhere as a whole, instead of from the cluster's own file.
    pub brought: bool,
    /// Name of the opened file.
    pub name: Option<Rc<str>>,
    /// Unsaved text that an opened file or a rewrite to `apps/v1` replaced. It can be put back.
    pub replaced: Option<Rc<str>>,
    /// Rewrites to `apps/v1` in the manifest. An edit clears them.
    pub rewrites: Vec<Rewrite>,
    /// Prediction of what Apply will do, made when typing last paused.
    pub will: Option<Rc<Will>>,
    /// Differences between live object and file that a person has seen and dismissed.
    pub kept: Option<Vec<DifferingField>>,
    /// kubectl's message if it refused the last Apply.
    pub refusal: Option<Rc<str>>,
}

impl Drafts {
    /// Returns what outlasts a scenario: prompts and entered lines.
    #[must_use]
    pub fn of_lines(self) -> Self {
        Self { prompts: self.prompts, entered: self.entered, count: self.count, ..Self::default() }
    }

    /// Returns the manifest of these drafts beside everything else of `others`.
    #[must_use]
    pub fn of_manifest(self, others: Self) -> Self {
        let Self { manifest, brought, name, replaced, rewrites, .. } = self;
        Self { manifest, brought, name, replaced, rewrites, ..others }
    }

    /// Resets the editor to the scenario's file.
    pub fn leave_manifest(&mut self) {
        (self.manifest, self.replaced, self.name, self.brought) = (None, None, None, false);
        self.rewrites.clear();
    }

    /// Returns the half-typed line of each terminal, up to the last terminal that has one. During a history search it
    /// is the text from before the search.
    pub fn half_typed(&self) -> Vec<String> {
        let mut lines: Vec<_> = self.prompts.iter().map(|it| it.half_typed().to_owned()).collect();
        lines.truncate(lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1));
        lines
    }

    /// Returns a terminal's prompt.
    pub fn prompt(&self, terminal: u16) -> Prompt {
        self.prompts.get(usize::from(terminal)).cloned().unwrap_or_default()
    }

    /// Returns a terminal's prompt for editing. Creates it if needed.
    pub fn prompt_mut(&mut self, terminal: u16) -> &mut Prompt {
        let place = usize::from(terminal);
        if self.prompts.len() <= place {
            self.prompts.resize(place + 1, Prompt::default());
        }
        &mut self.prompts[place]
    }

    /// Sets a control's draft value and clears the last refusal.
    pub fn adjust(&mut self, control: Control, value: String) {
        (self.control, self.refused) = (Some((control, value)), None);
    }

    /// Adds an entered line to the history.
    pub fn note(&mut self, line: &str) {
        self.entered.retain(|entered| **entered != *line);
        self.entered.push(line.into());
        self.count += 1;
    }
}
