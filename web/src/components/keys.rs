//! The list of keys, and the switch for those that are single letters.

use yew::prelude::*;

use super::use_page;
use crate::state::Action;

#[derive(PartialEq, Properties)]
pub struct Props {
    pub letter_keys: bool,
}

/// The list.
#[component]
pub fn Keys(props: &Props) -> Html {
    let page = use_page();
    let row = |&(keys, does): &(&'static str, &'static str)| html! { <div><dt>{ keys }</dt><dd>{ does }</dd></div> };
    html! {
        <div class="pop keylist" role="dialog" aria-label={page.text.label.keys}>
            <dl>{ for page.text.keys.iter().map(row) }</dl>
            <label>
                <input type="checkbox" checked={props.letter_keys} onchange={page.on(Action::LetterKeysSwitched)} />
                { page.text.label.letter_keys }
            </label>
            <button class="btn edge" onclick={page.on(Action::KeysToggled)}>{ page.text.label.close }</button>
        </div>
    }
}
