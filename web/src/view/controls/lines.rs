//! The kubectl lines that set a field of a StatefulSet.

use rollout_engine::api::StatefulSetSpec;

use super::container;
use crate::state::{AppState, Control};
use crate::view::manifest;

/// Returns the lines that set a field to a value. `name` is the set's name, followed by `-n` and a namespace where
/// kubectl needs it.
pub fn of(name: &str, spec: &StatefulSetSpec, control: Control, value: &str) -> Vec<String> {
    let value = value.trim();
    let patch = |spec: String| format!(r#"kubectl patch sts {name} -p '{{"spec":{{{spec}}}}}'"#);
    let rolling = |field: &str| {
        let value = json(value);
        patch(format!(r#""updateStrategy":{{"rollingUpdate":{{"{field}":{value}}}}}"#))
    };
    vec![match control {
        Control::Replicas => format!("kubectl scale sts {name} --replicas={value}"),
        Control::Image => format!("kubectl set image sts/{name} {}={value}", container(spec)),
        Control::Partition => rolling("partition"),
        Control::MaxUnavailable => rolling("maxUnavailable"),
        // The API refuses `rollingUpdate` beside another strategy, so the patch removes it.
        Control::UpdateStrategy if value != "RollingUpdate" => {
            patch(format!(r#""updateStrategy":{{"type":{},"rollingUpdate":null}}"#, json(value)))
        }
        Control::UpdateStrategy => patch(r#""updateStrategy":{"type":"RollingUpdate"}"#.into()),
        Control::MinReadySeconds => patch(format!(r#""minReadySeconds":{}"#, json(value))),
        _ => {
            return vec![
                format!("kubectl delete sts {name} --cascade=orphan"),
                "kubectl apply -f web.yaml".into(),
            ];
        }
    }]
}

/// Returns the lines that recreate the set with another `podManagementPolicy`, which is immutable: write the file,
/// delete the set and keep its pods, apply the file. `live` is the set as somebody would write it.
pub fn recreation(state: &AppState, policy: &str, lines: Vec<String>, live: &str) -> Vec<String> {
    let file = manifest::file_name(state);
    let text = with_policy(live, policy);
    let delete = lines.into_iter().next().unwrap_or_default();
    vec![manifest::file_line(&file, &text), delete, format!("kubectl apply -f {file}")]
}

/// Replaces the policy in a manifest. A live object always has the field.
fn with_policy(text: &str, policy: &str) -> String {
    let line = |line: &str| match line.split_once("podManagementPolicy:") {
        Some((indent, _)) => format!("{indent}podManagementPolicy: {policy}\n"),
        None => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

/// Converts a value to JSON: a number as it is, anything else as a string, which the API then refuses.
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

    #[test]
    fn the_policy_is_written_where_it_stood() {
        let text = "spec:\n  podManagementPolicy: OrderedReady\n  replicas: 5\n";
        let expected = "spec:\n  podManagementPolicy: Parallel\n  replicas: 5\n";
        assert_eq!(with_policy(text, "Parallel"), expected);
    }
}
