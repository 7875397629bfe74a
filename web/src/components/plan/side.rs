//! The tabs beside the chart of a plan: the chosen way, all ways as a table, the times as fields.

use std::rc::Rc;

use yew::prelude::*;

use crate::browser;
use crate::components::Page;
use crate::components::preview::shape;
use crate::components::tools::on_keys;
use crate::state::{Action, PlanCopy, PlanStep, PlanTab};
use crate::text::Key;
use crate::view::plan::PlanView;
use crate::view::plan::side::{ChosenView, RunView, TimesRow, WayRow};

/// Draws the tabs.
pub fn side(page: &Page, view: &PlanView) -> Html {
    let text = page.text;
    let tab = |tab: PlanTab, says: String| {
        let is_open = tab == view.tab;
        html! {
            <button
                role="tab" aria-selected={is_open.to_string()} tabindex={if is_open { "0" } else { "-1" }}
                onclick={page.on(Action::Plan(PlanStep::TabChosen(tab)))}
            >
                { says }
            </button>
        }
    };
    let name = text.of(match view.tab {
        PlanTab::Chosen => Key::PlanChosen,
        PlanTab::Ways => Key::PlanHeadWay,
        PlanTab::Times => Key::PlanTimes,
    });
    html! {
        <aside class="side" aria-label={text.of(Key::PlanTabs)}>
            // On a phone the other heads of this rank are hidden.
            <h2 class="sr">{ text.of(Key::PlanTabs) }</h2>
            <div class="tabs">
                <div class="inner" role="tablist" aria-label={text.of(Key::PlanTabs)} onkeydown={on_keys()}>
                    { tab(PlanTab::Chosen, text.of(Key::PlanChosen).into()) }
                    { tab(PlanTab::Ways, text.say(Key::PlanAll, &[("ways", &view.count)])) }
                    { tab(PlanTab::Times, text.of(Key::PlanTimes).into()) }
                </div>
            </div>
            <div class="panel own" role="tabpanel" aria-label={name}>
                { match view.tab {
                    PlanTab::Chosen => view.chosen.as_ref().map(|it| chosen(page, view, it)).unwrap_or_default(),
                    PlanTab::Ways => ways(page, view),
                    PlanTab::Times => times(page, view),
                } }
            </div>
        </aside>
    }
}

fn chosen(page: &Page, view: &PlanView, chosen: &ChosenView) -> Html {
    let text = page.text;
    let is_copied = view.copied == Some(PlanCopy::Lines);
    let lines = chosen.lines.iter().map(|line| html! { <p class="cmd">{ line.to_string() }</p> });
    html! {
        <>
            <p class="say">{ &chosen.name }</p>
            <h3>{ text.of(Key::PlanRuns) }</h3>
            if chosen.is_running {
                <p class="aside">{ text.of(Key::PlanRunsLater) }</p>
            }
            <ul class="runs">{ for chosen.runs.iter().map(|it| run(page, it)) }</ul>
            <h3>{ text.of(Key::PlanTypes) }</h3>
            <div class="tty" tabindex="0" role="region" aria-label={text.of(Key::PlanTypes)}>{ for lines }</div>
            <div class="bar">
                <button class="btn edge" onclick={page.on(Action::Plan(PlanStep::WayOpened))}>{ text.of(Key::PlanRunIt) }</button>
                <button class="btn" aria-live="polite" onclick={copy(page, chosen.lines.join("\n") + "\n", PlanCopy::Lines)}>
                    { text.of(if is_copied { Key::Copied } else { Key::PlanCopyLines }) }
                </button>
            </div>
            { for chosen.about.iter().map(|says| html! { <p class="aside">{ says }</p> }) }
        </>
    }
}

fn copy(page: &Page, says: String, what: PlanCopy) -> Callback<MouseEvent> {
    let dispatch = page.dispatch.clone();
    Callback::from(move |event: MouseEvent| {
        let dispatch = dispatch.clone();
        let done = move || dispatch.emit(Action::Plan(PlanStep::Copied(what)));
        browser::copy_or_select(says.clone(), &event, done);
    })
}

