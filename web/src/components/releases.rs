//! List of releases with the outcome under each. Arrows move the focus, Enter runs the scenario under that release.

use yew::prelude::*;

use super::Page;
use super::icons;
use super::pop::close;
use super::preview::{shape, shape_hatches};
use crate::state::{Action, Choice, Comparing, Pop, Stride};
use crate::text::Key;
use crate::view::releases::{ReleaseList, ReleaseRow};

/// Draws the list.
pub fn releases(page: &Page, list: &ReleaseList) -> Html {
    let text = page.text;
    let at = list.at;
    let onkeydown = page.on_keys(|key| {
        Some(Action::Around(match key {
            "ArrowDown" => Choice::ReleaseStepped(Stride::By(1)),
            "ArrowUp" => Choice::ReleaseStepped(Stride::By(-1)),
            "Home" => Choice::ReleaseStepped(Stride::First),
            "End" => Choice::ReleaseStepped(Stride::Last),
            "Enter" | " " => Choice::ReachedReleaseChosen,
            _ => return None,
        }))
    });
    html! {
        <div class="pop rel" role="dialog" aria-label={text.of(Key::KubernetesRelease)}>
            { shape_hatches() }
            <p class="lead"><span>{ text.of(if list.nothing_differs { Key::NothingWouldDiffer } else { Key::WhatWouldDiffer }) }{ " " }<b>{ text.of(Key::TheGate) }</b></span>{ close(page, Pop::Release) }</p>
            <div
                class="first" role="listbox" tabindex="0" aria-label={text.of(Key::KubernetesRelease)}
                aria-activedescendant={format!("release-{at}")} {onkeydown}
            >
                { for list.rows.iter().enumerate().map(|(index, it)| row(page, it, index, index == at)) }
            </div>
            <p>
                if let Some((name, says)) = &list.against {
                    <button class="word against" onclick={page.on(against(name))}>{ says }</button>{ " " }
                }
                { text.of(Key::EarlierReleases) }{ " " }
                <button class="word" onclick={page.on(Action::Around(Choice::PagesOpened(None)))}>{ text.of(Key::WhatIsModelled) }</button>
            </p>
        </div>
    }
}

fn against(name: &str) -> Action {
    Action::Compare(Comparing::With(vec![("release".to_owned(), name.to_owned())]))
}

fn row(page: &Page, row: &ReleaseRow, index: usize, focused: bool) -> Html {
    let chosen = Action::Around(Choice::ReleaseChosen(index));
    let tells = (focused && !row.changes.is_empty()).then_some("tells");
    // A row that comes to lie under a pointer at rest, by a scroll or as the list grows, is not pointed at.
    let reached = (!focused).then(|| page.on(Action::Around(Choice::ReleaseReached(index))));
    let class = classes!(row.gate.then_some("of"), focused.then_some("is-on"), tells);
    html! {
        <div
            id={format!("release-{index}")} role="option" aria-selected={row.chosen.to_string()} {class}
            onclick={page.on(chosen)} onpointermove={reached}
        >
            <span class="this">{ for row.chosen.then(icons::check_mark) }</span>
            <span class="n">{ &row.name }{ for row.note.map(|note| html! { <small>{ note }</small> }) }</span>
            { shape(row.outcome.as_ref().and_then(|outcome| outcome.preview.as_ref())) }
            <span class={classes!("d", row.same.then_some("same"))}>
                { &row.says }<small>{ &row.ends }</small>
                if let Some(prints) = &row.prints {
                    <small>{ page.text.of(Key::KubectlSays) }{ " " }<span class="k">{ prints }</span></small>
                }
                if focused {
                    { for row.changes.iter().map(|change| html! { <small class="changed">{ *change }</small> }) }
                    <code>{ &row.line }</code>
                }
            </span>
        </div>
    }
}
