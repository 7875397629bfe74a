//! The browser's edge: time, keys, the window, what is remembered, and the focus.
//!
//! Everything here is an effect and decides nothing. What is not there (no window, no storage) is left out in silence:
//! the page works without it.

mod article;
mod fetch;
mod field;
mod files;
mod kept;
mod paint;
mod pointer;
mod pop;

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::{Interval, Timeout};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    Document, Element, Event, HtmlElement, KeyboardEvent, MediaQueryList, MediaQueryListEvent,
    Window,
};

pub use article::{is_embedded, on_message, on_seen, tell_height, tell_moment};
pub use fetch::fetch;
pub use field::{
    caret, go_to_line, has_selection, on_selection, place_under, put_caret, select_to, selection,
    show, show_caret,
};
pub use files::{copy_or_select, on_drop, picked, save, save_as_png};
pub use kept::{keep, kept};
pub use paint::paint_soon;
pub use pointer::{cell_under, height_below, hold, plates_before, press, sixth_at};
pub use pop::{focus_first, focus_if_lost, on_press_outside, soon};

use crate::state::{Control, Focus, Layout, Where};

/// Under which name the theme is remembered: `light` or `dark`.
pub const THEME: &str = "theme";
/// Under which name it is remembered whether letter keys act: `on` or `off`.
pub const LETTER_KEYS: &str = "letter-keys";

/// Under which name the language is remembered: its tag.
pub const LANGUAGE: &str = "language";

/// Milliseconds between two drawings while time passes.
const FRAME_MS: u32 = 33;

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

/// The element of this id.
pub fn element(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

/// Calls with the milliseconds that went by, again and again, until the result is dropped.
pub fn every_frame(mut pass: impl FnMut(u32) + 'static) -> Interval {
    let mut last = now_ms();
    Interval::new(FRAME_MS, move || {
        let now = now_ms();
        let passed = now.saturating_sub(last);
        last = now;
        pass(u32::try_from(passed).unwrap_or(u32::MAX));
    })
}

/// No slice of a long work takes longer, and between two of them the browser can draw.
const SLICE_MS: u64 = 8;
const SLICE_EVERY_MS: u32 = 16;

/// Works in slices until there is something to tell, or until the result is dropped.
pub fn in_slices<T>(
    mut work: impl FnMut(&dyn Fn() -> bool) -> Option<T> + 'static,
    tell: impl FnOnce(T) + 'static,
) -> Interval {
    let mut tell = Some(tell);
    Interval::new(SLICE_EVERY_MS, move || {
        let until = now_ms() + SLICE_MS;
        if tell.is_some()
            && let Some(news) = work(&|| now_ms() < until)
            && let Some(tell) = tell.take()
        {
            tell(news);
        }
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the browser's clock is a float, counted from the page's beginning, and never negative"
)]
fn now_ms() -> u64 {
    window().and_then(|window| window.performance()).map_or(0, |clock| clock.now() as u64)
}

/// Calls with each key that nobody else took, and with what has the focus. It says whether it took the key.
pub fn on_key(press: impl Fn(&str, Where) -> bool + 'static) -> Option<EventListener> {
    let options = EventListenerOptions::enable_prevent_default();
    let window = window()?;
    Some(EventListener::new_with_options(&window, "keydown", options, move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        if !event.default_prevented() && !event.alt_key() && press(&key_of(event), place_of(event))
        {
            event.prevent_default();
        }
    }))
}

/// The key; with Ctrl or Cmd it is `^z`, with Shift too `^Z`.
fn key_of(event: &KeyboardEvent) -> String {
    match (event.key(), event.shift_key()) {
        (key, _) if !event.ctrl_key() && !event.meta_key() => key,
        (key, true) => format!("^{}", key.to_uppercase()),
        (key, false) => format!("^{}", key.to_lowercase()),
    }
}

fn place_of(event: &Event) -> Where {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let matches = |selector: &str| {
        target.as_ref().is_some_and(|target| target.matches(selector).unwrap_or(false))
    };
    if matches("input:not([type=checkbox]), textarea, select") {
        Where::Text
    } else if matches("button, a, input, [role=slider], [tabindex='0']") {
        Where::Press
    } else {
        Where::Page
    }
}

/// Calls with the sizes, once now and then whenever they change.
pub fn on_resize(resize: impl Fn(Layout) + 'static) -> Option<EventListener> {
    let window = window()?;
    resize(layout());
    Some(EventListener::new(&window, "resize", move |_| resize(layout())))
}

fn layout() -> Layout {
    let usual = Layout::default();
    let width =
        |element: Element| u32::try_from(element.client_width()).ok().filter(|&width| width > 0);
    let document = document();
    let root = document.as_ref().and_then(Document::document_element).and_then(width);
    let axis = document.and_then(|document| document.query_selector(".tl").ok()?).and_then(width);
    Layout { window: root.unwrap_or(usual.window), figure: axis.unwrap_or(usual.figure) }
}

fn media(query: &str) -> Option<MediaQueryList> {
    window()?.match_media(query).ok()?
}

const LESS_MOTION: &str = "(prefers-reduced-motion: reduce)";

/// Whether the system asks for less motion.
pub fn wants_less_motion() -> bool {
    media(LESS_MOTION).is_some_and(|list| list.matches())
}

/// Calls when the system's wish for less motion changes.
pub fn on_motion(change: impl Fn(bool) + 'static) -> Option<EventListener> {
    let list = media(LESS_MOTION)?;
    Some(EventListener::new(&list, "change", move |event| {
        if let Some(event) = event.dyn_ref::<MediaQueryListEvent>() {
            change(event.matches());
        }
    }))
}

/// Whether the system is dark.
pub fn wants_dark() -> bool {
    media("(prefers-color-scheme: dark)").is_some_and(|list| list.matches())
}

/// Shows a theme, and remembers it.
pub fn show_theme(dark: bool) {
    let theme = if dark { "dark" } else { "light" };
    if let Some(root) = document().and_then(|document| document.document_element()) {
        root.set_attribute("data-theme", theme).ok();
    }
    remember(THEME, theme);
}

/// The languages that the browser would like, the best first.
pub fn languages() -> Vec<String> {
    let list = window().map(|window| window.navigator().languages());
    list.iter().flat_map(|list| list.iter()).filter_map(|tag| tag.as_string()).collect()
}

/// Says in which language the document is.
pub fn show_language(tag: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        root.set_attribute("lang", tag).ok();
    }
}

