//! `kubectl explain`: describes a field in our own words, with its type from the schema.
//!
//! The layout is kubectl's. Fields without a description are listed with their type only.

use super::flags::{Invocation, OUTPUT, Takes, flag};
use super::{Started, Verb};
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::kind::Kind;
use apiserver::release::Release;
use apiserver::schema::{Field, STATEFUL_SET, Stored, Struct, Type};
use apiserver::value::quoted;

pub(super) const VERB: Verb = Verb {
    words: "explain",
    writes: false,
    about: "Get documentation for a resource",
    flags: &[flag("api-version", Takes::Text), OUTPUT, flag("recursive", Takes::Switch)],
    run,
};

/// Descriptions of kinds and fields. The key is the field's path, or its type and name if it occurs at several paths.
const WORDS: &[(&str, &str)] = &[
    (
        "StatefulSet",
        "Pods with stable names, an order, and their own claims. A pod that is created again has the same ordinal, name and claims.",
    ),
    (
        "Pod",
        "Containers that run together on one node. The controller of a StatefulSet creates its pods; by hand, change only their labels and annotations.",
    ),
    (
        "Service",
        "A DNS name for a set of pods. The Service of a StatefulSet is headless (clusterIP: None), so that each pod has its own DNS name.",
    ),
    (
        "ControllerRevision",
        "A version of a StatefulSet's template. Its name ends with a hash of the template, and pods created from it have that name as a label.",
    ),
    (
        "PersistentVolumeClaim",
        "A request for storage. Claims from a StatefulSet's templates remain when their pod is deleted.",
    ),
    ("spec", "The desired state."),
    ("status", "The state that the controller last observed."),
    ("metadata", "Name, labels, annotations, and fields that the server sets."),
    ("spec.replicas", "Number of pods. Default: 1."),
    (
        "spec.selector",
        "Labels by which the set finds its pods. Must match the template's labels. Immutable.",
    ),
    (
        "spec.serviceName",
        "The Service that gives the pods their DNS names. Its existence is not checked. Immutable.",
    ),
    (
        "spec.template",
        "Template from which pods are created. Every change creates a revision and starts a rollout.",
    ),
    (
        "spec.volumeClaimTemplates",
        "Templates of claims: each pod gets one claim from each. Immutable.",
    ),
    (
        "spec.podManagementPolicy",
        "OrderedReady (default) creates pods one by one and waits until each is ready; Parallel creates and deletes pods all at once. Immutable.",
    ),
    ("spec.updateStrategy", "How pods are replaced when the template changes."),
    (
        "spec.updateStrategy.type",
        "RollingUpdate (default) replaces pods from the highest ordinal down; OnDelete replaces a pod when you delete it.",
    ),
    ("spec.updateStrategy.rollingUpdate", "Settings of a rolling update."),
    (
        "spec.updateStrategy.rollingUpdate.partition",
        "Pods with an ordinal below the partition keep their revision. 0 (default) updates all; a partition of at least replicas updates none. Counted from spec.ordinals.start.",
    ),
    ("spec.updateStrategy.rollingUpdate.maxUnavailable", BUDGET[0]),
    (
        "spec.minReadySeconds",
        "Seconds for which a pod must be Ready to be available. Default: 0. The controller waits for that between two pods.",
    ),
    (
        "spec.revisionHistoryLimit",
        "Number of old revisions that are kept for rollout undo. Default: 10.",
    ),
    ("spec.ordinals", "Numbering of the pods."),
    ("spec.ordinals.start", "Ordinal of the first pod. Default: 0."),
    (
        "spec.persistentVolumeClaimRetentionPolicy",
        "Whether claims are deleted with the set, or when it is scaled down.",
    ),
    (
        "spec.persistentVolumeClaimRetentionPolicy.whenDeleted",
        "Retain (default) keeps the claims when the set is deleted; Delete deletes them.",
    ),
    (
        "spec.persistentVolumeClaimRetentionPolicy.whenScaled",
        "Retain (default) keeps the claims of a pod when the set is scaled down; Delete deletes them.",
    ),
    ("PodSpec.containers", "Containers of the pod; at least one."),
    (
        "PodSpec.initContainers",
        "Containers that run one after the other before the main containers. With restartPolicy Always one keeps running as a sidecar.",
    ),
    (
        "PodSpec.terminationGracePeriodSeconds",
        "Seconds that containers have to end before they are killed. Default: 30.",
    ),
    ("PodSpec.restartPolicy", "Always is the only value that a StatefulSet allows."),
    ("PodSpec.nodeSelector", "Labels that the pod's node must have."),
    ("PodSpec.volumes", "Volumes that containers can mount, beside the set's claims."),
    ("PodSpec.affinity", "Nodes and pods that the pod must or should run near, or away from."),
    ("PodSpec.tolerations", "Taints of a node that the pod tolerates."),
    ("Container.name", "Name of the container, unique in the pod. kubectl set image refers to it."),
    ("Container.image", "Image of the container. Pushing a tag again creates no revision."),
    (
        "Container.imagePullPolicy",
        "Always, IfNotPresent or Never. Default: Always for :latest or no tag, else IfNotPresent.",
    ),
    (
        "Container.readinessProbe",
        "Probe that makes the container ready. Without one the container is ready as soon as it runs.",
    ),
    ("Container.livenessProbe", "Probe whose failure restarts the container."),
    (
        "Container.startupProbe",
        "Probe that must succeed before the other probes start. Its failure restarts the container.",
    ),
    ("Container.ports", "Ports of the container. For information: no port is opened or closed."),
    ("Container.resources", "Resources that the container requests, and their limits."),
    ("Container.env", "Environment variables."),
    ("Container.command", "Command that replaces the image's entry point."),
    ("Container.args", "Arguments of the command."),
    ("Container.volumeMounts", "Paths at which volumes are mounted."),
];

