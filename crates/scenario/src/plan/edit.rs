//! How a way to roll out is typed: the lines for a cluster, and the scenario that is measured.
//!
//! A strategy is patched just before the change. A policy is immutable: in the scenario it is changed in the manifest from
//! the beginning, in a cluster the set is deleted without its pods and applied again.

use std::rc::Rc;

use apiserver::manifest;
use apiserver::text::{before, behind, between};
use rollout_engine::api::{PodManagementPolicy, UpdateStrategy};

use super::WayKind;
use super::build::{Base, at_a_time};
use crate::script::{Line, Scenario, When};

/// A way, typed.
pub(super) struct Edited {
    /// The scenario and the index of its change. `None` if it has no manifest of the set.
    pub(super) scenario: Option<(Scenario, usize)>,
    /// The lines for a cluster.
    pub(super) lines: Vec<Rc<str>>,
    /// Whether the policy is another than the set's.
    pub(super) needs_policy: bool,
}

/// Returns the flag for a namespace that is not kubectl's own.
pub(super) fn flag(namespace: &str, context: &str) -> String {
    if namespace == context { String::new() } else { format!(" -n {namespace}") }
}

/// Types a way.
pub(super) fn edited(base: &Base, kind: WayKind) -> Edited {
    let (set, spec) = (&base.before, &base.after);
    let kubectl = format!("kubectl{}", flag(&set.namespace, &base.context));
    let is_parallel = spec.pod_management_policy == PodManagementPolicy::Parallel;
    let policy = match kind {
        WayKind::Rolling { parallel, .. } if parallel != is_parallel => Some(policy_name(parallel)),
        _ => None,
    };
    let above: Vec<String> = patch(base, kind)
        .map(|strategy| patched(&kubectl, &set.name, &strategy))
        .into_iter()
        .collect();
    let above_here: Vec<String> = base.drawn.iter().chain(&above).cloned().collect();
    let below = below(base, kind, &kubectl);
    let change = &base.scenario.lines[base.since].text;
    let mut lines: Vec<Rc<str>> = Vec::new();
    if let Some(policy) = policy {
        lines.extend(applied_again(&kubectl, &set.name, policy).map(Rc::from));
    }
    lines.extend(above.iter().map(|line| Rc::from(line.as_str())));
    lines.push(Rc::clone(change));
    lines.extend(below.iter().map(|line| Rc::from(line.as_str())));
    let scenario = match policy {
        None => Some(base.scenario.clone()),
        Some(policy) => with_policy(&base.scenario, &set.name, policy),
    };
    let scenario = scenario.map(|scenario| with_lines(scenario, base.since, &above_here, &below));
    Edited { scenario, lines, needs_policy: policy.is_some() }
}

fn policy_name(parallel: bool) -> &'static str {
    if parallel { "Parallel" } else { "OrderedReady" }
}

