//! The page *Plan*: asks the service for the ways to roll out, takes the samples of the sweep, and opens runs.
//!
//! A plan is asked for when the page shows and what is asked differs from the last question. The floor and the chosen way ask
//! nothing. The plan before stays until the first samples of the next. Leaves out the state (`state::plan`), the sweep itself
//! (`browser::pool`, started by `app`) and the sentences (`view::plan`).

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::protocol::Request;
use scenario::{
    ChangeSource, Distribution, LinkPlan, NoPlan, Plan, PlanAsked, PlanSettings, Scenario,
};

use super::change;
use crate::state::{
    Action, AppState, By, Change, Opening, Place, PlanStep, Planned, Purpose, Run, Screen,
    SweepStage, Watched,
};
use crate::view;

/// Applies what a person did, or what the sweep gave.
pub(super) fn take(mut state: AppState, step: PlanStep) -> AppState {
    let plan = &mut state.plan;
    plan.copied = None;
    match step {
        PlanStep::Opened => open(&mut state),
        PlanStep::Returned => return returned(state),
        PlanStep::FloorMoved(floor) => {
            let most = plan.shown.as_ref().map_or(floor, |it| it.plan.replicas);
            plan.asks.floor = Some(floor.min(most));
            // The page chooses again: the fastest that keeps this floor.
            plan.asks.way = None;
        }
        PlanStep::FloorStepped(stride) => {
            let Some(floor) = view::plan::floor(&state) else { return state };
            return take(state, PlanStep::FloorMoved(stride.from(floor.at, (0, floor.of))));
        }
        PlanStep::WayChosen(kind) => plan.asks.way = Some(kind),
        PlanStep::TabChosen(tab) => plan.tab = tab,
        PlanStep::ChangeEdited(line) => plan.drafts.change = Some(line),
        PlanStep::ChangeEntered => change_entered(&mut state),
        PlanStep::FailsEdited(number) => plan.drafts.fails = Some(number),
        PlanStep::FailsEntered => {
            if let Some(number) = plan.drafts.fails.take() {
                plan.asks.fails_one_in = number.trim().parse().ok().filter(|&number| number > 0);
            }
        }
        PlanStep::TimeEdited(of, step, value) => {
            plan.drafts.time = Some((of, step, value));
            plan.drafts.refused = None;
        }
        PlanStep::TimeEntered => return time_entered(state),
        PlanStep::Stopped => {
            let number = plan.measured().map(|it| it.number);
            let measured = number.and_then(|number| plan.numbered(number));
            if let Some(measured) = measured {
                measured.stage = SweepStage::Stopped;
            }
            show_coming(&mut state);
        }
        PlanStep::Again => again_from_start(&mut state),
        PlanStep::Sampled(number, given, progress, ms, stage) => {
            sampled(&mut state, number, given, (progress, ms, stage));
        }
        PlanStep::RunOpened(seed) => return run_opened(state, seed),
        PlanStep::WayOpened => return way_opened(state),
        PlanStep::Copied(what) => plan.copied = Some(what),
    }
    state
}

/// Shows the page. What was set for another scenario is forgotten.
fn open(state: &mut AppState) {
    let run = &state.run;
    let is_same = state.plan.asked.as_ref().is_some_and(|asked| asked.scenario == run.scenario);
    if !is_same {
        state.plan.asks = PlanSettings { runs: state.plan.asks.runs, ..PlanSettings::default() };
        state.plan.drafts = Default::default();
    }
    state.plan.asks.set = state.tools.set.as_deref().map(Into::into);
    if !is_same || state.plan.asks.change.is_none() {
        state.plan.at = Some(state.place.at).filter(|&at| at > run.history.begins_at);
    }
    show(state);
}

fn show(state: &mut AppState) {
    (state.around.screen, state.around.pop) = (Screen::Plan, None);
    state.tools.menu = None;
    state.playback.stop();
}

/// Opens a plan's link: its scenario as the figure, then the page.
pub(super) fn follow(mut state: AppState, link: LinkPlan) -> AppState {
    let letters: Rc<str> = link.letters.into();
    if state.embed.is_none() {
        state.plan.at = link.asks.at;
        state.plan.asks = link.asks;
        state.plan.opens = Some(Rc::clone(&letters));
    }
    super::linked::open_side(state, &letters, link.link)
}

/// Goes back to the plan that was left for one of its runs.
fn returned(mut state: AppState) -> AppState {
    let asked = state.plan.shown.as_ref().map(|shown| Rc::clone(&shown.asked));
    match asked {
        Some(asked) if asked.scenario != state.run.scenario => {
            let scenario = asked.scenario.clone();
            let opening = Opening { scenario, until: SimTime::MIN, by: By::PlanAgain };
            change::ask(state, Change::Open(Box::new(opening)))
        }
        Some(_) => {
            show(&mut state);
            state
        }
        None => {
            open(&mut state);
            state
        }
    }
}

