//! The controls: each shows a value of the StatefulSet and the kubectl line that changes it.
//!
//! A control never changes anything itself: it types its line. Its value comes from the object at the cursor, so a
//! line from the terminal moves it too; while a person changes it, it shows the draft. Leaves out how containers act:
//! [`super::faults`] has those controls, in the same form.

mod lines;

use std::rc::Rc;

use rollout_engine::api::{IntOrPercent, PodManagementPolicy, StatefulSetSpec, UpdateStrategy};

use super::{drawn, faults, rules, text};
use crate::history::SetHistory;
use crate::state::{AppState, Control, Run};
use crate::text::Key;
use crate::view::namespace;

/// A control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlView {
    /// Which control it is.
    pub control: Control,
    /// Its name, as the API has it.
    pub name: String,
    /// A note beside the name: the container of an image, or that a field is immutable.
    pub note: Option<Rc<str>>,
    /// The value in it.
    pub value: String,
    /// Whether the value is a draft.
    pub draft: bool,
    /// Its input: steps, a text, a choice, or none.
    pub form: Form,
    /// The lines that it types.
    pub lines: Vec<String>,
    /// The error of kubectl, if it refused them.
    pub refused: Option<Rc<str>>,
}

/// The input of a control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// A number, by steps up and down.
    Steps,
    /// A text.
    Text,
    /// One of these.
    Choice(Vec<&'static str>),
    /// It cannot be changed; the note says why.
    Fixed,
}

pub const ALL: [(Control, &str); 7] = [
    (Control::Replicas, "replicas"),
    (Control::Image, "image"),
    (Control::Partition, "partition"),
    (Control::MaxUnavailable, "maxUnavailable"),
    (Control::UpdateStrategy, "updateStrategy"),
    (Control::MinReadySeconds, "minReadySeconds"),
    (Control::PodManagementPolicy, "podManagementPolicy"),
];

/// `Recreate` comes last: it is cut off where the release does not have it.
const STRATEGIES: [&str; 3] = ["RollingUpdate", "OnDelete", "Recreate"];
const POLICIES: [&str; 2] = ["OrderedReady", "Parallel"];

/// Returns the controls of the drawn set. Empty while no set exists.
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

/// Builds a control without a draft.
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

/// Replaces a control's value by its draft, if there is one.
pub fn drafted(state: &AppState, view: ControlView) -> ControlView {
    match draft(state, view.control) {
        Some(value) => {
            ControlView { value, draft: true, refused: state.drafts.refused.clone(), ..view }
        }
        None => view,
    }
}

/// Returns the draft of a control: a person's value before its line is typed.
pub fn draft(state: &AppState, control: Control) -> Option<String> {
    let (of, value) = state.drafts.control.as_ref()?;
    (*of == control).then(|| value.clone())
}

/// Returns the value for a control's line without a draft: another choice, or else the present value.
pub fn other(form: &Form, value: &str) -> String {
    let others = match form {
        Form::Choice(choices) => choices.iter().find(|choice| **choice != value),
        _ => None,
    };
    others.map_or_else(|| value.to_owned(), |&other| other.to_owned())
}

/// Returns the control that is open beside its value in the figure.
pub fn in_place(state: &AppState) -> Option<ControlView> {
    let open = state.tools.adjusting?;
    find(state, open)
}

/// Returns a control as it is shown. `None` if it does not apply.
pub fn find(state: &AppState, control: Control) -> Option<ControlView> {
    let all = match control {
        Control::Step(step) => return faults::step(state, step),
        control if control.is_of_the_set() => view(state),
        _ => faults::view(state).controls,
    };
    all.into_iter().find(|view| view.control == control)
}

/// Returns the first line of a control. Empty if there is none.
pub fn line_of(state: &AppState, control: Control) -> String {
    find(state, control).and_then(|view| view.lines.into_iter().next()).unwrap_or_default()
}

/// Returns every line that a control types. An immutable field also needs the manifest file, made from `live`:
/// the live object as somebody would write it.
pub fn typed(state: &AppState, control: Control, live: Option<&str>) -> Vec<String> {
    let Some(view) = find(state, control) else { return Vec::new() };
    match live {
        Some(live) => lines::recreation(state, &view.value, view.lines, live),
        None => view.lines,
    }
}

/// Returns the line that sets the image of a set as it is at the end of a run. `None` before it has a template.
pub fn image_line(run: &Run, history: &SetHistory, image: &str) -> Option<String> {
    let (_, spec) = history.specs.last()?;
    let name = namespace::named_at_end(run, history);
    Some(lines::of(&name, spec, Control::Image, image).concat())
}

/// Returns the value of a control after one step up or down.
pub fn stepped(state: &AppState, control: Control, up: bool) -> String {
    let value = find(state, control).map_or_else(String::new, |view| view.value);
    if let Control::Step(_) | Control::After = control {
        return faults::stepped(&value, up);
    }
    let (number, sign) =
        value.strip_suffix('%').map_or((value.as_str(), ""), |number| (number, "%"));
    // The API refuses maxUnavailable 0. A start that takes 1 times as long is the normal one.
    let lowest = u32::from(matches!(control, Control::MaxUnavailable | Control::Slower));
    let step = if sign.is_empty() { 1 } else { 10 };
    let number: u32 = number.trim().parse().unwrap_or(lowest);
    let number = if up { number.saturating_add(step) } else { number.saturating_sub(step) };
    format!("{}{sign}", number.max(lowest))
}

/// Returns the value of a control's field in the spec, as the API spells it. Empty for a control that is no field.
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
