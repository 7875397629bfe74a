//! `kubectl explain`: what a field is for, in our own words; its type is the schema's.
//!
//! Laid out as kubectl does it. Fields of which nobody said anything are listed with their type alone.

use super::flags::{Invocation, OUTPUT, Takes, flag};
use super::{Started, Verb};
use crate::process::{Step, World};
use crate::release::Release;
use crate::schema::{Field, STATEFUL_SET, Stored, Struct, Type};
use crate::server::Failure;
use crate::server::kind::Kind;
use crate::value::quoted;

pub(super) const VERB: Verb = Verb {
    words: "explain",
    about: "Get documentation for a resource",
    flags: &[flag("api-version", Takes::Text), OUTPUT, flag("recursive", Takes::Switch)],
    run,
};

/// What kinds and fields are for; a field by its path, or by its type and name where it stands in several places.
const WORDS: &[(&str, &str)] = &[
    (
        "StatefulSet",
        "Pods with a name, an order and claims of their own. Each pod keeps its ordinal, and with it its name and its claims, for as long as the set wants it.",
    ),
    (
        "Pod",
        "Containers that run together on one node. The pods of a StatefulSet are made by its controller; only their labels and annotations are worth changing by hand.",
    ),
    (
        "Service",
        "A name under which pods can be found. A StatefulSet's own has no address (clusterIP: None), so that each pod has a name in the DNS.",
    ),
    (
        "ControllerRevision",
        "A template that a StatefulSet has had. Its name ends with a hash of the template, and every pod bears that name as a label.",
    ),
    (
        "PersistentVolumeClaim",
        "Storage that a pod asks for. Claims made from a StatefulSet's templates stay when their pod goes.",
    ),
    ("spec", "What is asked for."),
    ("status", "What the controller last saw."),
    ("metadata", "Name, labels, annotations and what the server notes."),
    ("spec.replicas", "How many pods there are to be; 1 if absent."),
    (
        "spec.selector",
        "Which pods are the set's. It must match the template's labels and can never be changed.",
    ),
    (
        "spec.serviceName",
        "The Service under which the pods have their DNS names. Nobody checks that it exists; it can never be changed.",
    ),
    (
        "spec.template",
        "What each pod is made from. Any change of it is a new revision, and a rollout.",
    ),
    (
        "spec.volumeClaimTemplates",
        "A claim that each pod gets for each of these. They can never be changed.",
    ),
    (
        "spec.podManagementPolicy",
        "OrderedReady (the default) makes pods one after the other and waits for each; Parallel makes and deletes them all at once. It can never be changed.",
    ),
    ("spec.updateStrategy", "How pods get a new template."),
    (
        "spec.updateStrategy.type",
        "RollingUpdate replaces pods from the highest ordinal down; OnDelete replaces a pod when somebody deletes it.",
    ),
    ("spec.updateStrategy.rollingUpdate", "How a rolling update goes about it."),
    (
        "spec.updateStrategy.rollingUpdate.partition",
        "Pods with an ordinal below it keep their revision. 0 updates all; a number as high as replicas updates none.",
    ),
    ("spec.updateStrategy.rollingUpdate.maxUnavailable", BUDGET[0]),
    (
        "spec.minReadySeconds",
        "For how long a pod must have been Ready to count as available; 0 if absent. The controller waits for it between pods.",
    ),
    (
        "spec.revisionHistoryLimit",
        "How many old revisions are kept for rollout undo; 10 if absent.",
    ),
    ("spec.ordinals", "With which ordinal the pods begin."),
    ("spec.ordinals.start", "The ordinal of the first pod; 0 if absent."),
    ("spec.persistentVolumeClaimRetentionPolicy", "What becomes of the pods' claims."),
    (
        "spec.persistentVolumeClaimRetentionPolicy.whenDeleted",
        "Retain (the default) keeps the claims when the set is deleted; Delete deletes them.",
    ),
    (
        "spec.persistentVolumeClaimRetentionPolicy.whenScaled",
        "Retain (the default) keeps the claim of a pod that is scaled away; Delete deletes it.",
    ),
    ("PodSpec.containers", "What runs in the pod; at least one."),
    ("PodSpec.initContainers", "What must have ended well before the containers start."),
    (
        "PodSpec.terminationGracePeriodSeconds",
        "How long containers get to end before they are killed; 30 if absent.",
    ),
    ("PodSpec.restartPolicy", "Always is the only one that a StatefulSet allows."),
    ("PodSpec.nodeSelector", "Labels that a node must have."),
    ("PodSpec.volumes", "What containers can mount, beside the set's claims."),
    ("PodSpec.affinity", "Next to what the pod likes to run."),
    ("PodSpec.tolerations", "Which taints of a node it bears."),
    ("Container.name", "Its name in the pod; kubectl set image asks for it."),
    ("Container.image", "The image that it runs. A tag that is pushed again is no new revision."),
    ("Container.imagePullPolicy", "Always for :latest or no tag, else IfNotPresent."),
    (
        "Container.readinessProbe",
        "When it succeeds the container is ready. Without one a container is ready as soon as it runs.",
    ),
    ("Container.livenessProbe", "When it fails the container is started again."),
    ("Container.startupProbe", "The other probes wait until it has succeeded."),
    ("Container.ports", "Ports for the reader; none is opened or closed by it."),
    ("Container.resources", "What it needs and what it may use."),
    ("Container.env", "Environment variables."),
    ("Container.command", "What is started in the place of the image's entry point."),
    ("Container.args", "The arguments of it."),
    ("Container.volumeMounts", "Where volumes are mounted."),
];

/// What `maxUnavailable` means, up to 1.37 and since: the API's documentation, of which the former said what was not so.
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

/// What a field means changed in 1.38.
fn in_release(text: String, release: Release) -> String {
    let [before, since] = BUDGET.map(|about| wrapped(about, 4));
    if release.budgets_the_update() { text.replace(&before, &since) } else { text }
}

/// The fields of a kind, where the schema has them.
pub(super) fn fields_of(kind: &Kind) -> Option<&'static Struct> {
    match kind.name {
        "Pod" => STATEFUL_SET.field("spec")?.of.object()?.field("template")?.of.object(),
        _ => kind.schema,
    }
}

/// The first sentence about a field, for completion.
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
            // Deeper than any of our types: none contains itself.
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

/// As the OpenAPI schema names it.
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

/// Lines of at most 80 letters.
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
        assert!(text.contains("Pods with an ordinal below it keep their revision."), "{text}");
        assert!(
            explained("pod.spec.containers")
                .contains("\n  image\t<string>\n    The image that it runs.")
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
