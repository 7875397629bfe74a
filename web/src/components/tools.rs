//! The tools as tabs. On a phone they are a sheet.

use wasm_bindgen::JsCast as _;
use web_sys::Element;
use yew::prelude::*;

use super::{Page, name, title};
use crate::browser;
use crate::state::{Action, SHEET_HEIGHTS, Tab, stride_for};
use crate::text::Key;
use crate::view::Tabs;
use crate::view::names::Name;

/// Draws the tools.
pub fn tools(page: &Page, tabs: &Tabs, tool: Html) -> Html {
    let Tabs { open, tools, ref own, .. } = *tabs;
    let sheet = tools.sheet;
    let text = page.text;
    let named = |tab, key| (tab, text.of(key).to_owned());
    let usual = [
        named(Tab::Terminal, Key::Terminal),
        named(Tab::Change, Key::Change),
        named(Tab::Objects, Key::Objects),
        named(Tab::Manifest, Key::Manifest),
        named(Tab::Faults, Key::Faults),
    ];
    let tabs =
        tabs.unavailable.clone().map(|name| (Tab::Unavailable, name)).into_iter().chain(usual);
    let tab = |(tab, says): (Tab, String)| {
        let is_open = tab == open;
        html! {
            <button
                key={tab as u8} role="tab" aria-selected={is_open.to_string()} tabindex={if is_open { "0" } else { "-1" }}
                onclick={page.on(Action::TabChosen(tab))}
            >
                { says }
            </button>
        }
    };
    html! {
        <aside
            class={classes!("side", sheet.then_some("sheet-up"))} aria-label={text.of(Key::Tools)}
            data-height={tools.sheet_height.map(|height| (height / 10 * 10).to_string())}
        >
            { pull(page, tools.sheet_height()) }
            <div class="tabs">
                <div class="inner" role="tablist" aria-label={text.of(Key::Tools)} onkeydown={on_keys()}>
                    <>{ for own.iter().map(|name| own_tab(page, name, open == Tab::Own)) }</>
                    { for tabs.map(tab) }
                </div>
                <button class="btn close" onclick={page.on(Action::SheetToggled)}>{ text.of(Key::Close) }</button>
            </div>
            <div class="panel" role="tabpanel" onfocusin={on_field(page)}>
                { tool }
            </div>
        </aside>
    }
}

/// Pauses playback while a field has the focus, because its value is about the cursor's time. The prompt is exempt:
/// its lines run as time passes.
fn on_field(page: &Page) -> Callback<FocusEvent> {
    let dispatch = page.dispatch.clone();
    Callback::from(move |event: FocusEvent| {
        let field = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let is_field = field.is_some_and(|it| {
            it.matches("input:not([role]):not([type=checkbox]), textarea, select").unwrap_or(false)
        });
        if is_field {
            dispatch.emit(Action::FieldEntered);
        }
    })
}

/// Draws a pod's own tab, the first one. × and the Delete key close it.
fn own_tab(page: &Page, pod: &Name, is_open: bool) -> Html {
    let onkeydown = page.on_keys(|key| (key == "Delete").then_some(Action::OwnClosed));
    let dispatch = page.dispatch.clone();
    let onclose = Callback::from(move |event: MouseEvent| {
        event.stop_propagation();
        dispatch.emit(Action::OwnClosed);
    });
    html! {
        <button
            role="tab" aria-selected={is_open.to_string()} tabindex={if is_open { "0" } else { "-1" }}
            aria-keyshortcuts="Delete" title={title(pod)} onclick={page.on(Action::TabChosen(Tab::Own))} {onkeydown}
        >
            { name(pod) }
            <span class="x" aria-hidden="true" title={page.text.say(Key::CloseOwn, &[("pod", &pod.whole)])} onclick={onclose}>
                { "×" }
            </span>
        </button>
    }
}

/// Draws the sheet's grip, for dragging and arrow keys.
fn pull(page: &Page, height: u8) -> Html {
    let (least, most) = SHEET_HEIGHTS;
    let onkeydown = page.on_keys(|key| Some(Action::SheetMoved(stride_for(key)?)));
    let dispatch = page.dispatch.clone();
    let onpointermove = Callback::from(move |event: PointerEvent| {
        if event.buttons() == 1 {
            dispatch.emit(Action::SheetSized(browser::height_below(&event)));
        }
    });
    html! {
        <button
            class="pull" role="slider" aria-orientation="vertical" aria-label={page.text.of(Key::SheetHeight)}
            aria-valuemin={least.to_string()} aria-valuemax={most.to_string()} aria-valuenow={height.to_string()}
            {onkeydown} {onpointermove} onpointerdown={Callback::from(|event| browser::hold(&event))}
        />
    }
}

/// Opens the next or previous tab with arrow keys.
pub fn on_keys() -> Callback<KeyboardEvent> {
    Callback::from(|event: KeyboardEvent| {
        let Some(tab) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
            return;
        };
        let to = match event.key().as_str() {
            "ArrowRight" => tab.next_element_sibling(),
            "ArrowLeft" => tab.previous_element_sibling(),
            _ => return,
        };
        if let Some(to) = to {
            event.prevent_default();
            browser::focus_on(&to);
            browser::press(&to);
        }
    })
}
