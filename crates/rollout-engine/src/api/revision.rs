//! ControllerRevisions: the templates that a StatefulSet has had, and their names.
//!
//! A revision's name is the set's name and a hash of the template's bytes. Inside the engine the hash alone
//! identifies it: one set never has two revisions of the same hash, because a collision is hashed again.

use std::fmt;
use std::rc::Rc;

use super::{PodTemplate, Uid};
use crate::time::SimTime;

/// Hash of a template: 32-bit FNV-1 over its bytes and the collision count. Displays as in revision names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RevisionHash(pub u32);

/// A template that the set has or had, as a stored object.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ControllerRevision {
    /// The end of its name: `web-5ddbd9db46` is the hash 5ddbd9db46 of the set `web`.
    pub hash: RevisionHash,
    /// `revision`, ascending. Going back to an old template gives its revision a new number.
    pub number: u32,
    /// `metadata.creationTimestamp`.
    pub created_at: SimTime,
    /// `metadata.uid`.
    pub uid: Uid,
    /// `metadata.ownerReferences`: uid of the StatefulSet; `None` for an orphan.
    pub owner: Option<Uid>,
    /// `data`: the template that it keeps.
    pub template: Rc<PodTemplate>,
    /// The set's document at its creation. Its annotations, such as `kubernetes.io/change-cause`, are the revision's.
    pub set_document: Rc<str>,
}

impl RevisionHash {
    /// The hash of a template's bytes and of `status.collisionCount`.
    ///
    /// FNV-1: multiply, then xor; first over the data, then over the count's decimal digits. Upstream:
    /// `HashControllerRevision`.
    pub fn of(data: &str, collision_count: u32) -> Self {
        const OFFSET: u32 = 2_166_136_261;
        const PRIME: u32 = 16_777_619;
        let count = collision_count.to_string();
        let bytes = data.bytes().chain(count.bytes());
        Self(bytes.fold(OFFSET, |hash, byte| hash.wrapping_mul(PRIME) ^ u32::from(byte)))
    }
}

impl RevisionHash {
    /// Reads a hash as revision names have it; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let digit = |character: char| {
            let value = ALPHABET.iter().position(|&known| char::from(known) == character);
            value.map(|value| value.to_string())
        };
        let digits: String = text.chars().map(digit).collect::<Option<_>>()?;
        digits.parse().ok().map(Self)
    }
}

/// Character of each decimal digit in a revision's name. Without vowels, so that no name spells a word.
const ALPHABET: &[u8; 10] = b"456789bcdf";

impl fmt::Display for RevisionHash {
    /// The decimal digits, each as its character of the alphabet. Upstream: `rand.SafeEncodeString`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for digit in self.0.to_string().bytes() {
            let encoded = ALPHABET[usize::from(digit - b'0')];
            fmt::Write::write_char(f, char::from(encoded))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revision_names_are_those_of_upstream() {
        let name = |data, count| RevisionHash::of(data, count).to_string();
        assert_eq!(RevisionHash::of("", 0).0, 84_696_367);
        assert_eq!(name("", 0), "d8bfb7bc");
        assert_eq!(name("a", 0), "5ddbd9db46");
        assert_eq!(name("a", 1), "5ddbd9db47");
    }

    #[test]
    fn a_printed_hash_can_be_read_again() {
        for hash in [0, 7, 84_696_367, u32::MAX].map(RevisionHash) {
            assert_eq!(RevisionHash::parse(&hash.to_string()), Some(hash));
        }
        for text in ["", "5ddbd9dbaa", "99999999999", "不", "0"] {
            assert_eq!(RevisionHash::parse(text), None, "{text}");
        }
    }
}
