//! Links that grew from a scenario of the gallery, opened on its film before the service has run them: what stands there is
//! what the whole run has there, the part of links is enough for it, and the service goes on from it.

use super::*;
use scenario::protocol::{Reply, Request};
use scenario::{Base, Link, Scenario, Service};

use crate::part::{Part, without};
use crate::state::{Card, File, Layout, Run, Shelf, text_of};
use crate::update::update;
use crate::view;

/// Films in which nothing happens before three quarters of their time: their rollouts are stuck.
const WITHOUT_BEGINNING: [&str; 2] = ["pasted-while-stuck", "pasted-half-updated"];

const WORDS: &str = include_str!("../../../../crates/scenario/link/words-1.txt");

/// Returns the state of a page that opens on the film of the scenario from which its link grew.
fn begun(film: &scenario::Film) -> AppState {
    let mut state = AppState::open(Rc::new(Run::empty()), false).resting();
    state.shelf.film = Card::of_film(film).map(Rc::new);
    state.linked.film = Run::of_film(film).map(Rc::new);
    state.is_blank = true;
    state
}

/// Returns the state after the link is opened, and what it asks the service.
fn followed(state: AppState, letters: &str) -> (AppState, Vec<Request>) {
    let layout = Layout { window: 1440, figure: 820, ..Layout::default() };
    let words = Action::FileArrived(File::Words, Some(WORDS.into()));
    let actions = [Action::Resized(layout), Action::LinkFollowed(letters.into()), words];
    actions.into_iter().fold((state, Vec::new()), |(state, mut asked), action| {
        let (state, wishes) = update(state, action);
        asked.extend(wishes);
        (state, asked)
    })
}

/// Returns the letters of a link to a scenario that grew from one of the gallery.
fn letters(film: &scenario::Film, scenario: &Scenario) -> String {
    let mut shelf = Shelf::default();
    shelf.film = Card::of_film(film).map(Rc::new);
    shelf.put(File::Words, Some(WORDS));
    let base = Base::now(film.name.as_str(), film.text.as_str().into());
    Link::write(scenario, &base, None, &|path| text_of(&shelf, path)).expect("letters")
}

/// Links with a line typed at three quarters of the film, which shows most of it.
fn grown() -> impl Iterator<Item = (scenario::Film, Scenario, SimTime)> {
    scenario::films().map(|film| {
        let run = Run::of_film(&film).expect("a film");
        let (from, to) = (run.history.begins_at.as_millis(), run.history.ends_at.as_millis());
        let at = SimTime::from_millis(from + (to - from) * 3 / 4);
        let line = "kubectl scale sts web --replicas=1";
        let scenario = run.scenario.with_line(&run.trace, at, 0, line);
        (film, scenario, at)
    })
}

/// Hears the service until no other run is awaited and this one is whole.
fn heard(mut state: AppState, mut asked: Vec<Request>) -> AppState {
    let mut service = Service::new();
    let mut replies: Vec<Reply> = Vec::new();
    while !state.run.is_whole() || state.exchange.is_waiting() {
        replies.extend(asked.drain(..).filter_map(|request| service.handle(request)));
        assert!(service.has_work(), "it never comes");
        replies.extend(service.go_on(|| true));
        (state, asked) = update(state, Action::Replied(std::mem::take(&mut replies)));
    }
    state
}

/// What is said and drawn of this moment alone: not the axis, which ends where the run is known to, nor the bracket over a
/// pod for which the rollout waits in vain. What stands in the terminals is compared in `scenario`.
fn shown(state: &AppState, has_reason: bool) -> String {
    let mut pods = view::pods::view(state);
    pods.iter_mut().for_each(|pods| pods.brackets.clear());
    let around =
        (view::question::view(state), view::legend::view(state), view::budget::view(state));
    let reason = has_reason.then(|| view::explain::view(state));
    format!("{around:#?}{pods:#?}{reason:#?}")
}

/// Returns whether a line of [`shown`] says of the beginning of a run what it says of the whole one, or leaves out when
/// something comes that is not known yet.
fn is_true(early: &str, late: &str) -> bool {
    let end = if early.ends_with("when: \"\",") { "\"," } else { ".\"," };
    early == late || early.strip_suffix(end).is_some_and(|known| late.starts_with(known))
}

