//! The tools as tabs: terminal, change, manifest. On a phone they are a sheet.

use wasm_bindgen::JsCast as _;
use web_sys::Element;
use yew::prelude::*;

use super::change::Change;
use super::manifest::Manifest;
use super::terminal::Terminal;
use super::use_page;
use crate::browser;
use crate::state::{Action, Tab};
use crate::view;

#[derive(PartialEq, Properties)]
pub struct Props {
    pub tab: Tab,
    pub sheet: bool,
    pub terminals: Option<view::terminals::Terminals>,
    pub controls: Option<Vec<view::controls::ControlView>>,
    pub manifest: Option<view::manifest::Manifest>,
}

/// The tools.
#[component]
pub fn Tools(props: &Props) -> Html {
    let page = use_page();
    let label = &page.text.label;
    let tabs = [(Tab::Terminal, label.terminal), (Tab::Change, label.change), (Tab::Manifest, label.manifest)];
    let tab = |(tab, says): (Tab, &'static str)| {
        let open = tab == props.tab;
        html! {
            <button
                role="tab" aria-selected={open.to_string()} tabindex={if open { "0" } else { "-1" }}
                onclick={page.on(Action::TabChosen(tab))}
            >
                { says }
            </button>
        }
    };
    html! {
        <aside class={classes!("side", props.sheet.then_some("sheet-up"))} aria-label={label.tools}>
            <div class="tabs" role="tablist" onkeydown={on_keys()}>
                { for tabs.map(tab) }
                <button class="btn close" onclick={page.on(Action::SheetToggled)}>{ label.close }</button>
            </div>
            <div class="panel" role="tabpanel">
                { for props.terminals.clone().map(|terminals| html! { <Terminal {terminals} /> }) }
                { for props.controls.clone().map(|controls| html! { <Change {controls} /> }) }
                { for props.manifest.clone().map(|manifest| html! { <Manifest {manifest} /> }) }
            </div>
        </aside>
    }
}

/// Arrows go from tab to tab and open them.
pub fn on_keys() -> Callback<KeyboardEvent> {
    Callback::from(|event: KeyboardEvent| {
        let Some(tab) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        let to = match event.key().as_str() {
            "ArrowRight" => tab.next_element_sibling(),
            "ArrowLeft" => tab.previous_element_sibling(),
            _ => return,
        };
        if let Some(to) = to.filter(|to| to.get_attribute("role").as_deref() == Some("tab")) {
            event.prevent_default();
            browser::focus_on(&to);
            browser::press(&to);
        }
    })
}