/// The scenario of the plan is the figure again.
pub(super) fn again(state: AppState, run: Rc<Run>) -> AppState {
    let mut state = super::opened(state, run);
    show(&mut state);
    state
}

/// Opens the page of a followed link, asks for the plan, and for the runs that are drawn. Called after every action.
pub(super) fn go_on(state: &mut AppState) {
    let is_idle = state.linked.is_read() && !state.exchange.is_opening();
    if is_idle && let Some(letters) = state.plan.opens.take() {
        // Something else may have been opened meanwhile, or a setting of the link refused.
        let is_here = state.linked.letters() == &*letters && state.linked.unreadable.is_none();
        if is_here && state.linked.is_followed(&state.run.scenario) {
            show(state);
        }
    }
    let is_ready = is_idle && state.run.is_whole();
    if state.around.screen != Screen::Plan || state.exchange.is_lost || !is_ready {
        return;
    }
    if !is_asked(state) {
        ask(state);
    }
    watch(state);
}

/// Whether the last question is the one that would be asked now.
fn is_asked(state: &AppState) -> bool {
    let Some(rc) = &state.plan.asked else { return false };
    let asked = &**rc;
    let (asks, run) = (&state.plan.asks, &state.run);
    // Where the scenario has a change of its own, the moment of another one is no matter.
    let has_own = state.plan.shown.as_ref().is_some_and(|shown| {
        Rc::ptr_eq(&shown.asked, rc) && shown.plan.source == ChangeSource::Scenario
    });
    let at = state.plan.at.unwrap_or(run.history.begins_at);
    asked.change.as_deref() == asks.change.as_deref()
        && asked.fails_one_in == asks.fails_one_in
        && asked.set == state.plan_set()
        && (asked.at == at || has_own)
        && asked.scenario == run.scenario
}

fn ask(state: &mut AppState) {
    let asked = Rc::new(state.plan_wanted());
    let number = state.exchange.number();
    state.exchange.wish(Request::Plan { number, asked: Box::new(PlanAsked::clone(&asked)) });
    let plan = &mut state.plan;
    // A plan of another scenario says nothing about this one.
    if plan.shown.as_ref().is_some_and(|shown| shown.is_of_another(&asked.scenario)) {
        plan.shown = None;
    }
    (plan.asked, plan.number, plan.none, plan.coming) = (Some(asked), Some(number), None, None);
}

impl Planned {
    /// Whether a scenario is another than this plan's, and not the same with other settings: it asks another question, or
    /// ends with another line.
    fn is_of_another(&self, scenario: &Scenario) -> bool {
        let old = &self.asked.scenario;
        old.question != scenario.question || old.lines.last() != scenario.lines.last()
    }
}

/// Takes the ways that the service found. A late answer changes nothing.
pub(super) fn planned(mut state: AppState, number: u32, plan: Result<Plan, NoPlan>) -> AppState {
    if state.plan.number != Some(number) {
        return state;
    }
    state.plan.number = None;
    let Some(asked) = state.plan.asked.clone() else { return state };
    match plan {
        Ok(plan) => {
            let mut planned = Planned::new(number, asked, plan, state.plan.asks.runs);
            if planned.progress.1 == 0 {
                planned.stage = SweepStage::Whole;
            }
            let is_first = state.plan.shown.is_none() || planned.stage == SweepStage::Whole;
            state.plan.coming = Some(Box::new(planned));
            if is_first {
                show_coming(&mut state);
            }
        }
        Err(none) => {
            if !matches!(none, NoPlan::NoChange { .. }) {
                state.plan.shown = None;
            }
            state.plan.none = Some(none);
        }
    }
    state
}

/// Puts the new plan in the place of the one before.
fn show_coming(state: &mut AppState) {
    let Some(coming) = state.plan.coming.take() else { return };
    let before = state.plan.shown.replace(coming);
    for watched in before.into_iter().flat_map(|before| before.watched) {
        state.forget_run(watched.id);
    }
}

fn sampled(
    state: &mut AppState,
    number: u32,
    given: Vec<Distribution>,
    (progress, ms, stage): ((u32, u32), u32, SweepStage),
) {
    let Some(measured) = state.plan.numbered(number) else { return };
    if measured.stage != SweepStage::Running {
        return;
    }
    (measured.progress, measured.ms, measured.stage) = (progress, ms, stage);
    measured.take(given);
    let is_coming = state.plan.coming.as_ref().is_some_and(|coming| coming.number == number);
    if is_coming && (progress.0 > 0 || stage != SweepStage::Running) {
        show_coming(state);
    }
}

/// Makes the runs anew that could not be made.
fn again_from_start(state: &mut AppState) {
    let number = state.exchange.number();
    let lost = state.plan.measured().filter(|it| it.stage == SweepStage::Lost).map(|it| it.number);
    if let Some(measured) = lost.and_then(|lost| state.plan.numbered(lost)) {
        let (_, all) = measured.progress;
        (measured.number, measured.progress) = (number, (0, all));
        measured.stage = SweepStage::Running;
        measured.take(Vec::new());
    }
}

