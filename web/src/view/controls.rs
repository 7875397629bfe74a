//! The controls: each shows a value of the StatefulSet and the kubectl line that would change it.
//!
//! A control never changes anything itself: its line is typed. What it shows comes from the object at the cursor, so a
//! line from the terminal moves it too; while a person changes it, it shows the draft. How containers act has the same form: [`super::faults`].

mod lines;

use std::rc::Rc;

use rollout_engine::api::{IntOrPercent, PodManagementPolicy, StatefulSetSpec, UpdateStrategy};

use super::{drawn, faults, rules, text};
use crate::state::{AppState, Control};
use crate::text::Key;
use crate::view::namespace;

/// A control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlView {
    /// Which.
    pub control: Control,
    /// Its name, as the API has it.
    pub name: String,
    /// What the name does not say: the container of an image, that a field is immutable.
    pub note: Option<Rc<str>>,
    /// What it shows.
    pub value: String,
    /// Whether that is a draft.
    pub draft: bool,
    /// How it is changed.
    pub form: Form,
    /// The lines that it types.
    pub lines: Vec<String>,
    /// What kubectl answered to them, if it refused.
    pub refused: Option<Rc<str>>,
}

/// How a control is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// A number that goes up and down.
    Steps,
    /// A text.
    Text,
    /// One of these.
    Choice(Vec<&'static str>),
    /// Not at all: the note says why.
    Fixed,
}

const ALL: [(Control, &str); 7] = [
    (Control::Replicas, "replicas"),
    (Control::Image, "image"),
    (Control::Partition, "partition"),
    (Control::MaxUnavailable, "maxUnavailable"),
    (Control::UpdateStrategy, "updateStrategy"),
    (Control::MinReadySeconds, "minReadySeconds"),
    (Control::PodManagementPolicy, "podManagementPolicy"),
];

/// Recreate only where the release has it.
const STRATEGIES: [&str; 3] = ["RollingUpdate", "OnDelete", "Recreate"];
const POLICIES: [&str; 2] = ["OrderedReady", "Parallel"];

/// The controls of the set that is drawn; none while there is no set.
pub fn view(state: &AppState) -> Vec<ControlView> {
    let Some(owned) = drawn(state).and_then(|drawn| drawn.existing()) else { return Vec::new() };
    let spec = &owned.set.spec;
    let rolling = matches!(spec.update_strategy, UpdateStrategy::RollingUpdate(_));
    let applies =
        |control| rolling || !matches!(control, Control::Partition | Control::MaxUnavailable);
    let shown = ALL.into_iter().filter(|&(control, _)| applies(control));
    let view = |(control, name): (Control, &'static str)| {
        let value = value_of(spec, control);
        let form = match control {
            Control::Image => Form::Text,
            Control::UpdateStrategy => {
                Form::Choice(STRATEGIES[..2 + usize::from(rules(state).recreate)].to_vec())
            }
            Control::PodManagementPolicy => Form::Choice(POLICIES.to_vec()),
            _ => Form::Steps,
        };
        let wanted = draft(state, control).unwrap_or_else(|| other(&form, &value));
        let note = match control {
            Control::Image => Some(container(spec)),
            Control::PodManagementPolicy => Some(text(state).of(Key::Immutable).into()),
            _ => None,
        };
        let named = namespace::named(state, &owned.set.namespace, &owned.set.name);
        let lines = lines::of(&named, spec, control, &wanted);
        drafted(state, ControlView { note, ..plain(control, name, value, form, lines) })
    };
    shown.map(view).collect()
}

/// A control that nobody touches.
pub fn plain(
    control: Control,
    name: impl Into<String>,
    value: String,
    form: Form,
    lines: Vec<String>,
) -> ControlView {
    let name = name.into();
    ControlView { control, name, note: None, value, draft: false, form, lines, refused: None }
}

/// The same with its draft.
pub fn drafted(state: &AppState, view: ControlView) -> ControlView {
    match draft(state, view.control) {
        Some(value) => {
            ControlView { value, draft: true, refused: state.drafts.refused.clone(), ..view }
        }
        None => view,
    }
}

