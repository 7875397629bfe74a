//! The manifest: its text with numbered lines, what is wrong with it, and Apply.

use yew::prelude::*;

use super::Page;
use crate::state::{Action, Focus};
use crate::text::Key;
use crate::view::manifest::{Manifest, Problem, Row};

/// The editor.
pub fn manifest(page: &Page, manifest: &Manifest) -> Html {
    let oninput = page.on_typed(Action::ManifestEdited);
    let has_problems = !manifest.problems.is_empty();
    html! {
        <>
            <div class="yaml">
                <div class="sheet">
                    <ol aria-hidden="true">{ for manifest.rows.iter().map(row) }</ol>
                    <textarea
                        id="manifest" aria-label={page.text.of(Key::Manifest)} value={manifest.text.to_string()} {oninput}
                        aria-invalid={has_problems.then_some("true")} aria-describedby="problems"
                        autocomplete="off" autocapitalize="off" spellcheck="false" wrap="off"
                    />
                </div>
            </div>
            <div id="problems" role={has_problems.then_some("alert")}>
                if has_problems {
                    <p class="problems">{ &manifest.count }</p>
                }
                { for manifest.problems.iter().map(|it| problem(page, it)) }
                { for manifest.refusal.iter().map(|says| html! { <p class="diag">{ says.to_string() }</p> }) }
            </div>
            { apply(page, manifest) }
        </>
    }
}

/// A line behind the text: its number, and its mark if something is wrong.
fn row(row: &Row) -> Html {
    html! { <li class={row.bad.then_some("bad")}><span>{ &row.text }</span></li> }
}

fn problem(page: &Page, problem: &Problem) -> Html {
    html! {
        <p class="diag">
            { page.link(&problem.place, Action::FocusAsked(Focus::Manifest)) }
            { ": " }{ &problem.message }
        </p>
    }
}

fn apply(page: &Page, manifest: &Manifest) -> Html {
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
