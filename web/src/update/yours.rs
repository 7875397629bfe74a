//! Reads a pasted cluster by the service, and opens what was understood of it.
//!
//! A paste that changes while the service reads is read again once: the last text counts. Leaves out the text itself
//! and what is known of it (`state::yours`).

use std::rc::Rc;

use apiserver::found::Unreadable;
use rollout_engine::time::SimTime;
use scenario::protocol::Request;
use scenario::{Paste, Printed, Scenario, SetUnderstood, Understood};

use super::change;
use crate::state::{AppState, By, Change, Opening, Pasting, Screen, WithoutNames};
use crate::text::Key;

/// The service has read a paste. One that is no longer the last one changes nothing.
pub(super) fn understood(
    mut state: AppState,
    number: u32,
    read: Result<Understood, Unreadable>,
) -> AppState {
    let yours = &mut state.yours;
    if yours.asked == Some(number) {
        yours.asked = None;
        match std::mem::take(&mut yours.has_changed) {
            true => self::read(&mut state),
            false => yours.read = Some(Rc::new(read)),
        }
    } else if let Some(WithoutNames::Asked(_, of)) = yours
        .without_names
        .take_if(|it| matches!(it, WithoutNames::Asked(asked, _) if *asked == number))
    {
        if state.exchange.is_waiting() || state.run.scenario != *of {
            // A line was entered meanwhile, so it is asked again with that.
            state.yours.without_names = Some(WithoutNames::Wanted);
            return state;
        }
        let scenario = read.ok().and_then(|it| Scenario::parse(&it.script).ok());
        let until = state.place.at;
        let opening = scenario.map(|scenario| Opening { scenario, until, by: By::Renamed });
        if let Some(opening) = opening {
            return change::ask(state, Change::Open(Box::new(opening)));
        }
    }
    state
}

/// Whether an opened file is a pasted cluster: on its page any file is, elsewhere one that has a set with its pods.
pub(super) fn takes(state: &AppState, text: Option<&str>) -> bool {
    let has_pods = |text: &str| {
        ["kind: List", "\"kind\": \"List\"", "\"kind\":\"List\""].iter().any(|it| text.contains(it))
            && text.contains("controller-revision-hash")
    };
    state.around.screen == Screen::Yours || text.is_some_and(has_pods)
}

/// The next state.
pub(super) fn take(mut state: AppState, step: Pasting) -> AppState {
    match step {
        Pasting::FieldEdited(field, text) => {
            state.yours.fields[field as usize] = text.into();
            state.yours.copied = false;
        }
        Pasting::Copied => state.yours.copied = true,
        Pasting::ClockRead(at) => state.yours.clock = Some(at),
        Pasting::Pasted(text) => {
            state.yours.printed_now = None;
            (state.around.screen, state.around.pop) = (Screen::Yours, None);
            (state.yours.reopened, state.yours.first) = (false, None);
            match text {
                Some(text) => {
                    state.yours.text = text;
                    read(&mut state);
                }
                None => {
                    (state.yours.asked, state.yours.has_changed) = (None, false);
                    state.yours.read = Some(Rc::new(Err(Unreadable::TooLong)));
                }
            }
        }
        Pasting::SetChosen(name) => {
            state.yours.first = Some(name);
            read(&mut state);
        }
        Pasting::TimeSwitched => {
            let known = state.yours.known();
            let is_now = known.is_some_and(|known| known.printed_at != known.changed_at);
            state.yours.printed_now = Some(!is_now);
            read(&mut state);
        }
        Pasting::LineCopied(line) => state.yours.copied_line = Some(line),
        Pasting::NamesSwitched => {
            state.yours.plain = !state.yours.plain;
            state.yours.first = None;
            read(&mut state);
        }
        Pasting::Shown => return show(state),
        Pasting::Reopened => state.yours.reopened = true,
        Pasting::NamesLeft => state.yours.without_names = Some(WithoutNames::Wanted),
    }
    state
}

/// Asks the service for the scenario that is shown, without the names of its cluster, if a person wants that and no change
/// is pending.
pub(super) fn go_on(state: &mut AppState) {
    let is_busy = state.exchange.is_waiting() || state.exchange.is_lost;
    if is_busy || state.yours.without_names != Some(WithoutNames::Wanted) {
        return;
    }
    state.yours.without_names = None;
    let scenario = &state.run.scenario;
    let Some(text) = scenario::cluster_of(scenario) else { return };
    let paste = Box::new(Paste {
        text: text.to_owned(),
        release: scenario.release.to_string(),
        question: String::new(),
        first: None,
        plain: true,
        printed: Printed::AtLastChange,
        script: scenario.to_string(),
    });
    let of = Rc::new(scenario.clone());
    let number = state.exchange.number();
    state.exchange.wish(Request::Understand { number, paste });
    state.yours.without_names = Some(WithoutNames::Asked(number, of));
}

