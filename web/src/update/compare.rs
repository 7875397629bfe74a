//! Compares two rollouts: asks for the right side, and moves both sides on one clock.
//!
//! The left side is the figure's run. The right side is asked for once that is whole, so that the service sends only
//! what differs. Leaves out the state (`state::compare`), how both sides move on one clock ([`clock`]) and the sentences
//! (`view::compare`).

mod both;
mod clock;

use std::rc::Rc;

use rollout_engine::time::SimTime;
use scenario::protocol::{Edit, RunId};
use scenario::{Link, LinkPair, OPENING};

use super::change;
use crate::history::Gaps;
use crate::state::{
    Action, Aligned, AppState, By, Change, ComingPair, Compared, Comparing, Control, Direction,
    Focus, Layout, Opening, Place, Purpose, RightSide, Run, Screen, Stretch, Way,
};
use crate::view::controls;
pub(super) use both::{arrived as arrived_on_both, ask as ask_for_both};
pub(super) use clock::{moved, takes};

/// Width of the column between the boards, in px. As in `styles/compare.css`.
const BETWEEN: u32 = 64;

/// Applies an action of a person.
pub(super) fn take(mut state: AppState, step: Comparing) -> AppState {
    match step {
        Comparing::Opened => {
            let (run, base) = (state.run.id, state.linked.base.clone());
            let is_of = |shown: &Compared| shown.sides.iter().any(|side| side.run.id == run);
            let begins_alike = |shown: &Compared| shown.sides[0].linked.base == base;
            let shown = state.compare.shown.take();
            show(&mut state);
            match shown {
                Some(shown) if is_of(&shown) => state.compare.shown = Some(shown),
                // The figure has other lines since; they are on both sides.
                Some(shown) if begins_alike(&shown) && !shown.differs.is_empty() => {
                    return take(state, Comparing::With(shown.differs.clone()));
                }
                _ => {}
            }
        }
        Comparing::ChosenAnew => {
            state.compare.shown = None;
            show(&mut state);
        }
        Comparing::With(differs) => {
            let has_set = state.run.contents.settings.is_some();
            if has_set || differs.iter().all(|(key, _)| key == "release") {
                want(&mut state, RightSide::Edited(Edit::Set(differs.clone())), differs);
            }
        }
        Comparing::WithDraft(control) => with_draft(&mut state, control),
        Comparing::WithoutLast => {
            if let Some((without, _)) = state.undo.next(Way::Undo) {
                want(&mut state, RightSide::Of(Box::new(without), Vec::new()), Vec::new());
            }
        }
        Comparing::ValueChosen(side, value) => {
            let key =
                state.compared().and_then(|it| it.differs.first()).map(|(key, _)| key.clone());
            if let Some(key) = key {
                return change::ask(state, Change::OfSide(side, key, value));
            }
        }
        // Runs that are on their way are those of left and right as they are now.
        Comparing::Swapped if state.compare.both.is_some() => {}
        Comparing::Kept(side) => return keep(state, side),
        step => {
            if let Some(compared) = state.compare.shown.as_deref_mut() {
                on_shown(compared, &step);
                if matches!(step, Comparing::WentThere | Comparing::DifferenceSought(_, true)) {
                    state.playback.stop();
                    state.playback.scrubbed = true;
                }
            }
        }
    }
    state
}

fn show(state: &mut AppState) {
    (state.around.screen, state.around.pop) = (Screen::Compare, None);
    state.tools.menu = None;
}

fn on_shown(compared: &mut Compared, step: &Comparing) {
    match step {
        Comparing::Aligned(aligned) => {
            let own = compared.own(0, compared.at);
            compared.align(*aligned);
            compared.put(compared.counted(0, own));
        }
        Comparing::DifferenceSought(direction, goes) => {
            let count = compared.found.as_ref().map_or(0, |found| found.differences.len()).max(1);
            let by = if *direction == Direction::Forward { 1 } else { count - 1 };
            compared.told = (compared.told + by) % count;
            if *goes {
                compared.go_there();
            }
        }
        Comparing::WentThere => compared.go_there(),
        Comparing::Swapped => {
            compared.sides.swap(0, 1);
            compared.zeros.swap(0, 1);
            compared.swapped = !compared.swapped;
            let found = compared.found.take();
            compared.found = found.map(|it| Rc::new(Rc::unwrap_or_clone(it).swapped()));
        }
        Comparing::On(side, action) => on_board(&mut compared.sides[*side], action),
        _ => {}
    }
}

