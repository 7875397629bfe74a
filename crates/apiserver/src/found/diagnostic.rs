//! Problems of a manifest, each with its position, and the rewrite of old fields to `apps/v1`.
//!
//! Not here: what finds them (`manifest/diagnose.rs`, `manifest/modern.rs`).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Limit on the size of a file, in bytes. Manifests in repositories are smaller.
pub const FILE_BYTES_MAX: usize = 256 * 1024;

/// One problem of a manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Line, from 1.
    pub line: usize,
    /// Column, in characters from 1: of the field's key, of a list item, or where the reader stopped.
    pub column: usize,
    /// The problem in Kubernetes' words. For a placeholder, our words come first.
    pub message: String,
    /// The unrendered template placeholder that causes the problem (`{{ .Values.replicas }}`).
    pub placeholder: Option<String>,
}

/// A file whose StatefulSets are all of `apps/v1`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Modernized {
    /// The new text.
    pub text: String,
    /// Its changes, in text order.
    pub rewrites: Vec<Rewrite>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rewrite {
    /// Line of the old text, from 1.
    pub line: usize,
    /// Field: `apiVersion`, `spec.selector`, `spec.updateStrategy.type`, `metadata.labels`.
    pub field: Cow<'static, str>,
    /// New value: a scalar, or compact JSON.
    pub value: String,
    /// Old version of the document: `apps/v1beta1`.
    pub version: String,
}
