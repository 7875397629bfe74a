//! Errors of the API server and of kubectl, in kubectl's words.
//!
//! kubectl prints an error differently if it is the only one ([`Failure::alone`]) or one of several
//! ([`Failure::among_others`]). Upstream: `cmd/util/helpers.go`.

use super::kind::Kind;
use crate::value::{Value, quoted};

/// A field and its problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Such as `spec.template.spec.containers[0].image`.
    pub path: String,
    /// Such as `Required value`.
    pub message: String,
}

/// Why a request or command failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The object is not valid.
    Invalid {
        /// `StatefulSet`.
        kind: &'static str,
        /// `StatefulSet.apps`.
        qualified: String,
        /// The object's name.
        name: String,
        /// The problems, by field.
        causes: Vec<FieldError>,
        /// What kubectl was doing. Only [`Failure::among_others`] shows it.
        doing: String,
    },
    /// The request itself is not valid.
    InvalidRequest(String),
    /// The API server rejected the request.
    Status {
        /// `NotFound`, `BadRequest`; may be empty.
        reason: &'static str,
        /// The reason in words.
        message: String,
        /// The field concerned; empty if there is none.
        path: String,
    },
    /// kubectl refused.
    Plain(String),
    /// kubectl refused, and prints no `error: ` before the message.
    Bare(String),
}

impl FieldError {
    /// Makes an error at a field.
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into() }
    }

    /// Makes `Required value` at a field.
    pub fn required(path: impl Into<String>) -> Self {
        Self::new(path, "Required value")
    }

    /// Makes `Invalid value: "x": why`, with the value as JSON.
    pub fn invalid(path: impl Into<String>, value: &Value, why: &str) -> Self {
        let shown = match value {
            Value::String(text) => quoted(text),
            other => plain_json(other),
        };
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        Self::new(path, format!("Invalid value: {shown}{why}"))
    }

    /// Makes `Unsupported value: "x": supported values: "A", "B"`.
    pub fn unsupported(path: impl Into<String>, value: &str, supported: &[&str]) -> Self {
        let supported: Vec<_> = supported.iter().map(|value| quoted(value)).collect();
        let message = format!(
            "Unsupported value: {}: supported values: {}",
            quoted(value),
            supported.join(", ")
        );
        Self::new(path, message)
    }
}

/// Returns JSON without Go's HTML escapes.
fn plain_json(value: &Value) -> String {
    value.to_json().replace("\\u003c", "<").replace("\\u003e", ">").replace("\\u0026", "&")
}

/// Formats `unknown field "a", unknown field "b"`.
pub fn unknown_fields(paths: &[String]) -> String {
    let fields: Vec<_> =
        paths.iter().map(|path| format!("unknown field {}", quoted(path))).collect();
    fields.join(", ")
}

impl Failure {
    /// Makes 422 Invalid from the problems of an object.
    pub fn invalid(kind: &Kind, document: &Value, causes: Vec<FieldError>) -> Self {
        let name = document.text_at(&["metadata", "name"]).to_owned();
        Self::Invalid {
            kind: kind.name,
            qualified: kind.qualified(),
            name,
            causes,
            doing: String::new(),
        }
    }

    /// Makes a status with this reason.
    pub fn status(reason: &'static str, message: impl Into<String>) -> Self {
        Self::Status { reason, message: message.into(), path: String::new() }
    }

    /// Makes 400 BadRequest.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::status("BadRequest", message)
    }

    /// Makes `statefulsets.apps "web" not found`.
    pub fn not_found(kind: &Kind, name: &str) -> Self {
        Self::status("NotFound", format!("{} {} not found", kind.resource(), quoted(name)))
    }

    /// Returns the API server's message, on one line.
    pub fn message(&self) -> String {
        match self {
            Self::Invalid { qualified, name, causes, .. } => {
                let causes: Vec<_> = causes
                    .iter()
                    .map(|cause| format!("{}: {}", cause.path, cause.message))
                    .collect();
                let list = if let [only] = causes.as_slice() {
                    only.clone()
                } else {
                    format!("[{}]", causes.join(", "))
                };
                format!("{qualified} {} is invalid: {list}", quoted(name))
            }
            Self::InvalidRequest(message) => message.clone(),
            Self::Status { message, .. } | Self::Plain(message) | Self::Bare(message) => {
                message.clone()
            }
        }
    }

    /// Prefixes the message with `error when …`. kubectl leaves that out where it lists causes.
    #[must_use]
    pub fn when(self, doing: &str) -> Self {
        match self {
            Self::Status { reason, message, path } => {
                Self::Status { reason, message: format!("error when {doing}: {message}"), path }
            }
            Self::Invalid { kind, qualified, name, causes, .. } => {
                Self::Invalid { kind, qualified, name, causes, doing: doing.to_owned() }
            }
            other => other,
        }
    }

    /// Formats the error as kubectl prints the only one.
    pub fn alone(&self) -> String {
        match self {
            Self::Invalid { kind, name, causes, .. } => {
                let head = format!("The {kind} {} is invalid: ", quoted(name));
                let causes: Vec<_> = causes
                    .iter()
                    .map(|cause| format!("{}: {}", cause.path, cause.message))
                    .collect();
                match causes.as_slice() {
                    [only] => format!("{head}{only}\n"),
                    _ => format!(
                        "{head}\n{}",
                        causes.iter().map(|cause| format!("* {cause}\n")).collect::<String>()
                    ),
                }
            }
            Self::InvalidRequest(message) => format!("The request is invalid: {message}\n"),
            Self::Plain(message) => format!("error: {message}\n"),
            Self::Status { .. } | Self::Bare(_) => self.among_others(),
        }
    }

    /// Formats the error as kubectl prints one of several.
    pub fn among_others(&self) -> String {
        match self {
            Self::Status { reason: "", message, .. } => format!("Error from server: {message}\n"),
            Self::Status { reason, message, .. } => {
                format!("Error from server ({reason}): {message}\n")
            }
            Self::Plain(message) | Self::Bare(message) => format!("{message}\n"),
            Self::Invalid { doing, .. } if !doing.is_empty() => {
                format!("Error from server (Invalid): error when {doing}: {}\n", self.message())
            }
            Self::Invalid { .. } | Self::InvalidRequest(_) => {
                format!("Error from server (Invalid): {}\n", self.message())
            }
        }
    }

    /// Returns the fields concerned, for the manifest editor.
    pub fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Invalid { causes, .. } => causes.clone(),
            Self::Status { message, path, .. } => {
                vec![FieldError::new(path.clone(), message.clone())]
            }
            Self::InvalidRequest(message) | Self::Plain(message) | Self::Bare(message) => {
                vec![FieldError::new("", message.clone())]
            }
        }
    }
}
