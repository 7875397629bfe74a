//! What stands on the page, as one text that outlives it: reload, Back, and a program that has stopped.
//!
//! The text is JSON. `web/boot.js` shows `scenario`, `manifest` and `lines` of it when the program has stopped, and writes `manifest`
//! and `tab`. Where it is kept is the browser's (`browser::keep`). Left out: what can be undone, what stands in a control, and the
//! screens around the figure.

use std::rc::Rc;

use kubectl::value::Value;
use rollout_engine::time::SimTime;
use scenario::{Base, Scenario};

use super::{AppState, Drafts, Place, Run, Secrets, Tab, Tools, update};

/// The tools by the names that are kept.
const TABS: [(&str, Tab); 7] = [
    ("terminal", Tab::Terminal),
    ("unavailable", Tab::Unavailable),
    ("own", Tab::Own),
    ("change", Tab::Change),
    ("objects", Tab::Objects),
    ("manifest", Tab::Manifest),
    ("faults", Tab::Faults),
];

/// What was decided about secrets, by the names that are kept.
const SECRETS: [(&str, Secrets); 3] =
    [("", Secrets::Undecided), ("kept", Secrets::Kept), ("blanked", Secrets::Blanked)];

/// What makes the page worth keeping, apart from the script and the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HalfDone {
    /// The half-typed line of each terminal.
    lines: Vec<String>,
    manifest: Option<Rc<str>>,
    /// What stood in the editor before that.
    replaced: Option<Rc<str>>,
    /// The name of the file that was opened in it.
    name: Option<Rc<str>>,
    brought: bool,
    tab: Tab,
    sheet: bool,
    terminal: u16,
    opened: u16,
    own: Option<u32>,
    set: Option<Rc<str>>,
}

impl HalfDone {
    fn of(drafts: &Drafts, tools: &Tools) -> Self {
        Self {
            lines: drafts.half_typed(),
            manifest: drafts.manifest.clone(),
            replaced: drafts.replaced.clone(),
            name: drafts.name.clone(),
            brought: drafts.brought,
            tab: tools.tab,
            sheet: tools.sheet,
            terminal: tools.terminal,
            opened: tools.opened,
            own: tools.own,
            set: tools.set.clone(),
        }
    }

    fn is_nothing(&self) -> bool {
        *self == Self::of(&Drafts::default(), &Tools::default())
    }

    fn write(&self, to: &mut Value) {
        let number = |number: u32| Value::Int(number.into());
        let name = TABS.iter().find(|(_, tab)| *tab == self.tab).map_or("", |(name, _)| name);
        let lines = self.lines.iter().map(Value::string).collect();
        let text = |text: &Option<Rc<str>>| text.as_deref().map_or(Value::Null, Value::string);
        *to.entry("lines") = Value::List(lines);
        *to.entry("manifest") = text(&self.manifest);
        *to.entry("replaced") = text(&self.replaced);
        *to.entry("name") = text(&self.name);
        *to.entry("brought") = Value::Bool(self.brought);
        *to.entry("tab") = Value::string(name);
        *to.entry("sheet") = Value::Bool(self.sheet);
        *to.entry("terminal") = number(self.terminal.into());
        *to.entry("opened") = number(self.opened.into());
        *to.entry("own") = self.own.map_or(Value::Null, number);
        *to.entry("set") = text(&self.set);
    }

    fn read(kept: &Value) -> Self {
        let number = |key: &str| kept.get(key).and_then(Value::as_int);
        let small = |key: &str| number(key).and_then(|it| u16::try_from(it).ok()).unwrap_or(0);
        let text = |key: &str| kept.get(key).and_then(Value::as_str).map(Rc::from);
        let lines = kept.get("lines").map(Value::items).unwrap_or_default();
        let tab = TABS.iter().find(|(name, _)| *name == kept.text_at(&["tab"]));
        Self {
            lines: lines.iter().map(|line| line.as_str().unwrap_or_default().to_owned()).collect(),
            manifest: text("manifest"),
            replaced: text("replaced"),
            name: text("name"),
            brought: kept.get("brought") == Some(&Value::Bool(true)),
            tab: tab.map_or(Tab::Terminal, |(_, tab)| *tab),
            sheet: kept.get("sheet") == Some(&Value::Bool(true)),
            terminal: small("terminal"),
            opened: small("opened"),
            own: number("own").and_then(|it| u32::try_from(it).ok()),
            set: text("set"),
        }
    }

    /// Brings it back to the page.
    fn bring_back(self, state: &mut AppState) {
        let tools = &mut state.tools;
        (tools.tab, tools.sheet, tools.terminal) = (self.tab, self.sheet, self.terminal);
        (tools.opened, tools.own, tools.set) = (self.opened.min(64), self.own, self.set);
        for (terminal, line) in (0..64).zip(self.lines).filter(|(_, line)| !line.is_empty()) {
            state.drafts.prompt_mut(terminal).edit(line);
        }
        let drafts = &mut state.drafts;
        (drafts.manifest, drafts.replaced) = (self.manifest, self.replaced);
        (drafts.name, drafts.brought) = (self.name, self.brought);
    }
}

impl AppState {
    /// What is half done.
    pub fn half_done(&self) -> HalfDone {
        HalfDone::of(&self.drafts, &self.tools)
    }

