//! A cut written as a function of its own, and the call in the place where it was.

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{BlockType, Function, Instruction};
use wasmparser::{BrTable, FuncType, Operator, ValType};

use super::code::Code;
use super::cut::{Cut, Exit};
use super::moved::{Moved, Moving};
use super::program::count;

/// The function that does what a cut did.
pub(super) fn function(
    moved: &mut Moved,
    code: &Code<'_>,
    own: &FuncType,
    cut: &Cut,
) -> Moving<Function> {
    let mut outline = Outline::new(moved, code, own, cut)?;
    outline.function.instructions().block(BlockType::Empty);
    let mut depth = 0;
    for operator in &code.operators[cut.from..cut.to] {
        match operator {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => depth += 1,
            Operator::End => depth -= 1,
            _ => {}
        }
        outline.instruction(moved, operator, depth)?;
    }
    Ok(outline.finish())
}

/// A function while it is written.
struct Outline<'a> {
    cut: &'a Cut,
    function: Function,
    /// New numbers of the locals by their old ones.
    locals: Vec<u32>,
    /// The locals that hold what the function returns.
    returned: Vec<u32>,
    /// The one that holds the exit taken.
    exit: u32,
    /// The one that holds where a table of branches goes.
    branch: u32,
}

impl<'a> Outline<'a> {
    fn new(moved: &mut Moved, code: &Code<'_>, own: &FuncType, cut: &'a Cut) -> Moving<Self> {
        let mut locals = vec![u32::MAX; code.locals.len()];
        for (new, old) in cut.given.iter().enumerate() {
            locals[*old as usize] = count(new);
        }
        let mut types: Vec<ValType> = Vec::new();
        let mut add = |ty| {
            types.push(ty);
            count(cut.given.len() + types.len() - 1)
        };
        for operator in &code.operators[cut.from..cut.to] {
            let (Operator::LocalGet { local_index }
            | Operator::LocalSet { local_index }
            | Operator::LocalTee { local_index }) = operator
            else {
                continue;
            };
            let local = *local_index as usize;
            if locals[local] == u32::MAX {
                locals[local] = add(code.locals[local]);
            }
        }
        let returned = cut.returned(own).iter().map(|ty| add(*ty)).collect();
        let (exit, branch) = (add(ValType::I32), add(ValType::I32));
        let types: Moving<Vec<_>> = types.into_iter().map(|ty| moved.val_type(ty)).collect();
        let function = Function::new_with_locals_types(types?);
        Ok(Self { cut, function, locals, returned, exit, branch })
    }

    fn instruction(
        &mut self,
        moved: &mut Moved,
        operator: &Operator<'_>,
        depth: u32,
    ) -> Moving<()> {
        let local = |old: &u32| self.locals[*old as usize];
        let instruction = match operator {
            Operator::LocalGet { local_index } => Instruction::LocalGet(local(local_index)),
            Operator::LocalSet { local_index } => Instruction::LocalSet(local(local_index)),
            Operator::LocalTee { local_index } => Instruction::LocalTee(local(local_index)),
            Operator::Return => {
                self.leave(Exit::Return, depth);
                return Ok(());
            }
            Operator::Br { relative_depth } if *relative_depth >= depth => {
                self.leave(self.exit_to(relative_depth - depth), depth);
                return Ok(());
            }
            Operator::BrIf { relative_depth } if *relative_depth >= depth => {
                self.function.instructions().if_(BlockType::Empty);
                self.leave(self.exit_to(relative_depth - depth), depth + 1);
                Instruction::End
            }
            Operator::BrTable { targets } => return self.table(targets, depth),
            other => moved.instruction(other.clone())?,
        };
        self.function.instruction(&instruction);
        Ok(())
    }

    /// The exit for a label around the cut; a label that is none of its exits is the function's own.
    fn exit_to(&self, label: u32) -> Exit {
        let exit = Exit::Label(label);
        if self.cut.exits.contains(&exit) { exit } else { Exit::Return }
    }

