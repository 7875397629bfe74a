//! *Yours*: the command to copy, a field for what it printed, and what was understood of that.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::pop::TakesFocus;
use super::preview::{shape, shape_hatches};
use super::{Page, icons};
use crate::browser;
use crate::state::{Action, Choice, PASTED, Pasting, Preview, PrintField};
use crate::text::Key;
use crate::view::yours::{ImageView, PodView, ReadView, SetView, StepView, YoursView};

/// The page.
pub fn yours(page: &Page, view: &YoursView) -> Html {
    html! {
        <main class="gal yours" aria-busy={view.is_reading.then_some("true")}>
            { match &view.read {
                Some(read) => understood(page, read),
                None => pasting(page, view),
            } }
            <p class="row foot">
                <span />
                <span>
                    <button class="word" onclick={page.on(Action::Around(Choice::FigureShown))}>{ page.text.of(Key::BackToFigure) }</button>
                    <button class="word" onclick={page.on(Action::Around(Choice::PagesOpened(None)))}>{ page.text.of(Key::WhatIsModelled) }</button>
                </span>
            </p>
            <TakesFocus first={if view.read.is_some() { ".yours .full" } else { ".yours h1" }} last=".of-yours" />
        </main>
    }
}

/// The head of the page.
fn head(page: &Page, title: Key, below: Html) -> Html {
    html! {
        <div class="row ask">
            <p class="head">{ page.text.of(Key::Yours) }</p>
            <div><h1 tabindex="-1">{ page.text.of(title) }</h1><p class="sub">{ below }</p></div>
        </div>
    }
}

fn pasting(page: &Page, view: &YoursView) -> Html {
    let text = page.text;
    let [stuck, half] = PASTED;
    let looks = [
        (stuck, Key::YoursStuckCard, Key::YoursStuckSays),
        (half, Key::YoursHalfCard, Key::YoursHalfSays),
    ];
    html! {
        <div class="halves">
            { shape_hatches() }
            <div>
                { head(page, Key::YoursAsks, html! { text.of(Key::YoursExplains) }) }
                <section class="row">
                    <h2 class="head">{ text.of(Key::YoursPrint) }</h2>
                    <div>
                        <p class="fields">
                            { field(page, view, PrintField::Namespace, Key::YoursNamespace, "default") }
                            { field(page, view, PrintField::Set, Key::YoursSet, "") }
                            { field(page, view, PrintField::Selector, Key::YoursSelector, "key=value") }
                        </p>
                        { command(page, view) }
                    </div>
                </section>
                <section class="row">
                    <h2 class="head">{ text.of(Key::YoursPaste) }</h2>
                    <div>{ paste(page, view) }</div>
                </section>
                <section class="row g">
                    <h2 class="head">{ text.of(Key::YoursLook) }</h2>
                    <ol class="look">
                        { for looks.into_iter().zip(&view.shapes).map(|(it, shape)| look(page, it, shape.as_ref())) }
                    </ol>
                </section>
            </div>
            <aside>
                { list(page, Key::YoursIsRead, &[
                    Key::YoursReadSets, Key::YoursReadPods, Key::YoursReadOthers, Key::YoursReadDeletions,
                ]) }
                { list(page, Key::YoursNeverKept, &[
                    Key::YoursNoValues, Key::YoursNoAnnotations, Key::YoursNoNames,
                ]) }
                <p class="said">{ text.of(Key::YoursSaysAfter) }</p>
            </aside>
        </div>
    }
}

