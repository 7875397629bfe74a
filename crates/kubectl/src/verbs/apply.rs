//! `kubectl apply -f`: creates what does not exist and patches what does, document by document.
//!
//! The patch is the three-way difference of the file, the live object and what was last applied, which stands in an annotation. Documents
//! are written one a frame, so that each sees what the one before it did.

use rollout_engine::cluster::SetId;

use super::flags::{DRY_RUN, FILENAME, Invocation, OUTPUT};
use super::{Running, Started, Verb};
use crate::manifest;
use crate::process::{Step, World};
use crate::server::kind::Kind;
use crate::server::{Failure, Request, UnknownFields, Written, create, patch, stored, update};
use crate::value::{Value, quoted};

pub(super) const VERB: Verb = Verb {
    words: "apply",
    about: "Apply a configuration to a resource by file name or stdin",
    flags: &[DRY_RUN, FILENAME, OUTPUT],
    run,
};

const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Applies objects one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Apply {
    /// The next one last.
    objects: Vec<Object>,
    failures: Vec<Failure>,
    dry_run: Option<&'static str>,
    names_only: bool,
}

#[derive(Clone, Debug)]
struct Object {
    /// `web.yaml`, or `STDIN`.
    source: String,
    value: Value,
}

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    if !invocation.arguments.is_empty() {
        let arguments = invocation.arguments.join(" ");
        let message =
            format!("Unexpected args: [{arguments}]\nSee 'kubectl apply -h' for help and examples");
        return Err(Failure::Plain(message));
    }
    let (mut objects, mut failures) = (Vec::new(), Vec::new());
    let sources = sources(invocation, world)?;
    for (source, text) in &sources {
        read(source, text, &mut objects, &mut failures);
    }
    if objects.is_empty() && failures.is_empty() {
        return Err(Failure::Plain("no objects passed to apply".to_owned()));
    }
    objects.reverse();
    let names_only = invocation.value("output") == Some("name");
    let mut apply = Apply { objects, failures, dry_run: invocation.dry_run(), names_only };
    Ok(match apply.step(world, step) {
        Some(status) => Started::Exited(status),
        None => Started::Running(Running::Apply(apply)),
    })
}

/// The texts that `-f` names; a directory stands for its manifests.
fn sources(invocation: &Invocation, world: &World<'_>) -> Result<Vec<(String, String)>, Failure> {
    let mut sources = Vec::new();
    for name in invocation.all("filename").flat_map(|names| names.split(',')) {
        let is_manifest =
            |file: &str| [".yaml", ".yml", ".json"].iter().any(|end| file.ends_with(end));
        match (name, world.files.get(name)) {
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
    if sources.is_empty() && invocation.value("filename").is_none() {
        return Err(Failure::Plain("must specify one of -f and -k".to_owned()));
    }
    Ok(sources)
}

/// The objects of a text; a List stands for its items.
fn read(source: &str, text: &str, objects: &mut Vec<Object>, failures: &mut Vec<Failure>) {
    for document in manifest::read(text) {
        match document.value {
            Ok(value) if value.text_at(&["kind"]) == "List" => {
                let items = value.get("items").map(Value::items).unwrap_or_default().to_vec();
                objects.extend(
                    items.into_iter().map(|value| Object { source: source.to_owned(), value }),
                );
            }
            Ok(value) => objects.push(Object { source: source.to_owned(), value }),
            Err(broken) => {
                failures.push(Failure::Plain(format!("error parsing {source}: {}", broken.message)))
            }
        }
    }
}

impl Apply {
    /// Applies objects until one of them writes, or all are done.
    pub(super) fn step(&mut self, world: &World<'_>, step: &mut Step) -> Option<i32> {
        while let Some(object) = self.objects.pop() {
            if let Err(failure) = self.apply(&object, world, step) {
                self.failures.push(failure);
            }
            if !step.commands.is_empty() && !self.objects.is_empty() {
                return None;
            }
        }
        Some(super::report(&self.failures, step))
    }

    fn apply(&self, object: &Object, world: &World<'_>, step: &mut Step) -> Result<(), Failure> {
        let kind = kind_of(object)?;
        let name = name_of(object, kind)?;
        let modified = with_annotation(&object.value);
        let stored = find(kind, name, world);
        let (written, did) = match &stored {
            None => (new(kind, object, &modified, world)?, "created"),
            Some((id, current)) => changed(kind, *id, object, &modified, current, world, step)?,
        };
        written.warnings.iter().for_each(|warning| step.err(format!("Warning: {warning}\n")));
        let shown = kind.slashed(name);
        step.out(if self.names_only {
            format!("{shown}\n")
        } else {
            format!("{shown} {did}{}\n", self.dry_run.unwrap_or_default())
        });
        if self.dry_run.is_none() {
            step.commands.extend(written.command);
        }
        Ok(())
    }
}

fn kind_of(object: &Object) -> Result<&'static Kind, Failure> {
    let Object { source, value } = object;
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
    let unset: Vec<_> = ["apiVersion", "kind"]
        .into_iter()
        .filter(|field| value.text_at(&[field]).is_empty())
        .collect();
    match unset.as_slice() {
        [] => {}
        [field] => return Err(not_valid(&format!("{field} not set"))),
        _ => return Err(not_valid("[apiVersion not set, kind not set]")),
    }
    Kind::of_object(value).ok_or_else(|| {
        Failure::Plain(format!(
            "resource mapping not found for name: {} namespace: {} from {}: no matches for kind {} in version {}\nensure CRDs are installed first",
            quoted(value.text_at(&["metadata", "name"])),
            quoted(value.text_at(&["metadata", "namespace"])),
            quoted(source),
            quoted(value.text_at(&["kind"])),
            quoted(value.text_at(&["apiVersion"])),
        ))
    })
}

fn name_of<'a>(object: &'a Object, kind: &Kind) -> Result<&'a str, Failure> {
    let Object { source, value } = object;
    let name = value.at(&["metadata", "name"]).filter(|name| !name.is_null());
    let generated = value.text_at(&["metadata", "generateName"]);
    if let Some(other) = name.filter(|name| name.as_str().is_none()) {
        let what = other.json_type();
        let problem = format!(
            "json: cannot unmarshal {what} into Go struct field ObjectMeta.metadata.name of type string"
        );
        return Err(Failure::Plain(format!("unable to decode {}: {problem}", quoted(source))));
    }
    match name.and_then(Value::as_str).unwrap_or_default() {
        "" if !generated.is_empty() => {
            Err(Failure::Plain(format!("from {generated}: cannot use generate name with apply")))
        }
        "" => Err(Failure::Plain(format!(
            "error when retrieving current configuration of:\n{}\nfrom server for: {}: resource name may not be empty",
            whereabouts(kind, ""),
            quoted(source)
        ))),
        name => Ok(name),
    }
}