/// Asks the service to read the paste. What was understood of the one before stays until then.
fn read(state: &mut AppState) {
    if state.yours.text.trim().is_empty() {
        (state.yours.read, state.yours.asked) = (None, None);
        return;
    }
    if state.yours.asked.is_some() {
        state.yours.has_changed = true;
        return;
    }
    let number = state.exchange.number();
    let paste = Box::new(Paste {
        text: state.yours.text.to_string(),
        release: state.run.scenario.release.to_string(),
        question: String::new(),
        first: state.yours.wanted(),
        plain: state.yours.plain,
        printed: state.yours.printed(),
        script: String::new(),
    });
    state.exchange.wish(Request::Understand { number, paste });
    state.yours.asked = Some(number);
}

/// The service was lost while it read.
pub(super) fn try_again(state: &mut AppState) {
    if state.yours.without_names.is_some() {
        state.yours.without_names = Some(WithoutNames::Wanted);
    }
    if state.yours.asked.take().is_some() {
        state.yours.has_changed = false;
        read(state);
    }
}

fn show(state: AppState) -> AppState {
    let script = state.yours.known().map(|known| Scenario::parse(&known.script));
    let Some(Ok(mut scenario)) = script else { return state };
    // It may have been chosen since the paste was read.
    scenario.release = Rc::clone(&state.run.scenario.release);
    scenario.question = state.yours.known().map(|known| state.text.of(asks(known)).into());
    let opening = Opening { scenario, until: SimTime::ZERO, by: By::File };
    change::ask(state, Change::Open(Box::new(opening)))
}

