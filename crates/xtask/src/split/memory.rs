//! What a program's data section writes to memory when the program starts: segments, and the bytes they make together.
//!
//! Leaves out what the bytes mean (`symbols`) and which part has them (`constants`).

use std::ops::Range;

use wasm_encoder::reencode::Error;
use wasm_encoder::{ConstExpr, DataSection};
use wasmparser::{DataKind, DataSectionReader, Operator};

use super::moved::Moving;
use super::program::count;

/// Bytes that are written to one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segment<'a> {
    pub(super) at: u32,
    pub(super) bytes: &'a [u8],
    /// Where the bytes stand in the file.
    pub(super) in_file: u64,
}

impl<'a> Segment<'a> {
    /// All of a section.
    ///
    /// # Errors
    /// When it writes anything at another time, or to a place that is not a plain number.
    pub(super) fn all(section: Option<&DataSectionReader<'a>>) -> Moving<Vec<Self>> {
        let all = section.into_iter().flat_map(|section| section.clone());
        all.map(|segment| {
            let segment = segment?;
            let in_file = segment.range.end - segment.data.len() as u64;
            Ok(Self { at: address(&segment.kind)?, bytes: segment.data, in_file })
        })
        .collect()
    }

    pub(super) fn end(&self) -> u32 {
        self.at + count(self.bytes.len())
    }

    /// What of it is in a place, if anything is.
    fn within(self, place: &Range<u32>) -> Option<Self> {
        let (from, to) = (self.at.max(place.start), self.end().min(place.end));
        let skipped = from.saturating_sub(self.at);
        let bytes = self.bytes.get(skipped as usize..(to.checked_sub(self.at)?) as usize)?;
        let in_file = self.in_file + u64::from(skipped);
        (from < to).then_some(Self { at: from, bytes, in_file })
    }
}

fn address(kind: &DataKind<'_>) -> Moving<u32> {
    let DataKind::Active { memory_index: 0, offset_expr } = kind else {
        return Err(Error::InvalidConstExpr);
    };
    let mut code = offset_expr.get_operators_reader();
    match (code.read()?, code.read()?) {
        (Operator::I32Const { value }, Operator::End) => Ok(value.cast_unsigned()),
        _ => Err(Error::InvalidConstExpr),
    }
}

/// What of the segments is in these places, which are in order.
pub(super) fn within<'a>(segments: &[Segment<'a>], places: &[Range<u32>]) -> Vec<Segment<'a>> {
    segments.iter().flat_map(|it| places.iter().filter_map(|place| it.within(place))).collect()
}

/// The section that writes them.
pub(super) fn section(segments: &[Segment<'_>]) -> DataSection {
    let mut section = DataSection::new();
    for segment in segments {
        let at = ConstExpr::i32_const(segment.at.cast_signed());
        section.active(0, &at, segment.bytes.iter().copied());
    }
    section
}

/// The bytes that segments make together, from the first to the last; what none writes is 0.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Memory {
    at: u32,
    bytes: Vec<u8>,
}

impl Memory {
    pub(super) fn of(segments: &[Segment<'_>]) -> Self {
        let at = segments.iter().map(|it| it.at).min().unwrap_or_default();
        let end = segments.iter().map(Segment::end).max().unwrap_or_default();
        let mut bytes = vec![0; (end - at) as usize];
        for segment in segments {
            let from = (segment.at - at) as usize;
            bytes[from..from + segment.bytes.len()].copy_from_slice(segment.bytes);
        }
        Self { at, bytes }
    }

    pub(super) fn place(&self) -> Range<u32> {
        self.at..self.at + count(self.bytes.len())
    }

    /// The byte at an address; 0 outside.
    pub(super) fn byte(&self, at: u32) -> u8 {
        at.checked_sub(self.at).and_then(|it| self.bytes.get(it as usize)).copied().unwrap_or(0)
    }

    /// The number that an aligned word holds.
    pub(super) fn word(&self, at: u32) -> u32 {
        u32::from_le_bytes([0, 1, 2, 3].map(|next| self.byte(at + next)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUR: Segment<'_> = Segment { at: 16, bytes: &[1, 2, 3, 4], in_file: 100 };

    #[test]
    fn a_segment_is_cut_to_a_place() {
        let bytes = |place: Range<u32>| FOUR.within(&place).map(|it| (it.at, it.bytes, it.in_file));
        assert_eq!(bytes(17..19), Some((17, &[2, 3][..], 101)));
        assert_eq!(bytes(0..17), Some((16, &[1][..], 100)));
        assert_eq!(bytes(19..40), Some((19, &[4][..], 103)));
        assert_eq!((bytes(0..16), bytes(20..24)), (None, None));
    }

    #[test]
    fn what_no_segment_writes_is_zero() {
        let memory = Memory::of(&[FOUR, Segment { at: 22, bytes: &[9], in_file: 0 }]);
        assert_eq!(memory.place(), 16..23);
        assert_eq!([15, 16, 20, 22, 23].map(|at| memory.byte(at)), [0, 1, 0, 9, 0]);
        assert_eq!((memory.word(16), memory.word(20)), (0x0403_0201, 0x0009_0000));
    }
}
