//! Terminal tab: one or two panes, and suggestions what to try next.

mod pane;
mod prompt;

pub use prompt::Prompt;

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::Element;
use yew::prelude::*;

use self::pane::Pane;
use super::{Page, use_page};
use crate::browser;
use crate::state::{Action, Direction, Focus, PromptKey, Stride, Utf16};
use crate::text::Key;
use crate::view::next::Suggestion;
use crate::view::terminals::Terminals;

#[derive(PartialEq, Properties)]
pub struct Props {
    pub terminals: Terminals,
}

/// Draws the terminal.
#[component]
pub fn Terminal(props: &Props) -> Html {
    let page = use_page();
    let terminals = &props.terminals;
    let split = use_reducer_eq(Split::default);
    let is_split = terminals.panes.len() > 1;
    let (upper, lower) = (terminals.panes.first(), terminals.panes.get(1));
    html! {
        <>
            <div class={classes!("ttys", is_split.then_some("split"))} data-split={is_split.then(|| split.0.to_string())}>
                if let Some(upper) = upper {
                    <Pane pane={upper.clone()} {is_split} />
                }
                if let Some(lower) = lower {
                    { splitter(&page, &split) }
                    <Pane key={lower.terminal} pane={lower.clone()} {is_split} />
                }
            </div>
            if !terminals.next.is_empty() {
                <section class="try">
                    <h2>{ page.text.of(Key::TryNext) }</h2>
                    <ul>{ for terminals.next.iter().map(|one| suggestion(&page, one)) }</ul>
                </section>
            }
            { for upper.map(|pane| phone_keys(&page, pane.terminal)) }
        </>
    }
}

/// Share of the upper pane, in sixths of the height of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Split(u8);

impl Default for Split {
    fn default() -> Self {
        Self(3)
    }
}

/// A movement of the splitter.
enum SplitAt {
    /// By a key.
    By(Stride),
    /// To this share.
    Sixth(u8),
}

impl Reducible for Split {
    type Action = SplitAt;

    fn reduce(self: Rc<Self>, action: SplitAt) -> Rc<Self> {
        let to = match action {
            SplitAt::By(stride) => stride.from(self.0.into(), (1, 5)).try_into().unwrap_or(self.0),
            SplitAt::Sixth(sixth) => sixth,
        };
        Rc::new(Self(to))
    }
}

/// Draws the splitter between two panes. Arrow keys move it.
fn splitter(page: &Page, split: &UseReducerHandle<Split>) -> Html {
    let onkeydown = {
        let split = split.clone();
        Callback::from(move |event: KeyboardEvent| {
            // The lower the edge, the greater the share of the upper pane.
            let stride = match event.key().as_str() {
                "ArrowUp" | "ArrowLeft" => Stride::By(-1),
                "ArrowDown" | "ArrowRight" => Stride::By(1),
                _ => return,
            };
            event.prevent_default();
            split.dispatch(SplitAt::By(stride));
        })
    };
    let onpointermove = {
        let split = split.clone();
        Callback::from(move |event: PointerEvent| {
            let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let parent = element.and_then(|element| element.parent_element());
            if let Some(parent) = parent.filter(|_| event.buttons() == 1) {
                split.dispatch(SplitAt::Sixth(browser::sixth_at(&parent, &event)));
            }
        })
    };
    html! {
        <div
            class="splitter" role="separator" tabindex="0" aria-label={page.text.of(Key::Splitter)}
            aria-valuemin="1" aria-valuemax="5" aria-valuenow={split.0.to_string()}
            {onkeydown} {onpointermove} onpointerdown={Callback::from(|event| browser::hold(&event))}
        />
    }
}

fn suggestion(page: &Page, one: &Suggestion) -> Html {
    let dispatch = page.dispatch.clone();
    let line = one.line.clone();
    let onclick = Callback::from(move |_| {
        dispatch.emit(Action::LineEdited(line.to_string()));
        dispatch.emit(Action::FocusAsked(Focus::Prompt));
    });
    html! { <li key={one.line.to_string()}><button {onclick}>{ one.line.to_string() }</button><span>{ one.question }</span></li> }
}

/// Draws a row of keys that phone keyboards lack. The prompt keeps the focus.
fn phone_keys(page: &Page, terminal: u16) -> Html {
    let label = |key| page.text.of(key);
    let keys = [
        ("Tab", "Tab", PromptKey::Tab(Utf16(u32::MAX))),
        ("↑", label(Key::EarlierLine), PromptKey::Moved(Direction::Back)),
        ("↓", label(Key::LaterLine), PromptKey::Moved(Direction::Forward)),
        (":", ":", PromptKey::Added(": ")),
        ("|", "|", PromptKey::Added(" | ")),
        ("Ctrl-C", "Ctrl-C", PromptKey::Interrupted),
        ("Enter", "Enter", PromptKey::Entered),
    ];
    let stay = Callback::from(|event: MouseEvent| event.prevent_default());
    html! {
        <div class="keys" role="toolbar" aria-label={label(Key::PhoneKeys)}>
            { for keys.map(|(says, name, key)| html! {
                <button
                    aria-label={name} onmousedown={stay.clone()}
                    onclick={page.on(Action::Prompted(terminal, key))}
                >
                    { says }
                </button>
            }) }
        </div>
    }
}
