//! The parts of the page: each draws one struct of [`crate::view`] and computes nothing.
//!
//! What a person does to them is dispatched as an [`Action`]. The style sheets name the same classes.
//!
//! Most are functions: a component of yew's costs some kilobytes of the first load. Components are those that remember
//! something or that must not be drawn again with every frame: a plate, the lanes, the terminal, a menu.

mod budget;
mod cells;
mod change;
mod embed;
mod ends;
mod faults;
mod figure;
mod gallery;
mod goal;
mod icons;
mod keys;
mod lanes;
mod legend;
mod manifest;
mod mark;
mod menu;
mod objects;
mod own;
mod pages;
mod partition;
mod plates;
mod playhead;
mod pop;
mod preview;
mod question;
mod raster;
mod reason;
mod releases;
mod share;
mod terminal;
mod timeline;
mod tools;
mod top;
mod transport;
mod unavailable;
mod value;

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use crate::state::Action;
use crate::text::{ENGLISH, Text};
use crate::view::controls::ControlView;
use crate::view::names::Name;

pub use change::change;
pub use embed::embed;
pub use faults::faults;
pub use figure::figure;
pub use gallery::gallery;
pub use manifest::Manifest;
pub use objects::objects;
pub use own::own;
pub use pages::pages;
pub use terminal::Terminal;
pub use tools::tools;
pub use top::top;
pub use unavailable::unavailable;

/// What every part may use: the page's language, and where to say what a person did.
#[derive(Clone, Debug)]
pub struct Page {
    text: &'static Text,
    dispatch: Callback<Action>,
    /// The control that is open where its value stands.
    adjusting: Option<Rc<ControlView>>,
}

impl Page {
    /// For a language.
    pub fn new(text: &'static Text, dispatch: Callback<Action>) -> Self {
        Self { text, dispatch, adjusting: None }
    }

    /// With a control that is open where its value stands.
    #[must_use]
    pub fn adjusting(self, control: Option<ControlView>) -> Self {
        Self { adjusting: control.map(Rc::new), ..self }
    }

    /// A callback that says so, whatever the event is.
    fn on<E>(&self, action: Action) -> Callback<E> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |_| dispatch.emit(action.clone()))
    }

    /// A name or a moment in a sentence, that leads there. A link, for a button would break the line around it.
    fn link(&self, says: &str, action: Action) -> Html {
        let onclick = self.on_link(action);
        html! { <a href={format!("#{says}")} {onclick}>{ says }</a> }
    }

    /// A pod's name in a sentence.
    fn link_to_pod(&self, pod: &Name, action: Action) -> Html {
        let onclick = self.on_link(action);
        html! { <a href={format!("#{}", pod.whole)} title={title(pod)} {onclick}>{ name(pod) }</a> }
    }

    /// The action in place of the way that a link leads.
    fn on_link(&self, action: Action) -> Callback<MouseEvent> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            dispatch.emit(action.clone());
        })
    }

    /// A callback that takes the keys which mean something here; the others go their way.
    fn on_keys(
        &self,
        action: impl Fn(&str) -> Option<Action> + 'static,
    ) -> Callback<KeyboardEvent> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            // Enter in the middle of a composed letter ends the letter, not the line.
            if event.default_prevented() || event.is_composing() {
                return;
            }
            if let Some(action) = action(&event.key()) {
                event.prevent_default();
                dispatch.emit(action);
            }
        })
    }

    /// A callback for when the focus leaves something altogether.
    fn on_left(&self, what: &'static str, action: Action) -> Callback<FocusEvent> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |event: FocusEvent| {
            let to = event.related_target().and_then(|to| to.dyn_into::<Element>().ok());
            if !to.is_some_and(|to| to.closest(what).is_ok_and(|found| found.is_some())) {
                dispatch.emit(action.clone());
            }
        })
    }

    /// A callback that takes what was typed into a field.
    fn on_typed(&self, action: impl Fn(String) -> Action + 'static) -> Callback<InputEvent> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |event: InputEvent| {
            // An input and a textarea have their value under one name.
            dispatch.emit(action(event.target_unchecked_into::<HtmlInputElement>().value()));
        })
    }
}

impl PartialEq for Page {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.text, other.text)
            && self.dispatch == other.dispatch
            && self.adjusting == other.adjusting
    }
}

/// A pod's name as it is drawn, and the whole one for whoever hears it.
fn name(name: &Name) -> Html {
    match name.hidden() {
        None => name.whole.clone().into(),
        Some(whole) => html! {
            <><span class="sr">{ whole.to_owned() }</span><span aria-hidden="true">{ &name.shown }</span></>
        },
    }
}

/// The whole name for whoever points at it, where less is drawn.
fn title(name: &Name) -> Option<String> {
    name.hidden().map(str::to_owned)
}

/// The page that a part stands on.
#[hook]
fn use_page() -> Page {
    use_context::<Page>().unwrap_or_else(|| Page::new(&ENGLISH, Callback::noop()))
}
