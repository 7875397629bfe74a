//! A pod's own view: its reason, its stages over the whole time, its conditions, its events, its YAML.
//!
//! It follows the playhead. An ordinal without a pod still shows its past stages.

mod life;
mod reason;

use super::names::{Name, PodNames};
use super::objects::{self, PrintedLine, PrintedSection};
use super::sentence::split;
use super::{drawn, image, text};
use crate::history::Stage;
use crate::state::{AppState, Topic};
use crate::text::Key;
use crate::view::namespace;

pub use life::{LifeStage, Strip, words};
pub use reason::OwnReason;

/// A pod's own view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// Its name.
    pub name: Name,
    /// Letter, stage and image; `None` for an ordinal without a pod.
    pub face: Option<(char, Stage, String)>,
    /// Its reason.
    pub reason: OwnReason,
    /// Whether its YAML is shown.
    pub yaml_shown: bool,
    /// Its lane.
    pub strip: Strip,
    /// Its stages so far.
    pub life: Vec<LifeStage>,
    /// Its conditions.
    pub conditions: Vec<PrintedLine>,
    /// Its events.
    pub events: PrintedSection,
    /// Its YAML, if that is shown.
    pub yaml: PrintedSection,
}

/// Returns the name of the pod whose own view is open.
pub fn name(state: &AppState) -> Option<Name> {
    let history = drawn(state)?.history;
    state.tools.own.map(|ordinal| PodNames::of_set(state, history).name(ordinal))
}

/// Returns the open own view of a pod. `None` if none is open.
pub fn view(state: &AppState) -> Option<Own> {
    let drawn = drawn(state)?;
    let ordinal = state.tools.own?;
    let name = name(state)?;
    let owned = drawn.owned;
    let pod = owned.and_then(|owned| owned.pods.get(ordinal));
    let face = owned.zip(pod).map(|(owned, pod)| {
        let stage = Stage::of(pod, owned.set.spec.min_ready_seconds, state.place.at);
        let image = image::of_revision(owned, pod.revision).map(image::last_part);
        (drawn.history.letter(pod.revision), stage, image.unwrap_or_default().to_owned())
    });
    let reason = match owned.zip(pod) {
        Some((owned, pod)) => {
            reason::reason(&reason::PodContext { state, history: drawn.history, owned, pod })
        }
        None => OwnReason { says: split(text(state).of(Key::OwnNone)), rule: None },
    };
    let yaml_shown = state.tools.own_yaml;
    let shown = |section: &dyn Fn() -> PrintedSection, is_shown: bool| {
        if is_shown { section() } else { PrintedSection { head: String::new(), lines: Vec::new() } }
    };
    let named = namespace::named(state, &drawn.history.namespace, &name.whole);
    let events = || objects::events(state, events_of(&named));
    let yaml = || objects::printed(state, yaml_of(&named));
    Some(Own {
        face,
        reason,
        yaml_shown,
        strip: life::strip(state, drawn.history, ordinal),
        life: life::life(state, drawn.history, ordinal),
        conditions: if yaml_shown { Vec::new() } else { conditions(state, &named) },
        events: shown(&events, !yaml_shown),
        yaml: shown(&yaml, yaml_shown),
        name,
    })
}

/// Returns the questions that the own view asks the service.
pub fn questions(state: &AppState) -> Vec<Topic> {
    let Some((drawn, name)) = drawn(state).zip(name(state)) else { return Vec::new() };
    let named = namespace::named(state, &drawn.history.namespace, &name.whole);
    let commands = match state.tools.own_yaml {
        true => vec![yaml_of(&named)],
        false => vec![conditions_of(&named), events_of(&named)],
    };
    commands.iter().flat_map(|command| Topic::both(command)).collect()
}

fn events_of(pod: &str) -> String {
    format!("kubectl events --for pod/{pod}")
}

fn yaml_of(pod: &str) -> String {
    format!("kubectl get pod {pod} -o yaml")
}

fn conditions_of(pod: &str) -> String {
    const FIELDS: &str = r#"{range .status.conditions[*]}{.type}{"\t"}{.status}{"\t"}{.lastTransitionTime}{"\n"}{end}"#;
    format!("kubectl get pod {pod} -o jsonpath='{FIELDS}'")
}

/// Returns the conditions, each with the time of its last transition.
fn conditions(state: &AppState, name: &str) -> Vec<PrintedLine> {
    let command = conditions_of(name);
    let (now, before) = (state.answer(&command), state.answer_before(&command));
    let head = PrintedLine {
        text: format!("{:<27}{:<9}{}", "Type", "Status", "Since"),
        ..PrintedLine::default()
    };
    let mut lines = objects::compared(now, before);
    if lines.iter().all(|line| !line.text.contains('\t')) {
        return Vec::new();
    }
    for line in &mut lines {
        let mut fields = line.text.split('\t');
        let mut field = || fields.next().unwrap_or_default();
        let (kind, status, since) = (field(), field(), field());
        let since = apiserver::clock::parse(since).map_or(String::new(), |at| at.to_string());
        line.text = format!("{kind:<27}{status:<9}{since}");
    }
    lines.insert(0, head);
    lines
}
