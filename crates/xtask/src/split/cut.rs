//! What of a function never ran: stretches of its code that can be taken out whole.
//!
//! A stretch stands in one block, begins and ends with the operand stack empty, and is left to its end, by branches to labels
//! that take no values, or by a return. Leaves out how it is written elsewhere (`outline`).

use std::collections::BTreeSet;

use wasmparser::{BlockType, FuncType, Operator};

use super::code::Code;
use super::live::{Live, Locals};

/// Bytes of code below which a call costs as much as what it replaces.
const WORTH: u64 = 24;
/// Bytes that a local costs which goes in or out; and that a way out costs.
const PER_LOCAL: u64 = 2;
const PER_EXIT: u64 = 7;

/// How a stretch is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Exit {
    /// At its end.
    Through,
    /// To a label around it, 0 the block it stands in.
    Label(u32),
    /// From the function.
    Return,
}

/// A stretch of code to be taken out.
#[derive(Clone, Debug)]
pub(super) struct Cut {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Locals that it is given.
    pub(super) given: Vec<u32>,
    /// Locals that it gives back.
    pub(super) back: Vec<u32>,
    pub(super) exits: Vec<Exit>,
}

/// The stretches of one function, in order.
pub(super) struct Cuts<'a> {
    code: &'a Code<'a>,
    live: Live,
    types: &'a [FuncType],
    /// Whether the function has no result.
    gives_nothing: bool,
    /// Before each instruction, how many of the ones before ran.
    ran: Vec<usize>,
    /// The beginnings of the blocks around.
    around: Vec<usize>,
    pub(super) found: Vec<Cut>,
}

impl<'a> Cuts<'a> {
    /// Finds them; `ran` tells of each segment whether it did.
    pub(super) fn of(
        code: &'a Code<'a>,
        types: &'a [FuncType],
        own: &FuncType,
        ran: impl Fn(usize) -> bool,
    ) -> Vec<Cut> {
        let mut sum = vec![0];
        for segment in &code.segments {
            sum.push(sum[sum.len() - 1] + usize::from(ran(*segment)));
        }
        let live = Live::of(code);
        let gives_nothing = own.results().is_empty();
        let (around, found) = (Vec::new(), Vec::new());
        let mut cuts = Self { code, live, types, gives_nothing, ran: sum, around, found };
        cuts.look_in(0, code.last());
        cuts.found
    }

    fn is_cold(&self, from: usize, to: usize) -> bool {
        self.ran[from] == self.ran[to]
    }

    /// Looks in the body of one block.
    fn look_in(&mut self, from: usize, to: usize) {
        let mut begun: Option<usize> = None;
        let mut place = from;
        while place < to {
            let next = self.statement(place, to);
            if self.is_cold(place, next) && self.code.is_empty[place] {
                begun.get_or_insert(place);
            } else if !self.is_cold(place, next) {
                self.close(begun.take(), place);
                self.look_inside(place, next);
            } else {
                self.close(begun.take(), place);
            }
            place = next;
        }
        self.close(begun, to);
    }

    /// The end of what begins at a place: the next one in this block where the stack is empty.
    fn statement(&self, from: usize, to: usize) -> usize {
        let mut place = self.code.after(from);
        while place < to && !self.code.is_empty[place] {
            place = self.code.after(place);
        }
        place.min(to)
    }

    /// Looks in the blocks of a statement that ran.
    fn look_inside(&mut self, from: usize, to: usize) {
        let mut place = from;
        while place < to {
            self.around.push(place);
            for (from, to) in self.code.bodies(place) {
                self.look_in(from, to);
            }
            self.around.pop();
            place = self.code.after(place);
        }
    }

    fn close(&mut self, from: Option<usize>, to: usize) {
        let Some(from) = from else { return };
        let Some(cut) = self.cut(from, to) else { return };
        let size = self.code.offsets[to] - self.code.offsets[from];
        let locals = (cut.given.len() + cut.back.len()) as u64;
        let cost = WORTH + PER_LOCAL * locals + PER_EXIT * cut.exits.len() as u64;
        if size > cost {
            self.found.push(cut);
        }
    }