fn whereabouts(kind: &Kind, name: &str) -> String {
    let version = kind.api_version();
    let (resource, kind) = (kind.plural, kind.name);
    let version = if version.contains('/') { version } else { format!("/{version}") };
    format!(
        "Resource: \"{version}, Resource={resource}\", GroupVersionKind: \"{version}, Kind={kind}\"\nName: {}, Namespace: \"default\"",
        quoted(name)
    )
}

/// The file's object as it is sent, and as it is remembered.
fn with_annotation(value: &Value) -> Value {
    let mut remembered = value.clone();
    if remembered.at(&["metadata", "namespace"]).is_none() {
        *remembered.entry_at(&["metadata", "namespace"]) = Value::string("default");
    }
    let annotations = remembered.entry_at(&["metadata", "annotations"]);
    if !matches!(annotations, Value::Map(_)) {
        *annotations = Value::map();
    }
    annotations.remove(LAST_APPLIED);
    let mut sent = remembered.sorted();
    let text = sent.to_json() + "\n";
    *sent.entry_at(&["metadata", "annotations", LAST_APPLIED]) = Value::string(text);
    sent
}

/// The stored object of this name.
fn find(kind: &Kind, name: &str, world: &World<'_>) -> Option<(Option<SetId>, Value)> {
    if kind.is_stateful_set() {
        return world
            .cluster
            .find_set(name)
            .map(|(id, owned)| (Some(id), stored(&owned.set.document)));
    }
    world.cluster.object(kind.name, name).map(|object| (None, stored(&object.document)))
}

fn new(
    kind: &'static Kind,
    object: &Object,
    modified: &Value,
    world: &World<'_>,
) -> Result<Written, Failure> {
    let doing = format!("creating {}", quoted(&object.source));
    create(kind, modified, world.release()).map_err(|failure| failure.when(&doing))
}

fn changed(
    kind: &'static Kind,
    id: Option<SetId>,
    object: &Object,
    modified: &Value,
    current: &Value,
    world: &World<'_>,
    step: &mut Step,
) -> Result<(Written, &'static str), Failure> {
    let name = current.text_at(&["metadata", "name"]);
    let last_applied =
        current.at(&["metadata", "annotations", LAST_APPLIED]).and_then(Value::as_str);
    if last_applied.is_none() {
        step.err(format!(
            "Warning: resource {}/{name} is missing the {LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n",
            kind.plural
        ));
    }
    let original = last_applied.map_or_else(Value::map, stored);
    let Some(change) = patch::three_way(&original, modified, current, kind.schema) else {
        return Ok((Written { command: None, warnings: Vec::new() }, "unchanged"));
    };
    let sent = |failure: Failure| {
        let whereabouts = whereabouts(kind, name);
        let source = quoted(&object.source);
        failure.when(&format!(
            "applying patch:\n{}\nto:\n{whereabouts}\nfor: {source}: error when patching {source}",
            change.clone().sorted().to_json()
        ))
    };
    let patched = patch::strategic(current, &change, kind.schema).map_err(sent)?;
    let request = Request::Strategic(&change);
    let written =
        update(kind, id, current, &patched, request, UnknownFields::Refuse, world.release())
            .map_err(sent)?;
    Ok((written, "configured"))
}
