//! Reads the objects of `-f`, with the checks that kubectl makes before it sends a request.
//!
//! apply, create, replace, delete and others share it: sources, documents, lists, kinds, names, and kubectl's error
//! messages. Parsing of YAML is in [`apiserver::manifest`].

use rollout_engine::cluster::SetId;

use super::flags::Invocation;
use crate::world::World;
use apiserver::kind::Kind;
use apiserver::manifest;
use apiserver::value::{Value, quoted};
use apiserver::{Failure, Occupancy, Place, policy, stored};

/// An object of a manifest.
#[derive(Clone, Debug)]
pub(super) struct Object {
    /// Its file, such as `web.yaml`, or `STDIN`.
    pub(super) source: String,
    pub(super) value: Value,
    /// Whether it is an item of a list.
    in_list: bool,
}

/// The objects of all sources, and errors of the documents that cannot be used.
pub(super) struct Manifests {
    pub(super) objects: Vec<Object>,
    pub(super) failures: Vec<Failure>,
}

/// Reads every source of `-f`.
///
/// # Errors
///
/// There is no `-f`, a source does not exist, all sources are empty, or an object is in another namespace than `-n`.
pub(super) fn read(invocation: &Invocation, world: &World<'_>) -> Result<Manifests, Failure> {
    let mut manifests = Manifests { objects: Vec::new(), failures: Vec::new() };
    for (source, text) in &sources(invocation, world)? {
        manifests.add(source, text);
    }
    if manifests.objects.is_empty() && manifests.failures.is_empty() {
        let verb = invocation.verb.words;
        return Err(Failure::Plain(format!("no objects passed to {verb}")));
    }
    manifests.set_namespace(invocation)?;
    Ok(manifests)
}

/// Returns the name and text of each source. A directory stands for the manifests in it.
fn sources(invocation: &Invocation, world: &World<'_>) -> Result<Vec<(String, String)>, Failure> {
    if invocation.value("filename").is_none() {
        return Err(Failure::Plain("must specify one of -f and -k".to_owned()));
    }
    let mut sources = Vec::new();
    for name in invocation.all("filename").flat_map(|names| names.split(',')) {
        let file = name.strip_prefix("./").unwrap_or(name);
        match (name, world.files.get(file)) {
            ("-", _) => {
                sources.push(("STDIN".to_owned(), invocation.input.clone().unwrap_or_default()))
            }
            ("." | "./", _) => {
                let manifests = world.files.iter().filter(|(file, _)| is_manifest(file));
                sources.extend(manifests.map(|(file, text)| (file.to_string(), text.to_string())));
            }
            (_, Some(text)) => sources.push((name.to_owned(), text.to_string())),
            (_, None) => {
                return Err(Failure::Plain(format!("the path {} does not exist", quoted(name))));
            }
        }
    }
    Ok(sources)
}

fn is_manifest(file: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|end| file.ends_with(end))
}

impl Manifests {
    /// Adds the objects of a text, up to the first document that cannot be parsed or lacks kind or version
    /// (`StreamVisitor`).
    fn add(&mut self, source: &str, text: &str) {
        for document in manifest::read(text) {
            match document.value {
                Ok(value) => match manifest::items(&value) {
                    Some(items) => items.into_iter().for_each(|item| self.add_object(source, item)),
                    None => {
                        let object = Object { source: source.to_owned(), value, in_list: false };
                        if let Err(failure) = says_what_it_is(&object) {
                            return self.failures.push(failure);
                        }
                        self.objects.push(object);
                    }
                },
                Err(broken) => {
                    let message = format!("error parsing {source}: {}", broken.message);
                    return self.failures.push(Failure::Plain(message));
                }
            }
        }
    }

    /// Adds an item of a list. A list within a list stands for its items.
    fn add_object(&mut self, source: &str, value: Value) {
        match manifest::items(&value) {
            Some(items) => items.into_iter().for_each(|item| self.add_object(source, item)),
            None => self.objects.push(Object { source: source.to_owned(), value, in_list: true }),
        }
    }

    /// Looks up the kinds of all objects, as apply does before it writes the first. Objects of unknown kinds become
    /// failures.
    pub(super) fn map(&mut self) {
        let (mut unknown, mut known) = (Vec::new(), Vec::new());
        for object in std::mem::take(&mut self.objects) {
            match kind_of(&object) {
                Ok(_) => known.push(object),
                Err(failure) => unknown.push(failure),
            }
        }
        self.objects = known;
        unknown.append(&mut self.failures);
        self.failures = unknown;
    }

