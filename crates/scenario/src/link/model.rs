//! Predicts each bit of a scenario's text from the bytes before it (context mixing).
//!
//! Several guesses are weighted against each other: by the last one to six bytes, by the word so far, and by an earlier
//! occurrence of the last bytes (the match). The weights learn from every bit. A model first learns Kubernetes' words
//! and the base, so text that a person has not changed costs almost nothing. All arithmetic is on integers, so every
//! machine predicts the same. Nothing here may change while links of `v1` are read. The coder is in `coder`.

use super::coder::CERTAIN;

/// Contexts: the last one to six bytes, and the word.
const ORDERS: usize = 7;
/// Guesses: one for each context, and the match.
const GUESSES: usize = ORDERS + 1;
/// Slots for the guesses of each context. A hash collision costs some bits and has no other effect.
const PLACES: usize = 1 << 15;
/// Bytes that must be equal before the match is used.
const SAME_MIN: usize = 4;
/// Limit on the counted length of the match, in bytes.
const SAME_MAX: usize = 15;

/// Initial weight, the same for all guesses.
const FIRST_WEIGHT: i32 = 1 << 14;
/// Limit on a weight, so that sums of weighted guesses do not overflow.
const WEIGHT_MAX: i32 = 1 << 18;
/// Learning rate of the weights.
const LEARNING_RATE: i32 = 20;
/// Limit on the count of a guess: it follows about this many last bits of its context.
const MEMORY: u32 = 60;
/// The same limit for guesses of the match.
const SAME_MEMORY: u32 = 1000;

/// A guess that learns: probability of a one in the upper 22 bits, number of updates in the lower 10 bits.
type Guess = u32;
const NO_IDEA: Guess = 1 << 31;

#[derive(Clone)]
pub(super) struct Model {
    text: Vec<u8>,
    /// Bits of the current byte, after a leading one.
    bits: usize,
    /// Guesses by context.
    guesses: Vec<Guess>,
    /// Guesses of the match, by its length.
    same_guesses: [Guess; SAME_MAX + 1],
    /// Hash of each context for the current byte.
    contexts: [u32; ORDERS],
    weights: [[i32; GUESSES]; SAME_MAX + 1],
    /// Value of each guess for the next bit, in the domain of [`stretch`].
    said: [i32; GUESSES],
    place: usize,
    same: Same,
    /// Position after the last occurrence of four bytes, by their hash.
    seen: Vec<u32>,
    /// Probability that the next bit is a one, in 1/4096.
    one: i32,
    stretched: Vec<i32>,
}

/// An earlier occurrence of the last bytes.
#[derive(Clone, Copy, Default)]
struct Same {
    /// Position of the byte after it; 0 if there is none.
    next: usize,
    length: usize,
    /// Whether the bits of the current byte agree with it so far.
    holds: bool,
}

impl Model {
    /// Returns a model that has learned a text.
    pub(super) fn knowing(text: &str) -> Self {
        let mut model = Self {
            text: Vec::new(),
            bits: 1,
            guesses: vec![NO_IDEA; ORDERS * PLACES],
            same_guesses: [NO_IDEA; SAME_MAX + 1],
            contexts: [0; ORDERS],
            weights: [[FIRST_WEIGHT; GUESSES]; SAME_MAX + 1],
            said: [0; GUESSES],
            place: 0,
            same: Same::default(),
            seen: vec![0; PLACES],
            one: 2048,
            stretched: (0..4096).map(stretch).collect(),
        };
        model.begin_byte();
        model.learn(text);
        model
    }

    /// Learns a text that both sides know.
    pub(super) fn learn(&mut self, text: &str) {
        for byte in text.bytes() {
            (0..8).rev().for_each(|bit| self.came(byte >> bit & 1 == 1));
        }
    }

    /// Makes position `from` the match: the next bytes are expected to repeat those after it.
    pub(super) fn expect(&mut self, from: usize) {
        self.same = Same { next: from, length: SAME_MAX, holds: true };
        self.guess();
    }

    /// Returns the number of bytes learned.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Returns the probability that the next bit is a one, in 1/[`CERTAIN`].
    pub(super) fn one(&self) -> u32 {
        (self.one.unsigned_abs() * 16 + 8).min(CERTAIN - 1)
    }

    /// Learns the next bit.
    pub(super) fn came(&mut self, bit: bool) {
        self.weigh(bit);
        for order in 0..ORDERS {
            let at = self.guess_at(order);
            learn(&mut self.guesses[at], bit, MEMORY);
        }
        if self.same.holds {
            let was_right = self.expected() == bit;
            learn(&mut self.same_guesses[self.same.length], was_right, SAME_MEMORY);
            self.same.holds = was_right;
        }
        self.bits = self.bits << 1 | usize::from(bit);
        if self.bits > 0xff {
            let letter = u8::try_from(self.bits & 0xff).unwrap_or(0);
            self.bits = 1;
            self.end_byte(letter);
        }
        self.guess();
    }

