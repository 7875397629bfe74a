//! Many pods as cells, twenty or fifty to a row; past that the timeline alone draws them.

use yew::prelude::*;

use super::Page;
use super::mark::mark;
use crate::history::Stage;
use crate::state::{Action, pods_action_for};
use crate::view::pods::{Form, PodView, Pods};

/// The pods.
pub fn cells(page: &Page, pods: &Pods) -> Html {
    let micro = (pods.form == Form::Micro).then_some("micro");
    let row = usize::try_from(pods.columns).unwrap_or(usize::MAX).max(1);
    let across = i32::try_from(pods.columns).unwrap_or(1);
    let onkeydown = page.on_keys(move |key| pods_action_for(key, across));
    html! {
        <>
            if let Some(partition) = &pods.partition {
                <p class="cutline"><span class="k">{ &partition.value }</span>{ " " }{ &partition.moves }{ " " }{ &partition.stays }</p>
            }
            <div class={classes!("cells", micro)} role="grid" aria-label={pods.name.clone()} {onkeydown}>
                { for pods.pods.chunks(row).map(|row| cells_row(page, row)) }
            </div>
            <p class="chosen">{ pods.chosen.clone().unwrap_or_default() }</p>
        </>
    }
}

fn cells_row(page: &Page, row: &[PodView]) -> Html {
    let head = row.first().map(|pod| pod.name.clone()).unwrap_or_default();
    html! {
        <>
            <span class="rl" aria-hidden="true">{ head }</span>
            <div class="rw" role="row">
                { for row.chunks(10).map(|ten| html! {
                    <div class="ten" role="presentation">{ for ten.iter().map(|pod| cell(page, pod)) }</div>
                }) }
            </div>
        </>
    }
}

fn cell(page: &Page, pod: &PodView) -> Html {
    let stage = pod.life.as_ref().map(|life| life.stage);
    let letter = pod.life.as_ref().map(|life| life.letter.to_string());
    html! {
        <button
            class="cell"
            role="gridcell"
            tabindex={if pod.tab_stop { "0" } else { "-1" }}
            data-ordinal={pod.ordinal.to_string()}
            data-rev={letter.clone()}
            data-s={stage.map_or("empty", Stage::key)}
            aria-label={pod.said.clone()}
            onfocus={page.on(Action::PodReached(pod.ordinal))}
            onmouseenter={page.on(Action::PodReached(pod.ordinal))}
        >
            if !pod.bare {
                <b>{ letter }</b>
                { for stage.map(mark) }
            }
        </button>
    }
}
