//! Runs the scenario under each release of the list, one at a time, and switches releases.
//!
//! For the row about strategy Recreate, that strategy is set just before the scenario's last change.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::protocol::Edit;
use scenario::{Line, Origin, Scenario, When, name_of};

use super::change;
use crate::state::{AppState, Change, Purpose, RECREATE, Run, uses_recreate};
use crate::view::ends;
use crate::view::releases::outcome;

/// Requests the next missing outcome. The current release needs no run if its run is complete.
pub(super) fn want_one(state: &mut AppState) {
    let Some(releases) = state.around.releases.as_mut().filter(|it| it.has_work()) else { return };
    let row = releases.outcomes.iter().position(Option::is_none);
    let name = row.map(|row| Rc::clone(&releases.names[row]));
    if name.as_deref() == Some(&*name_of(&releases.of.rules)) && releases.of.is_whole() {
        let outcome = outcome(&releases.of);
        return releases.know(row, outcome);
    }
    let is_same = state.run.scenario == releases.of.scenario;
    let of = Rc::clone(if is_same { &state.run } else { &releases.of });
    if name.is_none() && !of.is_whole() {
        // Its last change is not known yet.
        return;
    }
    let run = match name {
        Some(name) => {
            state.want_fork(Purpose::Release, Edit::Release(name.to_string()), SimTime::MAX)
        }
        None => state.want_run(Purpose::Release, recreating(&of), SimTime::MAX),
    };
    if let Some(releases) = &mut state.around.releases {
        releases.running = Some((run, row));
    }
}

/// Handles a run under a release.
pub(super) fn arrived(mut state: AppState, run: &Run) -> AppState {
    if let Some(releases) = &mut state.around.releases {
        let running = releases.running.take_if(|(id, _)| *id == run.id);
        if let Some((_, row)) = running {
            releases.know(row, outcome(run));
        }
    }
    state.forget_run(run.id);
    state
}

fn by(scenario: &Scenario, release: Rc<str>) -> Scenario {
    Scenario { release, ..scenario.clone() }
}

/// Returns the scenario with strategy Recreate set just before its last change. Returns an empty scenario if it
/// already uses that strategy or has no change.
fn recreating(run: &Run) -> Scenario {
    let history = run.history.drawn_at(run.trace.rollout.last());
    let change = history.and_then(|history| ends::change(run, history, true));
    let ran = run.trace.ran.iter().position(|ran| ran.is_some_and(|ran| Some(ran.at) == change));
    let (Some(history), Some(index)) = (history.filter(|_| !uses_recreate(&run.scenario)), ran)
    else {
        return Scenario::default();
    };
    let mut scenario = by(&run.scenario, RECREATE.into());
    let patch = format!(
        r#"kubectl patch sts {} -p '{{"spec":{{"updateStrategy":{{"type":"Recreate","rollingUpdate":null}}}}}}'"#,
        crate::view::namespace::named_at_end(run, history)
    );
    let when = std::mem::replace(&mut scenario.lines[index].when, When::Then);
    let line = Line {
        when,
        text: patch.into(),
        origin: Origin::Scenario,
        ..scenario.lines[index].clone()
    };
    scenario.lines.insert(index, line);
    scenario
}

/// Runs the scenario under the release of a row.
pub(super) fn choose(state: AppState, row: usize) -> AppState {
    let releases = state.around.releases.as_ref();
    match releases.and_then(|releases| releases.names.get(row).map(Rc::clone)) {
        Some(name) => choose_named(state, name),
        None => state,
    }
}

/// Runs the scenario under a release, by name. The cursor keeps its time.
pub(super) fn choose_named(mut state: AppState, name: Rc<str>) -> AppState {
    state.around.pop = None;
    if *name == *name_of(&state.run.rules) {
        return state;
    }
    change::ask(state, Change::Release(name))
}

/// Parses `: release 1.36`. Returns the release's name, or `None` for any other line and for an unknown release.
pub(super) fn named(line: &str) -> Option<Rc<str>> {
    let name = line.trim().strip_prefix(": release ")?;
    let rules = scenario::rules_named(name).ok()?;
    Some(name_of(&rules).into())
}
