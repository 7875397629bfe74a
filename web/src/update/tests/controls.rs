//! Controls and faults: the lines they type, and refusals.

use super::*;

#[test]
fn a_control_types_its_line_only_when_entered() {
    let state = after(opened(), [at(22), Action::PlayPressed]);
    let stepped = Action::ControlStepped(Control::Replicas, Direction::Forward);
    let drafted = after(state, [stepped.clone(), stepped]);
    assert_eq!(drafted.drafts.control, Some((Control::Replicas, "7".into())));
    assert_eq!(pods(&after(drafted.clone(), [Action::WentToEnd])).len(), 5);
    let entered = after(drafted, [Action::ControlEntered(Control::Replicas)]);
    assert_eq!(entered.drafts.control, None);
    let newest = crate::view::terminals::history(&entered);
    assert_eq!(newest.first().map(|past| &*past.text), Some("kubectl scale sts web --replicas=7"));
    assert_eq!(pods(&after(entered, [Action::WentToEnd])).len(), 7);
}

#[test]
fn escape_takes_a_draft_back() {
    let drafted = after(opened(), [at(22), Action::ControlEdited(Control::Partition, "3".into())]);
    assert_eq!(after(drafted, [Action::Escaped]).drafts.control, None);
}

/// Edits and enters every control at 22 s, and returns the typed line.
fn entered(control: Control, value: &str) -> (AppState, String) {
    let actions =
        [at(22), Action::ControlEdited(control, value.into()), Action::ControlEntered(control)];
    let state = after(opened(), actions);
    let newest = crate::view::terminals::history(&state).first().map(|past| past.text.to_string());
    (state, newest.unwrap_or_default())
}

#[test]
fn what_the_api_refuses_stays_in_the_control_with_its_message() {
    let (state, _) = entered(Control::MaxUnavailable, "0");
    assert_eq!(state.drafts.control, Some((Control::MaxUnavailable, "0".into())));
    let says = state.drafts.refused.clone().unwrap_or_default();
    assert!(says.contains("cannot be 0"), "{says}");
    let better = after(state, [Action::ControlEdited(Control::MaxUnavailable, "3".into())]);
    assert_eq!(better.drafts.refused, None);
}

#[test]
fn an_immutable_field_makes_another_set_of_the_same_pods() {
    let (state, newest) = entered(Control::PodManagementPolicy, "Parallel");
    assert_eq!(newest, "kubectl apply -f web.yaml");
    assert_eq!(state.drafts.refused, None);
    let state = after(state, [Action::CursorMoved(SimTime::from_secs(24))]);
    let controls = crate::view::controls::view(&state);
    let policy = controls.iter().find(|it| it.control == Control::PodManagementPolicy);
    assert_eq!(policy.map(|it| it.value.as_str()), Some("Parallel"));
    assert_eq!(pods(&state).len(), 5);
}

#[test]
fn faults_are_lines_of_the_script_and_can_be_removed() {
    use rollout_engine::behavior::Step;
    let (state, newest) = entered(Control::Step(Step::Stop), "9s");
    assert_eq!(newest, ": timing nginx-slim:0.8 stop=9s");
    let value = |state: &AppState| {
        let controls = crate::view::faults::view(state).controls;
        let stop = controls.into_iter().find(|it| it.control == Control::Step(Step::Stop));
        stop.map(|it| it.value)
    };
    assert_eq!(value(&state).as_deref(), Some("9s"));
    let script = crate::view::faults::view(&state).script;
    let said = script.iter().rfind(|line| line.text.contains("stop=9s")).expect("the line");
    let removed = after(state, [Action::LineRemoved(said.line)]);
    assert_eq!(value(&removed).as_deref(), Some("2s"));
    let back = after(removed, [Action::Undone]);
    assert_eq!(value(&back).as_deref(), Some("9s"));
}

#[test]
fn a_time_from_the_beginning_acts_before_the_cursor_and_keeps_every_line() {
    use rollout_engine::behavior::Step;
    let begun = after(opened(), [at(22), Action::FromBeginningChosen(true)]);
    let (lines, ready) = (begun.run.scenario.lines.len(), begun.run.history.ends_at);
    let edited = Action::ControlEdited(Control::Step(Step::Start), "20s".into());
    let state = after(begun, [edited, Action::ControlEntered(Control::Step(Step::Start))]);
    assert_eq!(state.run.scenario.lines.len(), lines + 1);
    assert!(state.run.history.ends_at > ready, "every pod starts later");
    assert_eq!((state.place.at, &state.drafts.control), (SimTime::from_secs(22), &None));
    let start = fault_control(&state, Control::Step(Step::Start)).expect("a control");
    assert_eq!(start.value, "20s");
    let back = after(state, [Action::Undone]);
    assert_eq!((back.run.scenario.lines.len(), back.run.history.ends_at), (lines, ready));
}

#[test]
fn an_assumed_time_is_changed_from_the_beginning() {
    use rollout_engine::behavior::Step;
    let start = Control::Step(Step::Start);
    let begun = after(opened(), [at(22), Action::ControlAsked(start)]);
    let ended = begun.run.history.ends_at;
    let edited = Action::ControlEdited(start, "20s".into());
    let state = after(begun, [edited, Action::ControlEntered(start)]);
    assert!(state.run.history.ends_at > ended && state.tools.adjusting.is_none());
}