/// Meaning of `maxUnavailable` up to 1.37 and since 1.38, from the API's documentation. The former text did not
/// describe the behaviour correctly.
const BUDGET: [&str; 2] = [
    "How many pods may be unavailable during an update, as a number or a percentage of replicas that is rounded up, at least 1. Needs the feature gate MaxUnavailableStatefulSet, which 1.37 has on.",
    "How many of the pods from the partition on may be unavailable during an update, as a number or a percentage of those pods that is rounded down, at least 1. Needs the feature gate MaxUnavailableStatefulSet, which 1.38 has on.",
];

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let [argument] = invocation.arguments.as_slice() else {
        let message = match invocation.arguments.len() {
            0 => {
                "You must specify the type of resource to explain. Use \"kubectl api-resources\" for a complete list of supported resources."
            }
            _ => "We accept only this format: explain RESOURCE",
        };
        return Err(Failure::Plain(message.to_owned()));
    };
    let mut path = argument.trim_end_matches('.').split('.');
    let resource = path.next().unwrap_or_default();
    let kind = Kind::of_argument(resource).ok_or_else(|| {
        Failure::Plain(format!("the server doesn't have a resource type {}", quoted(resource)))
    })?;
    let path: Vec<_> = path.collect();
    let text = explain(kind, &path, invocation.is_on("recursive")).map_err(Failure::Plain)?;
    step.out(in_release(text, world.release()));
    Ok(Started::Exited(0))
}

/// Uses the description of `maxUnavailable` for this release; it changed in 1.38.
fn in_release(text: String, release: Release) -> String {
    let [before, since] = BUDGET.map(|about| wrapped(about, 4));
    if release.budgets_the_update() { text.replace(&before, &since) } else { text }
}

/// Returns the fields of a kind that the schema has.
pub(super) fn fields_of(kind: &Kind) -> Option<&'static Struct> {
    match kind.name {
        "Pod" => STATEFUL_SET.field("spec")?.of.object()?.field("template")?.of.object(),
        _ => kind.schema,
    }
}

/// Returns the first sentence of a field's description, for completion.
pub(super) fn summary(before: &str, name: &str) -> &'static str {
    let path = before.split_once('.').map_or(name.to_owned(), |(_, path)| format!("{path}.{name}"));
    words(&path).split_inclusive(". ").next().unwrap_or_default().trim_end()
}

fn explain(kind: &Kind, path: &[&str], recursive: bool) -> Result<String, String> {
    let mut here = fields_of(kind);
    let mut field: Option<(&Field, &Struct)> = None;
    for name in path {
        let missing = || format!("field \"{name}\" does not exist");
        let of = here.ok_or_else(missing)?;
        let found = of.field(name).ok_or_else(missing)?;
        (field, here) = (Some((found, of)), found.of.object());
    }
    let mut text = String::new();
    if !kind.group.is_empty() {
        text.push_str(&format!("GROUP:      {}\n", kind.group));
    }
    text.push_str(&format!("KIND:       {}\nVERSION:    {}\n\n", kind.name, kind.version));
    let about = match field {
        None => words(kind.name),
        Some((field, of)) => {
            text.push_str(&format!("FIELD: {} <{}>\n\n", field.name, type_name(field.of)));
            about_field(&path.join("."), field, of)
        }
    };
    let about = if about.is_empty() { "<empty>" } else { about };
    text.push_str(&format!("\nDESCRIPTION:\n{}    \n", wrapped(about, 4)));
    if let Some(here) = here {
        text.push_str("FIELDS:\n");
        list(here, &path.join("."), 1, recursive, &mut text);
        text.push('\n');
    }
    Ok(text + "\n")
}

