//! The controls: each shows a value of the StatefulSet and the kubectl line that would change it.
//!
//! A control never changes anything itself: its line is typed. What it shows comes from the object at the cursor, so a
//! line from the terminal moves it too; while a person changes it, it shows the draft.

use std::rc::Rc;

use rollout_engine::api::{IntOrPercent, StatefulSetSpec, UpdateStrategy};

use super::drawn;
use crate::state::{AppState, Control};

/// A control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlView {
    /// Which.
    pub control: Control,
    /// Its name, as the API has it.
    pub name: &'static str,
    /// What it is about, where the name does not say it: the container of an image.
    pub of: Option<Rc<str>>,
    /// What it shows.
    pub value: String,
    /// Whether that is a draft.
    pub draft: bool,
    /// Whether it goes up and down.
    pub steps: bool,
    /// The line that it types.
    pub line: String,
}

const ALL: [(Control, &str); 4] = [
    (Control::Replicas, "replicas"),
    (Control::Image, "image"),
    (Control::Partition, "partition"),
    (Control::MaxUnavailable, "maxUnavailable"),
];

/// The controls of the set that is drawn; none while there is no set.
pub fn view(state: &AppState) -> Vec<ControlView> {
    let Some(owned) = drawn(state).and_then(|drawn| drawn.existing()) else { return Vec::new() };
    let spec = &owned.set.spec;
    let rolling = matches!(spec.update_strategy, UpdateStrategy::RollingUpdate(_));
    let applies = |control| rolling || matches!(control, Control::Replicas | Control::Image);
    let shown = ALL.into_iter().filter(|&(control, _)| applies(control));
    let view = |(control, name)| {
        let value = draft(state, control).unwrap_or_else(|| value_of(spec, control));
        ControlView {
            control,
            name,
            of: (control == Control::Image).then(|| container(spec)),
            draft: draft(state, control).is_some(),
            steps: control != Control::Image,
            line: line(&owned.set.name, spec, control, &value),
            value,
        }
    };
    shown.map(view).collect()
}

/// The control that is open where its value stands.
pub fn in_place(state: &AppState) -> Option<ControlView> {
    let open = state.tools.adjusting?;
    view(state).into_iter().find(|view| view.control == open)
}

/// The line of a control as it stands.
pub fn line_of(state: &AppState, control: Control) -> String {
    let all = view(state);
    all.into_iter().find(|view| view.control == control).map_or_else(String::new, |view| view.line)
}

/// What a control shows after one step up or down.
pub fn stepped(state: &AppState, control: Control, up: bool) -> String {
    let all = view(state);
    let value = all
        .into_iter()
        .find(|view| view.control == control)
        .map_or_else(String::new, |view| view.value);
    let (number, sign) =
        value.strip_suffix('%').map_or((value.as_str(), ""), |number| (number, "%"));
    // The API refuses maxUnavailable 0, and so need not be asked.
    let lowest = u32::from(control == Control::MaxUnavailable);
    let step = if sign.is_empty() { 1 } else { 10 };
    let number: u32 = number.trim().parse().unwrap_or(lowest);
    let number = if up { number.saturating_add(step) } else { number.saturating_sub(step) };
    format!("{}{sign}", number.max(lowest))
}

/// What a control shows while it differs from the cluster.
pub fn draft(state: &AppState, control: Control) -> Option<String> {
    let (of, value) = state.drafts.control.as_ref()?;
    (*of == control).then(|| value.clone())
}

fn value_of(spec: &StatefulSetSpec, control: Control) -> String {
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
    }
}

fn container(spec: &StatefulSetSpec) -> Rc<str> {
    spec.template.containers.first().map_or_else(|| "".into(), |first| Rc::clone(&first.name))
}

fn line(name: &str, spec: &StatefulSetSpec, control: Control, value: &str) -> String {
    let value = value.trim();
    let rolling = |field: &str, value: &str| {
        format!(
            r#"kubectl patch sts {name} -p '{{"spec":{{"updateStrategy":{{"rollingUpdate":{{"{field}":{value}}}}}}}}}'"#
        )
    };
    match control {
        Control::Replicas => format!("kubectl scale sts {name} --replicas={value}"),
        Control::Image => format!("kubectl set image sts/{name} {}={value}", container(spec)),
        Control::Partition => rolling("partition", &json(value)),
        Control::MaxUnavailable => rolling("maxUnavailable", &json(value)),
    }
}

/// A number as it is, anything else as a string: the API says what is wrong with it.
fn json(value: &str) -> String {
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    if is_number {
        value.to_owned()
    } else {
        format!("\"{}\"", value.replace(['"', '\\', '\''], ""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_strings_and_numbers_are_not() {
        assert_eq!(["3", "50%", "", "a\"b"].map(json), ["3", "\"50%\"", "\"\"", "\"ab\""]);
    }
}
