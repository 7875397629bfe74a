//! Browser effects: time, keys, window, storage and focus.
//!
//! Nothing here decides anything. If the browser lacks something (a window, storage), the effect is skipped silently,
//! and the page works without it.

mod article;
mod connection;
mod entries;
mod fetch;
mod field;
mod files;
mod kept;
pub mod messages;
pub mod part;
mod pointer;
mod pool;
mod pop;
pub mod service;
mod soon;

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::{Interval, Timeout};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    Document, Element, Event, HtmlElement, KeyboardEvent, MediaQueryList, MediaQueryListEvent,
    Window,
};

pub use article::{is_embedded, on_message, on_seen, tell_height, tell_moment, tell_unreadable};
pub use entries::{entry_screen, leave_screen, on_returned, push_entry};
pub use fetch::{ask, at_first_sign, fetch, fetch_film, film, frame, has_not_started, has_started};
pub use field::{
    caret, go_to_line, has_selection, on_selection, place_under, put_caret, select_to, selection,
    show, show_caret,
};
pub use files::{copy_or_select, on_drop, on_paste, picked, save, save_as_png};
pub use kept::{keep, kept};
pub use pointer::{cell_under, height_below, height_in, hold, plates_before, press, sixth_at};
pub use pool::{Stage, Sweeping, expose_sweeps};
pub use pop::{focus_first, focus_if_lost, on_press_outside};
pub use soon::{before_paint, next_task, soon};

use crate::state::{Control, Focus, Height, Layout, Where};

/// Storage key of the theme: `light` or `dark`.
pub const THEME: &str = "theme";
/// Storage key of the single-letter shortcuts: `on` or `off`.
pub const LETTER_KEYS: &str = "letter-keys";

/// Storage key of the language: its tag.
pub const LANGUAGE: &str = "language";

/// Milliseconds between two frames while the page plays.
const FRAME_MS: u32 = 33;

fn window() -> Option<Window> {
    web_sys::window()
}

fn document() -> Option<Document> {
    window()?.document()
}

/// Returns the element with this id.
pub fn element(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

/// Calls `pass` with the elapsed milliseconds every [`FRAME_MS`], until the result is dropped.
pub fn every_frame(mut pass: impl FnMut(u32) + 'static) -> Interval {
    let mut last = now_ms();
    Interval::new(FRAME_MS, move || {
        let now = now_ms();
        let passed = now.saturating_sub(last);
        last = now;
        pass(u32::try_from(passed).unwrap_or(u32::MAX));
    })
}

/// Returns the time since the page's beginning, in milliseconds.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the browser's clock is a float, counted from the page's beginning, and never negative"
)]
pub fn now_ms() -> u64 {
    window().and_then(|window| window.performance()).map_or(0, |clock| clock.now() as u64)
}

/// Calls `press` for each key that no element handled, with the kind of element that has the focus. `press` returns
/// whether it handled the key.
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

/// Returns the key's name. With Ctrl or Cmd it is `^z`, and with Shift `^Z`.
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

/// Calls `resize` now and after every resize.
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
    let root = document.as_ref().and_then(Document::document_element);
    let high = root.as_ref().and_then(|root| u32::try_from(root.client_height()).ok());
    let wide = root.and_then(width).unwrap_or(usual.window);
    let axis = document.and_then(|document| document.query_selector(".tl").ok()?).and_then(width);
    let height = high.map_or(usual.height, |high| Height::of(wide, high));
    Layout { window: wide, figure: axis.unwrap_or(usual.figure), height }
}

fn media(query: &str) -> Option<MediaQueryList> {
    window()?.match_media(query).ok()?
}

const LESS_MOTION: &str = "(prefers-reduced-motion: reduce)";

/// Returns whether the system prefers reduced motion.
pub fn wants_less_motion() -> bool {
    media(LESS_MOTION).is_some_and(|list| list.matches())
}

/// Calls `change` when the system's preference for reduced motion changes.
pub fn on_motion(change: impl Fn(bool) + 'static) -> Option<EventListener> {
    on_media(LESS_MOTION, change)
}

const DARK: &str = "(prefers-color-scheme: dark)";

/// Returns whether the system's theme is dark.
pub fn wants_dark() -> bool {
    media(DARK).is_some_and(|list| list.matches())
}

