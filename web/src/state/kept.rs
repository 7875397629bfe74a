//! Saved state of the page as one JSON text. It survives a reload, Back, and a crash of the program.
//!
//! After a crash `web/boot.js` shows its `scenario`, `manifest` and `lines`, and writes `manifest` and `tab`.
//! `browser::keep` decides where it is stored. Not saved: the undo list, control drafts, and the screens around the
//! figure.

use std::rc::Rc;

use apiserver::value::Value;
use rollout_engine::time::SimTime;
use scenario::Scenario;

use super::{AppState, Drafts, Secrets, Tab, Tools};

/// Saved names of the tabs.
const TABS: [(&str, Tab); 7] = [
    ("terminal", Tab::Terminal),
    ("unavailable", Tab::Unavailable),
    ("own", Tab::Own),
    ("change", Tab::Change),
    ("objects", Tab::Objects),
    ("manifest", Tab::Manifest),
    ("faults", Tab::Faults),
];

/// Saved names of the decisions about secrets.
pub const SECRETS: [(&str, Secrets); 3] =
    [("", Secrets::Undecided), ("kept", Secrets::Kept), ("blanked", Secrets::Blanked)];

/// Reasons to save the page beside the script and the cursor: drafts and open tools.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HalfDone {
    /// Half-typed line of each terminal.
    lines: Vec<String>,
    /// Entered lines that are not in the script yet and beside these.
    entered: Vec<String>,
    manifest: Option<Rc<str>>,
    /// Text that was in the editor before `manifest`.
    replaced: Option<Rc<str>>,
    /// Name of the file opened in the editor.
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
            entered: Vec::new(),
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
        let entered = self.entered.iter().map(Value::string).collect();
        let text = |text: &Option<Rc<str>>| text.as_deref().map_or(Value::Null, Value::string);
        *to.entry("lines") = Value::List(lines);
        *to.entry("entered") = Value::List(entered);
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

    pub fn read(kept: &Value) -> Self {
        let number = |key: &str| kept.get(key).and_then(Value::as_int);
        let small = |key: &str| number(key).and_then(|it| u16::try_from(it).ok()).unwrap_or(0);
        let text = |key: &str| kept.get(key).and_then(Value::as_str).map(Rc::from);
        let texts = |key: &str| -> Vec<String> {
            let texts = kept.get(key).map(Value::items).unwrap_or_default();
            texts.iter().map(|text| text.as_str().unwrap_or_default().to_owned()).collect()
        };
        let tab = TABS.iter().find(|(name, _)| *name == kept.text_at(&["tab"]));
        Self {
            lines: texts("lines"),
            entered: texts("entered"),
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

    /// Restores drafts and tools.
    pub fn bring_back(self, state: &mut AppState) {
        let tools = &mut state.tools;
        (tools.tab, tools.sheet, tools.terminal) = (self.tab, self.sheet, self.terminal);
        (tools.opened, tools.own, tools.set) = (self.opened.min(64), self.own, self.set);
        let drafts = &mut state.drafts;
        self.entered.iter().for_each(|line| drafts.note(line));
        for (terminal, line) in (0..64).zip(self.lines).filter(|(_, line)| !line.is_empty()) {
            // What was typed while the saved page was on its way can be had again.
            let typed = drafts.prompt(terminal).half_typed().to_owned();
            if !typed.trim().is_empty() && typed != line {
                drafts.note(&typed);
            }
            drafts.prompt_mut(terminal).edit(line);
        }
        (drafts.manifest, drafts.replaced) = (self.manifest, self.replaced);
        (drafts.name, drafts.brought) = (self.name, self.brought);
    }
}

impl AppState {
    /// Returns drafts and open tools. A line that is entered and not in the script yet counts as half-typed.
    pub fn half_done(&self) -> HalfDone {
        let mut half_done = HalfDone::of(&self.drafts, &self.tools);
        for (terminal, line) in self.exchange.entered() {
            let (lines, place) = (&mut half_done.lines, usize::from(terminal));
            if lines.len() <= place {
                lines.resize(place + 1, String::new());
            }
            match lines[place].is_empty() {
                true => line.clone_into(&mut lines[place]),
                false => half_done.entered.push(line.to_owned()),
            }
        }
        half_done
    }

    /// Returns the page's state as JSON. `None` if the address alone restores everything. `held` tells whether the
    /// address contains the whole scenario; a message may then mention the address.
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
        // The opening scenario plays from its beginning, also after a reload.
        if !is_followed {
            *kept.entry("at") = Value::Int(self.place.at.as_millis());
            *kept.entry("playing") = Value::Bool(self.playback.playing);
        }
        let decided = SECRETS.iter().find(|(_, secrets)| *secrets == self.share.secrets);
        *kept.entry("secrets") = Value::string(decided.map_or("", |(name, _)| name));
        half_done.write(&mut kept);
        Some(kept.to_json())
    }
}

/// Returns whether a saved state names a valid scenario.
pub fn names_a_scenario(text: &str) -> bool {
    Value::from_json(text).is_some_and(|kept| scenario_of(&kept).is_some())
}

pub fn scenario_of(kept: &Value) -> Option<(Scenario, SimTime)> {
    let scenario = Scenario::parse(kept.get("scenario")?.as_str()?).ok()?;
    let at = kept.get("at").and_then(Value::as_int).unwrap_or(i64::MIN);
    Some((scenario, SimTime::from_millis(at)))
}
