//! The ordinals that a set should have: its range. A pod outside of it is condemned.

/// The ordinals that a set should have: `replicas` of them, from `start` on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// `spec.ordinals.start`: the first ordinal.
    pub start: u32,
    /// `spec.replicas`: the number of ordinals.
    pub replicas: u32,
}

impl Range {
    /// Whether the ordinal should exist.
    pub fn contains(self, ordinal: u32) -> bool {
        ordinal >= self.start && ordinal - self.start < self.replicas
    }

    /// The ordinals from `start + index` to the highest; empty if the index is past it.
    pub fn from_index(self, index: u32) -> std::ops::Range<u32> {
        let end = self.start.saturating_add(self.replicas);
        self.start.saturating_add(index).min(end)..end
    }

    /// All ordinals that should exist.
    pub fn ordinals(self) -> std::ops::Range<u32> {
        self.from_index(0)
    }
}
