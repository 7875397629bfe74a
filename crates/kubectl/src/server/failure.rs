//! Refusals, in the words in which kubectl prints them.
//!
//! kubectl words an error differently when it is the only one ([`Failure::alone`]) and when it is one of several
//! ([`Failure::among_others`]); upstream `cmd/util/helpers.go`.

use super::kind::Kind;
use crate::value::{Value, quoted};

/// A field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldError {
    /// Such as `spec.template.spec.containers[0].image`.
    pub(crate) path: String,
    /// Such as `Required value`.
    pub(crate) message: String,
}

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The object is not valid.
    Invalid {
        /// `StatefulSet`.
        kind: &'static str,
        /// `StatefulSet.apps`.
        qualified: String,
        /// The object's name.
        name: String,
        /// What is wrong.
        causes: Vec<FieldError>,
        /// What kubectl was doing; shown among other errors only.
        doing: String,
    },
    /// The request itself is not valid.
    InvalidRequest(String),
    /// The API server says no.
    Status {
        /// `NotFound`, `BadRequest`; may be empty.
        reason: &'static str,
        /// Why.
        message: String,
        /// The field that it is about; empty if none.
        path: String,
    },
    /// kubectl says no.
    Plain(String),
    /// kubectl says no, without its `error: `.
    Bare(String),
}

impl FieldError {
    pub(crate) fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into() }
    }

    pub(crate) fn required(path: impl Into<String>) -> Self {
        Self::new(path, "Required value")
    }

    /// `Invalid value: "x": why`; the value as JSON, as written.
    pub(crate) fn invalid(path: impl Into<String>, value: &Value, why: &str) -> Self {
        let shown = match value {
            Value::String(text) => quoted(text),
            other => plain_json(other),
        };
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        Self::new(path, format!("Invalid value: {shown}{why}"))
    }

    /// `Unsupported value: "x": supported values: "A", "B"`.
    pub(crate) fn unsupported(path: impl Into<String>, value: &str, supported: &[&str]) -> Self {
        let supported: Vec<_> = supported.iter().map(|value| quoted(value)).collect();
        let message = format!(
            "Unsupported value: {}: supported values: {}",
            quoted(value),
            supported.join(", ")
        );
        Self::new(path, message)
    }
}

/// JSON without the escapes that Go makes for web pages.
fn plain_json(value: &Value) -> String {
    value.to_json().replace("\\u003c", "<").replace("\\u003e", ">").replace("\\u0026", "&")
}

/// `unknown field "a", unknown field "b"`.
pub(crate) fn unknown_fields(paths: &[String]) -> String {
    let fields: Vec<_> =
        paths.iter().map(|path| format!("unknown field {}", quoted(path))).collect();
    fields.join(", ")
}

impl Failure {
    pub(crate) fn invalid(kind: &Kind, document: &Value, causes: Vec<FieldError>) -> Self {
        let name = document.text_at(&["metadata", "name"]).to_owned();
        Self::Invalid {
            kind: kind.name,
            qualified: kind.qualified(),
            name,
            causes,
            doing: String::new(),
        }
    }

    pub(crate) fn status(reason: &'static str, message: impl Into<String>) -> Self {
        Self::Status { reason, message: message.into(), path: String::new() }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::status("BadRequest", message)
    }

    /// `statefulsets.apps "web" not found`.
    pub(crate) fn not_found(kind: &Kind, name: &str) -> Self {
        Self::status("NotFound", format!("{} {} not found", kind.resource(), quoted(name)))
    }

    /// What the API server said, in one line.
    pub(crate) fn message(&self) -> String {
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

    /// The same with a few words before it; kubectl does not show them where it lists causes.
    #[must_use]
    pub(crate) fn when(self, doing: &str) -> Self {
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

    /// As kubectl prints it when nothing else went wrong.
    pub(crate) fn alone(&self) -> String {
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

    /// As kubectl prints it among others.
    pub(crate) fn among_others(&self) -> String {
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

    /// The fields that it is about, for the manifest editor.
    pub(crate) fn fields(&self) -> Vec<FieldError> {
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
