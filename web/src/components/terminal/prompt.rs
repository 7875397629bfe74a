//! The prompt: an input field, the suggestion in grey behind it, and the list.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::super::{Page, use_page};
use crate::browser;
use crate::state::{Action, Direction, PromptKey, Utf16};
use crate::text::Key;
use crate::view::terminals::{ListRow, ListView, PromptView};

#[derive(PartialEq, Properties)]
pub struct Props {
    pub terminal: u16,
    pub lower: bool,
    pub prompt: PromptView,
}

/// Draws the prompt.
#[component]
pub fn Prompt(props: &Props) -> Html {
    let page = use_page();
    let (terminal, prompt) = (props.terminal, &props.prompt);
    let field = use_node_ref();
    use_effect_with((field.clone(), prompt.text.clone(), prompt.caret), |(field, _, caret)| {
        if let Some((field, caret)) = field.cast::<HtmlInputElement>().zip(*caret) {
            browser::put_caret(&field, caret);
        }
    });
    let list = prompt.list.as_ref();
    let search = list.is_some_and(|list| list.search);
    let listbox = list.map(|_| format!("list-{terminal}"));
    let active = list.filter(|list| list.count > 0).map(|list| row_id(terminal, list.chosen));
    html! {
        <>
            // Every child has a fixed place, empty or not. Otherwise yew would recreate the field when a list opens.
            if let Some(list) = list.filter(|_| search) {
                { rows(&page, terminal, list) }
            }
            <div class={classes!("ask-line", search.then_some("searching"))}>
                if search {
                    <span class="quiet">{ page.text.of(Key::Search) }</span>
                }
                <div class="field">
                    <input
                        ref={field} id={if props.lower { "prompt-beside" } else { "prompt" }} role="combobox"
                        aria-label={page.text.of(Key::TerminalLine)} value={prompt.text.clone()}
                        aria-autocomplete="list" aria-expanded={list.is_some().to_string()}
                        aria-controls={listbox} aria-activedescendant={active}
                        oninput={page.on_typed(move |text| Action::Prompted(terminal, PromptKey::Edited(text)))}
                        onkeydown={on_keys(&page, terminal, prompt)}
                        autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="send"
                    />
                    <span class="ghost" aria-hidden="true"><i>{ &prompt.text }</i>{ &prompt.ghost }</span>
                </div>
            </div>
            if let Some(list) = list.filter(|_| !search) {
                { rows(&page, terminal, list) }
            }
        </>
    }
}

/// Handles the prompt's keys. Other keys keep their default.
fn on_keys(page: &Page, terminal: u16, prompt: &PromptView) -> Callback<KeyboardEvent> {
    let dispatch = page.dispatch.clone();
    let lists = prompt.list.is_some();
    Callback::from(move |event: KeyboardEvent| {
        // Enter during input composition completes the character, not the line.
        if event.is_composing() || event.alt_key() || event.meta_key() {
            return;
        }
        let field: HtmlInputElement = event.target_unchecked_into();
        let caret = browser::caret(&field);
        // The field itself is asked: a key may come before the letters before it are drawn.
        let text = field.value();
        let at_end = caret >= Utf16::length(&text);
        let key = match (event.ctrl_key(), event.key().as_str()) {
            (true, "r") => PromptKey::Searched,
            (true, "c") if !browser::has_selection(&field) => PromptKey::Interrupted,
            (true, _) => return,
            (_, "Enter") => PromptKey::Entered,
            (_, "ArrowUp") => PromptKey::Moved(Direction::Back),
            (_, "ArrowDown") => PromptKey::Moved(Direction::Forward),
            (_, "ArrowRight")
                if at_end && !event.shift_key() && !browser::has_selection(&field) =>
            {
                PromptKey::Took
            }
            // On an empty line Tab moves the focus, as usual.
            (_, "Tab") if !event.shift_key() && (lists || !text.is_empty()) => {
                PromptKey::Tab(caret)
            }
            (_, "Escape") if lists => PromptKey::Closed,
            (_, "Escape") => {
                // A list that is not drawn yet is closed too.
                dispatch.emit(Action::Prompted(terminal, PromptKey::Closed));
                field.blur().ok();
                return;
            }
            _ => return,
        };
        event.prevent_default();
        dispatch.emit(Action::Prompted(terminal, key));
    })
}

fn row_id(terminal: u16, place: usize) -> String {
    format!("list-{terminal}-{place}")
}

/// Draws the list. It is part of the text flow and never covers anything.
fn rows(page: &Page, terminal: u16, list: &ListView) -> Html {
    html! {
        <>
            <ul
                class={classes!("comp", list.search.then_some("hist"))} role="listbox"
                id={format!("list-{terminal}")} aria-label={list.name}
            >
                { for list.rows.iter().map(|it| row(page, terminal, it)) }
            </ul>
            if !list.more.is_empty() {
                <p class="more">{ &list.more }</p>
            }
        </>
    }
}

fn row(page: &Page, terminal: u16, row: &ListRow) -> Html {
    let [before, matched, after] = &row.text;
    html! {
        <li
            role="option" id={row_id(terminal, row.place)} aria-selected={row.chosen.to_string()}
            onmousedown={Callback::from(|event: MouseEvent| event.prevent_default())}
            onclick={page.on(Action::Prompted(terminal, PromptKey::Picked(row.place)))}
        >
            <b>{ before }<u>{ matched }</u>{ after }</b><span>{ &row.about }</span>
        </li>
    }
}
