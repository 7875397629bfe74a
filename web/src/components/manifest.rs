//! The manifest: its text with numbered lines, what is wrong with it at the line, what Apply will do, and Apply.

mod editor;
mod notes;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use self::editor::{editor, problem, use_selection};
use super::{Page, use_page};
use crate::state::Action;
use crate::text::Key;
use crate::view::manifest::Manifest as ManifestView;

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
                <div class="problems" id="problems">
                    <p>{ &manifest.count }</p>
                    <ul>{ for manifest.problems.iter().map(|it| problem(&field, it)) }</ul>
                </div>
            }
            { editor(&page, &field, manifest, selection) }
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
                { for manifest.applies_all.iter().map(|says| html! { <span>{ says }</span> }) }
            } else {
                <span>{ page.text.of(Key::InvalidKeeps) }</span>
            }
        </div>
    }
}
