//! The manifest: its text with numbered lines, what is wrong with it at the line, what Apply will do, and Apply.

mod notes;

use gloo_timers::callback::Timeout;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::{Page, use_page};
use crate::browser;
use crate::state::Action;
use crate::text::Key;
use crate::view::manifest::{Manifest as ManifestView, Problem, Row};

/// After so long without a key the outlook is looked at again, and after so long what is wrong is counted aloud.
const RESTS_AFTER_MS: u32 = 300;
const COUNTED_AFTER_MS: u32 = 1_000;

#[derive(PartialEq, Properties)]
pub struct Props {
    pub manifest: ManifestView,
}

/// The editor.
#[component]
pub fn Manifest(props: &Props) -> Html {
    let page = use_page();
    let manifest = &props.manifest;
    let field = use_node_ref();
    use_rest(&page, manifest);
    let said = use_count(manifest);
    html! {
        <>
            if let Some(documents) = &manifest.documents {
                { notes::documents(&page, documents) }
            }
            if let Some(differ) = &manifest.differ {
                { notes::differ(&page, differ) }
            }
            <p class="sr" role="status">{ said }</p>
            if !manifest.problems.is_empty() {
                <div class="problems" id="problems">
                    <p>{ &manifest.count }</p>
                    <ul>{ for manifest.problems.iter().map(|it| problem(&field, it)) }</ul>
                </div>
            }
            { editor(&page, &field, manifest) }
            { for manifest.refusal.iter().map(|says| html! { <p class="diag" role="alert">{ says.to_string() }</p> }) }
            if let Some(will) = &manifest.will {
                { notes::will(&page, will) }
            }
            { apply(&page, manifest) }
        </>
    }
}

/// Says that nothing was typed for a while, whenever what the outlook is made from has changed.
#[hook]
fn use_rest(page: &Page, manifest: &ManifestView) {
    let dispatch = page.dispatch.clone();
    use_effect_with(manifest.weighed.clone(), move |_| {
        let rested = Timeout::new(RESTS_AFTER_MS, move || dispatch.emit(Action::ManifestRested));
        move || drop(rested)
    });
}

/// What is wrong is counted aloud only once nobody types.
#[hook]
fn use_count(manifest: &ManifestView) -> String {
    let said = use_state_eq(String::new);
    let counted = said.clone();
    use_effect_with(manifest.count.clone(), move |count| {
        let count = count.clone();
        let rested = Timeout::new(COUNTED_AFTER_MS, move || counted.set(count));
        move || drop(rested)
    });
    (*said).clone()
}

fn editor(page: &Page, field: &NodeRef, manifest: &ManifestView) -> Html {
    let is_wrong = !manifest.problems.is_empty();
    html! {
        <div class="yaml">
            <div class="sheet">
                <ol aria-hidden="true">{ for manifest.rows.iter().map(row) }</ol>
                <textarea
                    ref={field} id="manifest" aria-label={page.text.of(Key::Manifest)} value={manifest.text.to_string()}
                    oninput={page.on_typed(Action::ManifestEdited)} onkeydown={on_f8(field, manifest)}
                    aria-invalid={is_wrong.then_some("true")} aria-describedby={is_wrong.then_some("problems")}
                    autocomplete="off" autocapitalize="off" spellcheck="false" wrap="off"
                />
            </div>
        </div>
    }
}

/// F8 goes to the next problem, from the last one to the first.
fn on_f8(field: &NodeRef, manifest: &ManifestView) -> Callback<KeyboardEvent> {
    let places: Vec<(u32, usize)> =
        manifest.problems.iter().map(|it| (it.offset, it.line)).collect();
    let field = field.clone();
    Callback::from(move |event: KeyboardEvent| {
        let Some(area) = field.cast::<HtmlTextAreaElement>().filter(|_| event.key() == "F8") else {
            return;
        };
        let caret = area.selection_start().ok().flatten().unwrap_or(0);
        let next = places.iter().find(|(offset, _)| *offset > caret).or(places.first());
        if let Some(&(offset, line)) = next {
            event.prevent_default();
            browser::go_to_line(&area, offset, line);
        }
    })
}

/// A line behind the text: its number, and what is wrong with it.
fn row(row: &Row) -> Html {
    if row.message.is_empty() {
        return html! { <li>{ &row.text }</li> };
    }
    let words = row.text.trim_start();
    let indent = row.text.get(..row.text.len() - words.len()).unwrap_or_default();
    html! { <li class="bad">{ indent }<span>{ words }</span><em>{ &row.message }</em></li> }
}

fn problem(field: &NodeRef, problem: &Problem) -> Html {
    let (field, offset, line) = (field.clone(), problem.offset, problem.line);
    let onclick = Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        if let Some(area) = field.cast::<HtmlTextAreaElement>() {
            browser::go_to_line(&area, offset, line);
        }
    });
    html! {
        <li class="diag">
            <a href={format!("#line-{line}")} {onclick}>{ &problem.place }</a>{ ": " }{ &problem.message }
        </li>
    }
}

fn apply(page: &Page, manifest: &ManifestView) -> Html {
    let onclick = page.on(Action::ManifestApplied);
    html! {
        <div class="bar">
            <button class="btn edge" aria-disabled={(!manifest.can_apply).to_string()} {onclick}>
                { page.text.of(Key::Apply) }
            </button>
            if manifest.can_apply && manifest.edited {
                <button class="btn edge" onclick={page.on(Action::BegunAnew)}>{ page.text.of(Key::BeginAnew) }</button>
            }
            if manifest.can_apply {
                <code>{ &manifest.line }</code>
            } else {
                <span>{ page.text.of(Key::InvalidKeeps) }</span>
            }
        </div>
    }
}
