//! Two rollouts on one clock: opened by a link or a choice, moved together, exchanged, kept.

use super::*;
use crate::view::compare::{names, offers, view};

use ::scenario::{Origin, PAIRS, When, pair_film};

const POLICY: &str = "blog..?policy=Parallel";
const WORDS: &str = include_str!("../../../../crates/scenario/link/words-1.txt");

fn with_words() -> AppState {
    let state = AppState::open(crate::update::driven::opening(), true);
    update(state, Action::FileArrived(File::Words, Some(WORDS.into())))
}

fn followed(letters: &str) -> AppState {
    update(with_words(), Action::LinkFollowed(letters.into()))
}

fn compared(state: &AppState) -> &Compared {
    state.compared().expect("a comparison")
}

fn does(state: AppState, step: Comparing) -> AppState {
    update(state, Action::Compare(step))
}

/// Asserts that each side shows the frame of the common instant.
fn are_together(state: &AppState) {
    let compared = compared(state);
    for (index, side) in compared.sides.iter().enumerate() {
        let own = compared.own(index, compared.at).max(side.run.history.begins_at);
        assert_eq!(side.place.at, own, "side {index}");
        let frame = side.run.trace.rollout.frame_at(own).max(side.run.trace.begins);
        assert_eq!(side.place.frame(), frame, "side {index} at {own}");
    }
}

#[test]
fn a_link_of_two_opens_both_and_stays_the_address() {
    let state = followed(POLICY);
    assert_eq!(names(compared(&state)), ["OrderedReady", "Parallel"]);
    assert_eq!(state.address().as_deref(), Some(POLICY));
    assert_eq!(state.run.scenario, scenario::opening(), "the left side is the figure");
    let figure = update(state, Action::Around(Choice::FigureShown));
    assert_eq!(figure.address().as_deref(), Some("blog"));
}

#[test]
fn any_two_scenarios_can_be_compared_once_they_are_fetched() {
    let waiting = followed("canary..?replicas=4");
    assert!(waiting.compared().is_none());
    let parts = scenario::GALLERY.iter().map(|(name, text)| format!("==> {name} <==\n{text}"));
    let bundle: String = parts.collect();
    let state = update(waiting, Action::FileArrived(File::Gallery, Some(bundle.into())));
    assert_eq!(names(compared(&state)), ["2 replicas", "4 replicas"]);
}

#[test]
fn a_side_that_cannot_be_read_is_the_reason() {
    for letters in ["blog..nothing", "nothing..blog", "blog..?size=3"] {
        let state = followed(letters);
        assert!(state.compared().is_none());
        assert!(state.linked.unreadable.is_some(), "{letters}");
    }
}

#[test]
fn both_sides_always_show_the_same_instant() {
    for letters in [POLICY, "blog..?release=1.36", "blog?replicas=7..?partition=3"] {
        let mut state = followed(letters);
        for aligned in [Aligned::FirstLine, Aligned::Change] {
            state = does(state, Comparing::Aligned(aligned));
            let axis = compared(&state).axis;
            for ms in (axis.from.as_millis() - 700..axis.to.as_millis() + 700).step_by(701) {
                state = update(state, Action::CursorMoved(SimTime::from_millis(ms)));
                are_together(&state);
            }
            for x in [0, 13, 400, 799, 800] {
                state = update(state, Action::AxisPointedAt { x, width: 800 });
                are_together(&state);
            }
            state = update(state, Action::WentHome);
            for action in [
                Action::Stepped(Direction::Forward),
                Action::ChangeSought(Direction::Forward),
                Action::ChangeSought(Direction::Forward),
                Action::Stepped(Direction::Back),
                Action::ChangeSought(Direction::Back),
                Action::CursorNudged(1_500),
                Action::WentToEnd,
            ] {
                let before = compared(&state).at;
                state = update(state, action.clone());
                are_together(&state);
                let at = compared(&state).at;
                let is_back = matches!(
                    action,
                    Action::Stepped(Direction::Back) | Action::ChangeSought(Direction::Back)
                );
                assert!(
                    if is_back { at < before } else { at > before },
                    "{action:?}: {before:?} {at:?}"
                );
            }
        }
    }
}

