//! The kubectl lines that set a field of a StatefulSet.

use rollout_engine::api::StatefulSetSpec;

use super::container;
use crate::state::{AppState, Control};
use crate::view::{drawn, manifest, namespace};

/// The lines that set a field to a value; `name` is the set's, with `-n` behind it where that is needed.
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
        // What belongs to the other strategy has to go: the API refuses it.
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

/// A set with another policy is another set: its file says so, the set goes and its pods stay, and the file is applied.
pub fn recreation(state: &AppState, policy: &str, lines: Vec<String>) -> Vec<String> {
    let Some(owned) = drawn(state).and_then(|drawn| drawn.existing()) else { return lines };
    let named = namespace::named(state, &owned.set.namespace, &owned.set.name);
    let Some(live) = manifest::live(state, &format!("statefulset.apps/{named}")) else {
        return lines;
    };
    let file = manifest::file_name(state);
    let text = with_policy(&live, policy);
    let delete = lines.into_iter().next().unwrap_or_default();
    vec![manifest::file_line(&file, &text), delete, format!("kubectl apply -f {file}")]
}

/// A live object always says its policy.
fn with_policy(text: &str, policy: &str) -> String {
    let line = |line: &str| match line.split_once("podManagementPolicy:") {
        Some((indent, _)) => format!("{indent}podManagementPolicy: {policy}\n"),
        None => format!("{line}\n"),
    };
    text.lines().map(line).collect()
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

    #[test]
    fn the_policy_is_written_where_it_stood() {
        let text = "spec:\n  podManagementPolicy: OrderedReady\n  replicas: 5\n";
        let expected = "spec:\n  podManagementPolicy: Parallel\n  replicas: 5\n";
        assert_eq!(with_policy(text, "Parallel"), expected);
    }
}
