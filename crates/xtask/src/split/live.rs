//! Which locals still matter at each place of a function's code: those that some path reads before it writes them.

use wasmparser::Operator;

use super::code::Code;

/// A set of locals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Locals(Vec<u64>);

impl Locals {
    pub(super) fn none(of: usize) -> Self {
        Self(vec![0; of.div_ceil(64)])
    }

    pub(super) fn insert(&mut self, local: u32) {
        self.0[local as usize / 64] |= 1 << (local % 64);
    }

    fn remove(&mut self, local: u32) {
        self.0[local as usize / 64] &= !(1 << (local % 64));
    }

    pub(super) fn add(&mut self, others: &Self) {
        self.0.iter_mut().zip(&others.0).for_each(|(own, other)| *own |= other);
    }

    pub(super) fn contains(&self, local: u32) -> bool {
        self.0[local as usize / 64] >> (local % 64) & 1 == 1
    }
}

/// What is live before each instruction.
pub(super) struct Live {
    before: Vec<Locals>,
    none: Locals,
}

impl Live {
    pub(super) fn of(code: &Code<'_>) -> Self {
        let none = Locals::none(code.locals.len());
        let before = vec![none.clone(); code.operators.len()];
        let mut live = Self { before, none: none.clone() };
        live.stretch(code, (0, code.last()), none.clone(), &mut vec![none]);
        live
    }

    /// Before the instruction at a place.
    pub(super) fn before(&self, place: usize) -> &Locals {
        &self.before[place]
    }

    /// At the label of the block that begins at a place; `None` is the function itself.
    pub(super) fn at_label(&self, code: &Code<'_>, block: Option<usize>) -> &Locals {
        match block {
            None => &self.none,
            Some(begun) if matches!(code.operators[begun], Operator::Loop { .. }) => {
                &self.before[begun]
            }
            Some(begun) => &self.before[code.partner[begun] + 1],
        }
    }

    /// Goes backwards over a stretch of one block; `labels` are what is live at the labels around it, outermost first.
    fn stretch(
        &mut self,
        code: &Code<'_>,
        (from, to): (usize, usize),
        after: Locals,
        labels: &mut Vec<Locals>,
    ) -> Locals {
        let (mut live, mut place) = (after, to);
        self.before[to].clone_from(&live);
        while place > from {
            place -= 1;
            if code.partner[place] < place {
                place = code.partner[place];
                live = self.block(code, place, &live, labels);
            } else {
                step(&code.operators[place], &mut live, labels);
            }
            self.before[place].clone_from(&live);
        }
        live
    }

    fn block(
        &mut self,
        code: &Code<'_>,
        begun: usize,
        after: &Locals,
        labels: &mut Vec<Locals>,
    ) -> Locals {
        if matches!(code.operators[begun], Operator::Loop { .. }) {
            return self.repeated(code, begun, after, labels);
        }
        labels.push(after.clone());
        let bodies = code.bodies(begun);
        let mut live = self.none.clone();
        for body in &bodies {
            let of_body = self.stretch(code, *body, after.clone(), labels);
            live.add(&of_body);
        }
        labels.pop();
        if matches!(code.operators[begun], Operator::If { .. }) && bodies.len() == 1 {
            live.add(after);
        }
        live
    }

    /// What a loop needs at its beginning it needs at every branch back to it: until nothing is added.
    fn repeated(
        &mut self,
        code: &Code<'_>,
        begun: usize,
        after: &Locals,
        labels: &mut Vec<Locals>,
    ) -> Locals {
        let mut live = self.none.clone();
        loop {
            labels.push(live.clone());
            let once = self.stretch(code, (begun + 1, code.partner[begun]), after.clone(), labels);
            labels.pop();
            if once == live {
                return live;
            }
            live = once;
        }
    }
}

fn step(operator: &Operator<'_>, live: &mut Locals, labels: &[Locals]) {
    let label = |depth: u32| &labels[labels.len() - 1 - depth as usize];
    match operator {
        Operator::LocalGet { local_index } => live.insert(*local_index),
        Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
            live.remove(*local_index);
        }
        Operator::Br { relative_depth } => live.clone_from(label(*relative_depth)),
        Operator::BrIf { relative_depth } => live.add(label(*relative_depth)),
        Operator::BrTable { targets } => {
            live.clone_from(label(targets.default()));
            targets.targets().flatten().for_each(|depth| live.add(label(depth)));
        }
        Operator::Return | Operator::Unreachable => *live = Locals::none(live.0.len() * 64),
        _ => {}
    }
}
