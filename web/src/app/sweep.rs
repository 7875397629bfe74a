//! The sweep of a plan, as a yew hook: it runs on the pool of workers while the plan's page shows.

use scenario::{Distribution, Sweep};
use yew::prelude::*;

use super::later;
use crate::browser;
use crate::state::{Action, AppState, PlanStep, SweepStage, SweepWanted};

/// Runs the sweep of a plan while its page shows. Leaving the page, or *Stop*, ends its workers.
#[hook]
pub fn use_sweep(state: &AppState, dispatch: &Callback<Action>) {
    let number = state.sweep_number();
    let wanted = use_memo(number, |_| number.and_then(|_| later::wanted(state)));
    use_effect_with((number, dispatch.clone()), move |(_, dispatch)| {
        let sweeping = Option::clone(&wanted).and_then(|wanted| later::sweeping(wanted, dispatch));
        move || drop(sweeping)
    });
}

/// Starts a sweep.
pub fn start(
    (number, variants, runs): SweepWanted,
    dispatch: &Callback<Action>,
) -> Option<browser::Sweeping> {
    let (dispatch, begun) = (dispatch.clone(), browser::now_ms());
    let hear = move |sweep: &Sweep, stage: browser::Stage| {
        let variants = 0..sweep.variants();
        let given = variants.map(|it| Distribution::of(sweep.samples(it))).collect();
        let stage = match stage {
            browser::Stage::Running => SweepStage::Running,
            browser::Stage::Whole => SweepStage::Whole,
            browser::Stage::Lost => SweepStage::Lost,
        };
        let ms = u32::try_from(browser::now_ms() - begun).unwrap_or(u32::MAX);
        let sampled = PlanStep::Sampled(number, given, sweep.progress(), ms, stage);
        dispatch.emit(Action::Plan(sampled));
    };
    Some(browser::Sweeping::start(Sweep::new(variants, runs), hear))
}
