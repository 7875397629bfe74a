//! Changes of both sides: a typed line, a control, Apply and undo act on both; a value of what differs on its side.
//!
//! Both runs are asked for, and shown together once both are here, so no side is ever a line ahead. The sides' undo
//! lists hold what was done since the comparison was opened, step by step alike. Leaves out the clock ([`super::clock`]).

use std::rc::Rc;

use rollout_engine::cluster::SetId;
use rollout_engine::time::SimTime;
use rollout_engine::trace::FrameIndex;
use scenario::protocol::Edit;
use scenario::{Scenario, Side, revisions_alike};

use super::super::{after_entered, change, returned};
use crate::state::{AppState, Change, ComingBoth, Compared, Purpose, Run, Way};
use crate::view::terminals;

/// Returns which side of the comparison on the screen is the figure's run. `None` without a comparison.
pub(in crate::update) fn figure_side(state: &AppState) -> Option<usize> {
    let compared = state.compared()?;
    compared.sides.iter().position(|side| side.run.id == state.run.id)
}

/// Asks for a change of both sides. Returns the change if it is not one: no comparison is on the screen, or the change
/// opens something else.
pub(in crate::update) fn ask(state: &mut AppState, change: Change) -> Option<Change> {
    let (Some(figure), Some(compared)) = (figure_side(state), state.compared()) else {
        return Some(change);
    };
    let (mut at, mut terminal) = (compared.at, 0);
    let beside = Rc::clone(&compared.sides[1 - figure].run);
    let edits = match &change {
        Change::Enter { terminal: asked, lines, .. } => {
            let known = compared.sides.iter().map(terminals::known).min().unwrap_or(0);
            (at, terminal) = (time_of_next_line(compared), (*asked).min(known));
            let lines = lines.clone();
            [0, 1].map(|side| Edit::Enter {
                at: compared.own(side, at),
                terminal,
                lines: lines.clone(),
            })
        }
        Change::Release(name) => [0, 1].map(|_| Edit::Release(name.to_string())),
        Change::Settings(_) | Change::Go(_) | Change::OfSide(..) => {
            let scenarios = changed(compared, &change);
            let [Some(left), Some(right)] = scenarios else { return None };
            let runs = [left, right].map(|(scenario, set)| {
                state.want_run_with(Purpose::Both, scenario, set, SimTime::MAX)
            });
            let coming = ComingBoth { change, runs, here: [None, None], at, terminal };
            state.compare.both = Some(Box::new(coming));
            return None;
        }
        Change::Script(_) | Change::StartOver | Change::Open(_) => return Some(change),
    };
    let mut edits = edits.map(Some);
    let mut run = |side: usize| {
        let edit = edits[side].take().unwrap_or(Edit::Cut(usize::MAX));
        match side == figure {
            true => state.want_fork(Purpose::Both, edit, SimTime::MAX),
            false => state.want_fork_beside(Purpose::Both, &beside, edit, SimTime::MAX),
        }
    };
    let runs = [run(0), run(1)];
    let coming = ComingBoth { change, runs, here: [None, None], at, terminal };
    state.compare.both = Some(Box::new(coming));
    None
}

/// A scenario, and settings that the service applies to it.
type Changed = (Scenario, Vec<(String, String)>);

/// Returns both scenarios after a change that is no edit of a run. `None` for a side that cannot have it.
fn changed(compared: &Compared, change: &Change) -> [Option<Changed>; 2] {
    let sides = compared.sides.each_ref();
    let plain = |scenario: Scenario| (scenario, Vec::new());
    match change {
        Change::Settings(lines) => {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            sides.map(|side| side.run.scenario.with_settings(&lines).ok().map(plain))
        }
        // Before the comparison there is one side alone, so undo ends there.
        Change::Go(way) => {
            sides.map(|side| side.undo.next(*way).map(|(scenario, _)| plain(scenario)))
        }
        Change::OfSide(side, key, value) => [0, 1].map(|index| {
            let run = &sides[index].run;
            let set = match index == *side {
                true => vec![(key.to_string(), value.to_string())],
                false => Vec::new(),
            };
            let can_be_set = set.is_empty() || key == "release" || run.contents.settings.is_some();
            can_be_set.then(|| (run.scenario.clone(), set))
        }),
        _ => [None, None],
    }
}

