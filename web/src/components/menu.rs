//! A pod's menu: each item has a word and the line that it types.

use wasm_bindgen::JsCast as _;
use web_sys::Element;
use yew::prelude::*;

use super::{Page, use_page};
use crate::browser;
use crate::state::{Action, Focus};
use crate::view::menu::{Does, Item};

#[derive(PartialEq, Properties)]
pub struct Props {
    pub items: Vec<Item>,
    /// Whether to align the menu at its right edge.
    pub at_end: bool,
}

/// A menu. Focuses its first item when it opens. Closes when the focus leaves it, except towards its own plate, whose
/// click closes it.
#[component]
pub fn Menu(props: &Props) -> Html {
    let page = use_page();
    let menu = use_node_ref();
    use_effect_with(menu.clone(), |menu| {
        let first = |menu: Element| menu.query_selector("[data-first]").ok().flatten();
        if let Some(first) = menu.cast::<Element>().and_then(first) {
            browser::focus_on(&first);
        }
    });
    let class = classes!("menu", "pop", props.at_end.then_some("end"));
    html! {
        <div ref={menu} {class} role="menu" onkeydown={on_keys()} onfocusout={page.on_left(".open", Action::MenuLeft)}>
            { for props.items.iter().map(|item| entry(&page, item)) }
        </div>
    }
}

fn entry(page: &Page, item: &Item) -> Html {
    let dispatch = page.dispatch.clone();
    let does = item.does.clone();
    // With Shift the line is only put into the prompt.
    let onclick = Callback::from(move |event: MouseEvent| match &does {
        Does::Opens(ordinal, _) => dispatch.emit(Action::OwnOpened(*ordinal)),
        Does::Types(line) if event.shift_key() => {
            dispatch.emit(Action::LineEdited(line.to_string()));
            dispatch.emit(Action::FocusAsked(Focus::Prompt));
        }
        Does::Types(line) => dispatch.emit(Action::LineTyped(line.clone())),
        Does::Bets(ordinal, _) => dispatch.emit(Action::BetMade(*ordinal)),
    });
    let says = match &item.does {
        Does::Opens(_, says) | Does::Bets(_, says) => html! { <em>{ says }</em> },
        Does::Types(line) => html! { <code>{ line.to_string() }</code> },
    };
    html! {
        <button role="menuitem" tabindex="-1" class={item.cut.then_some("cut")} data-first={item.first.then_some("")} {onclick}>
            <span>{ item.word }</span>{ says }
        </button>
    }
}

/// Moves the focus with arrow keys and first letters. The pods' shortcuts do not apply in a menu.
fn on_keys() -> Callback<KeyboardEvent> {
    Callback::from(|event: KeyboardEvent| {
        let Some(item) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
            return;
        };
        let menu = item.parent_element();
        let to = match event.key().as_str() {
            letter if letter.chars().count() == 1 => starting_with(&item, letter),
            "ArrowDown" => item.next_element_sibling(),
            "ArrowUp" => item.previous_element_sibling(),
            "Home" => menu.and_then(|menu| menu.first_element_child()),
            "End" => menu.and_then(|menu| menu.last_element_child()),
            _ => return,
        };
        event.prevent_default();
        if let Some(to) = to {
            browser::focus_on(&to);
        }
    })
}

/// Returns the next item that begins with a letter, wrapping around at the end.
fn starting_with(item: &Element, letter: &str) -> Option<Element> {
    let begins = |item: &Element| {
        let words = item.text_content().unwrap_or_default();
        words.to_lowercase().starts_with(&letter.to_lowercase())
    };
    let after = std::iter::successors(item.next_element_sibling(), Element::next_element_sibling);
    let first = item.parent_element()?.first_element_child();
    let again = std::iter::successors(first, Element::next_element_sibling);
    after.chain(again).find(begins)
}
