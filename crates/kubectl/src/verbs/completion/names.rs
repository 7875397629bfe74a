//! Kinds, names of objects, fields to explain, containers.

use super::super::explain;
use super::{Candidate, Completion, candidate, fitting};
use crate::print::{Scene, Sought, Watch};
use crate::server::kind::{Kind, STATEFUL_SET};
use crate::value::Value;

/// The kinds that are worth a look here, before all others.
const FIRST: [&str; 11] = [
    "pods",
    "statefulsets",
    "services",
    "persistentvolumeclaims",
    "controllerrevisions",
    "events",
    "nodes",
    "persistentvolumes",
    "endpoints",
    "configmaps",
    "namespaces",
];

/// Where names are sought: in a cluster at a moment, in one of its namespaces.
pub(super) struct Place<'a> {
    pub(super) scene: Scene<'a>,
    pub(super) namespace: &'a str,
}

/// What can stand behind a verb that has these arguments already.
pub(super) fn complete(
    verb: &str,
    arguments: &[&str],
    typed: &str,
    from: usize,
    place: &Place<'_>,
) -> Completion {
    let of_sets = ["rollout ", "set ", "scale"].iter().any(|first| verb.starts_with(first));
    match (verb, arguments) {
        ("explain", []) => fitting(typed, from, fields(typed)),
        (
            "apply" | "create" | "replace" | "version" | "api-resources" | "api-versions"
            | "events",
            _,
        ) => Completion { from, ..Completion::default() },
        (_, []) => match typed.split_once('/') {
            Some((kind, name)) => {
                let names = Kind::of_argument(kind).map(|kind| names(kind, place));
                fitting(name, from + kind.len() + 1, names.unwrap_or_default())
            }
            None if of_sets => {
                let sets = names(&STATEFUL_SET, place).into_iter();
                let sets = sets.map(|set| candidate(format!("sts/{}", set.text), set.about));
                fitting(typed, from, sets.collect())
            }
            None => fitting(typed, from, kinds()),
        },
        ("set image", [first, rest @ ..]) if first.contains('/') || !rest.is_empty() => {
            let name = first.split_once('/').map_or(rest.first().copied(), |(_, name)| Some(name));
            fitting(typed, from, containers(name.unwrap_or_default(), place))
        }
        (_, [first, rest @ ..]) if !first.contains('/') => {
            let mut names =
                Kind::of_argument(first).map(|kind| names(kind, place)).unwrap_or_default();
            names.retain(|name| !rest.contains(&name.text.as_str()));
            fitting(typed, from, names)
        }
        _ => Completion { from, ..Completion::default() },
    }
}

fn kinds() -> Vec<Candidate> {
    let place =
        |kind: &Kind| FIRST.iter().position(|first| *first == kind.plural && kind.version == "v1");
    let mut kinds: Vec<&Kind> = Kind::all().filter(|kind| kind.group != "events.k8s.io").collect();
    kinds.sort_by_key(|kind| (place(kind).unwrap_or(FIRST.len()), kind.plural));
    let about = |kind: &Kind| match kind.short {
        "" => kind.name.to_owned(),
        short => format!("{}, or {short}", kind.name),
    };
    kinds.into_iter().map(|kind| candidate(kind.plural, about(kind))).collect()
}

/// The objects of a kind with what their table says first of them: READY and STATUS of a pod.
fn names(kind: &'static Kind, place: &Place<'_>) -> Vec<Candidate> {
    let namespace = Some(place.namespace.to_owned());
    let rows = Watch { namespace, ..Watch::all(kind) }.first_cells(&place.scene);
    let about =
        |cells: Vec<String>| cells.into_iter().skip(1).take(2).collect::<Vec<_>>().join(" ");
    rows.into_iter().map(|(name, cells)| candidate(name, about(cells))).collect()
}

/// `nginx=`, with the image that it runs.
fn containers(set: &str, place: &Place<'_>) -> Vec<Candidate> {
    let sought = Sought { namespace: Some(place.namespace), name: &|name| name == set };
    let found = place.scene.documents(&STATEFUL_SET, &sought);
    let path = ["spec", "template", "spec", "containers"];
    let containers = found.first().and_then(|set| set.at(&path)).map(Value::items);
    let of = |container: &Value| {
        let name = container.text_at(&["name"]);
        candidate(format!("{name}="), container.text_at(&["image"]))
    };
    containers.unwrap_or_default().iter().map(of).collect()
}

/// `sts.spec.` and what can stand behind the last dot.
fn fields(typed: &str) -> Vec<Candidate> {
    let Some((before, _)) = typed.rsplit_once('.') else { return kinds() };
    let mut path = before.split('.');
    let kind = path.next().and_then(Kind::of_argument);
    let mut here = kind.and_then(explain::fields_of);
    for name in path {
        here = here.and_then(|here| here.field(name)).and_then(|field| field.of.object());
    }
    let fields = here.map(|here| here.fields).unwrap_or_default();
    let about = |name: &str| explain::summary(before, name);
    fields
        .iter()
        .map(|field| candidate(format!("{before}.{}", field.name), about(field.name)))
        .collect()
}
