//! Which tools are open, and what is open beside them.

use std::rc::Rc;

use kubectl::text::split_at;

use super::action::PodStep;
use super::{AppState, Control, Tab};
use crate::view::pods;

/// Which tools are open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tools {
    /// The tool.
    pub tab: Tab,
    /// The terminal.
    pub terminal: u16,
    /// Whether a second terminal is shown beside it; `None` follows the width.
    pub split: Option<bool>,
    /// Which one.
    pub beside: u16,
    /// How many terminals a person has asked for beside those of the scenario.
    pub opened: u16,
    /// On a phone the tools are a sheet; whether it is up.
    pub sheet: bool,
    /// How many hundredths of the window's height it takes; `None` as the style sheet says.
    pub sheet_height: Option<u8>,
    /// The pod that has the tab stop.
    pub pod: u32,
    /// The letters of a pod's name that were typed since `P`.
    pub naming: Option<String>,
    /// The pod whose menu is open.
    pub menu: Option<u32>,
    /// Whether that menu opened for its Delete.
    pub menu_on_delete: bool,
    /// The control that is open where its value stands.
    pub adjusting: Option<Control>,
    /// The StatefulSet that a person has chosen to be drawn, by name.
    pub set: Option<Rc<str>>,
    /// The pod whose own view is a tab.
    pub own: Option<u32>,
    /// Whether that shows its YAML rather than its life.
    pub own_yaml: bool,
    /// The image or pod whose faults are shown; `None` for the image that is rolled out.
    pub subject: Option<Rc<str>>,
    /// Whether all pods that are not available are listed, however many.
    pub all_unavailable: bool,
    /// Whether the list of keys is open.
    pub keys: bool,
}

/// A pod's name while it is typed: `web-12`, or its ordinal alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// The name of the StatefulSet.
    pub set: String,
    /// What was typed since `P`.
    pub typed: Option<String>,
}

impl Naming {
    /// Whether the name of some pod begins so.
    pub fn begins_with(&self, letters: &str) -> bool {
        let ordinal = letters.strip_prefix(&*self.set).and_then(|rest| rest.strip_prefix('-'));
        let ordinal = ordinal.unwrap_or(letters);
        let is_ordinal = !ordinal.is_empty() && ordinal.bytes().all(|it| it.is_ascii_digit());
        is_ordinal || format!("{}-", self.set).starts_with(letters)
    }
}

/// The pod whose name was typed has the tab stop. Where there is none, its last digit begins another name.
pub(super) fn name_pod(state: &mut AppState, letters: String) {
    let ordinals = pods::ordinals(state);
    let ordinal = |typed: &str| {
        let ordinal = typed.rsplit('-').next()?.parse().ok()?;
        Some(ordinal).filter(|it| ordinals.contains(it))
    };
    let last = letters.char_indices().next_back().map_or("", |(at, _)| split_at(&letters, at).1);
    let found =
        [&letters, last].into_iter().find_map(|typed| Some((typed.to_owned(), ordinal(typed)?)));
    match found {
        Some((typed, pod)) => (state.tools.naming, state.tools.pod) = (Some(typed), pod),
        None => state.tools.naming = Some(letters),
    }
}

/// The pod that the arrows come to.
pub(super) fn pod_after(state: &AppState, step: PodStep) -> u32 {
    let ordinals = pods::ordinals(state);
    let last = ordinals.end.saturating_sub(1).max(ordinals.start);
    match step {
        PodStep::First => ordinals.start,
        PodStep::Last => last,
        PodStep::By(by) => {
            pods::tab_stop(state, &ordinals).saturating_add_signed(by).clamp(ordinals.start, last)
        }
    }
}
