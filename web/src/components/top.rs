//! The top line: the mark, the scenario's name, the release, the theme.

use yew::prelude::*;

use super::{icons, use_page};
use crate::state::Action;

#[derive(PartialEq, Properties)]
pub struct Props {
    pub scenario: &'static str,
    pub release: &'static str,
    pub dark: bool,
}

/// The top line.
#[component]
pub fn Top(props: &Props) -> Html {
    let page = use_page();
    let label = &page.text.label;
    let other = if props.dark { label.to_light } else { label.to_dark };
    html! {
        <header class="top">
            <span class="mark">{ icons::logo() }<span>{ "StatefulSet Playground" }</span></span>
            <span class="scenario"><span class="quiet opt">{ label.scenario }{ " " }</span>{ props.scenario }</span>
            <span class="sp" />
            <span><span class="quiet opt">{ "Kubernetes " }</span>{ props.release }</span>
            <button class="btn" aria-label={other} onclick={page.on(Action::ThemeSwitched { dark: !props.dark })}>
                { icons::theme() }
            </button>
        </header>
    }
}
