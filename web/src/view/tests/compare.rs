//! The page of a comparison: its sentences in both languages, its boards, its timeline.

use super::*;
use crate::state::{Compared, Height, Layout};
use crate::text::{Language, Text};
use crate::view::compare::{names, pairs, sentences, view};

const CHINESE: &str = include_str!("../../../text/zh.txt");

/// Opens a comparison of the opening scenario.
fn open(letters: &str) -> AppState {
    let state = AppState::open(crate::update::driven::opening(), true);
    let state = update(state, Action::LinkFollowed(letters.into()));
    assert!(state.compared().is_some(), "{letters}");
    state
}

fn compared(state: &AppState) -> &Compared {
    state.compared().expect("a comparison")
}

fn verdict(letters: &str) -> String {
    view(&open(letters)).expect("a view").verdict
}

fn in_chinese(mut state: AppState) -> AppState {
    state.shelf.chinese = Text::read(Language::Chinese, CHINESE);
    update(state, Action::LanguageChosen(Language::Chinese))
}

#[test]
fn the_verdict_says_who_ends_sooner_and_how_few_are_ready() {
    for (letters, says) in [
        ("blog..?policy=Parallel", "Parallel ends "),
        ("blog..?maxUnavailable=3", "maxUnavailable 3 ends "),
        ("blog..?maxUnavailable=40%", "Not one pod moves otherwise."),
    ] {
        let verdict = verdict(letters);
        assert!(verdict.contains(says), "{letters}: {verdict}");
    }
    let policy = verdict("blog..?policy=Parallel");
    assert!(policy.ends_with("both fall to 3 Ready, never lower."), "{policy}");
}

#[test]
fn every_comparison_of_the_gallery_shows_what_it_is_there_for() {
    let parts = scenario::GALLERY.iter().map(|(name, text)| format!("==> {name} <==\n{text}"));
    let bundle: std::rc::Rc<str> = parts.collect::<String>().into();
    let claims = [
        "Parallel ends 16 s sooner; both fall to 3 Ready, never lower.",
        "Kubernetes 1.37 ends 8 s sooner; Kubernetes 1.36 falls to 4 Ready, Kubernetes 1.37 to 3.",
        "Both stand still; Kubernetes 1.37 falls to 3 Ready, Kubernetes 1.38 beta 0 to 2.",
        "partition 2 ends 20 s sooner; both fall to 3 Ready, never lower.",
        "maxUnavailable 40% ends 8 s sooner; maxUnavailable 1 falls to 4 Ready, maxUnavailable 40% to 3.",
        "Both stand still; both fall to 3 Ready, never lower.",
        "Both stand still; both fall to 2 Ready, never lower.",
        "Recreate ends 6 s sooner; RollingUpdate falls to 2 Ready, Recreate to 0.",
        "Kubernetes 1.37 ends 3 s sooner; Kubernetes 1.37 falls to 8 Ready, Kubernetes 1.38 beta 0 to 9.",
    ];
    for ((_, letters), claim) in scenario::PAIRS.into_iter().zip(claims) {
        let state = AppState::open(crate::update::driven::opening(), true);
        let file = Action::FileArrived(crate::state::File::Gallery, Some(bundle.clone()));
        let state = update(update(state, Action::LinkFollowed(letters.into())), file);
        let view = view(&state).expect(letters);
        assert_eq!((&*view.verdict, view.told.is_some()), (claim, true), "{letters}");
    }
}

#[test]
fn other_releases_are_said_where_they_are_not_the_name() {
    let only = open("blog..?release=1.36");
    assert_eq!(names(compared(&only)), ["Kubernetes 1.37", "Kubernetes 1.36"]);
    assert!(!view(&only).expect("a view").verdict.contains("runs Kubernetes"));
    let both = verdict("blog..?release=1.36&policy=Parallel");
    assert!(both.ends_with("OrderedReady runs Kubernetes 1.37, Parallel runs 1.36."), "{both}");
}

