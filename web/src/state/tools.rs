//! Open tools, and what is open beside them.

use std::rc::Rc;

use super::{Control, Tab};

/// Open tools.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tools {
    /// Open tab.
    pub tab: Tab,
    /// Terminal in the first pane.
    pub terminal: u16,
    /// Whether a second terminal pane is shown. `None` depends on the width.
    pub split: Option<bool>,
    /// Terminal in the second pane.
    pub beside: u16,
    /// Number of terminals that a person opened in addition to the scenario's.
    pub opened: u16,
    /// Whether the sheet is up. Only narrow windows have a sheet.
    pub sheet: bool,
    /// Height of the sheet in percent of the window's height. `None` leaves it to the style sheet.
    pub sheet_height: Option<u8>,
    /// Ordinal of the pod with the tab stop.
    pub pod: u32,
    /// Letters of a pod's name typed since `P`.
    pub naming: Option<String>,
    /// Ordinal of the pod whose menu is open.
    pub menu: Option<u32>,
    /// Whether that menu opened with the focus on Delete.
    pub menu_on_delete: bool,
    /// Control that is open beside its value in the figure.
    pub adjusting: Option<Control>,
    /// Name of the StatefulSet chosen for the figure.
    pub set: Option<Rc<str>>,
    /// Ordinal of the pod that has its own tab.
    pub own: Option<u32>,
    /// Whether the pod's own tab shows YAML instead of the pod's life.
    pub own_yaml: bool,
    /// Image or pod on the Faults tab. `None` for the image being rolled out.
    pub subject: Option<Rc<str>>,
    /// Whether times and faults act from the beginning of the script instead of from the cursor on.
    pub from_beginning: bool,
    /// Whether the list of unavailable pods shows all of them.
    pub all_unavailable: bool,
    /// Whether the list of keyboard shortcuts is open.
    pub keys: bool,
}

/// Height of the sheet in the style sheet, in percent of the window's height.
const SHEET_HEIGHT: u8 = 60;
/// Least and greatest height of the sheet, in percent of the window's height.
pub const SHEET_HEIGHTS: (u8, u8) = (30, 90);

impl Tools {
    /// Returns the height of the sheet, in percent of the window's height.
    pub fn sheet_height(&self) -> u8 {
        self.sheet_height.unwrap_or(SHEET_HEIGHT)
    }
}

/// A pod's name while it is typed: `web-12`, or the ordinal alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// Name of the StatefulSet.
    pub set: String,
    /// Letters typed since `P`. `None` before `P`.
    pub typed: Option<String>,
}

impl Naming {
    /// Returns whether a key may be a letter of a pod's name, whatever was typed before it. Before `P` only digits count, so
    /// that other letters keep their shortcuts.
    pub fn may_have(&self, key: &str) -> bool {
        let mut letters = key.chars().flat_map(char::to_lowercase);
        let (Some(letter), None) = (letters.next(), letters.next()) else { return false };
        letter.is_ascii_digit()
            || self.typed.is_some() && (letter == '-' || self.set.contains(letter))
    }

    /// Returns the letters typed since `P` after a key: it continues a pod's name or begins a new one. `None` if it does
    /// neither.
    pub fn after(&self, key: &str) -> Option<String> {
        let key = key.to_lowercase();
        let longer = format!("{}{key}", self.typed.as_deref().unwrap_or_default());
        let is_letter = self.may_have(&key);
        [longer, key].into_iter().filter(|_| is_letter).find(|letters| self.begins_with(letters))
    }

    /// Returns whether a pod's name can begin with these letters.
    fn begins_with(&self, letters: &str) -> bool {
        let ordinal = letters.strip_prefix(&*self.set).and_then(|rest| rest.strip_prefix('-'));
        let ordinal = ordinal.unwrap_or(letters);
        let is_ordinal = !ordinal.is_empty() && ordinal.bytes().all(|it| it.is_ascii_digit());
        is_ordinal || format!("{}-", self.set).starts_with(letters)
    }
}