#[test]
fn playing_moves_both_to_the_later_end_and_then_begins_again() {
    let mut state = followed(POLICY);
    state = update(state, Action::MotionReduced(false));
    state = update(state, Action::WentHome);
    state = update(state, Action::PlayPressed);
    for _ in 0..400 {
        state = update(state, Action::TimePassed(500));
        are_together(&state);
    }
    let end = compared(&state).axis.to;
    assert_eq!((compared(&state).at, state.playback.playing), (end, false));
    let again = update(state, Action::PlayPressed);
    assert_eq!((compared(&again).at, again.playback.playing), (compared(&again).axis.from, true));
}

#[test]
fn with_less_motion_it_rests_where_the_sides_part() {
    let state = followed(POLICY);
    let first = compared(&state).found.as_ref().and_then(|found| found.agree_until());
    assert_eq!(Some(compared(&state).at), first);
    assert!(!state.playback.playing);
}

#[test]
fn the_keys_with_shift_walk_through_the_differences() {
    let mut state = followed(POLICY);
    let found = compared(&state).found.clone().expect("a comparison");
    assert!(found.differences.len() > 1);
    for difference in found.differences.iter().skip(1).chain(&found.differences[..1]) {
        let action = action_for("}", Where::Page, true).expect("a key");
        state = update(state, action);
        assert_eq!(compared(&state).at, difference.at);
        are_together(&state);
    }
    let back = action_for("{", Where::Page, true).expect("a key");
    state = update(state, back);
    assert_eq!(compared(&state).told, found.differences.len() - 1);
}

#[test]
fn exchanged_sides_are_mirrored_and_twice_exchanged_ones_are_as_before() {
    let state = followed(POLICY);
    let swapped = does(state.clone(), Comparing::Swapped);
    assert_eq!(names(compared(&swapped)), ["Parallel", "OrderedReady"]);
    are_together(&swapped);
    let verdict = |state: &AppState| view(state).map(|view| view.verdict);
    assert_eq!(verdict(&swapped), verdict(&state));
    let letters = swapped.address().expect("letters");
    let opened = followed(&letters);
    assert_eq!(names(compared(&opened)), ["Parallel", "OrderedReady"]);
    let back = does(swapped, Comparing::Swapped);
    assert_eq!(back.address().as_deref(), Some(POLICY));
    assert_eq!(compared(&back).found, compared(&state).found);
}

#[test]
fn a_kept_side_is_the_figure_at_the_same_moment_and_undo_leads_back() {
    let state = update(followed(POLICY), Action::CursorMoved(SimTime::from_secs(9)));
    let left = does(state.clone(), Comparing::Kept(0));
    assert_eq!((&left.around.screen, left.place.at), (&Screen::Figure, SimTime::from_secs(9)));
    assert_eq!(left.run.scenario, scenario::opening());
    let right = does(state.clone(), Comparing::Kept(1));
    assert_eq!((&right.around.screen, right.place.at), (&Screen::Figure, SimTime::from_secs(9)));
    let parallel = scenario::opening().with_setting("policy", "Parallel").expect("a setting");
    assert_eq!(right.run.scenario, parallel);
    assert_eq!(update(right, Action::Undone).run.scenario, scenario::opening());
}

#[test]
fn undo_does_not_change_one_side_behind_the_comparison() {
    let typed = after(with_words(), typed("kubectl scale sts web --replicas=3"));
    let state = does(typed, Comparing::With(vec![("release".into(), "1.36".into())]));
    let undone = update(state.clone(), Action::Undone);
    assert_eq!(undone.run.scenario, state.run.scenario);
    assert!(undone.compared().is_some());
}

/// The lines that a person typed on each side, with their times counted from zero.
fn typed_on(state: &AppState) -> [Vec<(SimTime, String)>; 2] {
    let compared = compared(state);
    [0, 1].map(|side| {
        let lines = compared.sides[side].run.scenario.lines.iter();
        let typed = lines.filter_map(|line| match line.when {
            When::At(at) if line.origin == Origin::Typed => {
                Some((compared.counted(side, at), line.text.to_string()))
            }
            _ => None,
        });
        typed.collect()
    })
}