    /// Goes out: keeps what is returned, notes the exit, and branches to the end.
    fn leave(&mut self, exit: Exit, depth: u32) {
        let number = self.cut.exits.iter().position(|it| *it == exit).unwrap_or_default();
        let returned = self.returned.clone();
        let mut code = self.function.instructions();
        if exit == Exit::Return {
            for local in returned.iter().rev() {
                code.local_set(*local);
            }
        }
        if number > 0 {
            code.i32_const(i32::try_from(number).expect("a cut has few exits"));
            code.local_set(self.exit);
        }
        code.br(depth);
    }

    /// A table of branches: those that go out land before a block of their own, where they leave.
    fn table(&mut self, targets: &BrTable<'_>, depth: u32) -> Moving<()> {
        let all: Vec<u32> = targets.targets().collect::<Result<_, _>>()?;
        let mut out: Vec<u32> =
            all.iter().copied().chain([targets.default()]).filter(|it| *it >= depth).collect();
        out.sort_unstable();
        out.dedup();
        let blocks = count(out.len());
        let to = |target: u32| match out.binary_search(&target) {
            Ok(place) => count(place),
            Err(_) => target + blocks,
        };
        let mut code = self.function.instructions();
        code.local_set(self.branch);
        for _ in &out {
            code.block(BlockType::Empty);
        }
        code.local_get(self.branch);
        let targets_now: Vec<u32> = all.iter().map(|target| to(*target)).collect();
        code.br_table(targets_now, to(targets.default()));
        for (place, target) in out.iter().enumerate() {
            self.function.instructions().end();
            self.leave(self.exit_to(target - depth), depth + blocks - 1 - count(place));
        }
        Ok(())
    }

    fn finish(mut self) -> Function {
        let several = self.cut.exits.len() > 1;
        let back: Vec<u32> = self.cut.back.iter().map(|old| self.locals[*old as usize]).collect();
        let mut code = self.function.instructions();
        code.end();
        if self.cut.exits.is_empty() {
            code.unreachable().end();
            return self.function;
        }
        if several {
            code.local_get(self.exit);
        }
        for local in self.returned.iter().chain(&back) {
            code.local_get(*local);
        }
        code.end();
        self.function
    }
}

/// How the call in the place of a cut is made.
pub(super) struct Call {
    /// The function that has the rest fetched if it is not there.
    pub(super) ensure: u32,
    pub(super) ty: u32,
    pub(super) table: u32,
    pub(super) slot: usize,
    /// The function's first local that was added for its cuts: which exit was taken, then what is returned.
    pub(super) local: u32,
}

/// Calls what was cut out and goes on where it says.
pub(super) fn call(function: &mut Function, cut: &Cut, own: &FuncType, call: &Call) {
    let mut code = function.instructions();
    code.call(call.ensure);
    for local in &cut.given {
        code.local_get(*local);
    }
    code.i32_const(i32::try_from(call.slot).expect("a table has fewer than 2^31 slots"));
    code.call_indirect(call.table, call.ty);
    for local in cut.back.iter().rev() {
        code.local_set(*local);
    }
    let returned = call.local + 1..call.local + 1 + count(cut.returned(own).len());
    for local in returned.clone().rev() {
        code.local_set(local);
    }
    let Some((usual, others)) = cut.exits.split_first() else {
        code.unreachable();
        return;
    };
    if others.len() > 1 {
        code.local_set(call.local);
    }
    for (number, exit) in (1..).zip(others) {
        if others.len() > 1 {
            code.local_get(call.local).i32_const(number).i32_eq();
        }
        code.if_(BlockType::Empty);
        go(function, *exit, 1, returned.clone());
        code = function.instructions();
        code.end();
    }
    go(function, *usual, 0, returned);
}

/// Goes where an exit leads, from within so many blocks more.
fn go(function: &mut Function, exit: Exit, depth: u32, returned: std::ops::Range<u32>) {
    let mut code = function.instructions();
    match exit {
        Exit::Through => {}
        Exit::Label(label) => drop(code.br(label + depth)),
        Exit::Return => {
            for local in returned {
                code.local_get(local);
            }
            code.return_();
        }
    }
}
