//! Top line: mark, scenario, release, Share, language and theme. On a phone a menu has the last three.

use yew::prelude::*;

use super::later::{releases, share};
use super::pop::{PopView, close, pop};
use super::{Page, icons, later};
use crate::state::{Action, Choice, Comparing, Focus, PlanStep, Pop};
use crate::text::Key;
use crate::view::top::Top;

/// Draws the top line.
pub fn top(page: &Page, top: &Top, dark: bool) -> Html {
    let text = page.text;
    let toggled = if top.gallery { Choice::FigureShown } else { Choice::GalleryOpened };
    let switch = Action::ThemeSwitched { dark: !dark };
    html! {
        <>
            <header class="top">
                if !top.gallery {
                    <a class="skip" href="#pods-head" onclick={page.on_link(Action::FocusAsked(Focus::Pods))}>{ text.of(Key::SkipToPods) }</a>
                }
                <button class="mark" aria-label="StatefulSet Playground" onclick={page.on(Action::Around(Choice::FigureShown))}>
                    { icons::logo() }<span>{ "StatefulSet Playground" }</span>
                </button>
                <button class="btn pick-scn" aria-expanded={top.gallery.to_string()} onclick={page.on(Action::Around(toggled))}>
                    if let Some(before) = top.before {
                        <span class="quiet opt">{ before }</span>
                    }
                    <span>{ top.scenario.to_string() }</span>{ icons::caret() }
                </button>
                <span class="sp" />
                <div class="group">
                    <button
                        class="btn opt of-yours" aria-expanded={top.yours.to_string()}
                        onclick={page.on(Action::Around(if top.yours { Choice::FigureShown } else { Choice::YoursOpened }))}
                    >
                        { text.of(Key::Yours) }
                    </button>
                    <button
                        class="btn opt of-compare" aria-expanded={top.compare.to_string()}
                        onclick={page.on(if top.compare { Action::Around(Choice::FigureShown) } else { Action::Compare(Comparing::Opened) })}
                    >
                        { text.of(Key::Compare) }
                    </button>
                    <button
                        class="btn opt of-plan" aria-expanded={top.plan.to_string()}
                        onclick={page.on(if top.plan { Action::Around(Choice::FigureShown) } else { Action::Plan(PlanStep::Opened) })}
                    >
                        { text.of(Key::Plan) }
                    </button>
                    // A comparison has a release on each side.
                    if !top.compare {
                        { release(page, top) }
                    }
                    { sharing(page, top) }
                    <button class="btn opt" lang={top.language.tag()} onclick={page.on(Action::LanguageChosen(top.language))}>
                        { top.language.name() }
                    </button>
                    <button class="btn opt" aria-label={theme_name(page, dark)} onclick={page.on(switch)}>
                        { icons::theme() }
                    </button>
                    { more(page, top, dark) }
                </div>
            </header>
            <p class="notice" role="status">{ top.notice.unwrap_or_default() }</p>
        </>
    }
}

fn theme_name(page: &Page, dark: bool) -> &'static str {
    page.text.of(if dark { Key::ToLight } else { Key::ToDark })
}

fn release(page: &Page, top: &Top) -> Html {
    let view = PopView {
        pop: Pop::Release,
        is_a: "dialog",
        class: "of-release",
        opener: ".of-release > .btn",
        name: None,
    };
    let shows = html! {
        <><span class="opt">{ "Kubernetes" }</span><span>{ &top.release }</span>{ icons::caret() }</>
    };
    pop(page, &view, shows, top.releases.as_ref().map(|list| releases(page, list)))
}

fn sharing(page: &Page, top: &Top) -> Html {
    let view = PopView {
        pop: Pop::Share,
        is_a: "dialog",
        class: "sharing",
        opener: ".sharing > .btn",
        name: None,
    };
    let shows = html! { page.text.of(Key::ShareButton) };
    pop(page, &view, shows, top.share.as_ref().map(|it| share(page, it)))
}

/// Draws the menu of a phone.
fn more(page: &Page, top: &Top, dark: bool) -> Html {
    let text = page.text;
    let name = Some(text.of(Key::MoreChoices));
    let view = PopView {
        pop: Pop::More,
        is_a: "dialog",
        class: "only-phone",
        opener: ".only-phone > .btn",
        name,
    };
    let content = top.more.then(|| later::more(page, top, dark));
    pop(page, &view, html! { "⋯" }, content)
}

/// Draws the entries of the menu of a phone.
pub fn more_list(page: &Page, top: &Top, dark: bool) -> Html {
    let text = page.text;
    let entry = |says: &'static str, lang: Option<&'static str>, action: Action| {
        html! { <li><button {lang} onclick={page.on(action)}>{ says }</button></li> }
    };
    let (language, switch) = (top.language, Action::ThemeSwitched { dark: !dark });
    html! {
        <div class="pop more-list" role="dialog" aria-label={text.of(Key::MoreChoices)}>
            <ul>
                <li>
                    <button class="first" onclick={page.on(Action::Around(Choice::PopToggled(Pop::Share)))}>
                        { text.of(Key::ShareButton) }
                    </button>
                </li>
                { entry(text.of(Key::Yours), None, Action::Around(Choice::YoursOpened)) }
                { entry(text.of(Key::Compare), None, Action::Compare(Comparing::Opened)) }
                { entry(text.of(Key::Plan), None, Action::Plan(PlanStep::Opened)) }
                { entry(language.name(), Some(language.tag()), Action::LanguageChosen(language)) }
                { entry(theme_name(page, dark), None, switch) }
                { entry(text.of(Key::WhatIsModelled), None, Action::Around(Choice::PagesOpened(None))) }
            </ul>
            { close(page, Pop::More) }
        </div>
    }
}
