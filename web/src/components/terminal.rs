//! The terminal: its panes, what was typed and printed up to the cursor, and the prompt.

use web_sys::Element;
use yew::prelude::*;

use super::tools::on_keys;
use super::{Page, use_page};
use crate::state::{Action, Direction};
use crate::text::Key;
use crate::view::terminals::{Pane, Terminals, Typed};

#[derive(PartialEq, Properties)]
pub struct Props {
    pub terminals: Terminals,
}

/// The terminal.
#[component]
pub fn Terminal(props: &Props) -> Html {
    let page = use_page();
    let terminals = &props.terminals;
    let scroll = use_node_ref();
    use_bottom(&scroll, &terminals.typed);
    html! {
        <div class="tty">
            <div class="panes">
                <div class="inner" role="tablist" aria-label={page.text.of(Key::Terminals)} onkeydown={on_keys()}>
                    { for terminals.panes.iter().map(|pane| tab(&page, pane)) }
                </div>
                <button aria-label={page.text.of(Key::NewTerminal)} onclick={page.on(Action::TerminalOpened)}>{ "+" }</button>
            </div>
            <div class="scroll" ref={scroll} role="log" aria-live={if terminals.answers { "polite" } else { "off" }}>
                { for terminals.typed.iter().map(|typed| entry(&page, typed)) }
            </div>
            { prompt(&page, terminals) }
            <p class="hint">{ terminals.busy.as_ref().unwrap_or(&terminals.hint) }</p>
        </div>
    }
}

/// What is new is seen, unless somebody reads further up.
#[hook]
fn use_bottom(scroll: &NodeRef, typed: &[Typed]) {
    let size = typed.iter().map(|typed| 1 + typed.printed.len() + typed.fresh.len()).sum::<usize>();
    let lines = typed.len();
    let before = use_mut_ref(|| 0);
    use_effect_with((scroll.clone(), size, lines), move |(scroll, _, lines)| {
        let Some(scroll) = scroll.cast::<Element>() else { return };
        let from_bottom = scroll.scroll_height() - scroll.scroll_top() - scroll.client_height();
        if std::mem::replace(&mut *before.borrow_mut(), *lines) != *lines || from_bottom < READING {
            scroll.set_scroll_top(scroll.scroll_height());
        }
    });
}

/// Whoever has scrolled up by more pixels than this reads there.
const READING: i32 = 72;

fn tab(page: &Page, pane: &Pane) -> Html {
    html! {
        <button
            role="tab" aria-selected={pane.open.to_string()} tabindex={if pane.open { "0" } else { "-1" }}
            onclick={page.on(Action::TerminalChosen(pane.terminal))}
        >
            { &pane.name }
        </button>
    }
}

fn entry(page: &Page, typed: &Typed) -> Html {
    let fresh = |line: &String| html! { <span class="new">{ line }{ "\n" }</span> };
    html! {
        <div key={typed.line}>
            <p class="cmd">
                { typed.text.to_string() }
                <button class="moment" onclick={page.on(Action::CursorMoved(typed.at))}>
                    <time>{ &typed.clock }</time>
                </button>
            </p>
            <pre class={typed.prose.then_some("prose")} tabindex={(!typed.prose).then_some("0")}>
                { &typed.printed }
                { for typed.fresh.iter().map(fresh) }
            </pre>
        </div>
    }
}

/// The prompt: a real field, with what a control is about to type behind it.
fn prompt(page: &Page, terminals: &Terminals) -> Html {
    let ghost = terminals.ghost.clone();
    let onkeydown = page.on_keys(move |key| {
        Some(match key {
            "Enter" => Action::LineEntered,
            "ArrowUp" => Action::HistoryRecalled(Direction::Back),
            "ArrowDown" => Action::HistoryRecalled(Direction::Forward),
            "ArrowRight" if !ghost.is_empty() => Action::LineEdited(ghost.clone()),
            _ => return None,
        })
    });
    html! {
        <div class="ask-line">
            <div class="field">
                <input
                    id="prompt" aria-label={page.text.of(Key::TerminalLine)} value={terminals.draft.clone()}
                    oninput={page.on_typed(Action::LineEdited)} {onkeydown}
                    autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="send"
                />
                <span class="ghost" aria-hidden="true">{ &terminals.ghost }</span>
            </div>
        </div>
    }
}
