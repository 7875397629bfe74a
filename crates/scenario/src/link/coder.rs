//! Arithmetic coder: writes and reads bits, each with its probability.
//!
//! A bit that was expected costs almost nothing. Probabilities come from `model`. Every sequence of bytes can be
//! decoded. Past its end the decoder reads zeros, so trailing zero bytes are not stored.

/// Probability 1; probabilities are integers from 1 to this minus 1.
pub(super) const CERTAIN: u32 = 1 << 16;

/// The interval that remains after all bits so far.
#[derive(Clone, Copy)]
struct Interval {
    low: u32,
    high: u32,
}

impl Interval {
    const WHOLE: Self = Self { low: 0, high: u32::MAX };

    /// Returns the end of the part for a one; the part for a zero follows. `one` is the probability of a one.
    fn middle(self, one: u32) -> u32 {
        let width = u64::from(self.high - self.low);
        let part = (width * u64::from(one)) >> 16;
        self.low + u32::try_from(part).unwrap_or(u32::MAX)
    }

    fn narrow(&mut self, bit: bool, middle: u32) {
        if bit {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
    }

    /// Removes and returns the top byte once both ends agree on it.
    fn shift(&mut self) -> Option<u8> {
        let settled = (self.low ^ self.high) >> 24 == 0;
        settled.then(|| {
            let [first, ..] = self.high.to_be_bytes();
            self.low <<= 8;
            self.high = self.high << 8 | 0xff;
            first
        })
    }
}

/// Encodes bits.
pub(super) struct Writer {
    interval: Interval,
    bytes: Vec<u8>,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self { interval: Interval::WHOLE, bytes: Vec::new() }
    }

    /// Encodes a bit. `one` is the probability of a one, from 1 to [`CERTAIN`] − 1.
    pub(super) fn write(&mut self, bit: bool, one: u32) {
        let middle = self.interval.middle(one);
        self.interval.narrow(bit, middle);
        while let Some(byte) = self.interval.shift() {
            self.bytes.push(byte);
        }
    }

    /// Number of bytes that are already fixed.
    pub(super) fn length(&self) -> usize {
        self.bytes.len()
    }

    /// Returns the shortest bytes that decode to these bits if zeros follow.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let Interval { low, high } = self.interval;
        let kept = (0..32).rev().step_by(8).map(|bits| u32::MAX.checked_shl(bits + 1).unwrap_or(0));
        let ending = |mask: u32| low.checked_add(!mask).map(|end| end & mask);
        let fits = |end: &u32| (low..=high).contains(end);
        let end = kept.chain([u32::MAX]).filter_map(ending).find(fits).unwrap_or(high);
        self.bytes.extend(end.to_be_bytes());
        let used = self.bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
        self.bytes.truncate(used);
        self.bytes
    }
}

/// Decodes bits.
pub(super) struct BitReader<'a> {
    interval: Interval,
    value: u32,
    rest: std::slice::Iter<'a, u8>,
}

impl<'a> BitReader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let mut rest = bytes.iter();
        let mut next = || rest.next().copied().unwrap_or(0);
        let value = u32::from_be_bytes([next(), next(), next(), next()]);
        Self { interval: Interval::WHOLE, value, rest }
    }

    /// Decodes the next bit. `one` must be the probability used for encoding.
    pub(super) fn read(&mut self, one: u32) -> bool {
        let middle = self.interval.middle(one);
        let bit = self.value <= middle;
        self.interval.narrow(bit, middle);
        while self.interval.shift().is_some() {
            self.value = self.value << 8 | u32::from(self.rest.next().copied().unwrap_or(0));
        }
        bit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_back_whatever_was_expected() {
        let bits: Vec<(bool, u32)> = (0u32..5000)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 28 < 3, 1 + n * 7919 % (CERTAIN - 1)))
            .collect();
        for length in 0..200 {
            let mut writer = Writer::new();
            bits[..length * 25].iter().for_each(|&(bit, one)| writer.write(bit, one));
            let bytes = writer.finish();
            let mut reader = BitReader::new(&bytes);
            assert!(bits[..length * 25].iter().all(|&(bit, one)| reader.read(one) == bit));
        }
    }

    #[test]
    fn what_was_expected_costs_next_to_nothing() {
        let mut writer = Writer::new();
        (0..8000).for_each(|_| writer.write(true, CERTAIN - 16));
        assert!(writer.finish().len() <= 3);
    }
}
