//! The ordinals that a set should have.

/// The ordinals that a set should have: `replicas` of them from `start` on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The first ordinal.
    pub start: u32,
    /// How many.
    pub replicas: u32,
}

impl Range {
    /// Whether the ordinal should exist.
    pub fn contains(self, ordinal: u32) -> bool {
        ordinal >= self.start && ordinal - self.start < self.replicas
    }

    /// The ordinals from `start + index` on, up to the highest; empty when the index is past it.
    pub fn from_index(self, index: u32) -> std::ops::Range<u32> {
        let end = self.start.saturating_add(self.replicas);
        self.start.saturating_add(index).min(end)..end
    }

    /// All ordinals that should exist.
    pub fn ordinals(self) -> std::ops::Range<u32> {
        self.from_index(0)
    }
}
