//! Which constants the first part needs. The others go to the rest, which writes them to memory before any of its code runs.
//!
//! The first part needs what its code mentions, what the constants that it needs point to, and what everything points to that is
//! not a constant. Where the finished code holds a number that the linker did not put there, optimising has made it, and
//! everything around it is needed. So the first part can come to no address of a constant that is not there.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::ops::Range;

use wasm_encoder::MemArg;
use wasm_encoder::reencode::{self, Reencode};
use wasmparser::Operator;

use super::memory::{self, Memory, Segment};
use super::moved::Moving;
use super::plan::{First, Plan};
use super::program::Program;
use super::symbols::Symbols;

/// Bytes below which a gap in the first part, and a segment more in both, cost more than they save.
const WORTH: u32 = 16;
/// How far from a constant an address may be that optimising made of its own: what an index of one byte comes to.
const AROUND: u32 = 256;

/// The data of both parts.
pub(super) struct Constants<'a> {
    pub(super) first: Vec<Segment<'a>>,
    pub(super) rest: Vec<Segment<'a>>,
}

impl<'a> Constants<'a> {
    /// Decides by the program as the linker left it; without it the first part has everything.
    pub(super) fn of(
        program: &Program<'a>,
        plan: &Plan<'_>,
        linked: Option<&[u8]>,
    ) -> Moving<Self> {
        let segments = Segment::all(program.data.as_ref())?;
        let symbols = linked.map(Symbols::read).transpose()?.unwrap_or_default();
        let memory = Memory::of(&segments);
        let mut first = Numbers::default();
        first.take(plan.first.iter().flat_map(First::kept).cloned())?;
        let mut all = Numbers::default();
        for (_, body) in &program.bodies {
            for operator in body.get_operators_reader()? {
                all.take([operator?])?;
            }
        }
        let needed = Needed::of(&symbols, &memory, &first.0, &all.0);
        let away = needed.away();
        let stay = between(&memory.place(), &away);
        let [first, rest] = [stay, away].map(|places| memory::within(&segments, &places));
        Ok(Self { first, rest })
    }
}

/// The numbers in code that may be addresses.
#[derive(Default)]
struct Numbers(BTreeSet<u32>);

impl Numbers {
    fn take<'o>(&mut self, operators: impl IntoIterator<Item = Operator<'o>>) -> Moving<()> {
        for operator in operators {
            match operator {
                Operator::I32Const { value } => drop(self.0.insert(value.cast_unsigned())),
                // Two numbers may have become one.
                Operator::I64Const { value } => {
                    self.0.extend([value as u32, (value >> 32) as u32]);
                }
                _ => {}
            }
            self.instruction(operator)?;
        }
        Ok(())
    }
}

impl Reencode for Numbers {
    type Error = Infallible;

    /// Whatever loads or stores says here where.
    fn mem_arg(&mut self, place: wasmparser::MemArg) -> Moving<MemArg> {
        self.0.insert(place.offset as u32);
        reencode::utils::mem_arg(self, place)
    }
}

/// Which constants the first part needs.
struct Needed<'s> {
    symbols: &'s Symbols<'s>,
    memory: &'s Memory,
    is_needed: Vec<bool>,
    /// Those whose own addresses have not been followed.
    new: Vec<usize>,
}

impl<'s> Needed<'s> {
    /// By the numbers in the first part's code and in all code.
    fn of(
        symbols: &'s Symbols<'s>,
        memory: &'s Memory,
        first: &BTreeSet<u32>,
        all: &BTreeSet<u32>,
    ) -> Self {
        let is_needed = vec![false; symbols.constants.len()];
        let mut needed = Self { symbols, memory, is_needed, new: Vec::new() };
        needed.add_changed();
        needed.add_code(first, all);
        needed.add_outside();
        while let Some(constant) = needed.new.pop() {
            needed.follow(constant);
        }
        needed
    }