    /// The stretch, if it can be taken out.
    fn cut(&self, from: usize, to: usize) -> Option<Cut> {
        let mut exits = self.exits(from, to)?;
        if self.code.is_reachable[to] {
            if !self.code.is_empty[to] {
                return None;
            }
            exits.insert(Exit::Through);
        }
        let (read, written) = self.touched(from, to);
        let after = self.live_after(&exits, to);
        let all = 0..u32::try_from(self.code.locals.len()).ok()?;
        let before = self.live.before(from);
        let given = all
            .clone()
            .filter(|it| before.contains(*it) && (read.contains(*it) || written.contains(*it)));
        let back = all.clone().filter(|it| written.contains(*it) && after.contains(*it));
        let (given, back) = (given.collect(), back.collect());
        Some(Cut { from, to, given, back, exits: exits.into_iter().collect() })
    }

    fn exits(&self, from: usize, to: usize) -> Option<BTreeSet<Exit>> {
        let mut exits = BTreeSet::new();
        let mut depth = 0_u32;
        for place in from..to {
            let operator = &self.code.operators[place];
            match operator {
                Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => depth += 1,
                Operator::End => depth -= 1,
                Operator::Return => drop(exits.insert(Exit::Return)),
                _ => {
                    for target in targets(operator)? {
                        if target >= depth {
                            exits.insert(self.exit(operator, target - depth)?);
                        }
                    }
                }
            }
        }
        Some(exits)
    }

    /// A branch to a label around the stretch; none if the label takes values that would be in its way.
    fn exit(&self, operator: &Operator<'_>, label: u32) -> Option<Exit> {
        let Some(block) = self.block(label) else {
            let is_plain = matches!(operator, Operator::Br { .. }) || self.gives_nothing;
            return is_plain.then_some(Exit::Return);
        };
        let takes = match self.code.operators[block] {
            Operator::Loop { blockty } => self.values(blockty, |ty| ty.params().len()),
            Operator::Block { blockty } | Operator::If { blockty } => match blockty {
                BlockType::Type(_) => 1,
                _ => self.values(blockty, |ty| ty.results().len()),
            },
            _ => return None,
        };
        (takes == 0).then_some(Exit::Label(label))
    }

    fn values(&self, block: BlockType, count: impl Fn(&FuncType) -> usize) -> usize {
        match block {
            BlockType::FuncType(ty) => count(&self.types[ty as usize]),
            _ => 0,
        }
    }

    /// The block of a label; `None` is the function.
    fn block(&self, label: u32) -> Option<usize> {
        let at = self.around.len().checked_sub(1 + label as usize)?;
        Some(self.around[at])
    }

    fn live_after(&self, exits: &BTreeSet<Exit>, to: usize) -> Locals {
        let mut live = Locals::none(self.code.locals.len());
        for exit in exits {
            match exit {
                Exit::Through => live.add(self.live.before(to)),
                Exit::Label(label) => {
                    live.add(self.live.at_label(self.code, self.block(*label)));
                }
                Exit::Return => {}
            }
        }
        live
    }

    /// The locals that a stretch reads, and those that it writes.
    fn touched(&self, from: usize, to: usize) -> (Locals, Locals) {
        let none = Locals::none(self.code.locals.len());
        let (mut read, mut written) = (none.clone(), none);
        for operator in &self.code.operators[from..to] {
            match operator {
                Operator::LocalGet { local_index } => read.insert(*local_index),
                Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                    written.insert(*local_index);
                }
                _ => {}
            }
        }
        (read, written)
    }
}

/// The labels that an instruction may branch to; `None` for one whose branches are not known here.
fn targets(operator: &Operator<'_>) -> Option<Vec<u32>> {
    match operator {
        Operator::Br { relative_depth } | Operator::BrIf { relative_depth } => {
            Some(vec![*relative_depth])
        }
        Operator::BrTable { targets } => {
            let mut all: Vec<u32> = targets.targets().collect::<Result<_, _>>().ok()?;
            all.push(targets.default());
            Some(all)
        }
        Operator::TryTable { .. }
        | Operator::BrOnNull { .. }
        | Operator::BrOnNonNull { .. }
        | Operator::BrOnCast { .. }
        | Operator::BrOnCastFail { .. }
        | Operator::ReturnCall { .. }
        | Operator::ReturnCallIndirect { .. } => None,
        _ => Some(Vec::new()),
    }
}
