//! Texts of uids: those that objects came with, and those that are made up from a number.
//!
//! Objects that were restored from a paste keep their texts ([`GivenUids`]); all others get one that no object came with.
//! Numbers of objects that the engine does not count are made from their names, above all that it counts; those of
//! Events are above these.

use rollout_engine::api::{GivenUids, Uid};

/// The lowest number that is made from a name.
const NAMED: u32 = 1 << 30;
/// The lowest number of an Event.
const OF_EVENT: u32 = 1 << 31;

/// Returns the `metadata.uid` of an object: the text that it came with, or one that no object came with and only looks
/// random.
pub fn uid_text(uid: Uid, given: &GivenUids) -> String {
    if let Some(text) = given.get(uid) {
        return text.to_string();
    }
    // A paste may come from the playground itself.
    let mut made_up = (0..).map(|try_number| made_up(uid, try_number));
    made_up.find(|text| !given.has(text)).unwrap_or_default()
}

/// Returns a text in the form of a uid. Counted numbers up to 2¹⁶ and those of names share texts.
pub(super) fn made_up(uid: Uid, try_number: u32) -> String {
    let spread = |salt: u64| {
        let number = u64::from(uid.0 & !NAMED) | u64::from(try_number) << 32;
        let mut bits = (number ^ salt).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        bits = (bits ^ bits >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits ^ bits >> 32
    };
    let (high, low) = (spread(1), spread(2));
    format!(
        "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        low >> 48 & 0xfff,
        low & 0xffff_ffff_ffff
    )
}

/// Returns the number of an object that the engine does not count.
pub(super) fn uid_of_name(kind: &str, name: &str) -> Uid {
    Uid(NAMED | hash_of_name(kind, name))
}

/// Returns the number of an Event, by its place among all.
pub(super) fn uid_of_event(number: u32) -> Uid {
    Uid(OF_EVENT | number)
}

/// Returns 16 bits that only depend on a name.
pub(super) fn hash_of_name(kind: &str, name: &str) -> u32 {
    let letters = kind.bytes().chain(name.bytes());
    letters.fold(2_166_136_261, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619))
        >> 16
}

/// Returns a `metadata.resourceVersion`. The cluster does not count writes: objects that are created later have a higher
/// number, and nothing more may be relied on.
pub(super) fn resource_version(uid: Uid) -> String {
    (u64::from(uid.0 & !NAMED) + 70).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uid_that_an_object_came_with_is_not_made_up_for_another() {
        let mut given = GivenUids::default();
        let text = uid_text(Uid(7), &given);
        given.insert(Uid(3), text.as_str().into());
        assert_eq!(uid_text(Uid(3), &given), text);
        let other = uid_text(Uid(7), &given);
        assert_ne!(other, text);
        assert_eq!(other.len(), 36);
        assert_eq!(uid_text(Uid(8), &given), uid_text(Uid(8), &GivenUids::default()));
    }

    #[test]
    fn counted_objects_named_ones_and_events_share_no_number() {
        let (named, event) = (uid_of_name("Node", "node-1"), uid_of_event(u32::MAX >> 2));
        assert!(named.0 >= NAMED && named.0 < OF_EVENT && event.0 >= OF_EVENT);
    }
}
