//! A terminal pane: tabs, output and prompt. Its only state is the scroll position.

use gloo_timers::callback::Timeout;
use web_sys::Element;
use yew::prelude::*;

use super::super::tools::on_keys;
use super::super::{Page, use_page};
use super::prompt::Prompt;
use crate::browser;
use crate::state::{Action, PromptKey};
use crate::text::Key;
use crate::view::terminals::{Pane as PaneView, PaneTab, Typed, as_text};

/// Distance from the bottom, in CSS pixels, from which a person counts as reading older output.
const READING: i32 = 24;

#[derive(PartialEq, Properties)]
pub struct Props {
    pub pane: PaneView,
    pub is_split: bool,
}

/// A pane.
#[component]
pub fn Pane(props: &Props) -> Html {
    let page = use_page();
    let pane = &props.pane;
    let scroll = use_node_ref();
    // Number of rows when the person scrolled up.
    let away = use_state_eq(|| None::<usize>);
    let was_at = use_mut_ref(|| 0);
    use_bottom(&scroll, pane, props.is_split, away.is_some());
    let newer = away.map_or(0, |rows| pane.rows.saturating_sub(rows));
    let onscroll = {
        let (scroll, away, rows, was_at) = (scroll.clone(), away.clone(), pane.rows, was_at);
        Callback::from(move |_| {
            let Some(scroll) = scroll.cast::<Element>() else { return };
            let before = was_at.replace(scroll.scroll_top());
            // A pane that shrinks also changes its distance from the bottom. Only scrolling up counts.
            if from_bottom(&scroll) <= READING {
                away.set(None);
            } else if scroll.scroll_top() < before {
                away.set(Some(away.unwrap_or(rows)));
            }
        })
    };
    html! {
        <div class="tty">
            { tabs(&page, pane, props.is_split) }
            <div
                class="scroll" ref={scroll.clone()} role="log" tabindex="0" aria-label={name(pane)} {onscroll}
                aria-live={if pane.answers { "polite" } else { "off" }}
            >
                { for pane.typed.iter().map(|typed| entry(&page, typed)) }
            </div>
            if newer > 0 {
                <button class="btn edge jump" onclick={Callback::from(move |_| to_bottom(&scroll))}>
                    { page.text.say(Key::NewerRows, &[("rows", &newer)]) }
                </button>
            }
            if let Some(busy) = &pane.busy {
                { busy_line(&page, pane.terminal, busy) }
            }
            <>{ for pane.queued.iter().map(|line| html! { <p class="cmd queued">{ words(line) }</p> }) }</>
            <Prompt terminal={pane.terminal} lower={pane.lower} prompt={pane.prompt.clone()} />
            <p class="hint">{ &pane.hint }</p>
        </div>
    }
}

fn name(pane: &PaneView) -> String {
    pane.tabs.iter().find(|tab| tab.open).map(|tab| tab.name.clone()).unwrap_or_default()
}

/// Scrolls to the bottom on new output, unless a person reads further up. Always scrolls after that person's own
/// line.
#[hook]
fn use_bottom(scroll: &NodeRef, pane: &PaneView, is_split: bool, is_away: bool) {
    let size = pane.typed.iter().map(|typed| 1 + typed.printed.len() + typed.fresh.len());
    let is_busy = pane.busy.is_some();
    let made_from = (pane.terminal, pane.entered, (size.sum::<usize>(), is_split, is_busy));
    let before = use_mut_ref(|| (u16::MAX, 0));
    use_effect_with((scroll.clone(), made_from), move |(scroll, (terminal, entered, _))| {
        let here = (*terminal, *entered);
        if std::mem::replace(&mut *before.borrow_mut(), here) != here || !is_away {
            let scroll = scroll.clone();
            browser::before_paint(move || to_bottom(&scroll));
        }
    });
}

fn from_bottom(scroll: &Element) -> i32 {
    scroll.scroll_height() - scroll.scroll_top() - scroll.client_height()
}

fn to_bottom(scroll: &NodeRef) {
    if let Some(scroll) = scroll.cast::<Element>() {
        scroll.set_scroll_top(scroll.scroll_height());
    }
}

fn tabs(page: &Page, pane: &PaneView, is_split: bool) -> Html {
    let text = page.text;
    html! {
        <div class="panes">
            <div class="inner" role="tablist" aria-label={text.of(Key::Terminals)} onkeydown={on_keys()}>
                { for pane.tabs.iter().map(|it| tab(page, it)) }
            </div>
            if pane.lower {
                <button aria-label={text.of(Key::ClosePane)} onclick={page.on(Action::SplitToggled)}>{ "×" }</button>
            } else {
                <button aria-label={text.of(Key::NewTerminal)} onclick={page.on(Action::TerminalOpened)}>{ "+" }</button>
            }
            <span class="sp" />
            if !pane.lower && !is_split {
                <button class="two" onclick={page.on(Action::SplitToggled)}>{ text.of(Key::TwoPanes) }</button>
            }
            <Copy typed={pane.typed.clone()} />
        </div>
    }
}

fn tab(page: &Page, tab: &PaneTab) -> Html {
    html! {
        <button
            role="tab" aria-selected={tab.open.to_string()} tabindex={if tab.open { "0" } else { "-1" }}
            onclick={page.on(Action::TerminalChosen(tab.terminal))}
        >
            { &tab.name }
        </button>
    }
}

#[derive(PartialEq, Properties)]
struct CopyProps {
    typed: Vec<Typed>,
}

/// Copies the terminal's content. Confirms for three seconds.
#[component]
fn Copy(props: &CopyProps) -> Html {
    let page = use_page();
    let copied = use_state_eq(|| false);
    let onclick = {
        let (typed, copied) = (props.typed.clone(), copied.clone());
        Callback::from(move |_| {
            browser::copy(&as_text(&typed));
            copied.set(true);
            let copied = copied.clone();
            Timeout::new(3_000, move || copied.set(false)).forget();
        })
    };
    html! {
        <button class="copy" aria-live="polite" {onclick}>
            { page.text.of(if *copied { Key::Copied } else { Key::Copy }) }
        </button>
    }
}

fn entry(page: &Page, typed: &Typed) -> Html {
    let fresh = |line: &String| html! { <span class="new">{ line }{ "\n" }</span> };
    html! {
        <div key={typed.line}>
            <p class={classes!("cmd", typed.interrupt.then_some("interrupt"))}>
                { words(&typed.text) }
                <button class="moment" onclick={page.on(Action::CursorMoved(typed.at))}>
                    <time>{ &typed.clock }</time>
                </button>
            </p>
            <pre class={typed.prose.then_some("prose")} tabindex={(!typed.prose).then_some("0")}>
                { &typed.printed }
                if !typed.printed.is_empty() && !typed.fresh.is_empty() {
                    { "\n" }
                }
                { for typed.fresh.iter().map(fresh) }
            </pre>
        </div>
    }
}

/// Draws a line in words. A word is broken only if it is wider than a row, never at a hyphen.
fn words(line: &str) -> Html {
    let word = |word: &str| html! { <span class="w">{ word.to_owned() }</span> };
    html! { <>{ for line.split_inclusive(' ').map(word) }</> }
}

fn busy_line(page: &Page, terminal: u16, says: &str) -> Html {
    let onclick = page.on(Action::Prompted(terminal, PromptKey::Interrupted));
    html! {
        <div class="busyline">
            <button class="btn edge" {onclick}>{ "Ctrl-C" }</button><span>{ says }</span>
        </div>
    }
}