/// Asks for the worst, the median and the best run of the chosen way, once no more samples come.
fn watch(state: &mut AppState) {
    let chosen = state.plan.chosen();
    let Some(shown) = state.plan.shown.as_deref() else { return };
    if shown.stage == SweepStage::Running || state.plan.coming.is_some() {
        return;
    }
    let way = chosen.and_then(|kind| shown.way(kind));
    let Some((way, Some(given))) = way else { return };
    let Ok(variant) = &way.run else { return };
    let (kind, seeds) = (way.kind, Planned::seeds(given));
    let is_there = shown.watched.len() == seeds.len()
        && shown.watched.iter().zip(&seeds).all(|(it, seed)| it.kind == kind && it.seed == *seed);
    if is_there {
        return;
    }
    let scenario = variant.scenario.clone();
    let old = state.plan.shown.as_deref_mut().map(|shown| std::mem::take(&mut shown.watched));
    old.into_iter().flatten().for_each(|watched| state.forget_run(watched.id));
    let want = |seed: u32| {
        let id = state.want_run(Purpose::Plan, scenario.with_seed(seed), SimTime::MAX);
        Watched { kind, seed, id, run: None, preview: None, letters: "".into() }
    };
    let watched = seeds.into_iter().map(want).collect();
    if let Some(shown) = state.plan.shown.as_deref_mut() {
        shown.watched = watched;
    }
}

/// Takes a run that is drawn.
pub(super) fn arrived(mut state: AppState, run: Rc<Run>) -> AppState {
    state.forget_run(run.id);
    // Names of a pasted cluster and secrets are in no link before a person has said so. Written once: packing takes a while.
    let is_open = state.names_undecided().is_empty() && state.shows_secrets();
    let letters = is_open.then(|| state.link_to(&run.scenario).ok()).flatten();
    if let Some(shown) = state.plan.shown.as_deref_mut()
        && let Some(place) = shown.watched.iter().position(|watched| watched.id == run.id)
    {
        shown.watched[place].run = Some(run);
        shown.watched[place].letters = letters.unwrap_or_default().into();
        view::plan::draw_runs(shown);
    }
    state
}

fn change_entered(state: &mut AppState) {
    let Some(draft) = state.plan.drafts.change.take() else { return };
    let line = view::plan::change_of(state, draft.trim());
    let at = state.run.history.begins_at;
    if line.is_some() && state.plan.at.is_none() && state.place.at > at {
        state.plan.at = Some(state.place.at);
    }
    state.plan.asks.change = line;
}

/// Adds the time to the script, where it begins.
fn time_entered(mut state: AppState) -> AppState {
    let Some((of, step, value)) = state.plan.drafts.time.clone() else { return state };
    let of = if of.is_empty() { String::new() } else { format!("{of} ") };
    let line = format!(": timing {of}{step}={}", value.trim());
    state.plan.drafts.refused = Scenario::default().with_settings(&[&line]).err().map(Into::into);
    if state.plan.drafts.refused.is_some() {
        return state;
    }
    state.plan.drafts.time = None;
    change::ask(state, Change::Settings(vec![line]))
}

/// Opens a run of the chosen way as the figure, shortly before the change.
fn run_opened(state: AppState, seed: u32) -> AppState {
    let shown = state.plan.shown.as_deref();
    let way = state.plan.chosen().and_then(|kind| shown?.way(kind));
    let Some(Ok(variant)) = way.map(|(way, _)| &way.run) else { return state };
    let scenario = variant.scenario.with_seed(seed);
    let watched = shown.and_then(|it| it.watched.iter().find(|watched| watched.seed == seed));
    let begins = watched.and_then(|watched| {
        let run = watched.run.as_deref()?;
        Some(SimTime::from_millis(view::plan::begins(run, variant)?.as_millis() - 1_000))
    });
    let by = By::Planned(begins.unwrap_or(SimTime::MIN));
    let opening = Opening { scenario, until: begins.unwrap_or(SimTime::MIN), by };
    change::ask(state, Change::Open(Box::new(opening)))
}

fn way_opened(state: AppState) -> AppState {
    let shown = state.plan.shown.as_deref();
    let way = state.plan.chosen().and_then(|kind| shown?.way(kind));
    let Some(Ok(variant)) = way.map(|(way, _)| &way.run) else { return state };
    let (scenario, until) = (variant.scenario.clone(), SimTime::MIN);
    let opening = Opening { scenario, until, by: By::Planned(SimTime::MIN) };
    change::ask(state, Change::Open(Box::new(opening)))
}

/// Shows a run of a plan.
pub(super) fn opened(state: AppState, run: Rc<Run>, begins: SimTime) -> AppState {
    let mut state = super::opened(state, run);
    if begins > state.run.history.begins_at {
        state.place = Place::at_time(&state.run, begins);
    }
    state
}

/// Whether an action is about time, which a plan has none of.
pub(super) fn holds(state: &AppState, action: &Action) -> bool {
    state.around.screen == Screen::Plan && action.is_of_time()
}
