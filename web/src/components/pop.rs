//! Popovers: a button and the panel that it opens over the page. Below 720 px they are sheets at the bottom edge,
//! with *Close*.
//!
//! The page behind stays visible and usable. Escape or a press outside closes the popover, and the focus returns to
//! the button.

use yew::prelude::*;

use super::Page;
use crate::browser;
use crate::state::{Action, Choice, Pop};
use crate::text::Key;

/// Properties of a popover and its button.
pub struct PopView {
    /// The popover.
    pub pop: Pop,
    /// Role of the popover: `listbox`, `menu` or `dialog`.
    pub is_a: &'static str,
    /// CSS class of the element around button and popover.
    pub class: &'static str,
    /// CSS selector of the button, to which the focus returns.
    pub opener: &'static str,
    /// Accessible name of the button. `None` if its content says it.
    pub name: Option<&'static str>,
}

/// Draws the button and, if open, the popover. Focuses the element of class `first`.
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

/// Draws *Close*, which is visible only on a sheet.
pub fn close(page: &Page, pop: Pop) -> Html {
    html! {
        <button class="btn edge close" onclick={page.on(Action::Around(Choice::PopToggled(pop)))}>
            { page.text.of(Key::Close) }
        </button>
    }
}

/// Properties of [`TakesFocus`].
#[derive(PartialEq, Properties)]
pub struct FocusProps {
    /// CSS selector. Its first match gets the focus when the component appears.
    pub first: &'static str,
    /// CSS selector. Its first match gets the focus when the component disappears and the focus was lost with it.
    pub last: &'static str,
}

/// Moves the focus when it appears, and back when it disappears.
#[component]
pub fn TakesFocus(props: &FocusProps) -> Html {
    use_effect_with((props.first, props.last), |&(first, last)| {
        browser::focus_first(first);
        move || browser::focus_if_lost(last)
    });
    Html::default()
}
