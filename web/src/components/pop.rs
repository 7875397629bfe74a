//! Popovers: a button, and what it opens over the page. Below 720 they are sheets from the bottom edge, with *Close*.
//!
//! Nothing behind is dimmed or stopped. Escape or a press outside closes, and the focus goes back to the button.

use yew::prelude::*;

use super::Page;
use crate::browser;
use crate::state::{Action, Choice, Pop};
use crate::text::Key;

/// A popover, as its button and itself need it.
pub struct PopView {
    /// Which.
    pub pop: Pop,
    /// What the popover is to the button: `listbox`, `menu` or `dialog`.
    pub is_a: &'static str,
    /// Where it stands: a class of the button's surroundings.
    pub class: &'static str,
    /// The button, as a selector: the focus goes back to it.
    pub opener: &'static str,
    /// The button's name, where what it shows does not say it.
    pub name: Option<&'static str>,
}

/// The button, and the popover if it is open. What has the class `first` gets the focus.
pub fn pop(page: &Page, view: &PopView, shows: Html, content: Option<Html>) -> Html {
    let toggled = Action::Around(Choice::PopToggled(view.pop));
    html! {
        <span class={classes!("anchor", "down", view.class)}>
            <button
                class="btn" aria-haspopup={view.is_a} aria-expanded={content.is_some().to_string()}
                aria-label={view.name} onclick={page.on(toggled)}
            >
                { shows }
            </button>
            { for content.map(|content| html! {
                <>
                    { content }
                    <TakesFocus first=".down > .pop .first" last={view.opener} />
                </>
            }) }
        </span>
    }
}

/// *Close*, where the popover is a sheet.
pub fn close(page: &Page, pop: Pop) -> Html {
    html! {
        <button class="btn edge close" onclick={page.on(Action::Around(Choice::PopToggled(pop)))}>
            { page.text.of(Key::Close) }
        </button>
    }
}

/// Where the focus goes.
#[derive(PartialEq, Properties)]
pub struct FocusProps {
    /// To the first of these as it appears.
    pub first: &'static str,
    /// Back to the first of these as it goes, if the focus went with it.
    pub last: &'static str,
}

/// Takes the focus as something appears, and gives it back.
#[component]
pub fn TakesFocus(props: &FocusProps) -> Html {
    use_effect_with((props.first, props.last), |&(first, last)| {
        browser::focus_first(first);
        move || browser::focus_if_lost(last)
    });
    Html::default()
}
