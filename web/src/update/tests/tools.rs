//! Keyboard navigation among pods, and the tools beside the figure: which is open, and what Escape closes first.

use super::*;

#[test]
fn arrows_among_the_pods_stop_at_both_ends() {
    let state = after(opened(), [at(22), Action::PodsCrossed(Stride::By(-1))]);
    assert_eq!(state.tools.pod, 0);
    let last =
        after(state, [Action::PodsCrossed(Stride::Last), Action::PodsCrossed(Stride::By(1))]);
    assert_eq!(last.tools.pod, 4);
}

/// Presses keys among the pods, one after the other.
fn pressed(state: AppState, keys: &str) -> AppState {
    keys.chars().fold(state, |state, key| update(state, Action::PodNamed(key.to_string())))
}

#[test]
fn a_pods_name_or_its_ordinal_leads_to_it() {
    let scaled = after(opened(), [at(22)]);
    let scaled = after(scaled, typed("kubectl scale sts web --replicas=40"));
    let asked = after(scaled.clone(), [Action::FocusAsked(Focus::Pods)]);
    assert_eq!(pressed(asked.clone(), "web-37").tools.pod, 37);
    assert_eq!(pressed(asked.clone(), "Web-3").tools.pod, 3);
    assert_eq!(pressed(asked, "12").tools.pod, 12);
    assert_eq!(pressed(scaled.clone(), "12").tools.pod, 12, "digits need no P");
    assert_eq!(pressed(scaled.clone(), "web").tools.naming, None, "letters do");
    // There is no web-48, so the digit begins a new name.
    let anew = pressed(scaled, "48");
    assert_eq!((anew.tools.pod, anew.tools.naming), (8, Some("8".into())));
}

#[test]
fn an_arrow_ends_a_name() {
    let state = after(opened(), [at(22), Action::FocusAsked(Focus::Pods)]);
    let crossed = after(pressed(state, "web-1"), [Action::PodsCrossed(Stride::By(1))]);
    assert_eq!((crossed.tools.pod, crossed.tools.naming), (2, None));
}

#[test]
fn escape_closes_one_thing_the_last_opened_first() {
    let open = [Action::SheetToggled, Action::KeysToggled, Action::MenuToggled(2)];
    let state = after(opened(), open);
    let once = after(state, [Action::Escaped]);
    assert_eq!((once.tools.menu, once.tools.keys, once.tools.sheet), (None, true, true));
    let twice = after(once, [Action::Escaped]);
    assert_eq!((twice.tools.keys, twice.tools.sheet), (false, true));
    assert!(!after(twice, [Action::Escaped]).tools.sheet);
}

#[test]
fn a_menu_that_goes_takes_nothing_else_with_it() {
    let state = after(opened(), [Action::MenuToggled(2), Action::OwnOpened(2), Action::MenuLeft]);
    assert_eq!((state.tools.menu, state.tools.own, state.tools.sheet), (None, Some(2), true));
}

#[test]
fn a_new_terminal_is_the_scenarios_once_a_line_stands_in_it() {
    let opened = after(opened(), [at(22), Action::TerminalOpened, Action::TerminalOpened]);
    assert_eq!((opened.tools.terminal, crate::view::terminals::count(&opened)), (3, 4));
    let state = after(opened, typed_in(3, "kubectl get pods"));
    assert_eq!((state.tools.terminal, crate::view::terminals::count(&state)), (2, 4));
    assert_eq!(crate::view::terminals::view(&state).panes[0].typed.len(), 1);
}

#[test]
fn a_control_types_into_a_terminal_that_is_free() {
    let state = after(opened(), [at(10)]);
    let state = after(state, typed("kubectl delete pod web-0"));
    assert!(crate::view::terminals::is_busy(&state, 0));
    let state = after(state, [Action::LineTyped("kubectl get pods".into())]);
    assert_ne!(state.tools.terminal, 0);
}
