//! The browser's edge: time, keys, the window, what is remembered, and the focus.
//!
//! Everything here is an effect and decides nothing. What is not there (no window, no storage) is left out in silence:
//! the page works without it.

mod article;
mod fetch;
mod field;
mod pop;

use std::rc::Rc;
mod files;

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::{Interval, Timeout};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    CanvasRenderingContext2d, Document, Element, Event, HtmlCanvasElement, HtmlElement,
    KeyboardEvent, MediaQueryList, MediaQueryListEvent, PointerEvent, Window,
};

pub use article::{is_embedded, on_message, on_seen, tell_height, tell_moment};
pub use fetch::fetch;
pub use field::{
    caret, go_to_line, has_selection, on_selection, place_under, put_caret, select_to, selection,
    show_caret,
};
pub use files::{copy_or_select, on_drop, picked, save, save_as_png};
pub use pop::{focus_first, focus_if_lost, on_press_outside, soon};

use crate::state::{Control, Focus, Layout, Where};
use crate::view::timeline::{Shape, Spot, Tone};

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
    page.rfind('/').map_or_else(String::new, |end| page[..=end].into())
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
        history.replace_state_with_url(&JsValue::NULL, "", Some(&address)).ok();
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

/// In which sixth of an element a pointer is: downwards, or across where its parts stand side by side.
pub fn sixth_at(element: &Element, event: &PointerEvent) -> u8 {
    let bounds = element.get_bounding_client_rect();
    let across = media("(min-width: 900px) and (max-width: 1199.9px)");
    let part = if across.is_some_and(|list| list.matches()) {
        (f64::from(event.client_x()) - bounds.left()) / bounds.width()
    } else {
        (f64::from(event.client_y()) - bounds.top()) / bounds.height()
    };
    (1..5).rev().find(|&sixth| f64::from(sixth) <= part * 6.0).unwrap_or(1)
}

/// How much of the window lies below a pointer, in hundredths.
pub fn height_below(event: &PointerEvent) -> u8 {
    let height = document().and_then(|document| document.document_element());
    let height = height.map_or(1, |root| root.client_height().max(1));
    u8::try_from((height - event.client_y()) * 100 / height).unwrap_or(SHEET_LOWEST)
}

/// What lies below a pointer outside of the window.
const SHEET_LOWEST: u8 = 30;

/// Presses something as a click would.
pub fn press(element: &Element) {
    element.unchecked_ref::<HtmlElement>().click();
}

/// Whatever the pointer was pressed on gets all that it does until it is released.
pub fn hold(event: &PointerEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(target) = target {
        let holder = target.closest("button, .tl").ok().flatten().unwrap_or(target);
        holder.set_pointer_capture(event.pointer_id()).ok();
    }
}

/// The ordinal of the cell under the pointer, wherever the pointer is held.
pub fn cell_under(event: &PointerEvent) -> Option<u32> {
    let (x, y) = (event.client_x() as f32, event.client_y() as f32);
    let under = document()?.element_from_point(x, y)?;
    under.closest("[data-ordinal]").ok()??.get_attribute("data-ordinal")?.parse().ok()
}

/// Paints a raster once the theme that goes with it is shown.
pub fn paint_soon(canvas: HtmlCanvasElement, shape: Rc<Shape>) {
    Timeout::new(0, move || paint(&canvas, &shape.raster)).forget();
}

/// Paints a raster with the colours of the style sheet.
fn paint(canvas: &HtmlCanvasElement, spots: &[Spot]) {
    let context = canvas.get_context("2d").ok().flatten();
    let context = context.and_then(|it| it.dyn_into::<CanvasRenderingContext2d>().ok());
    let style = window().and_then(|window| window.get_computed_style(canvas).ok()?);
    let (Some(context), Some(style)) = (context, style) else { return };
    let colour = |name: &str| style.get_property_value(name).unwrap_or_default();
    let (paper, alarm) = (colour("--paper"), colour("--alarm"));
    let letters =
        ('A'..='H').map(|letter| colour(&format!("--rev-{}", letter.to_ascii_lowercase())));
    let letters: Vec<String> = letters.collect();
    context.clear_rect(0.0, 0.0, canvas.width().into(), canvas.height().into());
    for spot in spots {
        let fill = |colour: &str, alpha: f64| {
            context.set_global_alpha(alpha);
            context.set_fill_style_str(colour);
            let (x, y) = (spot.x.into(), spot.y.into());
            context.fill_rect(x, y, spot.width.into(), spot.height.into());
        };
        let revision = &letters[(spot.letter as usize - 'A' as usize).min(letters.len() - 1)];
        // Paper first where it is pale: a better pod may lie below.
        match spot.tone {
            Tone::Solid => fill(revision, 1.0),
            Tone::Settling => {
                fill(&paper, 1.0);
                fill(revision, 0.76);
            }
            Tone::Pale => {
                fill(&paper, 1.0);
                fill(revision, 0.4);
            }
            Tone::Alarm => fill(&alarm, 1.0),
        }
    }
}

/// How many plates lie before the pointer: left of it, or above it where pods are rows.
pub fn plates_before(event: &PointerEvent) -> u32 {
    let plates =
        document().and_then(|document| document.query_selector_all(".podlist .plate").ok());
    let plate = |index: u32| plates.as_ref()?.item(index)?.dyn_into::<Element>().ok();
    let bounds = |index: u32| plate(index).map(|plate| plate.get_bounding_client_rect());
    let in_rows = match (bounds(0), bounds(1)) {
        (Some(first), Some(second)) => second.top() >= first.bottom(),
        _ => false,
    };
    let is_before = |index: &u32| {
        bounds(*index).is_some_and(|plate| {
            let (middle, pointer) = if in_rows {
                (f64::midpoint(plate.top(), plate.bottom()), event.client_y())
            } else {
                (f64::midpoint(plate.left(), plate.right()), event.client_x())
            };
            middle < f64::from(pointer)
        })
    };
    (0..).take_while(is_before).count().try_into().unwrap_or(u32::MAX)
}