/// Returns when a line typed now runs on both sides: at the cursor, or one second later where a side has ended.
fn time_of_next_line(compared: &Compared) -> SimTime {
    let of = |side: usize| {
        let board = &compared.sides[side];
        let at = board.run.scenario.time_of_next_line(&board.run.trace, board.place.at);
        compared.counted(side, at)
    };
    of(0).max(of(1)).max(compared.at)
}

/// Handles the run of a side. Shows both once both are here.
pub(in crate::update) fn arrived(mut state: AppState, run: Rc<Run>) -> AppState {
    let id = run.id;
    let coming = state.compare.both.as_deref_mut();
    let place = coming.and_then(|it| Some((it.runs.iter().position(|&wanted| wanted == id)?, it)));
    match place {
        Some((side, coming)) => coming.here[side] = Some(run),
        None => state.forget_run(id),
    }
    let is_whole = |it: &&mut Box<ComingBoth>| it.here.iter().all(Option::is_some);
    if state.compare.both.as_mut().filter(is_whole).is_none() {
        return state;
    }
    let Some(both) = state.compare.both.take() else { return state };
    let ComingBoth { change, here: [Some(left), Some(right)], at, terminal, .. } = *both else {
        return state;
    };
    state = made(state, change, [left, right], (at, terminal));
    change::go_on(&mut state);
    state
}

/// Shows both sides after a change.
fn made(mut state: AppState, done: Change, runs: [Rc<Run>; 2], at: (SimTime, u16)) -> AppState {
    let Some(figure) = figure_side(&state) else {
        // The comparison was left meanwhile.
        runs.iter().for_each(|run| state.forget_run(run.id));
        return state;
    };
    let way = if let Change::Go(way) = done { Some(way) } else { None };
    let mut runs = runs;
    let of_figure = Rc::clone(&runs[figure]);
    letter_like(&mut runs[1 - figure], &of_figure);
    let (old, new) = match state.compared() {
        Some(compared) => (compared.sides[1 - figure].run.id, runs[1 - figure].id),
        None => return state,
    };
    state.forget_run(old);
    state.forget_run(new);
    show(&mut state, way, Rc::clone(&runs[figure]));
    let (rested, reduced) = (is_at_end(&state), state.playback.reduced_motion);
    if let Some(compared) = state.compare.shown.as_deref_mut() {
        for (board, run) in compared.sides.iter_mut().zip(runs) {
            show(board, way, run);
            board.exchange.take_wishes();
        }
        if let Change::OfSide(_, key, value) = &done {
            compared.differs = vec![(key.clone(), value.clone())];
        }
        compared.align(compared.aligned);
        compared.put(at.0);
        state.place = compared.sides[figure].place.clone();
    }
    match done {
        Change::Enter { then, .. } => {
            state.tools.terminal = at.1;
            if !reduced && (rested || terminals::is_busy(&state, at.1)) {
                state.playback.start();
            }
            after_entered(state, at.1, then)
        }
        _ => {
            returned(&mut state);
            state
        }
    }
}

fn is_at_end(state: &AppState) -> bool {
    state.compared().is_some_and(|compared| compared.at >= compared.axis.to)
}

fn show(side: &mut AppState, way: Option<Way>, run: Rc<Run>) {
    match way {
        Some(way) => side.go(way, run),
        None => side.change(run),
    }
}

/// Gives revisions that are the same on both sides one letter: that of the figure's side.
pub(super) fn letter_like(run: &mut Rc<Run>, like: &Run) {
    let sets = [like, &**run].map(super::clock::drawn_at_end);
    let ([Some(first), Some(second)], Some(run)) = (sets, Rc::get_mut(run)) else { return };
    let pairs = revisions_alike(whole(like, first), whole(run, second));
    let letters = like.history.drawn_at(like.trace.rollout.last()).map(|it| it.revisions.clone());
    run.history.letter_like(second, letters.as_deref().unwrap_or_default(), &pairs);
}

fn whole(run: &Run, set: SetId) -> Side<'_> {
    Side { trace: &run.trace.rollout, set, zero: run.trace.rollout.at(FrameIndex(0)) }
}
