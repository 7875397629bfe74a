//! Merges descending sequences of ordinals into one.

/// The merged sequence. There are as many sequences as the set has revisions in use: few, so each step compares all
/// of them.
pub(super) struct Descending<I: Iterator<Item = u32>> {
    sequences: Vec<std::iter::Peekable<I>>,
}

impl<'a, I: Iterator<Item = &'a u32>> Descending<std::iter::Copied<I>> {
    pub(super) fn merge(sequences: Vec<I>) -> Self {
        Self { sequences: sequences.into_iter().map(|s| s.copied().peekable()).collect() }
    }
}

impl<I: Iterator<Item = u32>> Iterator for Descending<I> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let highest = self.sequences.iter_mut().filter_map(|s| s.peek().copied()).max()?;
        self.sequences.iter_mut().find_map(|s| s.next_if_eq(&highest))
    }
}