    /// Gives objects without a namespace that of the context, unless nothing is sent (`--local`). With `-n`, an object
    /// of another namespace is an error.
    fn set_namespace(&mut self, invocation: &Invocation) -> Result<(), Failure> {
        if invocation.is_on("local") {
            return Ok(());
        }
        let (asked, is_enforced) =
            (invocation.namespace(), invocation.value("namespace").is_some());
        for Object { value, .. } in &mut self.objects {
            if Kind::of_object(value).is_none_or(|kind| !kind.namespaced) {
                continue;
            }
            match value.text_at(&["metadata", "namespace"]) {
                "" => *value.entry_at(&["metadata", "namespace"]) = Value::string(asked),
                own if own == asked || !is_enforced => {}
                own => {
                    return Err(Failure::Plain(format!(
                        "the namespace from the provided object {} does not match the namespace {}. You must pass '--namespace={own}' to perform this operation.",
                        quoted(own),
                        quoted(asked)
                    )));
                }
            }
        }
        Ok(())
    }
}

/// Returns the kind of an object.
///
/// # Errors
///
/// The object has no kind or an unknown one, its name is not a string, or the playground creates that kind only by
/// itself.
pub(super) fn kind_of(object: &Object) -> Result<&'static Kind, Failure> {
    says_what_it_is(object)?;
    let value = &object.value;
    let kind = Kind::of_object(value).ok_or_else(|| unknown_kind(object))?;
    is_text(object, "name")?;
    if ["Pod", "ControllerRevision", "Event"].contains(&kind.name) {
        let message = format!("this playground has no {} but those of StatefulSets", kind.plural);
        return Err(Failure::Plain(message));
    }
    Ok(kind)
}

/// Makes kubectl's error for an unknown kind; it is worded differently for items of a list.
fn unknown_kind(Object { source, value, in_list }: &Object) -> Failure {
    let text = |path: &[&str]| quoted(value.text_at(path));
    let no_matches =
        format!("no matches for kind {} in version {}", text(&["kind"]), text(&["apiVersion"]));
    if *in_list {
        return Failure::Bare(format!("unable to recognize {no_matches}"));
    }
    Failure::Plain(format!(
        "resource mapping not found for name: {} namespace: {} from {}: {no_matches}\nensure CRDs are installed first",
        text(&["metadata", "name"]),
        text(&["metadata", "namespace"]),
        quoted(source),
    ))
}

/// Checks that `apiVersion` and `kind` are set, as kubectl does before it sends a request.
fn says_what_it_is(Object { source, value, .. }: &Object) -> Result<(), Failure> {
    let not_valid = |problem: &str| {
        let hint =
            "if you choose to ignore these errors, turn validation off with --validate=false";
        Failure::Plain(format!(
            "error validating {}: error validating data: {problem}; {hint}",
            quoted(source)
        ))
    };
    if !matches!(value, Value::Map(_)) {
        return Err(not_valid("invalid object to validate"));
    }
    let unset = |field: &&str| value.text_at(&[field]).is_empty();
    match ["apiVersion", "kind"].into_iter().filter(unset).collect::<Vec<_>>().as_slice() {
        [] => {}
        [field] => return Err(not_valid(&format!("{field} not set"))),
        _ => return Err(not_valid("[apiVersion not set, kind not set]")),
    }
    Ok(())
}

/// Checks that a field of `metadata` is a string. kubectl decodes metadata itself.
fn is_text(Object { source, value, .. }: &Object, field: &str) -> Result<(), Failure> {
    let found = value.at(&["metadata", field]).filter(|found| !found.is_null());
    let Some(other) = found.filter(|found| found.as_str().is_none()) else { return Ok(()) };
    let what = other.json_type();
    Err(Failure::Plain(format!(
        "unable to decode {}: json: cannot unmarshal {what} into Go struct field ObjectMeta.metadata.{field} of type string",
        quoted(source)
    )))
}

/// Returns the name of an object that is looked up before it is written.
///
/// # Errors
///
/// The object has no name.
pub(super) fn name_of<'a>(object: &'a Object, kind: &Kind) -> Result<&'a str, Failure> {
    let Object { source, value, .. } = object;
    let generated = value.text_at(&["metadata", "generateName"]);
    match value.text_at(&["metadata", "name"]) {
        "" if !generated.is_empty() => {
            Err(Failure::Plain(format!("from {generated}: cannot use generate name with apply")))
        }
        "" => Err(Failure::Plain(format!(
            "error when retrieving current configuration of:\n{}\nfrom server for: {}: resource name may not be empty",
            whereabouts(kind, value.text_at(&["metadata", "namespace"]), ""),
            quoted(source)
        ))),
        name => Ok(name),
    }
}

