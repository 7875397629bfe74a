//! The parts of the page: each draws one struct of [`crate::view`] and computes nothing.
//!
//! What a person does to them is dispatched as an [`Action`]. The style sheets name the same classes.

mod budget;
mod cells;
mod change;
mod ends;
mod figure;
mod icons;
mod keys;
mod legend;
mod lanes;
mod manifest;
mod mark;
mod menu;
mod partition;
mod plates;
mod playhead;
mod question;
mod reason;
mod terminal;
mod timeline;
mod tools;
mod top;
mod transport;
mod value;

use yew::prelude::*;

use crate::state::Action;
use crate::text::{ENGLISH, Text};

pub use figure::Figure;
pub use tools::Tools;
pub use top::Top;

/// What every part may use: the page's language, and where to say what a person did.
#[derive(Clone, Debug)]
pub struct Page {
    text: &'static Text,
    dispatch: Callback<Action>,
}

impl Page {
    /// For a language.
    pub fn new(text: &'static Text, dispatch: Callback<Action>) -> Self {
        Self { text, dispatch }
    }

    /// A callback that says so, whatever the event is.
    fn on<E>(&self, action: Action) -> Callback<E> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |_| dispatch.emit(action.clone()))
    }
}

impl PartialEq for Page {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.text, other.text) && self.dispatch == other.dispatch
    }
}

/// The page that a part stands on.
#[hook]
fn use_page() -> Page {
    use_context::<Page>().unwrap_or_else(|| Page::new(&ENGLISH, Callback::noop()))
}
