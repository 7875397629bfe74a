//! The article around an embedded figure: messages to and from it, and whether the figure is in view.
//!
//! Only messages of the window that contains the frame are accepted, and only from the origin of its first greeting.
//! Before that greeting the figure sends nothing except that it is ready. docs/embed.md lists the messages.

use std::cell::RefCell;

use gloo_events::EventListener;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{IntersectionObserver, IntersectionObserverEntry, MessageEvent};

use super::{document, window};
use crate::state::Embedding;

/// Prefix of every message's type.
const PREFIX: &str = "statefulset-playground:";
/// Limit on a line in a message, in bytes.
const LINE_MAX: usize = 4096;

thread_local! {
    /// Origin of the article.
    static ORIGIN: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Returns whether this page is an embedded figure. Its HTML says so.
pub fn is_embedded() -> bool {
    let root = document().and_then(|document| document.document_element());
    root.is_some_and(|root| root.has_attribute("data-embed"))
}

/// Calls `hear` with each request of the article, and with `None` for a greeting.
pub fn on_message(hear: impl Fn(Option<Embedding>) + 'static) -> Option<EventListener> {
    let window = window()?;
    let listener = EventListener::new(&window, "message", move |event| {
        if let Some(event) = event.dyn_ref::<MessageEvent>().filter(|event| is_articles(event)) {
            let (data, greeted) = (event.data(), is_from_article(event));
            match type_of(&data).as_deref() {
                Some("hello") => {
                    ORIGIN.with_borrow_mut(|origin| {
                        origin.get_or_insert_with(|| event.origin());
                    });
                    hear(None);
                }
                Some(kind) if greeted => {
                    if let Some(asked) = asked(kind, &data) {
                        hear(Some(asked));
                    }
                }
                _ => {}
            }
        }
    });
    // Any window may receive this message. It contains nothing private.
    post("ready", &[], "*");
    Some(listener)
}

/// Returns whether the message is from the window around this page.
fn is_articles(event: &MessageEvent) -> bool {
    let parent = window().and_then(|window| window.parent().ok().flatten());
    let says = event.source();
    match (parent, says) {
        (Some(parent), Some(says)) => {
            Object::is(&parent, &says) && !Object::is(&parent, &JsValue::from(window()))
        }
        _ => false,
    }
}

fn is_from_article(event: &MessageEvent) -> bool {
    ORIGIN.with_borrow(|origin| origin.as_ref().is_some_and(|origin| *origin == event.origin()))
}

fn type_of(data: &JsValue) -> Option<String> {
    field(data, "type")?.as_string()?.strip_prefix(PREFIX).map(str::to_owned)
}

fn field(data: &JsValue, name: &str) -> Option<JsValue> {
    data.is_object().then(|| Reflect::get(data, &name.into()).ok()).flatten()
}

#[expect(clippy::cast_possible_truncation, reason = "a moment of some hours, in milliseconds")]
fn asked(kind: &str, data: &JsValue) -> Option<Embedding> {
    Some(match kind {
        "play" => Embedding::Played(true),
        "pause" => Embedding::Played(false),
        "seek" => {
            let seconds = field(data, "at")?.as_f64().filter(|seconds| seconds.is_finite())?;
            Embedding::Sought((seconds.clamp(0.0, 1e6) * 1000.0) as i64)
        }
        "run" => {
            let line = field(data, "line")?.as_string()?;
            Embedding::Ran(Some(line).filter(|line| line.len() <= LINE_MAX)?.into())
        }
        "theme" => Embedding::Themed { dark: field(data, "dark")?.as_bool()? },
        _ => return None,
    })
}

/// Sends the article a message, if it has greeted.
fn tell_article(kind: &str, fields: &[(&str, f64)]) {
    if let Some(origin) = ORIGIN.with_borrow(Clone::clone) {
        // A page opened from disk has no origin to name.
        post(kind, fields, if origin == "null" { "*" } else { &origin });
    }
}

fn post(kind: &str, fields: &[(&str, f64)], origin: &str) {
    let message = Object::new();
    Reflect::set(&message, &"type".into(), &format!("{PREFIX}{kind}").into()).ok();
    for (name, value) in fields {
        Reflect::set(&message, &(*name).into(), &(*value).into()).ok();
    }
    if let Some(parent) = window().and_then(|window| window.parent().ok().flatten()) {
        parent.post_message(&message, origin).ok();
    }
}

/// Sends the article the cursor's time in seconds and its frame.
#[expect(clippy::cast_precision_loss, reason = "milliseconds stay far below 2^53")]
pub fn tell_moment(kind: &str, at_ms: i64, frame: u32) {
    tell_article(kind, &[("at", at_ms as f64 / 1000.0), ("frame", f64::from(frame))]);
}

/// Tells the article that there is no scenario to show, or that there is one after all. Without one the article keeps its
/// fallback for readers without scripts.
pub fn tell_unreadable(is_unreadable: bool) {
    tell_article(if is_unreadable { "unreadable" } else { "readable" }, &[]);
}

/// Sends the article the figure's height, including its border.
pub fn tell_height() {
    let figure = document()
        .and_then(|document| document.query_selector(".em:not([aria-busy])").ok().flatten());
    if let Some(figure) = figure {
        tell_article("height", &[("height", figure.get_bounding_client_rect().height().ceil())]);
    }
}

/// Observer of the figure's visibility. Stops when dropped.
pub struct Watching {
    observer: IntersectionObserver,
    _seen: Closure<dyn FnMut(Array)>,
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Calls `see` whenever the figure comes into view (`true`) or leaves it.
pub fn on_seen(see: impl Fn(bool) + 'static) -> Option<Watching> {
    let seen = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
        let last = entries.at(-1);
        if let Some(entry) = last.dyn_ref::<IntersectionObserverEntry>() {
            see(entry.is_intersecting());
        }
    });
    let observer = IntersectionObserver::new(seen.as_ref().unchecked_ref()).ok()?;
    observer.observe(&document()?.get_element_by_id("app")?);
    Some(Watching { observer, _seen: seen })
}
