//! Rules on the wire: the name of the row, and what a named patch release changes in it.
//!
//! [`Rules`] is a row of a static table, so only its name is written, and the reader looks the row up. A stand-in is
//! not written: only sessions that a test replays natively have one.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use super::Rules;

/// What is written of a row.
#[derive(serde::Serialize, serde::Deserialize)]
struct Named<'a> {
    release: Cow<'a, str>,
    patch: Option<u16>,
    compares_meaning: bool,
}

impl Serialize for Rules {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { release, patch, compares_meaning, .. } = *self;
        Named { release: release.into(), patch, compares_meaning }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Rules {
    /// # Errors
    /// No row has this name.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Named { release, patch, compares_meaning } = Named::deserialize(deserializer)?;
        let row = Self::named(&release).ok_or_else(|| D::Error::custom("no such release"))?;
        Ok(Self { patch, compares_meaning, ..row })
    }
}
