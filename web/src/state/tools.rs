//! Which tools are open, and what is open beside them.

use std::rc::Rc;

use super::{Control, Tab};

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