    /// Returns the next bit of the match.
    fn expected(&self) -> bool {
        let letter = self.text.get(self.same.next).copied().unwrap_or(0);
        let known = usize::BITS - 1 - self.bits.leading_zeros();
        letter >> (7 - known.min(7)) & 1 == 1
    }

    fn guess_at(&self, order: usize) -> usize {
        let mixed = self.contexts[order].wrapping_add(self.bits as u32).wrapping_mul(0x9e37_79b1);
        order * PLACES + (mixed >> 17) as usize
    }

    fn guess(&mut self) {
        for order in 0..ORDERS {
            self.said[order] = self.says(self.guesses[self.guess_at(order)]);
        }
        self.said[ORDERS] = match (self.same.holds, self.expected()) {
            (false, _) => 0,
            (true, true) => self.says(self.same_guesses[self.same.length]),
            (true, false) => -self.says(self.same_guesses[self.same.length]),
        };
        self.place = if self.same.holds { self.same.length } else { 0 };
        let weights = &self.weights[self.place];
        let sum: i32 =
            weights.iter().zip(&self.said).map(|(weight, said)| (weight * said) >> 8).sum();
        self.one = squash(sum >> 8);
    }

    fn says(&self, guess: Guess) -> i32 {
        if guess & 0x3ff == 0 { 0 } else { self.stretched[(guess >> 20) as usize] }
    }

    /// Moves the weights towards the guesses that were right.
    fn weigh(&mut self, bit: bool) {
        let missed = (i32::from(bit) << 12) - self.one;
        for (weight, said) in self.weights[self.place].iter_mut().zip(&self.said) {
            let moved = *weight + ((said * missed * LEARNING_RATE + 0x8000) >> 16);
            *weight = moved.clamp(-WEIGHT_MAX, WEIGHT_MAX);
        }
    }

    fn end_byte(&mut self, letter: u8) {
        if self.same.next > 0 {
            let same = self.text[self.same.next] == letter;
            self.same.length = if same { (self.same.length + 1).min(SAME_MAX) } else { 0 };
            self.same.next += 1;
        }
        self.text.push(letter);
        self.look_back();
        self.begin_byte();
    }

    /// Replaces the match if another occurrence has more equal bytes.
    fn look_back(&mut self) {
        let end = self.text.len();
        let Some(last) = self.text.last_chunk::<SAME_MIN>() else { return };
        let hash = u32::from_be_bytes(*last).wrapping_mul(0x9e37_79b1) >> 17;
        let found = std::mem::replace(&mut self.seen[hash as usize], end as u32) as usize;
        if self.same.length < SAME_MAX && found > 0 {
            let back = |by: &usize| self.text[end - by] == self.text[found - by];
            let length = (1..=SAME_MAX.min(found)).take_while(back).count();
            if length >= SAME_MIN && length > self.same.length {
                self.same = Same { next: found, length, holds: true };
            }
        }
    }

    fn begin_byte(&mut self) {
        let mut hash = 0u32;
        for (order, letter) in self.text.iter().rev().take(ORDERS).enumerate() {
            hash = (hash + u32::from(*letter) + 1).wrapping_mul(0x2f0b_4c47) ^ hash >> 15;
            self.contexts[order] = hash;
        }
        let word = self.text.iter().rev().take_while(|letter| letter.is_ascii_alphanumeric());
        self.contexts[ORDERS - 1] =
            word.fold(1, |hash, letter| (hash ^ u32::from(*letter)).wrapping_mul(0x0100_0193));
        self.same.holds = self.same.next > 0;
    }
}

fn learn(guess: &mut Guess, bit: bool, limit: u32) {
    let (one, count) = (*guess >> 10, *guess & 0x3ff);
    let target = if bit { (1 << 22) - 1 } else { 0u32 };
    let step = (i64::from(target) - i64::from(one)) * 20 / i64::from(20 * count + 21);
    let one = u32::try_from(i64::from(one) + step).unwrap_or(0);
    *guess = one << 10 | (count + 1).min(limit);
}

/// Converts log odds to a probability: `4096 / (1 + e^(-x/256))`.
fn squash(x: i32) -> i32 {
    const CURVE: [i32; 33] = [
        1, 2, 3, 6, 10, 16, 27, 45, 73, 120, 194, 310, 488, 747, 1101, 1546, 2047, 2549, 2994,
        3348, 3607, 3785, 3901, 3975, 4022, 4050, 4068, 4079, 4085, 4089, 4092, 4093, 4094,
    ];
    let x = x.clamp(-2047, 2047) + 2048;
    let (step, part) = ((x >> 7) as usize, x & 127);
    (CURVE[step] * (128 - part) + CURVE[step + 1] * part + 64) >> 7
}

/// Converts a probability in 1/4096 to log odds: `256 ln(p / (1 - p))`. The inverse of [`squash`].
fn stretch(likelihood: u32) -> i32 {
    let wanted = likelihood as i32;
    let (mut low, mut high) = (-2047, 2047);
    while low < high {
        let middle = (low + high) >> 1;
        if squash(middle) < wanted { low = middle + 1 } else { high = middle }
    }
    low
}
