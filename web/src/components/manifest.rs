//! Manifest tab: numbered lines, problems at their lines, the prediction for Apply, and Apply.

mod editor;
mod notes;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use self::editor::{editor, problem, use_selection};
use super::share::open;
use super::{Page, use_page};
use crate::state::Action;
use crate::text::Key;
use crate::view::manifest::Manifest as ManifestView;

/// Wall-clock milliseconds without a key: after the first the prediction is made, after the second the problems are
/// counted aloud.
const RESTS_AFTER_MS: u32 = 300;
const COUNTED_AFTER_MS: u32 = 1_000;

#[derive(PartialEq, Properties)]
pub struct Props {
    pub manifest: ManifestView,
}

/// Draws the editor.
#[component]
pub fn Manifest(props: &Props) -> Html {
    let page = use_page();
    let manifest = &props.manifest;
    let field = use_node_ref();
    use_rest(&page, manifest);
    let said = use_count(manifest);
    let selection = use_selection(&field, !manifest.problems.is_empty());
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
                { problems(&page, &field, manifest) }
            }
            if !manifest.rewrites.is_empty() {
                { notes::rewrites(&page, &manifest.rewrites) }
            }
            if !manifest.not_simulated.is_empty() {
                { notes::not_simulated(&page, &manifest.not_simulated) }
            }
            { editor(&page, &field, manifest, selection) }
            { for manifest.refusal.iter().map(|says| html! { <p class="diag" role="alert">{ says.to_string() }</p> }) }
            // A manifest from elsewhere is meant for *Begin anew*, so the prediction for Apply comes below the
            // buttons.
            if manifest.brought {
                { bar(&page, manifest) }
            }
            if let Some(will) = &manifest.will {
                { notes::will(&page, will) }
            }
            if !manifest.brought {
                { bar(&page, manifest) }
            }
        </>
    }
}

/// Dispatches [`Action::ManifestRested`] a while after the prediction's inputs have changed.
#[hook]
fn use_rest(page: &Page, manifest: &ManifestView) {
    let dispatch = page.dispatch.clone();
    use_effect_with(manifest.weighed.clone(), move |_| {
        let rested = Timeout::new(RESTS_AFTER_MS, move || dispatch.emit(Action::ManifestRested));
        move || drop(rested)
    });
}

/// Returns the number of problems for screen readers, updated only once typing has paused.
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

fn problems(page: &Page, field: &NodeRef, manifest: &ManifestView) -> Html {
    html! {
        <div class="problems" id="problems">
            <p>{ &manifest.count }{ ". " }{ manifest.consequence }</p>
            <ul tabindex="0" aria-label={page.text.of(Key::ProblemsList)}>
                { for manifest.problems.iter().map(|it| problem(page, field, it)) }
            </ul>
        </div>
    }
}

/// Draws the buttons. They are always in view, and problems in the text do not disable them.
fn bar(page: &Page, manifest: &ManifestView) -> Html {
    let button = |action: Action, says: Key| {
        html! { <button class="btn edge" onclick={page.on(action)}>{ page.text.of(says) }</button> }
    };
    let apply = button(Action::ManifestApplied, Key::Apply);
    let anew = button(Action::BegunAnew, Key::BeginAnew);
    html! {
        <div class="bar">
            if manifest.brought {
                { anew }{ apply }
            } else {
                { apply }
                if manifest.edited {
                    { anew }
                }
            }
            { open(page) }
            if manifest.can_put_back {
                <button class="btn" onclick={page.on(Action::FormerPutBack)}>{ page.text.of(Key::PutBack) }</button>
            }
            <p>
                <code>{ &manifest.line }</code>
                { for manifest.applies_all.iter().map(|says| html! { <span>{ says }</span> }) }
            </p>
        </div>
    }
}
