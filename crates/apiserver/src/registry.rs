//! Creates and updates objects: decodes a request, sets defaults, validates it and compares it with what is stored.
//!
//! A request is a [`Value`] tree. The result is a [`Command`] for the engine, or a [`Failure`]. Here, and only here, the stored tree
//! becomes the engine's typed spec. Not here: reading text ([`crate::manifest`]) and patches ([`crate::patch`]).
//! Upstream: `pkg/registry` and `k8s.io/apiserver/pkg/endpoints/handlers`.

use std::rc::Rc;

use rollout_engine::api::StatefulSetSpec;
use rollout_engine::cluster::{Cluster, Owned, SetId};
use rollout_engine::command::Command;
use rollout_engine::version::Rules;

use crate::decode;
use crate::failure::{self, Failure, FieldError};
use crate::immutable;
use crate::kind::{self, Kind};
use crate::release::Release;
use crate::stored;
use crate::typed;
use crate::validation;
use crate::value::Value;

/// Warning of the API server whenever Endpoints are read or written.
pub const ENDPOINTS_ARE_DEPRECATED: &str =
    "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";

/// An object after decoding and defaulting, as it would be stored.
struct Accepted {
    document: Value,
    /// Paths of the fields that the schema does not have.
    unknown: Vec<String>,
    warnings: Vec<String>,
    exact: bool,
}

/// Result of a write.
pub struct Written {
    /// The object's name.
    pub name: String,
    /// Command for the engine; `None` if nothing changes.
    pub command: Option<Command>,
    /// Warnings of the API server.
    pub warnings: Vec<String>,
}

impl Written {
    /// A write that changes nothing.
    pub fn nothing(name: &str) -> Self {
        Self { name: name.to_owned(), command: None, warnings: Vec::new() }
    }

    /// Returns the object as it will be stored. `None` if nothing is stored.
    pub fn document(&self) -> Option<Value> {
        match &self.command {
            Some(
                Command::CreateStatefulSet { document, .. }
                | Command::UpdateStatefulSet { document, .. }
                | Command::WriteObject { document, .. }
                | Command::WriteNamespace { document, .. },
            ) => Some(stored(document)),
            _ => None,
        }
    }
}

/// Treatment of fields that the schema does not have (`fieldValidation`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownFields {
    /// Reject the request (`Strict`).
    Refuse,
    /// Drop them with a warning (`Warn`).
    Warn,
    /// Drop them silently (`Ignore`).
    Ignore,
}

/// Returns every problem of a new object, for the manifest editor.
pub fn problems(kind: &'static Kind, object: &Value, release: Release) -> Vec<FieldError> {
    let accepted = match decode(kind, object, release) {
        Ok(accepted) => accepted,
        Err(error) => return kind.cannot_be_handled(error.into()).fields(),
    };
    let unknown = |path: &String| {
        FieldError::new(path.clone(), failure::unknown_fields(std::slice::from_ref(path)))
    };
    let mut problems: Vec<_> = accepted.unknown.iter().map(unknown).collect();
    problems.extend(validation::object(kind, &accepted.document, release));
    problems
}

/// Decodes every stored StatefulSet again, as the API server of another release does. A release that has
/// `maxUnavailable` stores the result. Earlier ones leave fields in the store that they would drop from a request.
pub fn reread(cluster: &Cluster, rules: &Rules) -> Vec<Reread> {
    let release = Release::of(rules);
    let reread = |(id, owned): (SetId, &Owned)| {
        let kind = Kind::of_argument("statefulset")?;
        let accepted = decode(kind, &stored(&owned.set.document), release).ok()?;
        let spec = typed::spec(&accepted.document, accepted.exact);
        let document = match release.has_max_unavailable() {
            true => accepted.document.to_json().into(),
            false => owned.set.document.clone(),
        };
        Some((id, Rc::new(spec), document))
    };
    cluster.sets().filter_map(reread).collect()
}

