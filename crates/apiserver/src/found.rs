//! What was found in manifests and pasted clusters, as data. Each type can cross the wire to a program that reads neither.
//!
//! `diagnostic`: problems of a manifest and its rewrite to `apps/v1`. Of a pasted cluster: `note`, what a person has to know of it;
//! `measured`, start-up times by image; `dropped`, what is left out of it; `plain`, names that identify nobody; `unreadable`, why there
//! is none. Not here: finding any of it (`manifest`, `snapshot`).

mod diagnostic;
mod dropped;
mod measured;
mod note;
pub(crate) mod plain;
mod unreadable;

pub use diagnostic::{Diagnostic, FILE_BYTES_MAX, Modernized, Rewrite};
pub use dropped::{Dropped, SIMULATED_SPEC, Tally};
pub use measured::{Fault, Measured, Spread};
pub use note::Note;
pub use plain::is_plain;
pub use unreadable::Unreadable;
