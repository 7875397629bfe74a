//! What a person chose in the Share popover: from which moment, how an embedded figure looks, what becomes of secrets.
//!
//! Until a person has said what becomes of values that look like secrets, nothing that is made here carries them, the address
//! included, and nothing can be copied or saved.

use scenario::Scenario;

use super::AppState;
use super::files::{self, NotOpened, OpenedFile};

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
    /// What is left out of links because it is not simulated, by name.
    pub left_out: Vec<String>,
    /// What was copied or saved just now.
    pub done: Option<Item>,
    /// Why the file that was opened changed nothing.
    pub refused: Option<NotOpened>,
}

impl Default for Share {
    /// The usual figure, with its transport.
    fn default() -> Self {
        Self {
            size: 0,
            shows: 1,
            theme: 0,
            secrets: Secrets::Undecided,
            left_out: Vec::new(),
            done: None,
            refused: None,
        }
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
    /// A part that is not simulated is left out of links, or no longer.
    LeftOut(String),
    /// Something was copied or saved.
    Taken(Item),
    /// That was long enough ago.
    TakenPassed,
    /// A file was opened, or dropped on the page.
    FileOpened(OpenedFile),
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

    /// The scenario as links hold it: what was left out of them is only in files.
    pub fn in_link(&self) -> Scenario {
        self.shared().without_parts(&self.share.left_out)
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
        Sharing::LeftOut(name) => match share.left_out.iter().position(|it| *it == name) {
            Some(place) => drop(share.left_out.remove(place)),
            None => share.left_out.push(name),
        },
        Sharing::Taken(item) => share.done = Some(item),
        Sharing::TakenPassed => share.done = None,
        Sharing::FileOpened(file) => return files::open(state, &file),
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Action, update};

    fn after(state: AppState, steps: &[Sharing]) -> AppState {
        steps.iter().fold(state, |state, step| update(state, Action::Share(step.clone())))
    }

    fn opened() -> AppState {
        AppState::open(crate::prepared::opening(), true)
    }

    #[test]
    fn what_is_left_out_is_in_files_and_no_longer_in_links() {
        const MAP: &str =
            ": file a.yaml\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: 你好\n: end\n";
        let file = OpenedFile { name: "a.txt".into(), text: Some(MAP.into()) };
        let state = after(opened(), &[Sharing::FileOpened(file)]);
        let leave = Sharing::LeftOut("ConfigMap a: data".into());
        let without = after(state, std::slice::from_ref(&leave));
        assert!(!without.in_link().to_string().contains("你好"));
        assert!(without.shared().to_string().contains("你好"));
        let with = after(without, &[leave]);
        assert_eq!(with.in_link(), with.run.scenario);
    }

    const SECRET: &str = ": file a.yaml\nenv:\n- name: DB_PASSWORD\n  value: hunter2\n: end\n";

    #[test]
    fn a_secret_does_not_leave_the_page_before_it_was_decided() {
        let state = after(
            opened(),
            &[Sharing::FileOpened(OpenedFile { name: "a.txt".into(), text: Some(SECRET.into()) })],
        );
        let holds = |state: &AppState| state.shared().to_string().contains("hunter2");
        assert!(!holds(&state));
        let state = after(state, &[Sharing::Decided(Secrets::Kept)]);
        assert!(holds(&state));
        let state = after(state, &[Sharing::Decided(Secrets::Blanked)]);
        assert!(!holds(&state));
        assert!(state.run.scenario.to_string().contains("hunter2"), "only what is shared");
    }
}