#[test]
fn what_stands_there_is_what_the_whole_run_has_there() {
    let mut without_beginning = Vec::new();
    for (film, scenario, at) in grown() {
        let letters = letters(&film, &scenario);
        let (mut state, asked) = without(&[Part::Rest], || followed(begun(&film), &letters));
        if state.run.scenario != scenario {
            without_beginning.push(film.name);
            continue;
        }
        assert!(
            !state.is_blank && !state.run.is_whole() && state.playback.playing,
            "{}",
            film.name
        );
        assert!(state.run.history.ends_at < at, "{}", film.name);
        let early = view::answer::sentence(&state);
        let opens = asked.iter().filter(|it| matches!(it, Request::Open { .. })).count();
        assert_eq!((opens, asked.len()), (1, 1), "{}: {asked:?}", film.name);
        let mut whole = heard(state.clone(), asked);
        assert!(whole.run.trace == Run::at_once(scenario).trace, "{}", film.name);
        assert!(!state.run.is_read() && whole.run.is_read(), "nothing is shared unread");
        let is_early = early.is_some() && view::answer::sentence(&whole).is_none();
        assert!(!is_early, "{}: the answer of the film to a changed rollout", film.name);
        assert_eq!(whole.place.at, state.place.at, "{}: nothing moves", film.name);
        for frame in (0..state.run.trace.rollout.len()).map(FrameIndex) {
            let at = state.run.trace.rollout.at(frame);
            state = without(&[Part::Rest], || update(state, Action::CursorMoved(at)).0);
            whole = update(whole, Action::CursorMoved(at)).0;
            // That it never ends is known only when the run is.
            let has_reason = !view::explain::is_stuck_now(&whole);
            let (early, late) =
                (without(&[Part::Rest], || shown(&state, has_reason)), shown(&whole, has_reason));
            let differs =
                early.lines().zip(late.lines()).find(|(early, late)| !is_true(early, late));
            assert!(differs.is_none(), "{} at {at:?}, frame {}: {differs:?}", film.name, frame.0);
            assert_eq!(early.lines().count(), late.lines().count(), "{} at {at:?}", film.name);
        }
    }
    assert_eq!(without_beginning, WITHOUT_BEGINNING);
}

#[test]
fn what_only_the_service_knows_waits_for_it() {
    let (film, scenario, at) = grown().find(|(film, ..)| film.name == "blog").expect("the opening");
    let letters = letters(&film, &scenario);
    let is_shown = |letters: &str| followed(begun(&film), letters).0.run.scenario == scenario;
    assert!(is_shown(&letters));
    let later = at.as_millis() / 1_000 + 5;
    let early = format!("{letters}?at=2s");
    assert!(is_shown(&early) && followed(begun(&film), &early).0.place.at == SimTime::from_secs(2));
    assert!(!is_shown(&format!("{letters}?at={later}s")), "a time that is not known yet");
    assert!(!is_shown(&format!("{letters}?partition=3")), "a setting that the service applies");
    let with = |change: &dyn Fn(&mut AppState), settings: &str| {
        let mut state = begun(&film);
        change(&mut state);
        followed(state, &format!("{letters}{settings}")).0.run.scenario == scenario
    };
    assert!(!with(&|state| state.playback.reduced_motion = true, ""), "less motion");
    let embedded = |state: &mut AppState| *state = state.clone().embedded();
    assert!(!with(&embedded, ""), "it rests where the whole run has its fewest pods");
    assert!(!with(&embedded, "?autoplay=true&start=20"), "it plays from there");
    assert!(with(&embedded, "?autoplay=true"));
    let other = Scenario { release: "1.30".into(), ..scenario.clone() };
    assert!(!is_shown(&self::letters(&film, &other)), "another release");
}

#[test]
fn a_page_that_has_asked_the_service_for_another_link_asks_for_this_one_too() {
    let (film, scenario, at) = grown().find(|(film, ..)| film.name == "blog").expect("the opening");
    let letters = letters(&film, &scenario);
    let later = at.as_millis() / 1_000 + 5;
    let (mut state, mut asked) = followed(begun(&film), &format!("{letters}?at={later}s"));
    // As if the first link had left it.
    state.linked.film = Run::of_film(&film).map(Rc::new);
    let (state, then) = followed(state, &letters);
    asked.extend(then);
    let whole = heard(state, asked);
    assert!(whole.run.trace == Run::at_once(scenario).trace);
    assert_eq!(whole.address().as_deref(), Some(&*letters));
}

#[test]
fn a_question_of_ones_own_is_no_scenario_of_the_gallery() {
    let (film, scenario, _) = grown().find(|(film, ..)| film.name == "canary").expect("it");
    let own =
        Scenario {
            question: Some("Wie lange? 🙂".into()), question_zh: None, ..scenario.clone()
        };
    for (scenario, is_known) in [(scenario, true), (own, false)] {
        let (state, _) = followed(begun(&film), &letters(&film, &scenario));
        assert_eq!(state.run.scenario, scenario);
        assert_eq!(view::question::number(&state).is_some(), is_known);
    }
}
