//! Why no cluster was found in a paste.
//!
//! Not here: looking for it (`snapshot/paste.rs`).

use serde::{Deserialize, Serialize};

/// Why nothing could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unreadable {
    /// Nothing but space.
    Empty,
    /// More than `snapshot::paste::PASTE_BYTES_MAX`.
    TooLong,
    /// What `kubectl describe` prints.
    Describe,
    /// What `kubectl get` prints without `-o`.
    Table,
    /// An empty List, or kubectl's words for that: another namespace or selector has the objects.
    NoneFound,
    /// What kubectl prints when the cluster refuses or cannot be reached.
    Refused,
    /// No object of Kubernetes in it.
    Nothing,
    /// Objects, but no StatefulSet.
    NoSet,
}