    fn add(&mut self, constant: usize) {
        if !std::mem::replace(&mut self.is_needed[constant], true) {
            self.new.push(constant);
        }
    }

    /// Adds what touches a place.
    fn add_at(&mut self, place: &Range<u32>) {
        let reach = self.memory.place();
        if place.start >= reach.end || place.end <= reach.start {
            return;
        }
        for constant in 0..self.is_needed.len() {
            let own = self.symbols.constants[constant].place();
            if own.start < place.end && place.start < own.end {
                self.add(constant);
            }
        }
    }

    /// What the linker took for a constant and is another thing by now.
    fn add_changed(&mut self) {
        for number in 0..self.is_needed.len() {
            let constant = &self.symbols.constants[number];
            let is = constant.place().map(|at| self.memory.byte(at));
            if !is.eq(constant.bytes.iter().copied()) {
                self.add(number);
            }
        }
    }

    /// What the first part's code mentions; and what no code mentions any more though it did, for optimising may have worked
    /// out a distance from it.
    fn add_code(&mut self, first: &BTreeSet<u32>, all: &BTreeSet<u32>) {
        for (value, constants) in &self.symbols.in_code {
            if first.contains(value) || !all.contains(value) {
                constants.iter().for_each(|it| self.add(*it));
            }
        }
        for value in first {
            let around = if self.symbols.in_code.contains_key(value) { 0 } else { AROUND };
            self.add_at(&(value.saturating_sub(around)..value.saturating_add(around + 1)));
        }
    }

    /// What anything points to that is not a constant.
    fn add_outside(&mut self) {
        let reach = self.memory.place();
        let is_constant = self.bytes_of(|_| true);
        let is_inside = |at: u32| {
            at.checked_sub(reach.start)
                .is_some_and(|it| is_constant.get(it as usize) == Some(&true))
        };
        for at in ((reach.start & !3)..reach.end).step_by(4) {
            if !(at..at + 4).all(is_inside) {
                self.add_value(at);
            }
        }
        for (at, constant) in &self.symbols.in_data {
            if !is_inside(*at) {
                self.add(*constant);
            }
        }
    }

    /// Which bytes of memory belong to constants of a kind.
    fn bytes_of(&self, is_of: impl Fn(usize) -> bool) -> Vec<bool> {
        let reach = self.memory.place();
        let mut bytes = vec![false; reach.len()];
        for (number, constant) in self.symbols.constants.iter().enumerate() {
            let place = constant.place();
            let is_there = reach.start <= place.start && place.end <= reach.end;
            if is_there && is_of(number) {
                let from = (place.start - reach.start) as usize;
                bytes[from..from + place.len()].fill(true);
            }
        }
        bytes
    }

    /// Adds what a word in memory may point to.
    fn add_value(&mut self, at: u32) {
        let value = self.memory.word(at);
        self.add_at(&(value..value.saturating_add(1)));
    }

    /// What a constant points to.
    fn follow(&mut self, constant: usize) {
        let place = self.symbols.constants[constant].place();
        for (_, target) in self.symbols.in_data.range(place.clone()) {
            self.add(*target);
        }
        for at in ((place.start & !3)..place.end).step_by(4) {
            self.add_value(at);
        }
    }

    /// The places that only the rest needs, in order.
    fn away(&self) -> Vec<Range<u32>> {
        let reach = self.memory.place();
        let needed = self.bytes_of(|it| self.is_needed[it]);
        let others = self.bytes_of(|it| !self.is_needed[it]);
        let mut away: Vec<Range<u32>> = Vec::new();
        // What lies between two constants and is 0 may go or stay.
        let mut is_near = false;
        for ((at, is_needed), is_other) in reach.zip(needed).zip(others) {
            match away.last_mut() {
                Some(last) if is_other && !is_needed && is_near => last.end = at + 1,
                _ if is_other && !is_needed => away.push(at..at + 1),
                _ => {}
            }
            let is_gap = !is_other && self.memory.byte(at) == 0;
            is_near = !is_needed && (is_other || is_near && is_gap);
        }
        away.retain(|it| it.end - it.start >= WORTH);
        away
    }
}

