//! What the API server does with a request: decode, default, validate, compare with what is stored.
//!
//! A request comes as a value tree and leaves as a [`Command`] for the engine, or as a [`Failure`]. The engine's
//! typed spec is made here from the stored tree, and nowhere else. Reading text is [`crate::manifest`]'s; who
//! asks for what is [`crate::verbs`]'s.

mod decode;
pub(crate) mod failure;
mod immutable;
pub(crate) mod json_patch;
pub(crate) mod kind;
pub(crate) mod last_applied;
pub(crate) mod patch;
pub(crate) mod quantity;
pub(crate) mod server_side;
mod typed;
mod validate;
mod words;

use std::rc::Rc;

use rollout_engine::api::StatefulSetSpec;
use rollout_engine::cluster::{Cluster, Owned, SetId};
use rollout_engine::command::Command;
use rollout_engine::version::Rules;

pub(crate) use self::failure::{Failure, FieldError};
use self::kind::Kind;
use crate::release::Release;
use crate::value::Value;

/// What the API server warns of whenever Endpoints are read or written.
pub(crate) const ENDPOINTS_ARE_DEPRECATED: &str =
    "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";

/// An object that was decoded and defaulted, as it would be stored.
struct Accepted {
    document: Value,
    /// Fields that the table does not have, by path.
    unknown: Vec<String>,
    warnings: Vec<String>,
    exact: bool,
}

/// What became of a write.
pub(crate) struct Written {
    /// The object's name.
    pub(crate) name: String,
    /// What the engine is to do; `None` if nothing changes.
    pub(crate) command: Option<Command>,
    /// What to warn of.
    pub(crate) warnings: Vec<String>,
}

impl Written {
    /// Nothing was written.
    pub(crate) fn nothing(name: &str) -> Self {
        Self { name: name.to_owned(), command: None, warnings: Vec::new() }
    }

    /// The object as it will be stored, if it is.
    pub(crate) fn document(&self) -> Option<Value> {
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

/// What becomes of fields that the table does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnknownFields {
    /// They are an error.
    Refuse,
    /// They are dropped with a warning.
    Warn,
    /// They are dropped.
    Ignore,
}

/// Everything wrong with an object as a new one, for the manifest editor.
pub(crate) fn problems(kind: &'static Kind, object: &Value, release: Release) -> Vec<FieldError> {
    let accepted = match decode(kind, object, release) {
        Ok(accepted) => accepted,
        Err(error) => return kind.cannot_be_handled(error.into()).fields(),
    };
    let unknown = |path: &String| {
        FieldError::new(path.clone(), failure::unknown_fields(std::slice::from_ref(path)))
    };
    let mut problems: Vec<_> = accepted.unknown.iter().map(unknown).collect();
    problems.extend(validate::object(kind, &accepted.document, release));
    problems
}

/// Every StatefulSet as the API server of another release reads what is stored. Only a server that keeps `maxUnavailable` writes
/// out what it read: the others leave in the store what they would drop from a request.
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

/// A set, its spec and its document.
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
    let mut warnings = validate::warnings(kind, &decoded.document);
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
    /// Refuses them or says what to warn of.
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

/// What there is already where an object is to be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nothing stands in the way.
    Free,
    /// An object of this kind and name.
    Taken,
    /// Its namespace does not exist.
    NoNamespace,
    /// Its namespace is being deleted.
    TerminatingNamespace,
}

impl Place {
    /// Refuses an object before anything else is looked at (admission plug-in NamespaceLifecycle).
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
pub(crate) fn create(
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
    place.admit(kind, &document)?;
    let errors = validate::object(kind, &document, release);
    if !errors.is_empty() {
        return Err(Failure::invalid(kind, &document, errors));
    }
    let name = document.text_at(&["metadata", "name"]).to_owned();
    if place == Place::Taken {
        let (resource, name) = (kind.resource(), crate::value::quoted(&name));
        return Err(Failure::status("AlreadyExists", format!("{resource} {name} already exists")));
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

/// How a write of an object that exists was asked for; errors of type are worded by it.
#[derive(Clone, Copy)]
pub(crate) enum Request<'a> {
    /// With a strategic merge patch.
    Strategic(&'a Value),
    /// With another patch, or as a whole.
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

/// Writes an object that exists: `object` is what it is to be, `current` what is stored.
pub(crate) fn update(
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
    let mut errors = validate::object(kind, &document, release);
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
            Command::WriteObject { key: kind.key(namespace, name), document: text }
        }
    }
}

/// A stored document as a tree.
pub(crate) fn stored(document: &str) -> Value {
    Value::from_json(document).unwrap_or_else(Value::map)
}