    /// What stands on the page as a text. `None` where the address alone brings all of it back. `held` says whether the address
    /// holds the whole scenario: a message may name it then.
    pub fn kept(&self, held: bool) -> Option<String> {
        let (half_done, scenario) = (self.half_done(), &self.run.scenario);
        let is_followed = self.linked.is_followed(scenario);
        if is_followed && half_done.is_nothing() {
            return None;
        }
        let mut kept = Value::map();
        *kept.entry("scenario") = Value::string(scenario.to_string());
        *kept.entry("held") = Value::Bool(held);
        if self.is_changed() {
            *kept.entry("began") = Value::string(self.undo.opened().to_string());
        }
        if self.linked.is_followed(self.undo.opened()) {
            *kept.entry("followed") = Value::string(self.linked.letters());
        }
        let base = &self.linked.base;
        *kept.entry("base") = Value::string(&*base.name);
        *kept.entry("number") = Value::Int(i64::try_from(base.number).unwrap_or(1));
        *kept.entry("text") = Value::string(&*base.text);
        // The opening plays from its beginning, also after a reload.
        if !is_followed {
            *kept.entry("at") = Value::Int(self.place.at.as_millis());
            *kept.entry("playing") = Value::Bool(self.playback.playing);
        }
        let decided = SECRETS.iter().find(|(_, secrets)| *secrets == self.share.secrets);
        *kept.entry("secrets") = Value::string(decided.map_or("", |(name, _)| name));
        half_done.write(&mut kept);
        Some(kept.to_json())
    }

    /// The page as it was kept, opened anew. `None` where the text names no scenario; what is half done is then brought back to the
    /// page as it is ([`bring_back`]).
    pub fn reopened(text: &str, reduced_motion: bool) -> Option<Self> {
        let kept = Value::from_json(text)?;
        let (scenario, at) = scenario_of(&kept)?;
        let run = Rc::new(Run::of(scenario, at));
        Some(fill(Self::open(run, reduced_motion), &kept))
    }
}

fn scenario_of(kept: &Value) -> Option<(Scenario, SimTime)> {
    let scenario = Scenario::parse(kept.get("scenario")?.as_str()?).ok()?;
    let at = kept.get("at").and_then(Value::as_int).unwrap_or(i64::MIN);
    Some((scenario, SimTime::from_millis(at)))
}

/// What was kept of the page takes its place; it can be undone.
pub(super) fn bring_back(mut state: AppState, text: &str) -> AppState {
    let Some(kept) = Value::from_json(text) else { return state };
    match scenario_of(&kept) {
        Some((scenario, at)) if scenario != state.run.scenario => {
            let run = Rc::new(Run::of(scenario, at));
            fill(update::opened(state, run), &kept)
        }
        Some(_) => fill(state, &kept),
        None => {
            HalfDone::read(&kept).bring_back(&mut state);
            state
        }
    }
}

/// All but the scenario itself.
fn fill(mut state: AppState, kept: &Value) -> AppState {
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
    use crate::state::{Action, Key};

    fn opened() -> AppState {
        AppState::open(crate::prepared::opening(), true)
    }

    fn after(state: AppState, actions: impl IntoIterator<Item = Action>) -> AppState {
        actions.into_iter().fold(state, update::update)
    }

    fn typed(line: &str) -> [Action; 2] {
        [Action::Prompted(0, Key::Edited(line.into())), Action::Prompted(0, Key::Entered)]
    }

    fn again(state: &AppState) -> AppState {
        AppState::reopened(&state.kept(false).expect("something"), true).expect("a page")
    }

    #[test]
    fn a_page_that_nobody_touched_is_not_kept() {
        assert_eq!(opened().kept(true), None);
        assert_eq!(after(opened(), [Action::WentToEnd]).kept(true), None);
    }

    #[test]
    fn what_is_half_done_comes_back() {
        let half = [
            Action::Prompted(0, Key::Edited("echo 你好\u{1} \"".into())),
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
    fn a_line_that_a_search_laid_aside_comes_back() {
        let half = [Key::Edited("kubectl get po".into()), Key::Searched, Key::Edited("x".into())];
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
        let back = after(other, [Action::KeptFound(kept.into())]);
        assert_eq!(back.run.scenario, state.run.scenario);
        assert_eq!(after(back, [Action::Undone]).run.scenario, before);
    }

    /// What boot.js writes where nothing was kept when the program stopped.
    #[test]
    fn what_stood_in_the_fields_comes_back_alone() {
        let text = "{\"manifest\":\"# 注释\",\"tab\":\"terminal\",\"lines\":[null,\"echo ü\"]}";
        assert!(AppState::reopened(text, true).is_none());
        let state = after(opened(), [Action::KeptFound(text.into())]);
        assert_eq!(state.drafts.prompt(1).text, "echo ü");
        assert_eq!(state.drafts.manifest.as_deref(), Some("# 注释"));
    }

    #[test]
    fn a_text_that_was_not_kept_changes_nothing() {
        for text in ["", "{", "[]", "{\"scenario\": 1}", "{\"scenario\":\"hello\"}"] {
            assert!(AppState::reopened(text, true).is_none(), "{text}");
            let state = after(opened(), [Action::KeptFound(text.into())]);
            assert_eq!(state.run.scenario, opened().run.scenario);
        }
    }
}
