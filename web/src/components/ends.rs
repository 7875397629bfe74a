//! Caption of the timeline: how the rollout ends. Its two facts link to their times.

use yew::prelude::*;

use super::Page;
use super::value::value;
use crate::state::Action;
use crate::text::Key;
use crate::view::ends::{Assumed, Ends};

/// Draws the caption.
pub fn ends(page: &Page, ends: &Ends) -> Html {
    let [head, done, between, lowest, tail] = &ends.says;
    let link = |says: &str, at| match says {
        "" => Html::default(),
        says => page.link(says, Action::CursorMoved(at)),
    };
    html! {
        <div class="row ends">
            <h2 class="head">{ page.text.of(Key::Time) }</h2>
            <p>{ head }{ link(done, ends.done_at) }{ between }{ link(lowest, ends.lowest_at) }{ tail }
                { for ends.assumed.iter().map(|it| assumed(page, it)) }
            </p>
        </div>
    }
}

/// Draws the assumptions. Each number can be changed in place.
fn assumed(page: &Page, assumed: &Assumed) -> Html {
    let values = assumed.values.iter().map(Some).chain([None]);
    let pieces = assumed.words.iter().zip(values);
    let piece = |(words, it): (&String, Option<&(crate::state::Control, String)>)| {
        html! {
            <>{ words }{ for it.map(|(control, says)| value(page, "", *control, says)) }</>
        }
    };
    html! { <span class="assumed">{ " " }{ for pieces.map(piece) }</span> }
}