/// What of a place lies outside of others, which are in order.
fn between(place: &Range<u32>, others: &[Range<u32>]) -> Vec<Range<u32>> {
    let starts = std::iter::once(place.start).chain(others.iter().map(|it| it.end));
    let ends = others.iter().map(|it| it.start).chain([place.end]);
    starts.zip(ends).map(|(start, end)| start..end).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::split::symbols::Constant;

    /// Three constants of 16 bytes at 1600, 1616 and 1632, and four bytes at 1648 that are none. The code has the address of each.
    fn places(words: &[(u32, u32)], first: &[u32], all: &[u32]) -> Vec<(u32, u32)> {
        let mut bytes = vec![7; 52];
        for (at, value) in words {
            let from = (at - 1600) as usize;
            bytes[from..from + 4].copy_from_slice(&value.to_le_bytes());
        }
        let memory = Memory::of(&[Segment { at: 1600, bytes: &bytes, in_file: 0 }]);
        let constants: Vec<Constant<'_>> = [1600, 1616, 1632]
            .into_iter()
            .zip(bytes.chunks(16))
            .map(|(at, bytes)| Constant { at, bytes })
            .collect();
        let in_code = (0..3).map(|it| (constants[it].at, BTreeSet::from([it]))).collect();
        let symbols = Symbols { constants, in_code, in_data: BTreeMap::new() };
        let set = |numbers: &[u32]| numbers.iter().copied().collect();
        let away = Needed::of(&symbols, &memory, &set(first), &set(all)).away();
        away.into_iter().map(|it| (it.start, it.end)).collect()
    }

    const ALL: [u32; 3] = [1600, 1616, 1632];

    #[test]
    fn what_the_first_part_does_not_mention_goes_to_the_rest() {
        assert_eq!(places(&[], &[1616], &ALL), [(1600, 1616), (1632, 1648)]);
        assert_eq!(places(&[], &[], &ALL), [(1600, 1648)]);
    }

    #[test]
    fn what_a_needed_constant_points_into_is_needed() {
        assert_eq!(places(&[(1616, 1640)], &[1616], &ALL), [(1600, 1616)]);
        assert_eq!(places(&[(1616, 1640)], &[1632], &ALL), [(1600, 1632)]);
    }

    #[test]
    fn what_anything_else_points_to_is_needed() {
        assert_eq!(places(&[(1648, 1604)], &[], &ALL), [(1616, 1648)]);
    }

    #[test]
    fn an_address_that_the_linker_did_not_write_may_mean_anything_around() {
        assert_eq!(places(&[], &[1601], &ALL), []);
        assert_eq!(places(&[], &[1700], &ALL), []);
    }

    #[test]
    fn a_constant_whose_address_optimising_removed_is_needed() {
        assert_eq!(places(&[], &[], &[1600, 1616]), [(1600, 1632)]);
    }

    #[test]
    fn both_parts_together_write_what_the_program_does() {
        let bytes: Vec<u8> = (1..=40).collect();
        let segments = [
            Segment { at: 10, bytes: &bytes[..20], in_file: 0 },
            Segment { at: 35, bytes: &bytes[20..], in_file: 0 },
        ];
        let away = [12..14, 25..38, 50..51];
        let stay = between(&(10..55), &away);
        let [first, rest] = [stay, away.to_vec()].map(|it| memory::within(&segments, &it));
        assert!(Memory::of(&first) != Memory::of(&segments));
        let parts = [first, rest.clone()].concat();
        assert_eq!(Memory::of(&parts), Memory::of(&segments));
        assert_eq!(rest.iter().map(|it| it.at).collect::<Vec<_>>(), [12, 25, 35, 50]);
    }
}
