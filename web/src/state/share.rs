//! What a person chose in the Share popover: from which moment, how an embedded figure looks, what becomes of secrets.
//!
//! Until a person has said what becomes of values that look like secrets, nothing that is made here carries them, the address
//! included, and nothing can be copied or saved.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::{ParseError, Scenario};

use super::{AppState, Run, update};

/// What can be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// The link.
    Link,
    /// The link as Markdown.
    Markdown,
    /// The embedded figure as HTML.
    Html,
    /// The script for a real cluster.
    Shell,
    /// What was typed and printed.
    Transcript,
    /// The manifest.
    Manifest,
    /// The timeline as SVG.
    Picture,
    /// The scenario.
    File,
}

/// What was decided about values that look like secrets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Secrets {
    /// Nothing yet.
    #[default]
    Undecided,
    /// They stay.
    Kept,
    /// They are left out.
    Blanked,
}

/// What was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// How large an embedded figure is, by [`EMBED_SIZES`].
    pub size: usize,
    /// What it shows, by [`EMBED_SHOWS`].
    pub shows: usize,
    /// Its theme, by [`EMBED_THEMES`].
    pub theme: usize,
    /// What becomes of secrets.
    pub secrets: Secrets,
    /// What was copied or saved just now.
    pub done: Option<Item>,
    /// Why the file that was opened is no scenario.
    pub refused: Option<ParseError>,
}

impl Default for Share {
    /// The usual figure, with its transport.
    fn default() -> Self {
        Self { size: 0, shows: 1, theme: 0, secrets: Secrets::Undecided, done: None, refused: None }
    }
}

/// Widths and heights of embedded figures.
pub const EMBED_SIZES: [(u32, u32); 3] = [(760, 360), (560, 420), (360, 506)];
/// What an embedded figure may show, as its attribute `controls` says it.
pub const EMBED_SHOWS: [&str; 3] = ["none", "transport", "terminal"];
/// Its themes, as its attribute `theme` says them.
pub const EMBED_THEMES: [&str; 3] = ["auto", "light", "dark"];

/// What a person does there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// From this moment, or from the beginning.
    FromHere(bool),
    /// Another size.
    Sized(usize),
    /// Another set of controls.
    Shows(usize),
    /// Another theme.
    Themed(usize),
    /// Secrets stay, or are left out.
    Decided(Secrets),
    /// Something was copied or saved.
    Taken(Item),
    /// That was long enough ago.
    TakenPassed,
    /// A file was opened, or dropped on the page.
    FileOpened(Rc<str>),
}

impl AppState {
    /// The scenario as it may leave the page.
    pub fn shared(&self) -> Scenario {
        let scenario = &self.run.scenario;
        match self.share.secrets {
            Secrets::Kept => scenario.clone(),
            Secrets::Undecided | Secrets::Blanked => scenario.without(&scenario.secrets()),
        }
    }
}

/// The next state.
pub(super) fn take(mut state: AppState, step: Sharing) -> AppState {
    let share = &mut state.share;
    match step {
        Sharing::FromHere(here) => state.linked.moment = here.then_some(state.place.at),
        Sharing::Sized(size) => share.size = size,
        Sharing::Shows(shows) => share.shows = shows,
        Sharing::Themed(theme) => share.theme = theme,
        Sharing::Decided(secrets) => share.secrets = secrets,
        Sharing::Taken(item) => share.done = Some(item),
        Sharing::TakenPassed => share.done = None,
        Sharing::FileOpened(text) => return opened(state, &text),
    }
    state
}

/// Opens a scenario's file. One that is none leaves everything as it was, and says why.
fn opened(mut state: AppState, text: &str) -> AppState {
    match Scenario::parse(text) {
        Ok(scenario) => {
            state.around.pop = None;
            let mut state = update::opened(state, Rc::new(Run::of(scenario, SimTime::ZERO)));
            state.share = Share::default();
            state
        }
        Err(error) => {
            state.share.refused = Some(error);
            state
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Action;

    fn after(state: AppState, steps: &[Sharing]) -> AppState {
        steps.iter().fold(state, |state, step| update::update(state, Action::Share(step.clone())))
    }

    fn opened() -> AppState {
        AppState::open(crate::prepared::opening(), true)
    }

    const SECRET: &str = ": file a.yaml\nenv:\n- name: DB_PASSWORD\n  value: hunter2\n: end\n";

    #[test]
    fn a_saved_file_is_opened_again_and_can_be_undone() {
        let (first, text) = (opened(), ": release 1.36\n$ kubectl get pods\n");
        let before = first.run.scenario.clone();
        let state = after(first, &[Sharing::FileOpened(text.into())]);
        assert_eq!(&*state.run.scenario.release, "1.36");
        let state = update::update(state, Action::Undone);
        assert_eq!(state.run.scenario, before);
    }

    #[test]
    fn a_file_that_is_no_scenario_changes_nothing() {
        let state = after(opened(), &[Sharing::FileOpened("hello".into())]);
        assert_eq!(state.run.scenario, scenario::opening());
        assert_eq!(state.share.refused.map(|error| error.line), Some(1));
    }

    #[test]
    fn a_secret_does_not_leave_the_page_before_it_was_decided() {
        let state = after(opened(), &[Sharing::FileOpened(SECRET.into())]);
        let holds = |state: &AppState| state.shared().to_string().contains("hunter2");
        assert!(!holds(&state));
        let state = after(state, &[Sharing::Decided(Secrets::Kept)]);
        assert!(holds(&state));
        let state = after(state, &[Sharing::Decided(Secrets::Blanked)]);
        assert!(!holds(&state));
        assert!(state.run.scenario.to_string().contains("hunter2"), "only what is shared");
    }
}
