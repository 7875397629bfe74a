//! The page of a plan: question, chart, answer, what the numbers rest on, and the tabs beside them.
//!
//! On a phone the chart's place is taken by a stepper for the floor and two lists (`styles/plan.css` hides one or the other).

mod chart;
mod side;

use yew::prelude::*;

use super::Page;
use super::preview::shape_hatches;
use crate::state::{Action, PlanStep, Stride};
use crate::text::Key;
use crate::view::plan::side::WayRow;
use crate::view::plan::{Field, Floor, Going, PlanView};

/// Draws the page.
pub fn plan(page: &Page, view: &PlanView) -> Html {
    let text = page.text;
    html! {
        <main class="page planned" id="plan">
            { shape_hatches() }
            <div class="fig">
                <div class="row ask">
                    <p class="head">{ text.of(Key::Plan) }</p>
                    <div><h1>{ &view.question }</h1><p class="sub">{ &view.sub }</p></div>
                </div>
                <section class="row plan" aria-labelledby="h-ways">
                    <h2 class="head" id="h-ways">{ text.of(Key::PlanWays) }</h2>
                    <div>
                        if let Some(says) = &view.says {
                            <p class={classes!("says", view.is_trouble.then_some("trouble"))} role="status">{ says }</p>
                        }
                        if let (Some(chart), Some(floor)) = (&view.chart, &view.floor) {
                            { chart::chart(page, chart, floor) }
                            { list(page, view, floor) }
                        }
                        { for view.going.iter().map(|it| going(page, it)) }
                    </div>
                </section>
                { for view.answer.iter().map(|it| answer(page, &it.says, &it.facts, &it.notes)) }
                { rests(page, view) }
            </div>
            { side::side(page, view) }
        </main>
    }
}

fn going(page: &Page, going: &Going) -> Html {
    html! {
        <div class="going">
            <span>{ &going.says }</span>
            if let Some(part) = going.part {
                <svg class="bar2" viewBox="0 0 1000 4" preserveAspectRatio="none" aria-hidden="true">
                    <rect class="all" width="1000" height="4" /><rect class="done" width={part.to_string()} height="4" />
                </svg>
                <button class="btn edge" onclick={page.on(Action::Plan(PlanStep::Stopped))}>{ page.text.of(Key::PlanStop) }</button>
            }
            if going.is_lost {
                <button class="btn edge" onclick={page.on(Action::Plan(PlanStep::Again))}>{ page.text.of(Key::TryAgain) }</button>
            }
        </div>
    }
}

