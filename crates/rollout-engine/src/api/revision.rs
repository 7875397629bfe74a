//! ControllerRevisions: the templates that a StatefulSet has had, and their names.
//!
//! The name of a revision is the set's name and a hash of the template's bytes. Inside the engine the hash
//! alone names it: within one set two revisions of the same hash cannot exist (a collision is hashed again).

use std::fmt;
use std::rc::Rc;

use super::{PodTemplate, Uid};
use crate::time::SimTime;

/// FNV-1 (32 bit) over a template's bytes and the collision count; printed as in revision names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RevisionHash(pub u32);

/// A template that the set has, or had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControllerRevision {
    /// What its name ends with: `web-5ddbd9db46` is `hash` 5ddbd9db46 of the set `web`.
    pub hash: RevisionHash,
    /// `revision`: counted up; going back to an old template gives its revision a new number.
    pub number: u32,
    /// `metadata.creationTimestamp`.
    pub created_at: SimTime,
    /// `metadata.uid`.
    pub uid: Uid,
    /// `metadata.ownerReferences`: the uid of the StatefulSet; `None` for an orphan.
    pub owner: Option<Uid>,
    /// The template that it froze.
    pub template: Rc<PodTemplate>,
    /// The set's document when it was made, whose annotations it has (`kubernetes.io/change-cause` among them).
    pub set_document: Rc<str>,
}

impl RevisionHash {
    /// The hash of a template, given how many collisions there were (`status.collisionCount`).
    ///
    /// FNV-1: multiply, then xor; first the data, then the count's decimal digits
    /// (upstream `HashControllerRevision`).
    pub fn of(data: &str, collision_count: u32) -> Self {
        const OFFSET: u32 = 2_166_136_261;
        const PRIME: u32 = 16_777_619;
        let count = collision_count.to_string();
        let bytes = data.bytes().chain(count.bytes());
        Self(bytes.fold(OFFSET, |hash, byte| hash.wrapping_mul(PRIME) ^ u32::from(byte)))
    }
}

impl fmt::Display for RevisionHash {
    /// The decimal digits in an alphabet without vowels, so that no name says anything by accident
    /// (upstream `rand.SafeEncodeString`).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for digit in self.0.to_string().bytes() {
            let letter = b"456789bcdf"[usize::from(digit - b'0')];
            fmt::Write::write_char(f, char::from(letter))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_real_hash() {
        let name = |data, count| RevisionHash::of(data, count).to_string();
        assert_eq!(RevisionHash::of("", 0).0, 84_696_367);
        assert_eq!(name("", 0), "d8bfb7bc");
        assert_eq!(name("a", 0), "5ddbd9db46");
        assert_eq!(name("a", 1), "5ddbd9db47");
    }
}