fn words(of: &str) -> &'static str {
    WORDS.iter().find(|(name, _)| *name == of).map_or("", |(_, words)| words)
}

fn about_field(path: &str, field: &Field, of: &Struct) -> &'static str {
    match words(path) {
        "" => words(&format!("{}.{}", of.name, field.name)),
        known => known,
    }
}

fn list(of: &Struct, path: &str, level: usize, recursive: bool, text: &mut String) {
    for field in of.fields {
        let indent = "  ".repeat(level);
        let required = field.stored == Stored::Always && !matches!(field.of, Type::Object(_));
        let required = if required { " -required-" } else { "" };
        text.push_str(&format!("{indent}{}\t<{}>{required}\n", field.name, type_name(field.of)));
        let below =
            if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
        match field.of.object() {
            // Limit on depth. No type contains itself, and none is as deep.
            Some(inner) if recursive && level < 12 => list(inner, &below, level + 1, true, text),
            _ if recursive => {}
            _ => {
                let about = about_field(&below, field, of);
                text.push_str(&wrapped(
                    if about.is_empty() { "<no description>" } else { about },
                    4,
                ));
                text.push('\n');
            }
        }
    }
}

/// Returns the type name of the OpenAPI schema.
fn type_name(of: Type) -> String {
    match of {
        Type::String | Type::Bytes => "string".to_owned(),
        Type::Bool => "boolean".to_owned(),
        Type::Int32 | Type::Int64 => "integer".to_owned(),
        Type::IntOrString => "IntOrString".to_owned(),
        Type::Quantity => "Quantity".to_owned(),
        Type::Any => "Object".to_owned(),
        Type::Object(of) => of.name.to_owned(),
        Type::List(of) => format!("[]{}", type_name(*of)),
        Type::Map(of) => format!("map[string]{}", type_name(*of)),
    }
}

/// Wraps text to lines of at most 80 bytes.
fn wrapped(text: &str, indent: usize) -> String {
    let (mut out, mut line) = (String::new(), String::new());
    for word in text.split(' ') {
        if !line.is_empty() && indent + line.len() + 1 + word.len() > 80 {
            out.push_str(&format!("{}{line}\n", " ".repeat(indent)));
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    out.push_str(&format!("{}{line}\n", " ".repeat(indent)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(argument: &str) -> String {
        let mut path = argument.split('.');
        let kind = path.next().and_then(Kind::of_argument).expect("a kind");
        explain(kind, &path.collect::<Vec<_>>(), false).unwrap_or_else(|problem| problem)
    }

    #[test]
    fn a_field_has_a_type_and_a_meaning() {
        let text = explained("sts.spec.updateStrategy.rollingUpdate.partition");
        assert!(text.starts_with("GROUP:      apps\nKIND:       StatefulSet\nVERSION:    v1\n\nFIELD: partition <integer>\n"), "{text}");
        let about = "Pods with an ordinal below the partition keep their revision.";
        assert!(text.contains(about), "{text}");
        assert!(
            explained("pod.spec.containers")
                .contains("\n  image\t<string>\n    Image of the container.")
        );
        assert_eq!(explained("sts.spec.nosuch"), "field \"nosuch\" does not exist");
    }

    #[test]
    fn since_1_38_a_budget_is_explained_as_rounded_down() {
        let text = explained("sts.spec.updateStrategy.rollingUpdate.maxUnavailable");
        let of = |release| {
            let rules = rollout_engine::version::Rules::named(release).expect("a release");
            let text = in_release(text.clone(), Release::of(&rules));
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert!(of("1.37").contains("a percentage of replicas that is rounded up"), "{text}");
        assert!(of("1.38").contains("a percentage of those pods that is rounded down"));
    }

    #[test]
    fn every_field_with_words_exists() {
        let kind = Kind::of_argument("sts").expect("a kind");
        for (path, _) in WORDS.iter().filter(|(path, _)| path.starts_with("spec.")) {
            let path: Vec<_> = path.split('.').collect();
            assert!(explain(kind, &path, false).is_ok(), "{path:?}");
        }
    }
}
