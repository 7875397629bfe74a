//! Gallery, goals, releases and the pages about the model.

use super::*;
use crate::state::{Choice, Pop, Screen};
use crate::view::{goal, question, releases};

/// Gallery file, as the site's builder writes it.
fn bundle() -> std::rc::Rc<str> {
    let parts = scenario::GALLERY.iter().map(|(name, text)| format!("==> {name} <==\n{text}"));
    parts.collect::<String>().into()
}

fn step(choice: Choice) -> Action {
    Action::Around(choice)
}

fn with_gallery() -> AppState {
    let arrived = Action::FileArrived(File::Gallery, Some(bundle()));
    after(opened(), [step(Choice::GalleryOpened), arrived])
}

#[test]
fn the_gallery_opens_once_it_is_fetched_with_every_scenario_readable() {
    let asked = after(opened(), [step(Choice::GalleryOpened)]);
    assert_eq!((&asked.around.screen, asked.shelf.wanted), (&Screen::Figure, Some(File::Gallery)));
    let state = with_gallery();
    assert_eq!(state.around.screen, Screen::Gallery);
    assert_eq!(state.shelf.gallery.len(), scenario::GALLERY.len());
}

#[test]
fn a_gallery_that_cannot_be_fetched_leaves_the_figure_and_is_asked_for_again() {
    for bad in [None, Some("<!doctype html>".into())] {
        let arrived = Action::FileArrived(File::Gallery, bad);
        let state = after(opened(), [at(30), step(Choice::GalleryOpened), arrived]);
        assert_eq!(state.around.screen, Screen::Figure);
        assert_eq!(
            (state.shelf.failed, state.place.at),
            (Some(File::Gallery), SimTime::from_secs(30))
        );
        assert_eq!(after(state, [step(Choice::GalleryOpened)]).shelf.wanted, Some(File::Gallery));
    }
}

#[test]
fn a_preview_is_the_same_without_its_film() {
    let film = after(with_gallery(), [step(Choice::Worked)]);
    let (asked, _) = crate::update::update(with_gallery(), step(Choice::Worked));
    let name = asked.around.film.expect("the film of a card");
    let run = after(asked, [Action::FilmArrived(name, None)]);
    let shown = |state: &AppState| {
        state
            .shelf
            .gallery
            .iter()
            .find(|card| card.name == name)
            .and_then(|card| card.shown.clone())
    };
    assert!(shown(&film).is_some());
    assert_eq!(shown(&film), shown(&run));
}

#[test]
fn previews_are_of_films_one_after_the_other() {
    let mut state = with_gallery();
    let mut steps = 0;
    let drawn = |state: &AppState| {
        let cards = state.shelf.gallery.iter().filter(|card| card.shown.is_some()).count();
        cards + state.shelf.pairs.len()
    };
    while state.around.has_work(&state.shelf) {
        let before = drawn(&state);
        state = after(state, [step(Choice::Worked)]);
        assert_eq!(drawn(&state), before + 1);
        steps += 1;
    }
    assert_eq!(steps, scenario::GALLERY.len() + scenario::PAIRS.len());
    for pair in crate::view::gallery::pairs(&state) {
        let shown = pair.shown.unwrap_or_else(|| panic!("{} has no drawing", pair.letters));
        assert!(shown.iter().all(|it| !it.bands.is_empty()), "{}", pair.letters);
    }
    for card in &state.shelf.gallery {
        let shown = card.shown.as_ref().expect("it was computed");
        assert!(shown.preview.as_ref().is_some_and(|it| !it.bands.is_empty()), "{}", card.name);
        assert!(!shown.fact.is_empty(), "{}", card.name);
    }
}

#[test]
fn another_scenario_takes_the_place_of_this_one_and_has_nothing_to_undo() {
    let before = after(with_gallery(), typed("kubectl scale sts web --replicas=7"));
    let state = after(before.clone(), [step(Choice::ScenarioOpened("on-delete"))]);
    assert_eq!(state.around.screen, Screen::Figure);
    assert_eq!(state.place.frame(), state.run.trace.begins);
    let number = question::number(&state).expect("it is one of the gallery");
    let names: Vec<_> = scenario::GALLERY.iter().map(|(name, _)| *name).collect();
    assert_eq!(names[number.0 - 1], "on-delete");
    assert_eq!(after(state.clone(), [Action::Undone]).run.scenario, state.run.scenario);
    // The previous history entry leads back.
    let letters = before.linked.letters().into();
    let back = after(state, [step(Choice::Returned(letters, None))]);
    assert_ne!(question::number(&back), Some(number));
}