/// A board is looked at: only the focus moves on it.
fn on_board(board: &mut AppState, action: &Action) {
    match action {
        Action::PodReached(pod)
        | Action::MenuToggled(pod)
        | Action::FocusAsked(Focus::Pod(pod)) => board.tools.pod = *pod,
        Action::PodsCrossed(step) => board.tools.pod = super::tools::pod_after(board, *step),
        Action::PodNamed(key) => super::tools::name_pod(board, key),
        _ => {}
    }
}

/// Compares the figure's scenario with another one.
fn want(state: &mut AppState, right: RightSide, differs: Vec<(String, String)>) {
    let letters = state.linked.letters();
    let letters = match state.linked.is_followed(&state.run.scenario) {
        true if letters.is_empty() => OPENING.into(),
        true => letters.into(),
        false => "".into(),
    };
    let coming = ComingPair {
        left: Rc::new(state.run.scenario.clone()),
        right,
        differs,
        letters,
        base: state.linked.base.clone(),
        at: None,
        run: None,
    };
    state.compare.coming = Some(Box::new(coming));
    state.around.pop = None;
}

/// Compares the scenario with itself after a control's lines are typed at the cursor.
fn with_draft(state: &mut AppState, control: Control) {
    let is_drafted = state.drafts.control.as_ref().is_some_and(|(drafted, _)| *drafted == control);
    if !is_drafted {
        return;
    }
    // An immutable field has no line that changes it, so it differs from the beginning.
    if control == Control::PodManagementPolicy {
        let value = controls::draft(state, control).unwrap_or_default();
        if state.run.contents.settings.is_some() {
            let differs = vec![("policy".to_owned(), value)];
            want(state, RightSide::Edited(Edit::Set(differs.clone())), differs);
        }
        return;
    }
    let lines = controls::typed(state, control, None);
    let at = state.run.scenario.time_of_next_line(&state.run.trace, state.place.at);
    want(state, RightSide::Edited(Edit::Enter { at, terminal: 0, lines }), Vec::new());
}

/// Returns a pair with the scenarios of the film that the page opened with, if that is of this link: there all settings are
/// applied.
pub(super) fn as_filmed(state: &AppState, letters: &str, pair: LinkPair) -> LinkPair {
    let Some((_, right)) = state.compare.filmed.as_ref().filter(|(of, _)| **of == *letters) else {
        return pair;
    };
    let of =
        |link: Link, run: &Run| Link { scenario: run.scenario.clone(), sets: Vec::new(), ..link };
    LinkPair { left: of(pair.left, &state.run), right: of(pair.right, right), ..pair }
}

/// Opens both sides of a link: the left one as the figure, and the comparison once its run is here.
pub(super) fn follow(mut state: AppState, pair: LinkPair) -> AppState {
    let coming = ComingPair {
        left: Rc::new(pair.left.scenario.clone()),
        right: match pair.differs.is_empty() || pair.right.sets.is_empty() {
            true => RightSide::Of(Box::new(pair.right.scenario), pair.right.sets),
            false => RightSide::Edited(Edit::Set(pair.differs.clone())),
        },
        differs: pair.differs,
        letters: pair.letters.as_str().into(),
        base: pair.right.base,
        at: pair.left.at,
        run: None,
    };
    state.compare.coming = Some(Box::new(coming));
    super::linked::open_side(state, &pair.letters.into(), pair.left)
}

/// Asks for the right side once the left side is the figure. Called after every action.
pub(super) fn go_on(state: &mut AppState) {
    let is_idle = state.linked.is_read() && !state.exchange.is_opening();
    let Some(coming) = state.compare.coming.as_deref() else { return };
    if coming.run.is_some() || state.exchange.is_lost || !is_idle || !state.run.is_whole() {
        return;
    }
    if *coming.left != state.run.scenario {
        // Something else was opened meanwhile.
        state.compare.coming = None;
        return;
    }
    let right = coming.right.clone();
    if let Some(run) = filmed(state) {
        let empty = AppState::open(Rc::clone(&state.run), true);
        *state = arrived(std::mem::replace(state, empty), run);
        return;
    }
    let run = match right {
        RightSide::Of(scenario, set) => {
            state.want_run_with(Purpose::Compare, *scenario, set, SimTime::MAX)
        }
        RightSide::Edited(edit) => state.want_fork(Purpose::Compare, edit, SimTime::MAX),
    };
    if let Some(coming) = &mut state.compare.coming {
        coming.run = Some(run);
    }
}

