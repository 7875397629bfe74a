//! Restores a saved page: the scenario first, then drafts and tools.
//!
//! `state::kept` defines what is saved and how.

use std::rc::Rc;

use apiserver::value::Value;
use rollout_engine::time::SimTime;
use scenario::{Base, Scenario};

use super::{change, linked};
use crate::state::{
    AppState, By, Change, HalfDone, Opening, Place, Run, SECRETS, Secrets, Undo, scenario_of,
};

/// Restores a saved page. Undo leads back, unless the page has just been opened (`is_new`).
pub(super) fn bring_back(mut state: AppState, text: &Rc<str>, is_new: bool) -> AppState {
    let Some(kept) = Value::from_json(text) else { return state };
    match scenario_of(&kept) {
        Some((scenario, until))
            if scenario != state.run.scenario || state.exchange.is_opening() =>
        {
            let by = By::Kept(Rc::clone(text), is_new);
            change::ask(state, Change::Open(Box::new(Opening { scenario, until, by })))
        }
        Some(_) => fill(state, &kept),
        None => {
            HalfDone::read(&kept).bring_back(&mut state);
            state
        }
    }
}

/// Shows the run of the saved scenario.
pub(super) fn opened(state: AppState, text: &str, run: Rc<Run>, is_new: bool) -> AppState {
    let undo = is_new.then(|| Undo::new(&run.scenario));
    let state = super::opened(state, run);
    let undo = undo.unwrap_or_else(|| state.undo.clone());
    match Value::from_json(text) {
        Some(kept) => fill(AppState { undo, ..state }, &kept),
        None => state,
    }
}

