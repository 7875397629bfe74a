//! The top line: the mark, the scenario's name, the release, the language, the theme.

use yew::prelude::*;

use super::{Page, icons};
use crate::state::Action;
use crate::text::Key;
use crate::view::top::Top;

/// The top line.
pub fn top(page: &Page, top: &Top, dark: bool) -> Html {
    let text = page.text;
    let other = text.of(if dark { Key::ToLight } else { Key::ToDark });
    html! {
        <>
            <header class="top">
                <span class="mark">{ icons::logo() }<span>{ "StatefulSet Playground" }</span></span>
                if let Some(scenario) = top.scenario {
                    <span><span class="quiet opt">{ text.of(Key::Scenario) }{ " " }</span>{ scenario }</span>
                }
                <span class="sp" />
                <span><span class="quiet opt">{ "Kubernetes " }</span>{ top.release }</span>
                <button
                    class="btn" lang={top.language.tag()} onclick={page.on(Action::LanguageChosen(top.language))}
                >
                    { top.language.name() }
                </button>
                <button class="btn" aria-label={other} onclick={page.on(Action::ThemeSwitched { dark: !dark })}>
                    { icons::theme() }
                </button>
            </header>
            <p class="notice" role="status">{ top.notice.unwrap_or_default() }</p>
        </>
    }
}