const SCALE: &str = "kubectl scale sts web --replicas=3";

#[test]
fn a_line_acts_on_both_sides_at_the_same_instant_and_so_does_undo() {
    let steps: [fn(AppState) -> AppState; 3] = [
        |state| update(state, Action::LineTyped(SCALE.into())),
        |state| after(state, typed(SCALE)),
        |state| {
            let state = update(state, Action::ControlEdited(Control::Replicas, "3".into()));
            update(state, Action::ControlEntered(Control::Replicas))
        },
    ];
    for (step, swaps) in steps.into_iter().zip([false, true, false]) {
        let mut before = update(followed(POLICY), Action::CursorMoved(SimTime::from_secs(9)));
        if swaps {
            before = does(before, Comparing::Swapped);
        }
        let state = step(before.clone());
        let [left, right] = typed_on(&state);
        assert_eq!(left, right);
        assert_eq!(left, [(SimTime::from_secs(9), SCALE.to_owned())]);
        are_together(&state);
        assert_eq!(names(compared(&state)), names(compared(&before)), "what differs still differs");
        let specs = compared(&state).sides.each_ref().map(|side| {
            let run = &side.run;
            let history = run.history.drawn_at(run.trace.rollout.last()).expect("a set");
            history.specs.last().expect("a spec").1.replicas
        });
        assert_eq!(specs, [3, 3]);
        let figure = compared(&state).sides.iter().filter(|side| side.run.id == state.run.id);
        assert_eq!(figure.count(), 1, "the figure is one of the sides");
        let undone = update(state.clone(), Action::Undone);
        are_together(&undone);
        assert_eq!(typed_on(&undone), [Vec::new(), Vec::new()]);
        assert_eq!(undone.address(), before.address());
        let again = update(undone, Action::Redone);
        assert_eq!(typed_on(&again), typed_on(&state));
        let opened = followed(&state.address().expect("letters"));
        assert_eq!(typed_on(&opened), typed_on(&state), "the link has the line on both sides");
    }
}

#[test]
fn a_refused_line_says_so_on_both_sides() {
    let state =
        update(followed(POLICY), Action::LineTyped("kubectl scale sts wob --replicas=3".into()));
    let answers = view(&state).expect("a view").typed.answers;
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert!(answers[0].printed.contains("NotFound"), "{answers:?}");
    let differs = update(state, Action::WentToEnd);
    let differs = update(
        differs,
        Action::LineTyped("kubectl get sts web -o jsonpath={.spec.podManagementPolicy}".into()),
    );
    let answers = view(&differs).expect("a view").typed.answers;
    let printed: Vec<&str> = answers.iter().map(|it| &*it.printed).collect();
    assert_eq!(printed, ["OrderedReady", "Parallel"]);
}

#[test]
fn a_value_of_what_differs_is_that_of_one_side() {
    let state = followed("blog..?partition=2");
    let offered = view(&state).expect("a view").boards.map(|board| board.values);
    assert_eq!(offered, [vec!["4".to_owned()], vec!["4".to_owned()]]);
    let right = does(state.clone(), Comparing::ValueChosen(1, "4".into()));
    assert_eq!(names(compared(&right)), ["partition 0", "partition 4"]);
    assert_eq!(right.run.scenario, scenario::opening(), "the left side is as it was");
    assert_eq!(right.address().as_deref(), Some("blog..?partition=4"));
    let left = does(state, Comparing::ValueChosen(0, "4".into()));
    assert_eq!(names(compared(&left)), ["partition 4", "partition 2"]);
    let undone = update(left, Action::Undone);
    assert_eq!(names(compared(&undone)), ["partition 0", "partition 2"]);
}

#[test]
fn a_rollout_is_compared_with_itself_without_the_line_that_undo_takes_back() {
    let before = update(with_words(), Action::CursorMoved(SimTime::from_secs(9)));
    let line = "kubectl set image sts/web nginx=registry.k8s.io/nginx-slim:0.7";
    let state = does(after(before, typed(line)), Comparing::WithoutLast);
    let images = ["registry.k8s.io/nginx-slim:0.7", "registry.k8s.io/nginx-slim:0.9"];
    assert_eq!(names(compared(&state)), images, "named by what the line changed");
    let [left, right] = typed_on(&state);
    assert_eq!((left.len(), right.len()), (1, 0));
    let found = compared(&state).found.clone().expect("a comparison");
    assert!(found.agree_until().is_some_and(|until| until >= SimTime::from_secs(9)));
}