#[test]
fn every_difference_is_a_sentence_about_its_pod_and_both_sides() {
    for letters in [
        "blog..?policy=Parallel",
        "blog..?maxUnavailable=1",
        "blog..?partition=2",
        "blog..?release=1.36",
        "blog..?replicas=7",
        "blog..?image=nginx:1.27",
    ] {
        let english = open(letters);
        for state in [english.clone(), in_chinese(english)] {
            let compared = compared(&state);
            let names = names(compared);
            let found = compared.found.as_deref().expect("a comparison");
            assert!(!found.differences.is_empty(), "{letters}");
            for (index, difference) in found.differences.iter().enumerate() {
                let says = sentences::difference(compared, &names, index).expect("a sentence");
                let whole = says.concat();
                assert_eq!(says[1], difference.at.to_string(), "{whole}");
                let pod = format!("web-{}", difference.pod.ordinal);
                assert!(whole.contains(&pod), "{letters}: {whole}");
                assert!(names.iter().all(|name| whole.contains(name)), "{letters}: {whole}");
                assert!(!whole.contains(['{', '}', '[', ']']), "{letters}: {whole}");
            }
            assert!(sentences::difference(compared, &names, found.differences.len()).is_none());
        }
    }
}

#[test]
fn the_first_difference_of_policies_names_the_rule_of_the_side_that_waits() {
    let state = open("blog..?policy=Parallel");
    let told = view(&state).and_then(|view| view.told).expect("a difference");
    let says = told.says.concat();
    assert!(says.starts_with("The first difference is at 0:0"), "{says}");
    assert!(says.contains("Parallel creates web-4"), "{says}");
    assert!(says.contains("OrderedReady waits for web-3 to be Ready"), "{says}");
}

#[test]
fn sides_are_named_by_what_differs_and_by_nothing_else() {
    for (letters, expected) in [
        ("blog..?policy=Parallel", ["OrderedReady", "Parallel"]),
        ("blog..?partition=2", ["partition 0", "partition 2"]),
        ("blog..?maxUnavailable=1", ["maxUnavailable 2", "maxUnavailable 1"]),
        ("blog..?replicas=7", ["5 replicas", "7 replicas"]),
    ] {
        assert_eq!(names(compared(&open(letters))), expected, "{letters}");
    }
    let same = view(&open("blog..?policy=Parallel")).expect("a view").same;
    let values: Vec<String> = same.values.into_iter().map(|(_, says)| says).collect();
    let same = format!("{}{}{}", same.before, values.join(same.comma), same.after);
    assert_eq!(same, "5 replicas, partition 0, maxUnavailable 2, RollingUpdate on both sides.");
}

#[test]
fn lanes_lie_in_pairs_the_left_side_above() {
    for (window, height) in [(1440, Height::Short), (1440, Height::Low), (390, Height::Ample)] {
        let layout = Layout { window, figure: window - 156, height };
        let state = update(open("blog..?replicas=7"), Action::Resized(layout));
        let pairs = pairs::pairs(&state).expect("lanes");
        assert_eq!(pairs.names.len(), 7);
        let tops = |path: &str| {
            let moves = path.split('M').skip(1);
            moves
                .filter_map(|it| it.split_once(' ')?.1.split('H').next()?.parse().ok())
                .collect::<Vec<f64>>()
        };
        let axis: f64 = pairs.measures.axis().to_string().parse().expect("a number");
        for band in &pairs.bands {
            assert!(tops(&band.area).iter().all(|&y| (36.0..axis).contains(&y)), "{band:?}");
        }
        for end in &pairs.ends {
            let x: f64 = end.x.parse().expect("a number");
            assert!((0.0..=f64::from(layout.figure)).contains(&x));
        }
    }
}

#[test]
fn from_thirteen_pods_on_both_sides_are_cells_and_rasters() {
    for (replicas, many) in [(5, false), (12, false), (13, true), (40, true)] {
        let state = open(&format!("blog?replicas={replicas}..?policy=Parallel"));
        let layout = Layout { window: 1440, figure: 1284, height: Height::Short };
        let state = update(state, Action::Resized(layout));
        let shape = pairs::pairs(&state).expect("lanes");
        assert_eq!(shape.rasters.is_some(), many, "{replicas}");
        assert_eq!(shape.bands.is_empty(), many, "{replicas}");
        let view = view(&state).expect("a view");
        let boards = view.boards.iter();
        let drawn: Vec<_> = boards.map(|it| (it.plates.is_some(), it.cells.is_some())).collect();
        assert!(drawn.iter().all(|it| it.0 != it.1), "{replicas}: {drawn:?}");
        if many {
            assert_eq!(drawn, [(false, true); 2]);
        }
        let mut sides = shape.rasters.iter().flat_map(|(sides, _)| sides);
        assert!(sides.all(|areas| !areas.is_empty()));
    }
}

#[test]
fn a_board_counts_what_its_pods_show() {
    let state = update(open("blog..?policy=Parallel"), Action::WentToEnd);
    let view = view(&state).expect("a view");
    for board in view.boards {
        assert_eq!((&*board.ready, &*board.updated), ("5/5 ready", ", 5 updated"));
    }
}