/// A scenario of the gallery that begins with a pasted cluster.
fn look(
    page: &Page,
    (name, title, says): (&'static str, Key, Key),
    preview: Option<&Preview>,
) -> Html {
    let open = page.on(Action::Around(Choice::ScenarioOpened(name)));
    html! {
        <li key={name}>
            <button onclick={open}>
                <span class="mini">{ shape(preview) }</span>
                <span class="q">{ page.text.of(title) }</span>
                <span class="m">{ page.text.of(says) }</span>
            </button>
        </li>
    }
}

fn field(page: &Page, view: &YoursView, field: PrintField, name: Key, hint: &'static str) -> Html {
    let typed = page.on_typed(move |text| Action::Yours(Pasting::FieldEdited(field, text)));
    html! {
        <label>
            { page.text.of(name) }
            <input class="k" value={view.fields[field as usize].to_string()} placeholder={hint} spellcheck="false" autocomplete="off" oninput={typed} />
        </label>
    }
}

fn command(page: &Page, view: &YoursView) -> Html {
    let (dispatch, copied) = (page.dispatch.clone(), view.command.clone());
    let says = if view.is_copied { Key::Copied } else { Key::Copy };
    let copy = Callback::from(move |event: MouseEvent| {
        let dispatch = dispatch.clone();
        let done = move || dispatch.emit(Action::Yours(Pasting::Copied));
        browser::copy_or_select(copied.clone(), &event, done);
    });
    html! {
        <ul class="print"><li>
            // A line may end after a comma.
            <code tabindex="0">{ for view.command.split_inclusive(',').map(|part| html! { <>{ part }<wbr /></> }) }</code>
            <button class="btn edge" onclick={copy}>{ page.text.of(says) }</button>
        </li></ul>
    }
}

fn paste(page: &Page, view: &YoursView) -> Html {
    let text = page.text;
    let dispatch = page.dispatch.clone();
    let typed = Callback::from(move |event: InputEvent| {
        let text = event.target_unchecked_into::<HtmlInputElement>().value();
        read_clock(&dispatch);
        dispatch.emit(Action::Yours(Pasting::Pasted(Some(text.into()))));
    });
    let dispatch = page.dispatch.clone();
    let picked = Callback::from(move |event: Event| {
        read_clock(&dispatch);
        let dispatch = dispatch.clone();
        let field = event.target_unchecked_into::<HtmlInputElement>();
        browser::picked(&field, move |file| {
            dispatch.emit(Action::Yours(Pasting::Pasted(file.text)))
        });
    });
    html! {
        <>
            <textarea
                class="paste" aria-label={text.of(Key::YoursPaste)} aria-describedby="paste-problem" aria-invalid={view.problem.is_some().then_some("true")}
                value={view.text.to_string()} placeholder={"apiVersion: v1\nkind: List\nitems:\n- apiVersion: apps/v1\n  kind: StatefulSet\n  …"}
                spellcheck="false" autocomplete="off" wrap="off" dir="ltr" oninput={typed}
            />
            <p id="paste-problem" class="diag" role="status">
                if let Some(problem) = &view.problem { { problem } } else if view.is_reading { { text.of(Key::YoursReading) } }
            </p>
            <p class="ways">
                <label class="btn edge open">{ text.of(Key::YoursChoose) }<input class="sr" type="file" onchange={picked} /></label>
                <span>{ text.of(Key::YoursDrop) }</span>
            </p>
            <p class="said">{ text.of(Key::YoursStays) }</p>
        </>
    }
}

fn read_clock(dispatch: &Callback<Action>) {
    dispatch.emit(Action::Yours(Pasting::ClockRead(browser::clock().into())));
}

fn list(page: &Page, title: Key, items: &[Key]) -> Html {
    html! {
        <section>
            <h2 class="head">{ page.text.of(title) }</h2>
            <ul class="rules">{ for items.iter().map(|&it| html! { <li>{ page.text.of(it) }</li> }) }</ul>
        </section>
    }
}

fn understood(page: &Page, read: &ReadView) -> Html {
    let text = page.text;
    let switch = |says: &Key| {
        html! { <>{ " " }<button class="word" onclick={page.on(Action::Yours(Pasting::TimeSwitched))}>{ text.of(*says) }</button></> }
    };
    let also = read.also.iter().map(|it| {
        html! { <div><dt>{ text.of(it.name) }</dt><dd>{ &it.says }{ for it.switch.as_ref().map(switch) }</dd></div> }
    });
    let acted = |key: Key, class: &'static str, step: Pasting| {
        html! { <button class={classes!("btn", class)} onclick={page.on(Action::Yours(step))}>{ text.of(key) }</button> }
    };
    html! {
        <div class="halves">
            <div>
                { head(page, Key::YoursUnderstood, html! { &read.counts }) }
                { sets(page, &read.sets) }
                { for read.sets.iter().find(|it| it.is_drawn && !it.pods.is_empty()).map(|it| pods(page, &it.pods)) }
                <section class="row"><h2 class="head">{ text.of(Key::YoursAlso) }</h2><dl class="rules">{ for also }</dl></section>
                <p class="row acts">
                    <span />
                    <span>
                        { acted(Key::YoursShow, "full", Pasting::Shown) }
                        { acted(Key::YoursElse, "", Pasting::Reopened) }
                        <span class="quiet">{ text.of(Key::YoursNothingLeft) }</span>
                    </span>
                </p>
            </div>
            <aside>
                <section>
                    <h2 class="head">{ text.of(Key::YoursMeasured) }</h2>
                    { for read.images.iter().map(|it| image(page, it)) }
                    <p class="said">{ text.of(Key::YoursTiming) }</p>
                </section>
                <section>
                    <h2 class="head">{ text.of(Key::YoursLeftOut) }</h2>
                    <dl class="rules counted">
                        { for read.left_out.iter().map(|(what, count)| html! {
                            <div><dt>{ text.of(*what) }</dt><dd>{ count }</dd></div>
                        }) }
                    </dl>
                    <p class="said">{ text.of(Key::YoursNotKept) }</p>
                </section>
                <label class="plain">
                    <input type="checkbox" checked={read.plain} onchange={page.on(Action::Yours(Pasting::NamesSwitched))} />
                    <span>{ text.of(Key::YoursPlain) }<small>{ text.of(Key::YoursPlainSays) }</small></span>
                </label>
            </aside>
        </div>
    }
}