/// Takes the right side's run from the film that the page opened with. `None` if that is of something else.
fn filmed(state: &mut AppState) -> Option<Rc<Run>> {
    let (_, mut run) = state.compare.filmed.take()?;
    let number = state.exchange.number();
    let coming = state.compare.coming.as_deref_mut()?;
    let is_wanted = matches!(&coming.right, RightSide::Of(wanted, _) if **wanted == run.scenario);
    let id = RunId(number);
    // Films are of run 0, as the left side is.
    Rc::get_mut(&mut run).filter(|_| is_wanted)?.id = id;
    coming.run = Some(id);
    Some(run)
}

/// Shows the comparison: the right side's run is here.
pub(super) fn arrived(mut state: AppState, mut run: Rc<Run>) -> AppState {
    state.forget_run(run.id);
    both::letter_like(&mut run, &state.run);
    let Some(coming) = state.compare.coming.take_if(|coming| coming.run == Some(run.id)) else {
        return state;
    };
    let side = |run: &Rc<Run>| AppState { is_board: true, ..AppState::open(Rc::clone(run), true) };
    let mut sides = [side(&state.run), side(&run)];
    sides[0].linked.base = state.linked.base.clone();
    sides[1].linked.base = coming.base;
    let zero = SimTime::ZERO;
    let at = coming.at;
    let mut compared = Compared {
        sides,
        differs: coming.differs,
        letters: coming.letters,
        swapped: false,
        aligned: Aligned::FirstLine,
        zeros: [zero; 2],
        at: zero,
        axis: Stretch { from: zero, to: zero },
        gaps: Gaps::default(),
        found: None,
        told: 0,
    };
    compared.align(Aligned::FirstLine);
    let reduced = state.playback.reduced_motion;
    match at {
        Some(at) => compared.put(at),
        None if reduced => compared.go_there(),
        None => compared.put(compared.axis.from),
    }
    state.playback.scrubbed = false;
    match at.is_some() || reduced {
        true => state.playback.stop(),
        false => state.playback.start(),
    }
    state.compare.shown = Some(Box::new(compared));
    show(&mut state);
    if state.embed.is_some() { state.embedded_pair(at.is_some()) } else { state }
}

/// Makes a side the figure, at the same moment.
fn keep(mut state: AppState, side: usize) -> AppState {
    let Some(compared) = state.compare.shown.as_deref() else { return state };
    let (kept, at) = (&compared.sides[side], compared.own(side, compared.at));
    if kept.run.id == state.run.id {
        state.around.screen = Screen::Figure;
        state.place = Place::at_time(&state.run, at);
        state.playback.stop();
        return state;
    }
    let by = By::Side(Box::new(kept.linked.base.clone()), at);
    let opening = Opening { scenario: kept.run.scenario.clone(), until: at, by };
    change::ask(state, Change::Open(Box::new(opening)))
}

/// Shows the run of the side that was kept.
pub(super) fn kept(
    mut state: AppState,
    base: scenario::Base,
    at: SimTime,
    run: Rc<Run>,
) -> AppState {
    state.open_in_place(run);
    state.linked.base = base;
    state.place = Place::at_time(&state.run, at);
    state.playback.stop();
    state.around.screen = Screen::Figure;
    state
}

/// Moves the figure to the instant that the comparison shows, so that what is typed or set there is about it.
pub(super) fn stand(state: &mut AppState) {
    let place =
        both::figure_side(state).and_then(|side| Some(&state.compared()?.sides[side].place));
    if let Some(place) = place.filter(|place| place.at != state.place.at).cloned() {
        state.place = place;
    }
}

/// Draws the sides in the page's language and in the room that it has.
pub(super) fn follow_page(state: &mut AppState) {
    let Layout { window, figure, height } = state.layout;
    let figure = if window < 1_200 { figure } else { figure.saturating_sub(BETWEEN) / 2 };
    let (text, language, reduced) = (state.text, state.language, state.playback.reduced_motion);
    let Some(compared) = state.compare.shown.as_deref_mut() else { return };
    for side in &mut compared.sides {
        side.layout = Layout { window, figure, height };
        (side.text, side.language, side.playback.reduced_motion) = (text, language, reduced);
    }
}
