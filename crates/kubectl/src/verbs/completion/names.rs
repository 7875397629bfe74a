//! Completes kinds, names of objects, fields for `explain`, and containers.

use super::super::explain;
use super::{Candidate, Completion, candidate, fitting};
use crate::print::Watch;
use apiserver::kind::{Kind, STATEFUL_SET};
use apiserver::list::Scene;
use apiserver::list::Sought;
use apiserver::value::Value;

/// Kinds that are offered first, because they matter in a rollout.
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

/// The cluster and namespace in which names are looked up.
pub(super) struct Scope<'a> {
    pub(super) scene: Scene<'a>,
    pub(super) namespace: &'a str,
}

/// Completes the word after a verb and these arguments.
pub(super) fn complete(
    verb: &str,
    arguments: &[&str],
    typed: &str,
    from: usize,
    scope: &Scope<'_>,
) -> Completion {
    let of_sets = ["rollout ", "set ", "scale"].iter().any(|first| verb.starts_with(first));
    if verb.starts_with("create ") {
        return Completion { from, ..Completion::default() };
    }
    match (verb, arguments) {
        ("explain", []) => fitting(typed, from, fields(typed)),
        (
            "apply" | "create" | "replace" | "version" | "api-resources" | "api-versions"
            | "events",
            _,
        ) => Completion { from, ..Completion::default() },
        (_, []) => match typed.split_once('/') {
            Some((kind, name)) => {
                let names = Kind::of_argument(kind).map(|kind| names(kind, scope));
                fitting(name, from + kind.len() + 1, names.unwrap_or_default())
            }
            None if of_sets => {
                let sets = names(&STATEFUL_SET, scope).into_iter();
                let sets = sets.map(|set| candidate(format!("sts/{}", set.text), set.about));
                fitting(typed, from, sets.collect())
            }
            None => fitting(typed, from, kinds()),
        },
        ("set image", [first, rest @ ..]) if first.contains('/') || !rest.is_empty() => {
            let name = first.split_once('/').map_or(rest.first().copied(), |(_, name)| Some(name));
            fitting(typed, from, containers(name.unwrap_or_default(), scope))
        }
        (_, [first, rest @ ..]) if !first.contains('/') => {
            let mut names =
                Kind::of_argument(first).map(|kind| names(kind, scope)).unwrap_or_default();
            names.retain(|name| !rest.contains(&name.text.as_str()));
            fitting(typed, from, names)
        }
        _ => Completion { from, ..Completion::default() },
    }
}

fn kinds() -> Vec<Candidate> {
    let scope =
        |kind: &Kind| FIRST.iter().position(|first| *first == kind.plural && kind.version == "v1");
    let mut kinds: Vec<&Kind> = Kind::all().filter(|kind| kind.group != "events.k8s.io").collect();
    kinds.sort_by_key(|kind| (scope(kind).unwrap_or(FIRST.len()), kind.plural));
    let about = |kind: &Kind| match kind.short {
        "" => kind.name.to_owned(),
        short => format!("{}, or {short}", kind.name),
    };
    kinds.into_iter().map(|kind| candidate(kind.plural, about(kind))).collect()
}

/// Returns the objects of a kind with the first cells of their table: READY and STATUS of a pod.
fn names(kind: &'static Kind, scope: &Scope<'_>) -> Vec<Candidate> {
    let namespace = Some(scope.namespace.to_owned());
    let rows = Watch { namespace, ..Watch::all(kind) }.first_cells(&scope.scene);
    let about =
        |cells: Vec<String>| cells.into_iter().skip(1).take(2).collect::<Vec<_>>().join(" ");
    rows.into_iter().map(|(name, cells)| candidate(name, about(cells))).collect()
}

/// Returns the containers of a set (`nginx=`), each with its image.
fn containers(set: &str, scope: &Scope<'_>) -> Vec<Candidate> {
    let sought = Sought { namespace: Some(scope.namespace), name: &|name| name == set };
    let found = scope.scene.documents(&STATEFUL_SET, &sought);
    let path = ["spec", "template", "spec", "containers"];
    let containers = found.first().and_then(|set| set.at(&path)).map(Value::items);
    let of = |container: &Value| {
        let name = container.text_at(&["name"]);
        candidate(format!("{name}="), container.text_at(&["image"]))
    };
    containers.unwrap_or_default().iter().map(of).collect()
}

/// Completes the field after the last dot: `sts.spec.`.
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