/// The sets; of several one is chosen.
fn sets(page: &Page, sets: &[SetView]) -> Html {
    let one = |set: &SetView| {
        let asks = html! { <><b class="k">{ &set.name }</b>{ " " }<span>{ &set.asks }</span></> };
        let chosen = page.on(Action::Yours(Pasting::SetChosen(set.whole.clone())));
        html! {
            <li key={set.whole.clone()}>
                if sets.len() > 1 {
                    <label class="of-set">
                        <input type="radio" name="pasted" checked={set.is_chosen} onchange={chosen} />
                        <span>{ asks }{ " " }<span class="quiet">{ &set.namespace }</span></span>
                    </label>
                } else {
                    <p class="of-set">{ asks }</p>
                }
                if set.is_drawn { { revisions(set) } }
            </li>
        }
    };
    html! {
        <section class="row">
            <h2 class="head">{ page.text.of(Key::YoursSetHead) }</h2>
            <ul class="rules sets">{ for sets.iter().map(one) }</ul>
        </section>
    }
}

fn revisions(set: &SetView) -> Html {
    let revision = |(letter, hash, is): &(char, String, String)| {
        html! {
            <span data-rev={letter.to_string()}><i class="chip">{ *letter }</i>{ " " }<code>{ hash }</code>{ " " }<span class="quiet">{ is }</span></span>
        }
    };
    html! { <p class="revs">{ for set.revisions.iter().map(revision) }</p> }
}

fn pods(page: &Page, pods: &[PodView]) -> Html {
    let headings = ["NAME", "REVISION", "STATUS", "READY"];
    html! {
        <section class="row">
            <h2 class="head">{ page.text.of(Key::Pods) }</h2>
            <div class="scroll" tabindex="0" role="region" aria-label={page.text.of(Key::YoursPodsTable)}>
                <table>
                    <thead><tr>
                        { for headings.iter().map(|it| html! { <th scope="col">{ *it }</th> }) }
                        <th scope="col">{ page.text.of(Key::YoursSinceHead) }</th>
                        <th scope="col" class="n">{ "RESTARTS" }</th><th scope="col" class="n">{ "CLAIMS" }</th>
                    </tr></thead>
                    <tbody>{ for pods.iter().map(pod) }</tbody>
                </table>
            </div>
        </section>
    }
}

fn pod(pod: &PodView) -> Html {
    let [status, ready, restarts] = &pod.printed;
    let (letter, hash) = &pod.revision;
    html! {
        <tr key={pod.name.clone()} class={pod.is_trouble.then_some("is-trouble")}>
            <th scope="row">{ &pod.name }</th>
            <td data-rev={letter.to_string()}><i class="chip">{ *letter }</i><span class="hash">{ hash }</span></td>
            <td class="st">if pod.is_trouble { { icons::diamond(true) } }{ status }</td>
            <td>{ ready }</td><td class="words" title={pod.since_at.clone()}>{ &pod.since }</td><td class="n restarts">{ restarts }</td><td class="n claims">{ &pod.claims }</td>
        </tr>
    }
}

fn image(page: &Page, image: &ImageView) -> Html {
    let step = |step: &StepView| {
        html! {
            <div>
                <dt>{ page.text.of(step.name) }</dt>
                if step.spread.is_none() { <dd class="aside">{ &step.says }</dd> } else {
                    <dd>{ for step.spread.map(whisker) }<span>{ &step.says }</span></dd>
                }
            </div>
        }
    };
    html! {
        <div class="measured" key={image.image.clone()}>
            <p>
                { for image.letters.iter().map(|letter| html! { <i class="chip" data-rev={letter.to_string()}>{ *letter }</i> }) }
                <code dir="auto">{ &image.image }</code><span class="quiet">{ &image.pods }</span>
            </p>
            <dl>{ for image.steps.iter().map(step) }</dl>
        </div>
    }
}

/// From the shortest time to the longest, and a dot at the usual one.
fn whisker([least, usual, most]: [u32; 3]) -> Html {
    let at = |percent: u32| format!("{percent}%");
    html! {
        <svg class="whisker" aria-hidden="true">
            <line x1={at(least)} x2={at(most)} y1="50%" y2="50%" /><circle cx={at(usual)} cy="50%" r="4" />
        </svg>
    }
}
