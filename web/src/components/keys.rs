//! The list of keys, and the switch for those that are single letters.

use yew::prelude::*;

use super::Page;
use crate::state::Action;

/// The list.
pub fn keys(page: &Page, letter_keys: bool) -> Html {
    let row = |&(keys, does): &(&'static str, &'static str)| html! { <div><dt>{ keys }</dt><dd>{ does }</dd></div> };
    html! {
        <div class="pop keylist" role="dialog" aria-label={page.text.label.keys}>
            <dl>{ for page.text.keys.iter().map(row) }</dl>
            <label>
                <input type="checkbox" checked={letter_keys} onchange={page.on(Action::LetterKeysSwitched)} />
                { page.text.label.letter_keys }
            </label>
            <button class="btn edge" onclick={page.on(Action::KeysToggled)}>{ page.text.label.close }</button>
        </div>
    }
}
