//! Names that are too long for the places where pods are drawn.

use std::rc::Rc;

use super::*;
use crate::state::{Layout, Run};
use crate::view::names::PodNames;

const LONG: &str = "elasticsearch-master-nodes-of-production";

/// Returns the opening scenario with a set of this name, in a window. `figure` is the width of the timeline in px.
fn named(set: &str, window: u32, figure: u32) -> AppState {
    let text = crate::update::driven::FORMER.replace("sts/web", &format!("sts/{set}"));
    let text = text.replace("sts web", &format!("sts {set}"));
    let text = text.replace("name: web", &format!("name: {set}"));
    let scenario = scenario::Scenario::parse(&text).expect("a scenario");
    let state = AppState::open(Rc::new(Run::at_once(scenario)), true);
    moved(update(state, Action::Resized(Layout { window, figure, ..Layout::default() })), 42)
}

fn drawn_names(state: &AppState) -> Vec<String> {
    let pods = pods::view(state).map(|pods| pods.pods).unwrap_or_default();
    pods.into_iter().map(|pod| pod.name.shown).collect()
}

#[test]
fn the_sets_name_stands_once_and_all_that_is_drawn_of_a_pod_is_its_ordinal() {
    let state = named(LONG, 1440, 820);
    assert_eq!(drawn_names(&state), ["-0", "-1", "-2", "-3", "-4"]);
    let lanes = timeline::shape(&state).expect("a shape");
    let lanes: Vec<_> = lanes.names.iter().map(|(label, _)| label.says.as_str()).collect();
    assert_eq!(lanes, ["-0", "-1", "-2", "-3", "-4"]);
    let brackets = pods::view(&state).map(|pods| pods.brackets).unwrap_or_default();
    assert_eq!(brackets[0].says, "next batch, waits for -4");
    let head = question::view(&state).set.expect("the set's name");
    assert_eq!((&*head.0, &*head.1), (LONG, ", "));
    assert_eq!(sentence(&state), "Pod -4 is not Ready yet, so the next batch (-2, -1) waits.");
    let goes_on = explain::view(&state).goes_on.expect("it goes on");
    assert!(goes_on.starts_with("pod -4 is Ready, in "), "{goes_on}");
}

#[test]
fn what_is_heard_typed_and_pointed_at_keeps_the_whole_name() {
    let state = named(LONG, 1440, 820);
    let whole = |ordinal: u32| format!("{LONG}-{ordinal}");
    assert!(explain::said(&state).starts_with(&whole(4)), "{}", explain::said(&state));
    let pods = pods::view(&state).expect("plates");
    assert_eq!(pods.pods[3].name.hidden(), Some(&*whole(3)));
    assert_eq!(pods.name, format!("Pods of StatefulSet {LONG}"));
    let shape = timeline::shape(&state).expect("a shape");
    assert_eq!(shape.names[4].1, Some(whole(4)));
    assert_eq!(shape.table[4].head, whole(4));
    let svg = picture::svg(&state, &shape);
    assert_eq!(svg.matches(LONG).count(), 1, "once above the lanes: {svg}");
    let items = menu::items(&state, 2);
    let delete = menu::Does::Types(format!("kubectl delete pod {}", whole(2)).into());
    assert!(items.iter().any(|item| item.does == delete), "{items:?}");
}

#[test]
fn a_lane_says_less_than_a_plate_where_only_the_gutter_is_too_narrow() {
    let state = named("little-lift", 2560, 1020);
    assert_eq!(drawn_names(&state)[0], "little-lift-0");
    assert_eq!(question::view(&state).set, None);
    let shape = timeline::shape(&state).expect("a shape");
    assert_eq!((shape.names[0].0.says.as_str(), shape.set.as_deref()), ("-0", Some("little-lift")));
}

#[test]
fn a_name_is_as_long_at_every_moment_however_many_pods_there_are_then() {
    let at = |state: &AppState, seconds| PodNames::of(&moved(state.clone(), seconds)).at_head();
    let few = named("cache", 1440, 820);
    assert_eq!(at(&few, 2), None);
    let scaled = typed(few, &["kubectl scale sts cache --replicas=12"]);
    assert!(at(&scaled, 2).is_some(), "it has no room on twelve plates, so it has none on five");
    assert_eq!(at(&scaled, 2), at(&scaled, 90));
}

#[test]
fn no_scenario_of_the_gallery_has_a_name_without_room() {
    for (name, text) in scenario::GALLERY {
        let scenario = scenario::Scenario::parse(text).expect(name);
        let state = AppState::open(Rc::new(Run::at_once(scenario)), true);
        for (window, figure) in [(1440, 820), (1280, 708), (768, 616), (390, 314)] {
            let layout = Layout { window, figure, ..Layout::default() };
            let state = update(state.clone(), Action::Resized(layout));
            assert_eq!(PodNames::of(&state).at_lanes(), None, "{name}, {window} px wide");
        }
    }
}

#[test]
fn several_claims_are_named_by_their_templates_and_one_by_its_name_where_that_has_room() {
    let claims = |set: &str, templates: &[&str]| {
        let claim = |name: &&str| {
            format!(
                "  - metadata:\n      name: {name}\n    spec:\n      accessModes: [ReadWriteOnce]\n      resources:\n        requests:\n          storage: 1Gi\n"
            )
        };
        let all: String = templates.iter().map(claim).collect();
        let text = manifest::source(&at(22));
        let text = text.replace("name: web", &format!("name: {set}"));
        let text = format!("{}\n  volumeClaimTemplates:\n{all}", text.trim_end());
        let state = update(update(at(22), Action::ManifestEdited(text)), Action::BegunAnew);
        let pods = pods::view(&end(state)).expect("plates");
        pods.pods[1].claims.clone().expect("claims")
    };
    assert_eq!(claims("web", &["data"]).shown, ["data-web-1 Bound"]);
    assert_eq!(claims("web", &["data", "logs"]).shown, ["data Bound", "logs Bound"]);
    let long = claims(LONG, &["data"]);
    assert_eq!(
        (long.shown, long.said),
        (vec!["data Bound".into()], format!("data-{LONG}-1 Bound"))
    );
}
