//! A pod's own view: its reason, its life over the whole time, its conditions, its events, its YAML.
//!
//! It follows the playhead. An ordinal without a pod keeps its life.

mod life;
mod reason;

use super::names::{Name, PodNames};
use super::objects::{self, Line, Section};
use super::sentence::split;
use super::{drawn, image, text};
use crate::history::Stage;
use crate::state::AppState;
use crate::text::Key;
use crate::view::namespace;

pub use life::{Phase, Strip, words};
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
    /// What it came through.
    pub life: Vec<Phase>,
    /// Its conditions.
    pub conditions: Vec<Line>,
    /// Its events.
    pub events: Section,
    /// Its YAML, if that is shown.
    pub yaml: Section,
}

/// The name of the pod whose own view is open.
pub fn name(state: &AppState) -> Option<Name> {
    let history = drawn(state)?.history;
    state.tools.own.map(|ordinal| PodNames::of_set(state, history).name(ordinal))
}

/// The pod's own view; `None` if none is open.
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
            reason::reason(&reason::Of { state, history: drawn.history, owned, pod })
        }
        None => OwnReason { says: split(text(state).of(Key::OwnNone)), rule: None },
    };
    let yaml_shown = state.tools.own_yaml;
    let shown = |section: &dyn Fn() -> Section, is_shown: bool| {
        if is_shown { section() } else { Section { head: String::new(), lines: Vec::new() } }
    };
    let named = namespace::named(state, &drawn.history.namespace, &name.whole);
    let events = || objects::events(state, format!("kubectl events --for pod/{named}"));
    let yaml = || objects::printed(state, format!("kubectl get pod {named} -o yaml"));
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

/// The conditions, with the moment in which each came to be what it is.
fn conditions(state: &AppState, name: &str) -> Vec<Line> {
    const FIELDS: &str = r#"{range .status.conditions[*]}{.type}{"\t"}{.status}{"\t"}{.lastTransitionTime}{"\n"}{end}"#;
    let command = format!("kubectl get pod {name} -o jsonpath='{FIELDS}'");
    let (now, before) = (state.answer(&command), state.answer_before(&command));
    let head =
        Line { text: format!("{:<27}{:<9}{}", "Type", "Status", "Since"), ..Line::default() };
    let mut lines = objects::compared(&now, &before);
    if lines.iter().all(|line| !line.text.contains('\t')) {
        return Vec::new();
    }
    for line in &mut lines {
        let mut fields = line.text.split('\t');
        let mut field = || fields.next().unwrap_or_default();
        let (kind, status, since) = (field(), field(), field());
        let since = kubectl::print::moment_of(since).map_or(String::new(), |at| at.to_string());
        line.text = format!("{kind:<27}{status:<9}{since}");
    }
    lines.insert(0, head);
    lines
}