#[test]
fn the_caption_names_the_image_whose_times_it_shows() {
    let said = |state: &AppState| {
        let assumed = crate::view::ends::view(state).and_then(|it| it.assumed);
        assumed.map(|it| it.words[0].clone()).unwrap_or_default()
    };
    let mut assumes = opened().run.scenario.clone();
    assumes.lines.retain(|line| !line.text.starts_with(": timing"));
    let state = AppState::open(Rc::new(crate::state::Run::at_once(assumes)), false);
    let state = after(state, [Action::WentToEnd]);
    assert_eq!(said(&state), "This assumes that nginx-slim:0.9 starts in ");
    let chosen = after(state.clone(), [Action::SubjectChosen("nginx-slim:0.8".into())]);
    assert_eq!(said(&chosen), "This assumes that nginx-slim:0.8 starts in ");
    // Back at A, pods of B are left; the letters end with B.
    let undone = after(state, typed("kubectl rollout undo sts/web"));
    assert_eq!(said(&undone), "This assumes that nginx-slim:0.8 starts in ");
}

#[test]
fn a_wrong_time_from_the_beginning_is_refused_and_stays_in_its_field() {
    use rollout_engine::behavior::Step;
    let start = Control::Step(Step::Start);
    let actions = [
        at(22),
        Action::FromBeginningChosen(true),
        Action::ControlEdited(start, "soon".into()),
        Action::ControlEntered(start),
    ];
    let state = after(opened(), actions);
    assert!(state.drafts.refused.is_some_and(|says| says.contains("is not a duration")));
    assert_eq!(state.drafts.control, Some((start, "soon".into())));
}

#[test]
fn an_image_that_a_later_line_brings_has_its_row() {
    let state = after(opened(), [at(22)]);
    let images = crate::view::faults::view(&state).subjects;
    let images: Vec<String> = images[0].names.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(images, ["nginx-slim:0.8", "nginx-slim:0.9"]);
    let chosen = after(state, [Action::SubjectChosen("nginx-slim:0.9".into())]);
    let shown = crate::view::faults::view(&chosen);
    assert_eq!((&*shown.subject, shown.letter), ("nginx-slim:0.9", Some('B')));
}

fn fault_control(state: &AppState, control: Control) -> Option<crate::view::controls::ControlView> {
    let controls = crate::view::faults::view(state).controls;
    controls.into_iter().find(|it| it.control == control)
}

#[test]
fn an_image_starts_so_many_times_slower_and_no_less_than_once() {
    let (state, newest) = entered(Control::Slower, "4");
    assert_eq!(newest, ": image nginx-slim:0.8 starts 4 times slower");
    assert_eq!(fault_control(&state, Control::Slower).map(|it| it.value).as_deref(), Some("4"));
    let down = Action::ControlStepped(Control::Slower, Direction::Back);
    let least = after(opened(), [at(22), down]);
    assert_eq!(least.drafts.control, Some((Control::Slower, "1".into())));
    let (state, _) = entered(Control::Slower, "many");
    assert!(state.drafts.refused.is_some_and(|says| says.contains("is not a factor")));
    let pod = after(opened(), [at(22), Action::SubjectChosen("web-1".into())]);
    assert_eq!(fault_control(&pod, Control::Slower), None, "the language has it of images alone");
}

#[test]
fn what_exits_says_after_how_long_and_that_can_be_changed() {
    let (state, newest) = entered(Control::Fault, "exits");
    assert_eq!(newest, ": image nginx-slim:0.8 exits 1 after 5s");
    let after_it = fault_control(&state, Control::After).expect("it exits after something");
    assert_eq!((&*after_it.value, &*after_it.lines[0]), ("5s", newest.as_str()));
    let stepped = after(state, [Action::ControlStepped(Control::After, Direction::Forward)]);
    let lines = fault_control(&stepped, Control::After).expect("the same").lines;
    assert_eq!(lines, [": image nginx-slim:0.8 exits 1 after 6s"]);
    let (works, _) = entered(Control::Fault, "cannot be pulled");
    assert_eq!(fault_control(&works, Control::After), None);
}

#[test]
fn only_what_has_a_probe_can_stop_answering() {
    let choices = |state: &AppState| match fault_control(state, Control::Fault).map(|it| it.form) {
        Some(crate::view::controls::Form::Choice(choices)) => choices,
        _ => Vec::new(),
    };
    let state = after(opened(), [at(22)]);
    assert_eq!(choices(&state), ["works", "exits", "cannot be pulled"]);
    let probe = "        livenessProbe: {httpGet: {path: /, port: 80}}\n        name: nginx\n";
    let text = crate::view::manifest::source(&state).replace("        name: nginx\n", probe);
    let probed = after(state, [Action::ManifestEdited(text), Action::ManifestApplied]);
    assert_eq!(choices(&probed), ["works", "exits", "cannot be pulled", "stops answering"]);
    let chosen = after(probed, [Action::ControlEdited(Control::Fault, "stops answering".into())]);
    let line = fault_control(&chosen, Control::Fault).expect("a fault").lines;
    let image = line[0].strip_prefix(": image ").expect("an image's line");
    assert!(image.ends_with(" stops answering after 20s"), "{image}");
}

#[test]
fn a_wrong_duration_is_refused_in_our_words() {
    use rollout_engine::behavior::Step;
    let (state, _) = entered(Control::Step(Step::Pull), "soon");
    let says = state.drafts.refused.unwrap_or_default();
    assert!(says.contains("is not a duration"), "{says}");
}

#[test]
fn a_control_that_shows_what_the_cluster_has_types_nothing() {
    let state = after(opened(), [at(22)]);
    let lines = state.run.scenario.lines.len();
    let entered = after(state, [Action::ControlEntered(Control::Replicas)]);
    assert_eq!(entered.run.scenario.lines.len(), lines);
}
