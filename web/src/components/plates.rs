//! Pods as plates, or as rows on a phone: level, mark, letter, and kubectl's columns below.

use yew::prelude::*;

use super::later;
use super::mark::mark;
use super::partition::partition;
use super::{Page, name, title, use_page};
use crate::history::Stage;
use crate::state::Action;
use crate::text::Key;
use crate::view::pods::{Bracket, Form, Life, PodView, Pods, status_words};

/// Draws the plates.
pub fn plates(page: &Page, pods: &Pods) -> Html {
    let class = classes!(
        "plates",
        (pods.form == Form::Tight).then_some("tight"),
        (!pods.claims).then_some("no-claims"),
        pods.two_rows.then_some("two-rows"),
    );
    let onkeydown = page.on_pod_keys(1, pods.naming.clone());
    html! {
        <div {class} data-n={pods.columns.to_string()}>
            // Every child has a key. Otherwise yew counts children from the end, and makes the pods anew with each bracket.
            <ul key="heads" class="rowheads" aria-hidden="true">
                { for ["READY", "STATUS", "RESTARTS", "AGE", "CLAIM"].map(|head| html! { <li>{ head }</li> }) }
            </ul>
            <ol key="pods" class="podlist" role="list" aria-label={pods.name.clone()} {onkeydown}>
                { for pods.pods.iter().map(|pod| html! { <Plate key={pod.ordinal} pod={pod.clone()} /> }) }
                { for (pods.places..pods.columns).map(|place| html! { <li key={format!("place-{place}")} class="pod" aria-hidden="true" /> }) }
            </ol>
            <key="partition">
                if let Some(it) = &pods.partition {
                    { partition(page, it) }
                }
            </>
            <key="brackets">{ for pods.brackets.iter().map(bracket) }</>
        </div>
    }
}

fn bracket(bracket: &Bracket) -> Html {
    html! {
        <div class={classes!("note", bracket.at_end.then_some("end"))} aria-hidden="true" data-from={bracket.from.to_string()} data-to={bracket.to.to_string()}>
            { &bracket.says }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct PlateProps {
    pod: PodView,
}

/// A pod.
#[component]
fn Plate(props: &PlateProps) -> Html {
    let page = use_page();
    let pod = &props.pod;
    let class = classes!(
        "pod",
        pod.condemned.then_some("condemned"),
        pod.menu.is_some().then_some("open"),
    );
    let stage = pod.life.as_ref().map(|life| life.stage);
    let claim = classes!("claim", pod.claims.is_none().then_some("none"));
    html! {
        <li
            {class}
            data-rev={pod.life.as_ref().map(|life| life.letter.to_string())}
            data-s={stage.map_or("empty", Stage::key)}
            data-t={stage.and_then(Stage::trouble_key)}
        >
            { button(&page, pod) }
            <div class={claim} />
            { caption(pod) }
            if let Some(items) = pod.menu.clone() {
                { later::menu(items, pod.at_end) }
            }
        </li>
    }
}

fn button(page: &Page, pod: &PodView) -> Html {
    if pod.is_still {
        return html! {
            <span class="plate" title={title(&pod.name)} data-ordinal={pod.ordinal.to_string()} tabindex="-1">
                <span class="name">{ name(&pod.name) }</span>
                { pod.life.as_ref().map_or_else(|| no_pod(page, pod), |life| face(page, pod, life)) }
            </span>
        };
    }
    let toggled = Action::MenuToggled(pod.ordinal);
    let oncontextmenu = {
        let (dispatch, toggled) = (page.dispatch.clone(), toggled.clone());
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            dispatch.emit(toggled.clone());
        })
    };
    html! {
        <button
            class="plate"
            title={title(&pod.name)}
            aria-haspopup="menu"
            aria-expanded={pod.menu.is_some().then_some("true")}
            data-ordinal={pod.ordinal.to_string()}
            tabindex={if pod.tab_stop { "0" } else { "-1" }}
            onclick={page.on(toggled)}
            {oncontextmenu}
            ondblclick={page.on(Action::OwnOpened(pod.ordinal))}
            onkeydown={on_delete(page, pod.ordinal)}
            // The drawn tab stop may be older than the state (see `cells`).
            onfocus={(!pod.tab_stop).then(|| page.on(Action::PodReached(pod.ordinal)))}
        >
            <span class="name">{ name(&pod.name) }</span>
            { pod.life.as_ref().map_or_else(|| no_pod(page, pod), |life| face(page, pod, life)) }
        </button>
    }
}

/// Opens the menu with the focus on Delete. The pod is not deleted yet.
fn on_delete(page: &Page, ordinal: u32) -> Callback<KeyboardEvent> {
    page.on_keys(move |key| (key == "Delete").then_some(Action::DeleteAsked(ordinal)))
}

/// Draws the face of a plate. Words for screen readers are between the visible ones.
fn face(page: &Page, pod: &PodView, life: &Life) -> Html {
    let text = page.text;
    let changed =
        if life.changed.any() { format!(", {}", text.of(Key::Changed)) } else { String::new() };
    let claim = pod.claims.as_ref().map(|claims| format!(", {}", claims.said)).unwrap_or_default();
    html! {
        <>
            <span class="sr">{ ", " }{ text.of(Key::Revision) }{ " " }</span>
            <span class="chip">{ life.letter.to_string() }</span>
            <span class="sr">{ ", " }{ text.of(Key::Image) }{ " " }</span>
            <span class="img">{ &life.tag }</span>
            <span class="sr">
                { format!(", {}, {}, {}, {}{claim}{changed}", life.status, life.readiness, life.restarts_said, life.age) }
            </span>
            { mark(life.stage) }
        </>
    }
}

fn no_pod(page: &Page, pod: &PodView) -> Html {
    let claim = pod.claims.as_ref().map(|claims| format!(", {}", claims.said)).unwrap_or_default();
    html! { <span class="sr">{ format!(", {}{claim}", page.text.of(Key::NoPod)) }</span> }
}

/// Draws kubectl's columns for the pod.
fn caption(pod: &PodView) -> Html {
    let claims = claims(pod);
    let Some(life) = &pod.life else {
        return html! { <ul class="cap"><li /><li /><li /><li />{ claims }</ul> };
    };
    let changed = |changed: bool| changed.then_some("changed");
    // A low window shows restarts only if there are any, in words.
    let some = |restarts: u16| (restarts > 0).then_some("some");
    let once = |restarts: u16| (restarts == 1).then_some("one");
    let words = status_words(&life.status);
    html! {
        <ul class="cap">
            <li class={classes!("rdy", changed(life.changed.ready))}>
                { &life.ready }<small>{ life.beside.to_string() }</small>
            </li>
            <li class={classes!("status", changed(life.changed.status))}>
                { for words.into_iter().map(|word| html! { <>{ word }<wbr /></> }) }
            </li>
            <li class={classes!("restarts", some(life.restarted), once(life.restarted), changed(life.changed.restarts))}>{ &life.restarts }</li>
            <li class="age">{ &life.age }</li>
            { claims }
        </ul>
    }
}

/// Draws the claims. A narrow column breaks lines between them.
fn claims(pod: &PodView) -> Html {
    let Some(claims) = &pod.claims else { return html! { <li class="cl" /> } };
    let comma = |at: usize| if at + 1 < claims.shown.len() { "," } else { "" };
    let claim =
        |(at, claim): (usize, &String)| html! { <><span>{ claim }{ comma(at) }</span><wbr /></> };
    html! {
        <li class="cl" title={claims.said.clone()}>{ for claims.shown.iter().enumerate().map(claim) }</li>
    }
}