/// What is asked of a cluster, by the state of the set that is drawn.
fn asks(known: &Understood) -> Key {
    let set = known.sets.first();
    let moves = |set: &SetUnderstood| {
        let is_there = |it: &scenario::PodUnderstood| it.pod.ready && it.status == "Running";
        set.pods.iter().filter(|it| is_there(it)).count() != set.spec.replicas as usize
            || set.pods.len() != set.spec.replicas as usize
    };
    match set {
        Some(set) if crate::view::yours::is_stuck(set) => Key::YoursAsks,
        Some(set) if moves(set) => Key::YoursAsksWait,
        _ => Key::YoursAsksNext,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Action, OpenedFile, PrintField, Sharing};
    use crate::update::driven::{opening, update};

    const STUCK: &str = include_str!(
        "../../../crates/scenario/tests/snapshots/recorded/e-p09-stuck-then-freed.txt"
    );

    fn pasted() -> &'static str {
        let after = STUCK.split_once("-o yaml\n").expect("a command that prints").1;
        after.split_once("\n: watch").expect("a watch").0
    }

    fn after(state: AppState, step: Pasting) -> AppState {
        update(state, Action::Yours(step))
    }

    fn page() -> AppState {
        AppState::open(opening(), true)
    }

    #[test]
    fn a_paste_is_understood_then_shown_and_can_be_undone() {
        let before = page();
        let state = after(before.clone(), Pasting::Pasted(Some(pasted().into())));
        assert_eq!(state.around.screen, Screen::Yours);
        assert_eq!(state.yours.known().map(|it| it.sets.len()), Some(1));
        assert!(Rc::ptr_eq(&state.run, &before.run), "nothing runs before it is shown");
        let state = after(state, Pasting::Shown);
        assert_eq!(state.around.screen, Screen::Figure);
        let asks = state.run.scenario.question.as_deref();
        assert_eq!(asks, Some("Why does my rollout not move?"));
        assert!(state.run.scenario.lines.iter().any(|it| it.text.starts_with(": cluster ")));
        assert_eq!(&*state.yours.text, pasted(), "the paste can be had again");
        let state = update(state, Action::Undone);
        assert_eq!(state.run.scenario, before.run.scenario);
    }

    #[test]
    fn what_cannot_be_read_keeps_the_figure_and_the_text() {
        let state = after(page(), Pasting::Pasted(Some("NAME  READY\nweb   1/3\n".into())));
        assert_eq!(state.yours.read.as_deref(), Some(&Err(Unreadable::Table)));
        let state = after(state, Pasting::Shown);
        assert_eq!(state.run.scenario, scenario::opening());
        assert!(state.yours.text.contains("web"));
        let state = after(state, Pasting::Pasted(None));
        assert_eq!(state.yours.read.as_deref(), Some(&Err(Unreadable::TooLong)));
        let state = after(state, Pasting::Pasted(Some(" \n".into())));
        assert!(state.yours.read.is_none());
    }

    #[test]
    fn a_stuck_cluster_gets_the_pod_the_rule_and_the_line_that_frees_it() {
        let state = after(page(), Pasting::Pasted(Some(pasted().into())));
        let state = update(after(state, Pasting::Shown), Action::WentToEnd);
        let reason = crate::view::explain::view(&state);
        assert!(format!("{:?}", reason.sentence).contains("web-3"), "{reason:?}");
        assert!(reason.rule.is_some(), "{reason:?}");
        assert_eq!(
            reason.stuck.map(|stuck| stuck.line).as_deref(),
            Some("kubectl delete pod web-3")
        );
    }

    #[test]
    fn a_late_answer_about_a_former_paste_changes_nothing() {
        let mut state = page();
        state.yours.asked = Some(2);
        let state = understood(state, 1, Err(Unreadable::Nothing));
        assert!(state.yours.read.is_none() && state.yours.is_reading());
    }

    #[test]
    fn the_set_that_was_typed_comes_first() {
        let two = pasted().to_owned()
            + "\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\n  namespace: default\nspec:\n  replicas: 0\n";
        let first = |state: &AppState| state.yours.known().map(|it| it.sets[0].name.clone());
        let state = after(page(), Pasting::FieldEdited(PrintField::Set, "db ".into()));
        let state = after(state, Pasting::Pasted(Some(two.into())));
        assert_eq!(first(&state).as_deref(), Some("db"));
        let state = after(state, Pasting::SetChosen("default/web".into()));
        assert_eq!(first(&state).as_deref(), Some("web"));
    }

    #[test]
    fn the_chosen_set_is_marked_before_the_service_has_read_again() {
        let two = pasted().to_owned()
            + "\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\n  namespace: default\nspec:\n  replicas: 0\n";
        let marked = |state: &AppState| {
            let read = crate::view::yours::view(state).read.expect("what was understood");
            let of = |is: fn(&crate::view::yours::SetView) -> bool| {
                read.sets
                    .iter()
                    .filter(|set| is(set))
                    .map(|set| set.name.clone())
                    .collect::<Vec<_>>()
            };
            (of(|set| set.is_chosen), of(|set| set.is_drawn))
        };
        let state = after(page(), Pasting::Pasted(Some(two.into())));
        assert_eq!(marked(&state), (vec!["web".into()], vec!["web".into()]));
        let asked = take(state.clone(), Pasting::SetChosen("default/db".into()));
        assert_eq!(marked(&asked), (vec!["db".into()], vec!["web".into()]));
        let answered = after(state, Pasting::SetChosen("default/db".into()));
        assert_eq!(marked(&answered), (vec!["db".into()], vec!["db".into()]));
    }

    #[test]
    fn names_do_not_leave_the_page_before_that_was_decided() {
        let state = after(page(), Pasting::Pasted(Some(pasted().into())));
        let state = after(state, Pasting::Shown);
        assert_eq!(state.names_undecided(), ["nginx", "nginx:1.25", "nginx:bad"]);
        assert_eq!(state.address().as_deref(), Some(""));
        let kept = update(state.clone(), Action::Share(Sharing::NamesKept));
        assert!(kept.names_undecided().is_empty());
        let plain = after(state, Pasting::NamesLeft);
        assert!(plain.names_undecided().is_empty());
        assert!(!plain.run.scenario.to_string().contains("nginx"));
        let back = update(plain, Action::Undone);
        assert!(back.run.scenario.to_string().contains("nginx"));
    }

    #[test]
    fn of_many_changes_at_once_the_first_and_the_last_are_asked_about() {
        let mut state = page();
        let mut asked = Vec::new();
        for length in [4, 9, 40, pasted().len()] {
            let text = Pasting::Pasted(Some(pasted()[..length].into()));
            state = take(state, text);
            asked.extend(state.exchange.take_wishes());
        }
        assert_eq!(asked.len(), 1, "{asked:?}");
        let first = state.yours.asked.expect("a question");
        state = understood(state, first, Err(Unreadable::Nothing));
        assert!(state.yours.read.is_none() && state.yours.is_reading());
        let wishes = state.exchange.take_wishes();
        let [Request::Understand { paste, .. }] = &wishes[..] else { panic!("{wishes:?}") };
        assert_eq!(paste.text, pasted());
    }

    #[test]
    fn a_dropped_file_with_pods_is_a_cluster_wherever_it_is_dropped() {
        let dropped = |state: AppState, text: &str| {
            let file = OpenedFile { name: "a.yaml".into(), text: Some(text.into()) };
            update(state, Action::Share(Sharing::FileOpened(file)))
        };
        assert_eq!(dropped(page(), pasted()).around.screen, Screen::Yours);
        let set = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\n";
        assert_eq!(dropped(page(), set).around.screen, Screen::Figure);
        let open = update(page(), Action::Around(crate::state::Choice::YoursOpened));
        let state = dropped(open, set);
        assert_eq!(state.around.screen, Screen::Yours);
        assert!(state.yours.known().is_some(), "{:?}", state.yours.read);
    }

    #[test]
    fn nothing_of_the_paste_is_kept_but_what_was_understood() {
        let secret = pasted().replace(
            "nginx:1.25",
            "nginx:1.25\n      env:\n      - name: A\n        value: geheim",
        );
        let state = after(page(), Pasting::Pasted(Some(secret.into())));
        let state = after(state, Pasting::Shown);
        assert!(!state.run.scenario.to_string().contains("geheim"));
        assert!(state.kept(false).is_none_or(|kept| !kept.contains("geheim")));
    }
}