#[test]
fn next_and_previous_go_around_the_whole_gallery() {
    let first = with_gallery();
    let number = question::number(&first);
    let forth = after(first, [step(Choice::ScenarioStepped(Direction::Forward))]);
    assert_eq!(question::number(&forth).map(|it| it.0), number.map(|it| it.0 + 1));
    let back = after(forth, [step(Choice::ScenarioStepped(Direction::Back))]);
    assert_eq!(question::number(&back), number);
    let mut state = back;
    for _ in 0..scenario::GALLERY.len() {
        state = after(state, [step(Choice::ScenarioStepped(Direction::Back))]);
    }
    assert_eq!(question::number(&state), number);
}

#[test]
fn the_next_scenario_waits_for_the_gallery() {
    let asked = after(opened(), [step(Choice::ScenarioStepped(Direction::Forward))]);
    let state = after(asked.clone(), [Action::FileArrived(File::Gallery, Some(bundle()))]);
    assert_ne!(state.run.scenario, asked.run.scenario);
    assert_eq!(state.around.screen, Screen::Figure);
}

#[test]
fn a_goal_is_reached_by_what_a_person_does_and_not_by_itself() {
    let state = after(opened(), [Action::WentToEnd]);
    assert!(!goal::is_reached(&state));
    let patch = r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":3}}}}'"#;
    let state = after(after(state, typed(patch)), [Action::WentToEnd]);
    assert!(!goal::is_reached(&state), "this was only half of it");
    let back = "kubectl set image sts/web nginx=registry.k8s.io/nginx-slim:0.8";
    let state = after(state, typed(back));
    assert!(!goal::is_reached(&state), "the pods are on their way");
    assert!(goal::is_reached(&after(state, [Action::WentToEnd])));
}

#[test]
fn a_release_is_chosen_with_the_cursor_at_the_same_moment() {
    let state = after(opened(), [at(42)]);
    let listed = after(state.clone(), [step(Choice::PopToggled(Pop::Release))]);
    let list = releases::view(&listed).expect("it is open");
    assert_eq!(list.rows.iter().position(|row| row.chosen), Some(list.at));
    let chosen = after(listed, [step(Choice::ReleaseChosen(0))]);
    assert_eq!((chosen.run.rules.release, chosen.place.at), ("1.33", SimTime::from_secs(42)));
    assert_eq!(chosen.around.pop, None);
    let typed_it = after(state.clone(), typed(": release 1.33"));
    assert_eq!(typed_it.run.scenario, chosen.run.scenario);
    assert_eq!(after(chosen, [Action::Undone]).run.scenario, state.run.scenario);
}

/// Opens the list of releases and runs all of them.
fn listed(state: AppState) -> Vec<releases::ReleaseRow> {
    let mut state = after(state, [step(Choice::PopToggled(Pop::Release))]);
    while state.around.has_work(&Shelf::default()) {
        state = after(state, [step(Choice::Worked)]);
    }
    releases::view(&state).map(|list| list.rows).unwrap_or_default()
}

#[test]
fn where_kubectl_alone_differs_the_list_quotes_it() {
    let rows = listed(after(after(opened(), [at(60)]), typed("kubectl delete pod web-0")));
    let said = (rows[2].says.as_str(), rows[2].prints.as_deref());
    let quoted = r#"pod "web-0" deleted from default namespace"#;
    assert_eq!(said, ("As 1.33", Some(quoted)));
    let rows = listed(after(opened(), [at(60)]));
    assert_eq!(rows[2].prints, None, "here it prints the same");
}

