//! First tab where pods are cells: kubectl's rows of the pods that are not available. A row links to its cell.

use yew::prelude::*;

use super::Page;
use crate::state::{Action, Focus};
use crate::text::Key;
use crate::view::unavailable::{Unavailable, UnavailableRow};

/// Draws the tab.
pub fn unavailable(page: &Page, it: &Unavailable) -> Html {
    html! {
        <div class="exc">
            <h2>{ page.text.of(Key::UnavailableHead) }</h2>
            <div class="rows" tabindex="0">
                <pre>{ &it.headings }</pre>
                <ul>{ for it.rows.iter().map(|it| row(page, it)) }</ul>
            </div>
            if let Some(more) = &it.more {
                <p>{ more }{ " " }<button class="word" onclick={page.on(Action::AllUnavailableAsked)}>{ page.text.of(Key::UnavailableAll) }</button></p>
            }
            { for it.differs.iter().map(|differs| html! { <p>{ differs }</p> }) }
            <p>{ page.text.of(Key::UnavailableNote) }</p>
        </div>
    }
}

fn row(page: &Page, row: &UnavailableRow) -> Html {
    let class = row.alarm.then_some("alarm");
    html! {
        <li key={row.ordinal}>
            <button {class} onclick={page.on(Action::FocusAsked(Focus::Pod(row.ordinal)))}>{ &row.says }</button>
        </li>
    }
}