#[test]
fn lines_typed_on_the_figure_are_on_both_sides_of_the_comparison_that_is_opened_again() {
    let figure = update(followed(POLICY), Action::Around(Choice::FigureShown));
    let state = does(after(figure, typed(SCALE)), Comparing::Opened);
    assert_eq!(names(compared(&state)), ["OrderedReady", "Parallel"]);
    let [left, right] = typed_on(&state);
    assert_eq!((left.len(), &left), (1, &right));
}

#[test]
fn a_comparison_of_the_gallery_opens_on_its_film_without_the_service() {
    for (name, letters) in PAIRS {
        let film = pair_film(letters).unwrap_or_else(|| panic!("{letters} has no film"));
        assert_eq!(
            name,
            format!("pair.{}", letters.replacen("..", "_", 1).replace(['?', '%'], "_"))
        );
        let run = Run::of_film(&film).expect("the left side");
        let mut state = AppState::open(Rc::new(run), true);
        state.shelf.film = Card::of_film(&film).map(Rc::new);
        let beside = Run::beside_in_film(&film).expect("the right side");
        state.compare.filmed = Some((letters.into(), Rc::new(beside)));
        let (state, wishes) = crate::update::update(state, Action::LinkFollowed(letters.into()));
        if letters.contains("..?") {
            assert_eq!(wishes, [], "{letters}");
            let filmed = view(&state).expect(letters);
            let asked = view(&with_gallery_followed(letters)).expect(letters);
            assert_eq!((filmed.verdict, filmed.told), (asked.verdict, asked.told), "{letters}");
        }
    }
}

/// The comparison as the service works it out.
fn with_gallery_followed(letters: &str) -> AppState {
    let parts = scenario::GALLERY.iter().map(|(name, text)| format!("==> {name} <==\n{text}"));
    let file = Action::FileArrived(File::Gallery, Some(parts.collect::<String>().into()));
    update(followed(letters), file)
}

#[test]
fn both_sides_write_a_revision_that_is_the_same_with_one_letter() {
    let state = followed("blog?image=nginx:1..?image=nginx:2");
    let letters = compared(&state).sides.each_ref().map(|side| {
        let run = &side.run;
        let history = run.history.drawn_at(run.trace.rollout.last()).expect("a set");
        history.updates.iter().map(|&(_, it)| history.letter(it)).collect::<Vec<_>>()
    });
    assert_eq!(letters[0][0], letters[1][0], "the first revision is the same: {letters:?}");
    assert_ne!(letters[0].last(), letters[1].last(), "the last is another: {letters:?}");
}

#[test]
fn every_choice_that_is_offered_can_be_compared() {
    let chosen = does(with_words(), Comparing::Opened);
    assert_eq!((&chosen.around.screen, chosen.compared().is_some()), (&Screen::Compare, false));
    let all = offers(&chosen);
    assert_eq!(all.len(), 4, "{all:?}");
    for offer in all {
        for value in offer.values {
            let setting = vec![(offer.key.to_owned(), value.clone())];
            let state = does(chosen.clone(), Comparing::With(setting));
            let letters = format!("blog..?{}={value}", offer.key);
            assert_eq!(state.address().as_deref(), Some(&*letters));
            assert!(view(&state).is_some_and(|view| !view.verdict.is_empty()), "{letters}");
        }
    }
}

#[test]
fn a_comparison_is_asked_for_again_after_the_service_was_lost() {
    let (asked, wishes) = crate::update::update(with_words(), Action::LinkFollowed(POLICY.into()));
    assert!(!wishes.is_empty());
    let (lost, _) = crate::update::update(asked, Action::ServiceLost);
    assert!(lost.compared().is_none());
    let again = update(lost, Action::KeysToggled);
    assert_eq!(names(compared(&again)), ["OrderedReady", "Parallel"]);
}