fn answer(page: &Page, says: &str, facts: &[(&'static str, String)], notes: &[String]) -> Html {
    html! {
        <section class="row why" aria-labelledby="h-answer">
            <h2 class="head" id="h-answer">{ page.text.of(Key::Answer) }</h2>
            <div>
                <p class="line" role="status">{ says.to_owned() }</p>
                <dl>{ for facts.iter().map(|(name, says)| html! { <div><dt>{ *name }</dt><dd>{ says }</dd></div> }) }</dl>
                { for notes.iter().map(|note| html! { <p class="aside">{ note }</p> }) }
            </div>
        </section>
    }
}

/// Draws what the numbers rest on. The change and how often a pod fails are fields.
fn rests(page: &Page, view: &PlanView) -> Html {
    let text = page.text;
    let row = |(head, says): &(&'static str, String)| {
        html! { <div><dt>{ *head }</dt><dd>{ says }</dd></div> }
    };
    let change = |line: String| Action::Plan(PlanStep::ChangeEdited(line.into()));
    let fails = |number: String| Action::Plan(PlanStep::FailsEdited(number.into()));
    html! {
        <section class="row rests" aria-labelledby="h-rests">
            <h2 class="head" id="h-rests">{ text.of(Key::PlanRests) }</h2>
            <dl>
                <div>
                    <dt><label for="plan-change">{ text.of(Key::PlanChange) }</label></dt>
                    <dd>
                        { field(page, "plan-change", &view.change, text.of(Key::PlanChangeHint), change, PlanStep::ChangeEntered) }
                    </dd>
                </div>
                { for view.rests.iter().map(row) }
                <div>
                    <dt>{ text.of(Key::PlanByYou) }</dt>
                    <dd class="fails">
                        <label for="plan-fails">{ text.of(Key::PlanFailsBefore) }</label>{ " " }
                        { field(page, "plan-fails", &view.fails, text.of(Key::PlanFailsNone), fails, PlanStep::FailsEntered) }
                        { " " }{ text.of(Key::PlanFailsAfter) }
                    </dd>
                </div>
                <div><dt>{ text.of(Key::PlanNotEvaluated) }</dt><dd>{ &view.not_evaluated }</dd></div>
            </dl>
        </section>
    }
}

/// Draws a field. Enter and leaving it enter its text.
fn field(
    page: &Page,
    id: &'static str,
    field: &Field,
    hint: &'static str,
    edited: fn(String) -> Action,
    entered: PlanStep,
) -> Html {
    let entered = Action::Plan(entered);
    let enter = entered.clone();
    let onkeydown = page.on_keys(move |key| (key == "Enter").then(|| enter.clone()));
    html! {
        <span class={classes!("pick", field.is_draft.then_some("is-on"))}>
            <input
                {id} type="text" autocomplete="off" autocapitalize="off" spellcheck="false" placeholder={hint}
                value={field.value.clone()} oninput={page.on_typed(edited)} {onkeydown} onchange={page.on(entered)}
            />
        </span>
    }
}

/// Draws the floor as a stepper, and the ways as lists, for a phone.
fn list(page: &Page, view: &PlanView, floor: &Floor) -> Html {
    let text = page.text;
    let [above, below] = &view.lists;
    let by = |by: i32| page.on(Action::Plan(PlanStep::FloorStepped(Stride::By(by))));
    let head = |key: Key, rows: &[WayRow]| {
        (!rows.is_empty()).then(|| html! { <li class="hd">{ text.of(key) }</li> })
    };
    html! {
        <div class="list">
            <div class="floor-row" role="group" aria-label={text.of(Key::PlanFloorName)}>
                <span class="step">
                    <button aria-label={text.of(Key::PlanLessFloor)} onclick={by(-1)}>{ "−" }</button>
                    <output>{ floor.at }</output>
                    <button aria-label={text.of(Key::PlanMoreFloor)} onclick={by(1)}>{ "+" }</button>
                </span>
                { text.say(Key::PlanMustStay, &[("replicas", &floor.of)]) }
            </div>
            <ul class="ways">
                { for head(Key::PlanAbove, above) }{ for above.iter().map(|it| way(page, it)) }
                { for head(Key::PlanUnder, below) }{ for below.iter().map(|it| way(page, it)) }
            </ul>
        </div>
    }
}

fn way(page: &Page, row: &WayRow) -> Html {
    let class = classes!(row.is_chosen.then_some("sel"), row.is_below.then_some("is-under"));
    let chosen = page.on(Action::Plan(PlanStep::WayChosen(row.kind)));
    html! {
        <li key={row.name.clone()} {class}>
            <button aria-pressed={row.is_chosen.to_string()} onclick={chosen}>
                <span>{ &row.short }</span><span>{ &row.took[0] }</span>
                <small>
                    { &row.at_least }
                    if !row.still.is_empty() { <span class="bad">{ " ◆ " }{ &row.still_says }</span> }
                </small>
                { for row.whisker.map(|it| whisker(it, row.is_full)) }
            </button>
        </li>
    }
}

/// From where to where nine runs in ten lie, and the mark at the median.
fn whisker([from, median, to]: [u32; 3], is_full: bool) -> Html {
    // Six pixels of room for the mark at both ends of the scale.
    let at = |part: u32| format!("{}.{}%", 2 + part * 96 / 1_000, part * 96 / 100 % 10);
    html! {
        <svg class="whisker" aria-hidden="true">
            <line x1={at(from)} x2={at(to)} y1="50%" y2="50%" />
            <circle class={if is_full { "full" } else { "hollow" }} cx={at(median)} cy="50%" r="4" />
        </svg>
    }
}