/// Calls `change` when the system's theme changes. `true` is dark.
pub fn on_system_theme(change: impl Fn(bool) + 'static) -> Option<EventListener> {
    on_media(DARK, change)
}

fn on_media(query: &str, change: impl Fn(bool) + 'static) -> Option<EventListener> {
    let list = media(query)?;
    Some(EventListener::new(&list, "change", move |event| {
        if let Some(event) = event.dyn_ref::<MediaQueryListEvent>() {
            change(event.matches());
        }
    }))
}

/// Applies a theme and remembers it.
pub fn show_theme(dark: bool) {
    let theme = if dark { "dark" } else { "light" };
    if let Some(root) = document().and_then(|document| document.document_element()) {
        root.set_attribute("data-theme", theme).ok();
    }
    remember(THEME, theme);
}

/// Returns the browser's preferred languages, best first.
pub fn languages() -> Vec<String> {
    let list = window().map(|window| window.navigator().languages());
    list.iter().flat_map(|list| list.iter()).filter_map(|tag| tag.as_string()).collect()
}

/// Sets the document's language.
pub fn show_language(tag: &str) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        root.set_attribute("lang", tag).ok();
    }
}

/// Sets the document's title.
pub fn show_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// Calls `then` once after this many seconds, unless the result is dropped first.
pub fn after_seconds(seconds: u32, then: impl FnOnce() + 'static) -> Timeout {
    Timeout::new(seconds * 1_000, then)
}

/// Returns the URL of the page's folder.
pub fn site() -> String {
    let address = window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    let page = address.split(['#', '?']).next().unwrap_or_default();
    page.rsplit_once('/').map_or_else(String::new, |(folder, _)| format!("{folder}/"))
}

/// Returns the address's text after `#`.
pub fn fragment() -> String {
    let hash = window().and_then(|window| window.location().hash().ok());
    hash.map_or_else(String::new, |hash| hash.trim_start_matches('#').into())
}

/// Sets the address's text after `#` without adding a history entry: a changed scenario is not another place to
/// return to.
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

/// Returns a remembered value. `None` if there is none or storage is forbidden.
pub fn recall(name: &str) -> Option<String> {
    window()?.local_storage().ok()??.get_item(name).ok()?
}

/// Remembers a value, if the browser allows it.
pub fn remember(name: &str, value: &str) {
    // An article's settings for its figure are not preferences of the visitor.
    if is_embedded() {
        return;
    }
    if let Some(storage) = window().and_then(|window| window.local_storage().ok()?) {
        storage.set_item(name, value).ok();
    }
}

/// Moves the focus in a task of its own, after what the browser does with the key or press that led to it.
pub fn focus_soon(focus: Focus) {
    Timeout::new(0, move || {
        let selector = match focus {
            Focus::Prompt => "#prompt".to_owned(),
            Focus::Pods => ".podlist [tabindex='0'], .cells [tabindex='0']".to_owned(),
            Focus::Pod(ordinal) => format!("[data-ordinal='{ordinal}']"),
            Focus::OnBoard(side, ordinal) => {
                format!("#board-{side} [data-ordinal='{ordinal}']")
            }
            Focus::OfBoard(side) => format!("#board-{side} [tabindex='0']"),
            Focus::Time => "#time".to_owned(),
            // Without an open control, the value in the figure stands in for it.
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

/// Returns the id of a control's field.
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

/// Focuses an element. SVG elements have the same method.
pub fn focus_on(element: &Element) {
    element.unchecked_ref::<HtmlElement>().focus().ok();
}

/// Returns whether the focused element is inside an element that matches `selector`.
pub fn focus_is_in(selector: &str) -> bool {
    let focused = document().and_then(|document| document.active_element());
    focused.is_some_and(|element| element.closest(selector).is_ok_and(|found| found.is_some()))
}

/// Copies a text. Does nothing if the browser refuses; a person can still select the text.
pub fn copy(text: &str) {
    if let Some(window) = window().filter(Window::is_secure_context) {
        // Nobody needs to know when the promise resolves.
        drop(window.navigator().clipboard().write_text(text));
    }
}

/// Returns the time by the clock, as the API writes times: `2026-11-28T10:00:00Z`.
pub fn clock() -> String {
    let now = String::from(js_sys::Date::new_0().to_iso_string());
    format!("{}Z", now.get(..19).unwrap_or_default())
}