fn run(page: &Page, run: &RunView) -> Html {
    let onclick = page.on_link(Action::Plan(PlanStep::RunOpened(run.seed)));
    html! {
        <li key={run.seed}>
            <span>
                <a href={format!("#{}", run.letters)} {onclick}>{ run.name }</a>
                <small>{ &run.span }</small><small>{ &run.number }</small>
            </span>
            { shape(run.preview.as_ref()) }
        </li>
    }
}

/// Draws all ways as a table; a press on a name chooses its way.
fn ways(page: &Page, view: &PlanView) -> Html {
    let text = page.text;
    let is_copied = view.copied == Some(PlanCopy::Table);
    let head = |key: Key| html! { <th scope="col">{ text.of(key) }</th> };
    let heads =
        [Key::PlanHeadWay, Key::PlanMedian, Key::PlanHeadLate, Key::PlanHeadReady, Key::PlanStill];
    html! {
        <>
            <div class="wide" tabindex="0" role="region" aria-label={text.say(Key::PlanAll, &[("ways", &view.count)])}>
                <table class="all-ways">
                    <thead><tr>{ for heads.into_iter().map(head) }</tr></thead>
                    <tbody>{ for view.ways.iter().map(|it| row(page, it)) }</tbody>
                </table>
            </div>
            <div class="bar">
                <button class="btn edge" aria-live="polite" onclick={copy(page, view.table.clone(), PlanCopy::Table)}>
                    { text.of(if is_copied { Key::Copied } else { Key::PlanCopyTable }) }
                </button>
            </div>
        </>
    }
}

fn row(page: &Page, row: &WayRow) -> Html {
    let chosen = page.on(Action::Plan(PlanStep::WayChosen(row.kind)));
    let class = classes!(
        row.is_chosen.then_some("sel"),
        (row.is_below || !row.can_be_had).then_some("is-under"),
    );
    let [median, half, late] = &row.took;
    html! {
        <tr key={row.name.clone()} {class}>
            <th scope="row">
                if row.lowest.is_some() {
                    <button class="word" aria-pressed={row.is_chosen.to_string()} onclick={chosen}>{ &row.short }</button>
                } else {
                    { &row.short }
                }
                if !row.note.is_empty() { <small>{ &row.note }</small> }
            </th>
            <td title={half.clone()}>{ median }</td><td>{ late }</td>
            <td>{ for row.lowest.iter() }</td>
            <td class={(!row.still.is_empty()).then_some("bad")} title={row.still_says.clone()}>{ &row.still }</td>
        </tr>
    }
}

fn times(page: &Page, view: &PlanView) -> Html {
    let text = page.text;
    html! {
        <>
            <p class="aside">{ text.of(if view.times.is_empty() { Key::PlanTimesNone } else { Key::PlanTimesExplain }) }</p>
            if let Some(refused) = &view.refused {
                <p class="diag" role="alert">{ refused.to_string() }</p>
            }
            { for view.times.iter().map(|it| times_of(page, it)) }
        </>
    }
}

fn times_of(page: &Page, row: &TimesRow) -> Html {
    let step = |(step, value, is_draft): &(Rc<str>, String, bool)| {
        let (of, name) = (Rc::clone(&row.of), Rc::clone(step));
        let edited = move |value: String| {
            let (of, name) = (Rc::clone(&of), Rc::clone(&name));
            Action::Plan(PlanStep::TimeEdited(of, name, value.into()))
        };
        let entered = Action::Plan(PlanStep::TimeEntered);
        let enter = entered.clone();
        let onkeydown = page.on_keys(move |key| (key == "Enter").then(|| enter.clone()));
        let id = format!("time-{}-{step}", row.of);
        html! {
            <li class={is_draft.then_some("is-on")}>
                <label for={id.clone()}>{ step.to_string() }</label>
                <span class="pick">
                    <input
                        {id} type="text" autocomplete="off" spellcheck="false" value={value.clone()}
                        oninput={page.on_typed(edited)} {onkeydown} onchange={page.on(entered)}
                    />
                </span>
            </li>
        }
    };
    html! {
        <section key={row.of.to_string()}>
            <h3><code dir="auto">{ &row.head }</code></h3>
            <ul class="ctl">{ for row.steps.iter().map(step) }</ul>
        </section>
    }
}