/// A StatefulSet as `kubectl get -o yaml` printed it: its document as stored, and its spec. Never fails: what the schema does not
/// accept is taken as it is.
pub(crate) fn restored(object: &Value, release: Release) -> (Value, StatefulSetSpec) {
    let mut written = object.clone();
    written.remove("status");
    let metadata = written.entry("metadata");
    let server_set = [
        "creationTimestamp",
        "deletionGracePeriodSeconds",
        "deletionTimestamp",
        "finalizers",
        "generation",
        "managedFields",
        "resourceVersion",
        "uid",
    ];
    server_set.iter().for_each(|key| drop(metadata.remove(key)));
    let decoded =
        Kind::of_argument("statefulset").and_then(|kind| decode(kind, &written, release).ok());
    let (document, exact) = decoded.map_or((written, false), |it| (it.document, it.exact));
    let spec = typed::spec(&document, exact);
    (document, spec)
}

/// A set, its spec and its stored document.
pub type Reread = (SetId, Rc<StatefulSetSpec>, Rc<str>);

fn decode(
    kind: &'static Kind,
    object: &Value,
    release: Release,
) -> Result<Accepted, decode::WrongType> {
    let mut decoded = decode::decode(object, kind.schema, release);
    if let Some(error) = decoded.error {
        return Err(error);
    }
    kind::own_metadata(&mut decoded.document);
    if kind.is_namespace() {
        kind::complete_namespace(&mut decoded.document);
    }
    let mut warnings = validation::warnings(kind, &decoded.document);
    if kind.name == "Endpoints" && release.warns_of_endpoints() {
        warnings.push(ENDPOINTS_ARE_DEPRECATED.to_owned());
    }
    Ok(Accepted {
        document: decoded.document,
        unknown: decoded.unknown,
        warnings,
        exact: decoded.exact,
    })
}

impl UnknownFields {
    /// Rejects unknown fields or returns the warnings about them.
    fn judge(self, unknown: &[String]) -> Result<Vec<String>, FieldError> {
        match (self, unknown.first()) {
            (Self::Refuse, Some(path)) => {
                let message =
                    format!("strict decoding error: {}", failure::unknown_fields(unknown));
                Err(FieldError::new(path.clone(), message))
            }
            (Self::Warn, _) => {
                let warning =
                    |path: &String| format!("unknown field {}", crate::value::quoted(path));
                Ok(unknown.iter().map(warning).collect())
            }
            _ => Ok(Vec::new()),
        }
    }
}

/// Where an object is to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whether its namespace and name are free.
    pub occupancy: Occupancy,
    /// Why a quota refuses it ([`crate::policy::refusal`]).
    pub over_quota: Option<String>,
}

/// Whether an object can be created at its namespace and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occupancy {
    /// It can.
    Free,
    /// An object of this kind and name exists.
    Taken,
    /// The namespace does not exist.
    NoNamespace,
    /// The namespace is being deleted.
    TerminatingNamespace,
}

impl Occupancy {
    /// Rejects an object whose namespace does not exist or is being deleted. Comes before validation (admission plug-in
    /// NamespaceLifecycle).
    fn admit(self, kind: &Kind, document: &Value) -> Result<(), Failure> {
        let [namespace, name] =
            ["namespace", "name"].map(|key| document.text_at(&["metadata", key]));
        match self {
            Self::Free | Self::Taken => Ok(()),
            Self::NoNamespace => {
                let message = format!("namespaces {} not found", crate::value::quoted(namespace));
                Err(Failure::status("NotFound", message))
            }
            Self::TerminatingNamespace => {
                let message = format!(
                    "{} {} is forbidden: unable to create new content in namespace {namespace} because it is being terminated",
                    kind.resource(),
                    crate::value::quoted(name)
                );
                Err(Failure::status("Forbidden", message))
            }
        }
    }
}