#[test]
fn the_list_of_releases_tells_what_differs_here() {
    let rows = listed(opened());
    let said: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.says.as_str())).collect();
    assert_eq!(said[0], ("1.33", "One at a time: maxUnavailable is dropped"));
    assert_eq!(said[1], ("gate on", "Two at a time"));
    assert_eq!(said[2], ("1.34", "As 1.33"));
    assert_eq!(said[4], ("1.35.3", "Two at a time"));
    assert_eq!(said[5], ("1.35.4", "As 1.34"));
    assert_eq!(said[7], ("gate on", "As 1.35.3"));
    assert_eq!(said[8], ("1.37", "As 1.35.3"));
    assert_eq!(said[9], ("gate off", "As 1.36"));
    assert_eq!(said[10], ("with Recreate", "As 1.37: this scenario does not use Recreate"));
    assert_eq!(said[11].0, "1.38 beta 0");
    assert_eq!(said[13].0, "without Recreate");
    let ends = rows[4].ends.as_str();
    assert!(ends.ends_with("of 5 Ready; under Parallel a broken pod blocks all"), "{ends}");
    let ends = rows[10].ends.as_str();
    assert!(ends.starts_with("with it all five go at once: "), "{ends}");
    assert!(ends.ends_with("at least 0 of 5 Ready"), "{ends}");
    assert_ne!(rows[0].ends, rows[4].ends);
    assert_eq!(rows[5].line, ": release 1.35.4");
    assert!(rows[11].changes.len() > 3 && rows[6].changes.is_empty());
}

#[test]
fn a_release_that_the_list_does_not_have_is_in_it_once_it_is_named() {
    let state = after(opened(), typed(": release 1.30 MaxUnavailableStatefulSet=true"));
    let listed = after(state, [step(Choice::PopToggled(Pop::Release))]);
    let rows = releases::view(&listed).expect("it is open").rows;
    assert!(rows[0].chosen && rows[0].line.starts_with(": release 1.30 Max"), "{:?}", rows[0].line);
    let state = after(listed, typed(": release 1.36.2"));
    let listed = after(state, [step(Choice::PopToggled(Pop::Release))]);
    let rows = releases::view(&listed).expect("it is open").rows;
    let chosen = rows.iter().position(|row| row.chosen).expect("it runs");
    assert_eq!(rows[chosen].line, ": release 1.36.2");
    assert!(rows[chosen - 1].line.starts_with(": release 1.36"));
}

#[test]
fn recreate_is_a_choice_where_the_release_has_it() {
    let choices = |release: &str| {
        let state = after(opened(), typed(&format!(": release {release}")));
        let all = crate::view::controls::view(&state);
        let strategy = all.into_iter().find(|it| it.name == "updateStrategy").expect("a control");
        strategy.form
    };
    let form = |last: &[&'static str]| {
        crate::view::controls::Form::Choice([&["RollingUpdate", "OnDelete"], last].concat())
    };
    assert_eq!(choices("1.37"), form(&[]));
    assert_eq!(choices("1.38"), form(&["Recreate"]));
    assert_eq!(choices("1.38 StatefulSetRecreateStrategy=false"), form(&[]));
}

#[test]
fn escape_closes_what_is_open_and_then_goes_back_to_the_figure() {
    let state = after(with_gallery(), [step(Choice::PopToggled(Pop::More)), Action::Escaped]);
    assert_eq!((state.around.pop, &state.around.screen), (None, &Screen::Gallery));
    assert_eq!(after(state, [Action::Escaped]).around.screen, Screen::Figure);
}

#[test]
fn pages_are_wanted_in_the_language_that_is_spoken() {
    let state = after(opened(), [step(Choice::PagesOpened(Some("partition")))]);
    assert_eq!(state.shelf.wanted, Some(File::Pages(crate::text::Language::English)));
    let file = include_str!("../../../text/model.en.txt");
    let arrived =
        Action::FileArrived(File::Pages(crate::text::Language::English), Some(file.into()));
    let state = after(state, [arrived]);
    let sections = crate::view::pages::view(&state);
    let asked: Vec<_> = sections.iter().filter(|it| it.asked).map(|it| &*it.heading).collect();
    assert_eq!(asked, ["partition"]);
    assert!(sections[0].is_first && sections[0].heading.starts_with("What is modelled"));
}
