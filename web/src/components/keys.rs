//! List of keyboard shortcuts, and the switch for single-letter ones.

use yew::prelude::*;

use super::Page;
use crate::state::Action;
use crate::text::Key;

/// Keys and what they do.
const KEYS: [(&str, Key); 13] = [
    (" ", Key::DoesPlay),
    (",  .", Key::DoesStep),
    ("[  ]", Key::DoesChange),
    ("Home  End", Key::DoesEnds),
    ("S", Key::DoesStall),
    ("-  +", Key::DoesSpeed),
    ("z  Z", Key::DoesZoom),
    ("Ctrl Z", Key::DoesUndo),
    ("/", Key::DoesTerminal),
    ("P", Key::DoesPods),
    ("T", Key::DoesTime),
    ("?", Key::DoesList),
    ("Esc", Key::DoesBack),
];

/// Draws the list.
pub fn keys(page: &Page, letter_keys: bool, is_of_both: bool) -> Html {
    let row = |&(keys, does): &(&'static str, Key)| {
        let keys = if keys == " " { page.text.of(Key::SpaceBar) } else { keys };
        html! { <div><dt>{ keys }</dt><dd>{ page.text.of(does) }</dd></div> }
    };
    html! {
        <div class="pop keylist" role="dialog" aria-label={page.text.of(Key::Keys)}>
            <dl>
                { for KEYS.iter().map(row) }
                { for is_of_both.then(|| row(&("{  }", Key::DoesDifference))) }
            </dl>
            <label>
                <input type="checkbox" checked={letter_keys} onchange={page.on(Action::LetterKeysSwitched)} />
                { page.text.of(Key::LetterKeys) }
            </label>
            <button class="btn edge" onclick={page.on(Action::KeysToggled)}>{ page.text.of(Key::Close) }</button>
        </div>
    }
}