/// Creates an object. Validation errors win over `AlreadyExists`, as upstream.
///
/// # Errors
///
/// A field has the wrong type, a field is unknown and `unknown_fields` is [`UnknownFields::Refuse`], the namespace does
/// not exist or is being deleted, the object is not valid, a quota refuses it, or its name is taken.
pub fn create(
    kind: &'static Kind,
    object: &Value,
    unknown_fields: UnknownFields,
    place: Place,
    release: Release,
) -> Result<Written, Failure> {
    let Accepted { document, unknown, mut warnings, exact } =
        decode(kind, object, release).map_err(|error| kind.cannot_be_handled(error.into()))?;
    let unknown = unknown_fields.judge(&unknown).map_err(|error| kind.cannot_be_handled(error))?;
    warnings.splice(..0, unknown);
    place.occupancy.admit(kind, &document)?;
    let errors = validation::object(kind, &document, release);
    if !errors.is_empty() {
        return Err(Failure::invalid(kind, &document, errors));
    }
    let name = document.text_at(&["metadata", "name"]).to_owned();
    let (resource, quoted) = (kind.resource(), crate::value::quoted(&name));
    if let Some(words) = place.over_quota {
        return Err(Failure::status(
            "Forbidden",
            format!("{resource} {quoted} is forbidden: {words}"),
        ));
    }
    if place.occupancy == Occupancy::Taken {
        return Err(Failure::status(
            "AlreadyExists",
            format!("{resource} {quoted} already exists"),
        ));
    }
    let command = if kind.is_stateful_set() {
        Command::CreateStatefulSet {
            namespace: document.text_at(&["metadata", "namespace"]).into(),
            name: name.as_str().into(),
            spec: Rc::new(typed::spec(&document, exact)),
            document: document.to_json().into(),
        }
    } else {
        write(kind, None, &Value::Null, &document, exact)
    };
    Ok(Written { name, command: Some(command), warnings })
}

/// How an update was sent. Type errors are worded by it.
#[derive(Clone, Copy)]
pub enum Request<'a> {
    /// A strategic merge patch.
    Strategic(&'a Value),
    /// Another patch, or the whole object.
    Merged,
}

impl Request<'_> {
    fn wrong_type(self, object: &Value, error: decode::WrongType) -> Failure {
        let (shown, problem) = match self {
            Self::Strategic(patch) => (patch.to_go(), error.converting),
            Self::Merged => (object.to_json(), error.decoding),
        };
        Failure::InvalidRequest(format!(
            "patch: Invalid value: {}: {problem}",
            crate::value::quoted(&shown)
        ))
    }
}

/// Updates an object from `current` to `object`. The command is `None` if the stored document stays the same.
///
/// # Errors
///
/// A field has the wrong type, a field is unknown and `unknown_fields` is [`UnknownFields::Refuse`], the object is not
/// valid, or an immutable field changes.
pub fn update(
    (kind, id, current): (&'static Kind, Option<SetId>, &Value),
    object: &Value,
    request: Request<'_>,
    unknown_fields: UnknownFields,
    release: Release,
) -> Result<Written, Failure> {
    let Accepted { document, unknown, mut warnings, exact } =
        decode(kind, object, release).map_err(|error| request.wrong_type(object, error))?;
    let unknown =
        unknown_fields.judge(&unknown).map_err(|error| Failure::bad_request(error.message))?;
    warnings.splice(..0, unknown);
    let mut errors = validation::object(kind, &document, release);
    if kind.is_stateful_set() {
        errors.extend(immutable::check(current, &document, release));
    }
    if !errors.is_empty() {
        return Err(Failure::invalid(kind, &document, errors));
    }
    let name = document.text_at(&["metadata", "name"]).to_owned();
    let command = (document != *current).then(|| write(kind, id, current, &document, exact));
    Ok(Written { name, command, warnings })
}

fn write(
    kind: &'static Kind,
    id: Option<SetId>,
    current: &Value,
    document: &Value,
    exact: bool,
) -> Command {
    let text: Rc<str> = document.to_json().into();
    match id {
        Some(set) => Command::UpdateStatefulSet {
            set,
            spec: Rc::new(typed::spec(document, exact)),
            document: text,
            spec_changed: document.get("spec") != current.get("spec"),
        },
        None if kind.is_namespace() => Command::WriteNamespace {
            name: document.text_at(&["metadata", "name"]).into(),
            document: text,
        },
        None => {
            let [namespace, name] =
                ["namespace", "name"].map(|key| document.text_at(&["metadata", key]));
            let policy = crate::policy::of(kind, document);
            Command::WriteObject { key: kind.key(namespace, name), document: text, policy }
        }
    }
}