/// What a person has made of a control, before its line is typed.
pub fn draft(state: &AppState, control: Control) -> Option<String> {
    let (of, value) = state.drafts.control.as_ref()?;
    (*of == control).then(|| value.clone())
}

/// What a control would be set to: for a number what it is, for a choice the other one.
pub fn other(form: &Form, value: &str) -> String {
    let others = match form {
        Form::Choice(choices) => choices.iter().find(|choice| **choice != value),
        _ => None,
    };
    others.map_or_else(|| value.to_owned(), |&other| other.to_owned())
}

/// The control that is open where its value stands.
pub fn in_place(state: &AppState) -> Option<ControlView> {
    let open = state.tools.adjusting?;
    view(state).into_iter().find(|view| view.control == open)
}

/// A control as it stands.
fn find(state: &AppState, control: Control) -> Option<ControlView> {
    let all = if control.is_of_the_set() { view(state) } else { faults::view(state).controls };
    all.into_iter().find(|view| view.control == control)
}

/// The line of a control as it stands; of two the first.
pub fn line_of(state: &AppState, control: Control) -> String {
    find(state, control).and_then(|view| view.lines.into_iter().next()).unwrap_or_default()
}

/// All that a control types: an immutable field needs the file as well.
pub fn typed(state: &AppState, control: Control) -> Vec<String> {
    let Some(view) = find(state, control) else { return Vec::new() };
    if control == Control::PodManagementPolicy {
        return lines::recreation(state, &view.value, view.lines);
    }
    view.lines
}

/// What a control shows after one step up or down.
pub fn stepped(state: &AppState, control: Control, up: bool) -> String {
    let value = find(state, control).map_or_else(String::new, |view| view.value);
    if let Control::Step(_) | Control::After = control {
        return faults::stepped(&value, up);
    }
    let (number, sign) =
        value.strip_suffix('%').map_or((value.as_str(), ""), |number| (number, "%"));
    // The API refuses maxUnavailable 0, and so need not be asked; what starts once as slow starts as it did.
    let lowest = u32::from(matches!(control, Control::MaxUnavailable | Control::Slower));
    let step = if sign.is_empty() { 1 } else { 10 };
    let number: u32 = number.trim().parse().unwrap_or(lowest);
    let number = if up { number.saturating_add(step) } else { number.saturating_sub(step) };
    format!("{}{sign}", number.max(lowest))
}

/// What a field of the spec says, as the API spells it.
pub fn value_of(spec: &StatefulSetSpec, control: Control) -> String {
    match control {
        Control::Replicas => spec.replicas.to_string(),
        Control::Image => spec
            .template
            .containers
            .first()
            .map_or_else(String::new, |first| first.image.to_string()),
        Control::Partition => spec.partition().to_string(),
        Control::MaxUnavailable => match spec.update_strategy {
            UpdateStrategy::RollingUpdate(Some(rolling)) => match rolling.max_unavailable {
                Some(IntOrPercent::Int(pods)) => pods.to_string(),
                Some(IntOrPercent::Percent(percent)) => format!("{percent}%"),
                None => "1".into(),
            },
            _ => "1".into(),
        },
        Control::UpdateStrategy => match spec.update_strategy {
            UpdateStrategy::RollingUpdate(_) => "RollingUpdate",
            UpdateStrategy::OnDelete => "OnDelete",
            UpdateStrategy::Recreate => "Recreate",
        }
        .into(),
        Control::MinReadySeconds => spec.min_ready_seconds.to_string(),
        Control::PodManagementPolicy => match spec.pod_management_policy {
            PodManagementPolicy::OrderedReady => "OrderedReady",
            PodManagementPolicy::Parallel => "Parallel",
        }
        .into(),
        _ => String::new(),
    }
}

fn container(spec: &StatefulSetSpec) -> Rc<str> {
    spec.template.containers.first().map_or_else(|| "".into(), |first| Rc::clone(&first.name))
}