/// Shows the document's title.
pub fn show_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Calls once, after so many seconds, unless the result is dropped before.
pub fn after_seconds(seconds: u32, then: impl FnOnce() + 'static) -> Timeout {
    Timeout::new(seconds * 1_000, then)
}

/// The address of the page's folder.
pub fn site() -> String {
    let address = window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    let page = address.split(['#', '?']).next().unwrap_or_default();
    page.rsplit_once('/').map_or_else(String::new, |(folder, _)| format!("{folder}/"))
}

/// What stands in the address after `#`.
pub fn fragment() -> String {
    let hash = window().and_then(|window| window.location().hash().ok());
    hash.map_or_else(String::new, |hash| hash.trim_start_matches('#').into())
}

/// Shows these letters in the address after `#`. Nothing is added to the history, so that Back leaves the page.
pub fn show_fragment(letters: &str) {
    let Some(window) = window() else { return };
    let location = window.location();
    let (Ok(path), Ok(search)) = (location.pathname(), location.search()) else { return };
    let hash = if letters.is_empty() { String::new() } else { format!("#{letters}") };
    if location.hash().is_ok_and(|now| now != hash)
        && let Ok(history) = window.history()
    {
        let address = format!("{path}{search}{hash}");
        let state = history.state().unwrap_or(JsValue::NULL);
        history.replace_state_with_url(&state, "", Some(&address)).ok();
    }
}

/// Calls with the letters after `#` when somebody else has changed them.
pub fn on_fragment(follow: impl Fn(String) + 'static) -> Option<EventListener> {
    let window = window()?;
    Some(EventListener::new(&window, "hashchange", move |_| follow(fragment())))
}

/// What was remembered under a name.
pub fn recall(name: &str) -> Option<String> {
    window()?.local_storage().ok()??.get_item(name).ok()?
}

/// Remembers something, if the browser lets us.
pub fn remember(name: &str, value: &str) {
    // What somebody's article chose for its figure is no wish of the visitor.
    if is_embedded() {
        return;
    }
    if let Some(storage) = window().and_then(|window| window.local_storage().ok()?) {
        storage.set_item(name, value).ok();
    }
}

/// Gives the focus once the page has been drawn.
pub fn focus_soon(focus: Focus) {
    Timeout::new(0, move || {
        let selector = match focus {
            Focus::Prompt => "#prompt".to_owned(),
            Focus::Pods => ".podlist [tabindex='0'], .cells [tabindex='0']".to_owned(),
            Focus::Pod(ordinal) => format!("[data-ordinal='{ordinal}']"),
            Focus::Time => "#time".to_owned(),
            // Where no control is open, the value in the figure is the control.
            Focus::Tab => ".tabs [aria-selected='true']".to_owned(),
            Focus::Control(control) => {
                let id = control_id(control);
                let open = element(id).is_some();
                if open { format!("#{id}") } else { format!("[data-value='{id}']") }
            }
        };
        let found = document().and_then(|document| document.query_selector(&selector).ok()?);
        if let Some(element) = found {
            focus_on(&element);
        }
    })
    .forget();
}

/// The id of a control's field.
pub fn control_id(control: Control) -> &'static str {
    match control {
        Control::Replicas => "set-replicas",
        Control::Image => "set-image",
        Control::Partition => "set-partition",
        Control::MaxUnavailable => "set-max-unavailable",
        Control::UpdateStrategy => "set-update-strategy",
        Control::MinReadySeconds => "set-min-ready-seconds",
        Control::PodManagementPolicy => "set-pod-management-policy",
        Control::Step(step) => step.key(),
        Control::Fault => "set-fault",
        Control::After => "set-after",
        Control::Slower => "set-slower",
        Control::Pod => "set-pod",
        Control::Node => "set-node",
    }
}

/// Gives the focus; SVG elements take it by the same method.
pub fn focus_on(element: &Element) {
    element.unchecked_ref::<HtmlElement>().focus().ok();
}

/// Whether what has the focus lies in something.
pub fn focus_is_in(selector: &str) -> bool {
    let focused = document().and_then(|document| document.active_element());
    focused.is_some_and(|element| element.closest(selector).is_ok_and(|found| found.is_some()))
}

/// Copies a text. Where that is refused nothing happens: the text can be selected.
pub fn copy(text: &str) {
    if let Some(window) = window().filter(Window::is_secure_context) {
        // The promise's answer is of no use to anybody.
        drop(window.navigator().clipboard().write_text(text));
    }
}
