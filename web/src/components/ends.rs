//! How it ends: the caption of the timeline. Its two facts lead to their moments.

use yew::prelude::*;

use super::Page;
use crate::state::Action;
use crate::text::Key;
use crate::view::ends::Ends;

/// The caption.
pub fn ends(page: &Page, ends: &Ends) -> Html {
    let [head, done, between, lowest, tail] = &ends.says;
    let link = |says: &str, at| match says {
        "" => Html::default(),
        says => page.link(says, Action::CursorMoved(at)),
    };
    html! {
        <div class="row ends">
            <h2 class="head">{ page.text.of(Key::Time) }</h2>
            <p>{ head }{ link(done, ends.done_at) }{ between }{ link(lowest, ends.lowest_at) }{ tail }</p>
        </div>
    }
}
