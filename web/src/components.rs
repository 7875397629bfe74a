//! Components of the page. Each draws one struct of [`crate::view`] and computes nothing.
//!
//! A component dispatches what a person does as an [`Action`]. The style sheets use the same class names.
//!
//! Most are plain functions, because a yew component adds a few kilobytes to the first load. A yew component is used
//! where state must be kept, or where redrawing every frame must be avoided: a plate, the lanes, the terminal, a
//! menu.

mod answer;
mod budget;
mod cells;
mod change;
mod compare;
mod embed;
mod ends;
mod faults;
mod figure;
mod gallery;
mod goal;
mod icons;
mod keys;
mod lanes;
pub mod later;
mod legend;
mod manifest;
mod mark;
mod menu;
mod objects;
mod own;
mod pages;
mod partition;
mod plan;
mod plates;
mod playhead;
mod pop;
mod preview;
mod question;
mod raster;
mod reason;
mod releases;
mod scrub;
mod share;
mod terminal;
mod timeline;
mod tools;
mod top;
mod transport;
mod unavailable;
mod value;
mod yours;

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use crate::state::{Action, Comparing, Naming, pods_action_for};
use crate::text::{ENGLISH, Text};
use crate::view::controls::ControlView;
use crate::view::names::Name;

pub use change::change;
pub use compare::{compare, offers};
pub use embed::{embed, embed_pair};
pub use faults::faults;
pub use figure::figure;
pub use gallery::gallery;
pub use manifest::Manifest;
pub use objects::objects;
pub use own::own;
pub use pages::pages;
pub use plan::plan;
pub use terminal::Terminal;
pub use tools::tools;
pub use top::top;
pub use yours::yours;

/// Context of every component: texts in the page's language, and the callback for actions.
#[derive(Clone, Debug)]
pub struct Page {
    text: &'static Text,
    dispatch: Callback<Action>,
    /// Control that is open beside its value in the figure.
    adjusting: Option<Rc<ControlView>>,
}

impl Page {
    /// Creates a context.
    pub fn new(text: &'static Text, dispatch: Callback<Action>) -> Self {
        Self { text, dispatch, adjusting: None }
    }

    /// Returns the context with an open control.
    #[must_use]
    pub fn adjusting(self, control: Option<ControlView>) -> Self {
        Self { adjusting: control.map(Rc::new), ..self }
    }

    /// Returns the context of a side of a comparison: its actions are those of its board.
    #[must_use]
    fn of_board(&self, side: usize) -> Self {
        let dispatch = self.dispatch.clone();
        let on = move |action| {
            dispatch.emit(Action::Compare(Comparing::On(side, Box::new(action))));
        };
        Self { text: self.text, dispatch: Callback::from(on), adjusting: None }
    }

    /// Returns a callback that dispatches the action for any event.
    fn on<E>(&self, action: Action) -> Callback<E> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |_| dispatch.emit(action.clone()))
    }

    /// Draws a link with an action: a name or a time in a sentence. Not a button, which would break the line around
    /// it.
    fn link(&self, says: &str, action: Action) -> Html {
        let onclick = self.on_link(action);
        html! { <a href={format!("#{says}")} {onclick}>{ says }</a> }
    }

    /// Draws a pod's name in a sentence as a link with an action.
    fn link_to_pod(&self, pod: &Name, action: Action) -> Html {
        let onclick = self.on_link(action);
        html! { <a href={format!("#{}", pod.whole)} title={title(pod)} {onclick}>{ name(pod) }</a> }
    }

    /// Returns a callback that dispatches the action instead of following the link.
    fn on_link(&self, action: Action) -> Callback<MouseEvent> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            dispatch.emit(action.clone());
        })
    }

    /// Returns a callback for keys that have an action here. Other keys keep their default.
    fn on_keys(
        &self,
        action: impl Fn(&str) -> Option<Action> + 'static,
    ) -> Callback<KeyboardEvent> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            // Enter during input composition completes the character, not the line.
            if event.default_prevented() || event.is_composing() {
                return;
            }
            if let Some(action) = action(&event.key()) {
                event.prevent_default();
                dispatch.emit(action);
            }
        })
    }

    /// Returns a callback for keys among pods drawn `row` side by side: arrows, and the letters of a pod's name. A letter that
    /// is drawn as none of the name's keeps its shortcut; the reducer knows whether it was one.
    fn on_pod_keys(&self, row: i32, naming: Naming) -> Callback<KeyboardEvent> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.default_prevented() || event.is_composing() {
                return;
            }
            let key = event.key();
            let crossed = pods_action_for(&key, row);
            if crossed.is_some() || naming.after(&key).is_some() {
                event.prevent_default();
            }
            match crossed {
                Some(action) => dispatch.emit(action),
                None if naming.may_have(&key) => dispatch.emit(Action::PodNamed(key)),
                None => {}
            }
        })
    }

    /// Returns a callback that dispatches the action when the focus leaves all elements matching `what`.
    fn on_left(&self, what: &'static str, action: Action) -> Callback<FocusEvent> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |event: FocusEvent| {
            let to = event.related_target().and_then(|to| to.dyn_into::<Element>().ok());
            if !to.is_some_and(|to| to.closest(what).is_ok_and(|found| found.is_some())) {
                dispatch.emit(action.clone());
            }
        })
    }

    /// Returns a callback for the new text of a field.
    fn on_typed(&self, action: impl Fn(String) -> Action + 'static) -> Callback<InputEvent> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |event: InputEvent| {
            // An input and a textarea both have the property `value`.
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

/// Draws a pod's name, shortened if needed, with the full name for screen readers.
fn name(name: &Name) -> Html {
    match name.hidden() {
        None => name.whole.clone().into(),
        Some(whole) => html! {
            <><span class="sr">{ whole.to_owned() }</span><span aria-hidden="true">{ &name.shown }</span></>
        },
    }
}

/// Returns the full name as a tooltip, if the name is drawn shortened.
fn title(name: &Name) -> Option<String> {
    name.hidden().map(str::to_owned)
}

/// Returns the page's context.
#[hook]
fn use_page() -> Page {
    use_context::<Page>().unwrap_or_else(|| Page::new(&ENGLISH, Callback::noop()))
}
