//! The top line: the mark, the scenario's name, the release, the theme.

use yew::prelude::*;

use super::{Page, icons};
use crate::state::Action;

/// The top line.
pub fn top(page: &Page, scenario: Option<&str>, release: &str, dark: bool) -> Html {
    let label = &page.text.label;
    let other = if dark { label.to_light } else { label.to_dark };
    html! {
        <header class="top">
            <span class="mark">{ icons::logo() }<span>{ "StatefulSet Playground" }</span></span>
            if let Some(scenario) = scenario {
                <span><span class="quiet opt">{ label.scenario }{ " " }</span>{ scenario }</span>
            }
            <span class="sp" />
            <span><span class="quiet opt">{ "Kubernetes " }</span>{ release }</span>
            <button class="btn" aria-label={other} onclick={page.on(Action::ThemeSwitched { dark: !dark })}>
                { icons::theme() }
            </button>
        </header>
    }
}
