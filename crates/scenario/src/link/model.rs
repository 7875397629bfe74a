//! How likely each bit of a scenario's text is, from what stands before it.
//!
//! Several guesses (the last one to six letters, the word so far, the place in an earlier text that reads the same) are weighed
//! against each other, and the weights learn from what comes. A model first reads the words of Kubernetes and the text that a
//! scenario began from; what a person has not changed is then hardly worth a bit. Whole numbers only, so that every machine
//! guesses alike: what is decided here is decided for ever, as long as links of `v1` are read.

use super::coder::CERTAIN;

/// Guesses by letters before: how many of them, and the word.
const ORDERS: usize = 7;
/// Those, and the earlier text.
const GUESSES: usize = ORDERS + 1;
/// Places for each order's guesses; two contexts may share one, which costs some bits and nothing else.
const PLACES: usize = 1 << 15;
/// So many letters must read the same before an earlier text is believed.
const SAME_MIN: usize = 4;
/// Longer than this counts as this.
const SAME_MAX: usize = 15;

/// All guesses count alike at first.
const FIRST_WEIGHT: i32 = 1 << 14;
/// So that no sum of weighed guesses is too large, whatever comes.
const WEIGHT_MAX: i32 = 1 << 18;
/// How fast weights follow what was right.
const LEARNING_RATE: i32 = 20;
/// A guess follows the last so many bits of its context.
const MEMORY: u32 = 60;
/// The same of how far an earlier text is believed.
const SAME_MEMORY: u32 = 1000;

/// A guess that learns: how likely a one is, in the upper 22 bits, and how often it was right or wrong, below.
type Guess = u32;
const NO_IDEA: Guess = 1 << 31;

#[derive(Clone)]
pub(super) struct Model {
    text: Vec<u8>,
    /// The bits of the letter at hand, after a leading one.
    bits: usize,
    /// By letters before.
    guesses: Vec<Guess>,
    /// By how long the earlier text reads the same.
    same_guesses: [Guess; SAME_MAX + 1],
    /// Where each order's guesses for the letter at hand begin.
    contexts: [u32; ORDERS],
    weights: [[i32; GUESSES]; SAME_MAX + 1],
    /// What each guess says of the next bit, in the domain of [`stretch`].
    said: [i32; GUESSES],
    place: usize,
    same: Same,
    /// The earlier texts by a hash of their last letters.
    seen: Vec<u32>,
    /// How likely the next bit is a one, in parts of 4096.
    one: i32,
    stretched: Vec<i32>,
}

/// The earlier text that reads the same.
#[derive(Clone, Copy, Default)]
struct Same {
    /// Its next letter; 0 where there is none.
    next: usize,
    length: usize,
    /// Whether the bits of the letter at hand are still its letter's.
    holds: bool,
}

impl Model {
    /// A model that has read a text.
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
        model.begin_letter();
        model.learn(text);
        model
    }

    /// Learns a text that is known to both sides.
    pub(super) fn learn(&mut self, text: &str) {
        for byte in text.bytes() {
            (0..8).rev().for_each(|bit| self.came(byte >> bit & 1 == 1));
        }
    }

    /// What comes next is expected to read as the text from here on did.
    pub(super) fn expect(&mut self, from: usize) {
        self.same = Same { next: from, length: SAME_MAX, holds: true };
        self.guess();
    }

    /// How many letters were read.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// How likely the next bit is a one, of [`CERTAIN`].
    pub(super) fn one(&self) -> u32 {
        (self.one.unsigned_abs() * 16 + 8).min(CERTAIN - 1)
    }

    /// The next bit came.
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
            self.end_letter(letter);
        }
        self.guess();
    }

    /// The next bit of the earlier text.
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

    /// The weights move towards the guesses that were right.
    fn weigh(&mut self, bit: bool) {
        let missed = (i32::from(bit) << 12) - self.one;
        for (weight, said) in self.weights[self.place].iter_mut().zip(&self.said) {
            let moved = *weight + ((said * missed * LEARNING_RATE + 0x8000) >> 16);
            *weight = moved.clamp(-WEIGHT_MAX, WEIGHT_MAX);
        }
    }

    fn end_letter(&mut self, letter: u8) {
        if self.same.next > 0 {
            let same = self.text[self.same.next] == letter;
            self.same.length = if same { (self.same.length + 1).min(SAME_MAX) } else { 0 };
            self.same.next += 1;
        }
        self.text.push(letter);
        self.look_back();
        self.begin_letter();
    }

    /// An earlier text that reads the same for longer is believed instead.
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

    fn begin_letter(&mut self) {
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

/// Likelihood from confidence: `4096 / (1 + e^(-x/256))`.
fn squash(x: i32) -> i32 {
    const CURVE: [i32; 33] = [
        1, 2, 3, 6, 10, 16, 27, 45, 73, 120, 194, 310, 488, 747, 1101, 1546, 2047, 2549, 2994,
        3348, 3607, 3785, 3901, 3975, 4022, 4050, 4068, 4079, 4085, 4089, 4092, 4093, 4094,
    ];
    let x = x.clamp(-2047, 2047) + 2048;
    let (step, part) = ((x >> 7) as usize, x & 127);
    (CURVE[step] * (128 - part) + CURVE[step + 1] * part + 64) >> 7
}

/// The reverse of [`squash`]: `256 ln(p / (1 - p))` of a likelihood in parts of 4096.
fn stretch(likelihood: u32) -> i32 {
    let wanted = likelihood as i32;
    let (mut low, mut high) = (-2047, 2047);
    while low < high {
        let middle = (low + high) >> 1;
        if squash(middle) < wanted { low = middle + 1 } else { high = middle }
    }
    low
}