/// Restores everything except the scenario.
fn fill(mut state: AppState, kept: &Value) -> AppState {
    // What is shown is the saved page now, not what a link would have opened.
    linked::give_up(&mut state);
    let text = |key: &str| kept.get(key).and_then(Value::as_str);
    let began = text("began").and_then(|began| Scenario::parse(began).ok());
    let began = Rc::new(began.unwrap_or_else(|| state.run.scenario.clone()));
    state.undo.begin_with(Rc::clone(&began));
    let number = kept.get("number").and_then(Value::as_int).and_then(|it| it.try_into().ok());
    if let (Some(name), Some(number), Some(text)) = (text("base"), number, text("text")) {
        state.linked.base = Base { name: name.into(), number, text: text.into() };
    }
    match text("followed") {
        Some(letters) => state.linked.follow(letters.into(), began),
        None => state.linked.follow("".into(), Rc::new(scenario::opening())),
    }
    let decided = SECRETS.iter().find(|(name, _)| Some(*name) == text("secrets"));
    state.share.secrets = decided.map_or(Secrets::Undecided, |(_, secrets)| *secrets);
    if let Some(at) = kept.get("at").and_then(Value::as_int) {
        state.place = Place::at_time(&state.run, SimTime::from_millis(at));
        state.playback.playing &= kept.get("playing") == Some(&Value::Bool(true));
    }
    HalfDone::read(kept).bring_back(&mut state);
    state
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::later::names_a_scenario;
    use crate::state::{Action, Choice, Direction, PromptKey, Tab};

    fn opened() -> AppState {
        AppState::open(crate::update::driven::opening(), true)
    }

    fn after(state: AppState, actions: impl IntoIterator<Item = Action>) -> AppState {
        actions.into_iter().fold(state, crate::update::driven::update)
    }

    fn typed(line: &str) -> [Action; 2] {
        [
            Action::Prompted(0, PromptKey::Edited(line.into())),
            Action::Prompted(0, PromptKey::Entered),
        ]
    }

    fn reopened(text: &str) -> AppState {
        crate::update::driven::update(opened(), Action::Reopened(text.into()))
    }

    fn again(state: &AppState) -> AppState {
        reopened(&state.kept(false).expect("something"))
    }

    #[test]
    fn a_page_that_nobody_touched_is_not_kept() {
        assert_eq!(opened().kept(true), None);
        assert_eq!(after(opened(), [Action::WentToEnd]).kept(true), None);
    }

    #[test]
    fn what_is_half_done_comes_back() {
        let half = [
            Action::Prompted(0, PromptKey::Edited("echo 你好\u{1} \"".into())),
            Action::TabChosen(Tab::Manifest),
            Action::ManifestEdited("# 中文注释\nkind: \u{feff}🙂\n".into()),
        ];
        let state = after(opened(), half);
        let back = again(&state);
        assert_eq!(back.half_done(), state.half_done());
        assert_eq!(back.run.scenario, state.run.scenario);
        assert_eq!(back.address().as_deref(), Some(""), "the address stays");
    }

    #[test]
    fn a_line_that_is_entered_and_not_run_yet_comes_back_at_its_prompt() {
        let line = "kubectl scale sts web --replicas=7";
        let entered = typed(line).into_iter();
        let state = entered.fold(opened(), |state, action| crate::update::update(state, action).0);
        assert_eq!(again(&state).drafts.prompt(0).text, line, "while it is worked out");
        let (lost, _) = crate::update::update(state, Action::ServiceLost);
        assert_eq!(again(&lost).drafts.prompt(0).text, line, "when the service is lost");
        let more = typed("kubectl get pods # 你好").into_iter();
        let lost = more.fold(lost, |state, action| crate::update::update(state, action).0);
        let back = again(&lost);
        assert_eq!(back.drafts.prompt(0).text, line);
        assert!(back.drafts.entered.iter().any(|it| &**it == "kubectl get pods # 你好"));
        let made = after(opened(), typed(line));
        assert_eq!(again(&made).drafts.prompt(0).text, "");
    }

    #[test]
    fn a_line_that_a_search_laid_aside_comes_back() {
        let half = [
            PromptKey::Edited("kubectl get po".into()),
            PromptKey::Searched,
            PromptKey::Edited("x".into()),
        ];
        let state = after(opened(), half.map(|key| Action::Prompted(0, key)));
        assert_eq!(again(&state).drafts.prompt(0).text, "kubectl get po");
    }

    #[test]
    fn the_scenario_comes_back_where_it_was_and_over_begins_where_it_began() {
        let line = typed("kubectl annotate sts web note=ü");
        let state = after(opened(), [Action::WentToEnd].into_iter().chain(line));
        let back = again(&state);
        assert_eq!((&back.run.scenario, back.place.at), (&state.run.scenario, state.place.at));
        let over = after(back, [Action::StartedOver]);
        assert_eq!(over.run.scenario, opened().run.scenario);
        assert_eq!(over.address().as_deref(), Some(""));
    }

    #[test]
    fn a_scenario_comes_back_to_a_page_that_shows_another() {
        let line = typed("kubectl scale sts web --replicas=7");
        let state = after(opened(), line);
        let kept = state.kept(false).expect("something");
        let other = after(opened(), [Action::LinkFollowed("blog?replicas=2".into())]);
        let before = other.run.scenario.clone();
        let back = after(
            other,
            [Action::Around(Choice::Returned("blog?replicas=2".into(), Some(kept.into())))],
        );
        assert_eq!(back.run.scenario, state.run.scenario);
        assert_eq!(after(back, [Action::Undone]).run.scenario, before);
    }

    #[test]
    fn a_line_typed_while_the_saved_page_is_on_its_way_can_be_had_again() {
        let edited = |line: &str| Action::Prompted(0, PromptKey::Edited(line.into()));
        let saved = after(opened(), [edited("kubectl get po")]).kept(false).expect("something");
        let typed = after(opened(), [edited("echo 你好")]);
        let back = after(typed, [Action::Reopened(saved.into())]);
        assert_eq!(back.drafts.prompt(0).text, "kubectl get po");
        let recalled = after(back, [Action::Prompted(0, PromptKey::Moved(Direction::Back))]);
        assert_eq!(recalled.drafts.prompt(0).text, "echo 你好");
    }

    /// State that boot.js writes after a crash, if nothing had been saved.
    #[test]
    fn what_stood_in_the_fields_comes_back_alone() {
        let text = "{\"manifest\":\"# 注释\",\"tab\":\"terminal\",\"lines\":[null,\"echo ü\"]}";
        assert!(!names_a_scenario(text));
        let state = after(opened(), [Action::Reopened(text.into())]);
        assert_eq!(state.drafts.prompt(1).text, "echo ü");
        assert_eq!(state.drafts.manifest.as_deref(), Some("# 注释"));
    }

    #[test]
    fn a_text_that_was_not_kept_changes_nothing() {
        for text in ["", "{", "[]", "{\"scenario\": 1}", "{\"scenario\":\"hello\"}"] {
            assert!(!names_a_scenario(text), "{text}");
            let state = after(opened(), [Action::Reopened(text.into())]);
            assert_eq!(state.run.scenario, opened().run.scenario);
        }
    }
}