/// The fields of `updateStrategy` to be set, in JSON without the braces. `None` if it is set so already.
fn patch(base: &Base, kind: WayKind) -> Option<String> {
    let spec = &base.after;
    let is_rolling = matches!(spec.update_strategy, UpdateStrategy::RollingUpdate(_));
    let replaced = |name: &str| {
        let stanza = if matches!(spec.update_strategy, UpdateStrategy::RollingUpdate(Some(_))) {
            r#","rollingUpdate":null"#
        } else {
            ""
        };
        format!(r#""type":"{name}"{stanza}"#)
    };
    match (kind, spec.update_strategy) {
        (WayKind::OnDelete, UpdateStrategy::OnDelete)
        | (WayKind::Recreate, UpdateStrategy::Recreate) => None,
        (WayKind::OnDelete, _) => Some(replaced("OnDelete")),
        (WayKind::Recreate, _) => Some(replaced("Recreate")),
        (WayKind::Rolling { at_a_time: number, canary, .. }, _) => {
            let partition = if canary { spec.replicas.saturating_sub(1) } else { 0 };
            let mut rolling = Vec::new();
            if at_a_time(spec) != number || !is_rolling {
                rolling.push(format!(r#""maxUnavailable":{number}"#));
            }
            if spec.partition() != partition {
                rolling.push(format!(r#""partition":{partition}"#));
            }
            let kind = (!is_rolling).then(|| r#""type":"RollingUpdate""#.to_owned());
            let stanza = (!rolling.is_empty())
                .then(|| format!(r#""rollingUpdate":{{{}}}"#, rolling.join(",")));
            let fields: Vec<String> = kind.into_iter().chain(stanza).collect();
            (!fields.is_empty()).then(|| fields.join(","))
        }
    }
}

fn patched(kubectl: &str, name: &str, strategy: &str) -> String {
    format!(r#"{kubectl} patch sts {name} -p '{{"spec":{{"updateStrategy":{{{strategy}}}}}}}'"#)
}

/// The lines after the change.
fn below(base: &Base, kind: WayKind, kubectl: &str) -> Vec<String> {
    let (name, spec) = (&base.before.name, &base.after);
    match kind {
        WayKind::Rolling { canary: true, .. } => {
            let rest = patched(kubectl, name, r#""rollingUpdate":{"partition":0}"#);
            vec![format!("{kubectl} rollout status sts/{name} && {rest}")]
        }
        WayKind::OnDelete => {
            let ordinals = (spec.start..spec.start + spec.replicas).rev();
            let ordinals: Vec<String> = ordinals.map(|it| it.to_string()).collect();
            // One second, so that the pod is there: `kubectl wait` ends at once for a pod that is not.
            let pod = format!("{name}-$i");
            let ready = format!("{kubectl} wait --for=condition=Ready pod/{pod} --timeout=1h");
            let step = format!("{kubectl} delete pod {pod} && sleep 1 && {ready}");
            vec![format!("for i in {}; do {step}; done", ordinals.join(" "))]
        }
        _ => Vec::new(),
    }
}

/// The lines by which a set gets another policy without its pods being touched.
fn applied_again(kubectl: &str, name: &str, policy: &str) -> [String; 3] {
    let strip = r"-e '/^  \(resourceVersion\|uid\):/d'";
    let set = format!("-e 's/^  podManagementPolicy: .*/  podManagementPolicy: {policy}/'");
    [
        format!("{kubectl} get sts {name} -o yaml | sed {strip} {set} > {name}.yaml"),
        format!("{kubectl} delete sts {name} --cascade=orphan"),
        format!("{kubectl} apply -f {name}.yaml"),
    ]
}

/// Returns the scenario with lines just before and just after its change, and where the change then is.
fn with_lines(
    mut scenario: Scenario,
    since: usize,
    above: &[String],
    below: &[String],
) -> (Scenario, usize) {
    let change = scenario.lines[since].clone();
    let next = |text: &String, when| Line { when, text: text.as_str().into(), ..change.clone() };
    let is_typed = matches!(change.when, When::At(_));
    let then = if is_typed { change.when } else { When::Then };
    for (offset, text) in above.iter().enumerate() {
        let when = if offset == 0 { change.when } else { then };
        scenario.lines.insert(since + offset, next(text, when));
    }
    let since = since + above.len();
    if !above.is_empty() {
        scenario.lines[since].when = then;
    }
    scenario.lines.extend(below.iter().map(|text| next(text, then)));
    (scenario, since)
}

/// Returns the scenario with another policy in every manifest of the set. `None` if there is none.
fn with_policy(scenario: &Scenario, name: &str, policy: &str) -> Option<Scenario> {
    let mut changed = scenario.clone();
    let mut is_changed = false;
    for line in &mut changed.lines {
        if let Some(text) = with_policy_in(&line.text, name, policy) {
            (line.text, is_changed) = (text.into(), true);
        }
    }
    is_changed.then_some(changed)
}

/// Returns a `: file` line with the policy in each document that is the set. `None` if there is none, or one cannot be
/// changed in its text.
fn with_policy_in(line: &str, name: &str, policy: &str) -> Option<String> {
    if !line.starts_with(": file ") {
        return None;
    }
    let begin = line.find('\n')? + 1;
    let end = line.rfind(": end").unwrap_or(line.len());
    let documents = manifest::read(between(line, begin..end));
    let is_set = |document: &&manifest::Document<'_>| {
        document.value.as_ref().is_ok_and(|value| {
            value.text_at(&["kind"]) == "StatefulSet"
                && value.text_at(&["metadata", "name"]) == name
        })
    };
    let found: Vec<_> = documents.iter().filter(is_set).collect();
    let mut text = line.to_owned();
    for document in found.iter().rev() {
        let changed = manifest::set(document.text, &["spec", "podManagementPolicy"], policy)?;
        let start = begin + document.offset.0;
        let after = behind(&text, start + document.text.len()).to_owned();
        text = format!("{}{changed}{after}", before(&text, start));
    }
    (!found.is_empty()).then_some(text)
}