/// Rejects an object whose `resourceVersion` is not that of the live object.
pub(super) fn same_version(
    object: &Object,
    kind: &'static Kind,
    world: &World<'_>,
) -> Result<(), Failure> {
    let version = |value: &Value| value.text_at(&["metadata", "resourceVersion"]).to_owned();
    let (named, name) = (version(&object.value), object.value.text_at(&["metadata", "name"]));
    let namespace = object.value.text_at(&["metadata", "namespace"]);
    let live = || super::objects::existing(kind, namespace, name, world);
    if named.is_empty() || live().is_none_or(|live| version(&live.document) == named) {
        return Ok(());
    }
    let message = format!(
        "Operation cannot be fulfilled on {} {}: the object has been modified; please apply your changes to the latest version and try again",
        kind.resource(),
        quoted(name)
    );
    Err(Failure::status("Conflict", message))
}

/// Formats an object as in the errors of apply.
pub(super) fn whereabouts(kind: &Kind, namespace: &str, name: &str) -> String {
    let version = kind.api_version();
    let (resource, kind_name) = (kind.plural, kind.name);
    let version = if version.contains('/') { version } else { format!("/{version}") };
    format!(
        "Resource: \"{version}, Resource={resource}\", GroupVersionKind: \"{version}, Kind={kind_name}\"\nName: {}, Namespace: \"{namespace}\"",
        quoted(name)
    )
}

/// Returns the stored object with the same kind, namespace and name; for a set also its id.
pub(super) fn find(
    kind: &Kind,
    object: &Value,
    world: &World<'_>,
) -> Option<(Option<SetId>, Value)> {
    let [namespace, name] = ["namespace", "name"].map(|key| object.text_at(&["metadata", key]));
    if kind.is_stateful_set() {
        let (id, owned) = world.cluster.find_set(namespace, name)?;
        return Some((Some(id), stored(&owned.set.document)));
    }
    super::objects::stored(kind, namespace, name, world).map(|document| (None, document))
}

/// Returns whether this object can be created at its namespace and name.
pub(super) fn place_for(kind: &Kind, object: &Value, world: &World<'_>) -> Place {
    let over_quota = policy::refusal(kind, object, world.cluster, world.at);
    Place { occupancy: occupancy(kind, object, world), over_quota }
}

fn occupancy(kind: &Kind, object: &Value, world: &World<'_>) -> Occupancy {
    let namespace = object.text_at(&["metadata", "namespace"]);
    match find(kind, object, world) {
        Some(_) => Occupancy::Taken,
        None if kind.namespaced && !world.cluster.has_namespace(namespace) => {
            Occupancy::NoNamespace
        }
        None if kind.namespaced && world.cluster.is_terminating(namespace) => {
            Occupancy::TerminatingNamespace
        }
        None => Occupancy::Free,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, objects: usize, failures: &[&str]) {
        let mut manifests = Manifests { objects: Vec::new(), failures: Vec::new() };
        manifests.add("f", text);
        let found: Vec<_> = manifests.failures.iter().map(Failure::message).collect();
        assert_eq!(
            (manifests.objects.len(), found),
            (objects, failures.iter().map(|text| (*text).to_owned()).collect())
        );
    }

    #[test]
    fn lists_stand_for_their_items() {
        check(
            "kind: List\nitems: [{kind: A}, {kind: StatefulSetList, items: [{kind: B}]}]",
            2,
            &[],
        );
        check("apiVersion: v1\nkind: ConfigMap\nitems: [a]", 1, &[]);
    }

    /// Upstream's `StreamVisitor` returns at the first document that it cannot parse.
    #[test]
    fn nothing_is_read_behind_a_broken_document() {
        let broken = "error parsing f: error converting YAML to JSON: yaml: line 2: mapping values are not allowed in this context";
        check("kind: A\napiVersion: v1\n---\na: b\n c: d\n---\nkind: B\n", 1, &[broken]);
        let unset = "error validating \"f\": error validating data: apiVersion not set; if you choose to ignore these errors, turn validation off with --validate=false";
        check("kind: A\n---\nkind: B\napiVersion: v1\n", 0, &[unset]);
    }
}
