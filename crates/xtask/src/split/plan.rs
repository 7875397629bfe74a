//! Who goes where: which functions and stretches of code are in the first part, what of the rest it reaches, and what the rest
//! needs of it.

use std::collections::BTreeSet;

use wasmparser::{ElementItems, ExternalKind, FuncType, Operator, ValType};

use super::code::Code;
use super::cut::{Cut, Cuts, Exit};
use super::moved::Moving;
use super::program::{Program, count};

/// The decisions, all by the program's own numbers.
pub(super) struct Plan<'a> {
    /// The functions of the first part, in order.
    pub(super) first: Vec<First<'a>>,
    /// Those of the rest, in order.
    pub(super) rest: Vec<u32>,
    /// Those of the rest that the first part reaches, each by a stub; the place here is the slot in the table.
    pub(super) stubs: Vec<u32>,
    /// Imported functions and those of the first part that the rest calls.
    pub(super) shared: Vec<u32>,
    /// The program's types, that of a function without anything, and those of the cuts.
    pub(super) types: Vec<FuncType>,
}

/// A function of the first part, without what was cut out of it.
pub(super) struct First<'a> {
    pub(super) number: u32,
    pub(super) code: Code<'a>,
    pub(super) cuts: Vec<Cut>,
}

impl<'a> Plan<'a> {
    /// Decides by what ran: a mark for each segment of each function, in order.
    pub(super) fn of(program: &Program<'a>, ran: &[bool]) -> Moving<Self> {
        let (mut first, mut rest) = (Vec::new(), Vec::new());
        let (mut from_first, mut from_rest) = (outside(program)?, BTreeSet::new());
        let mut marks = ran;
        for (number, code) in program.defined().zip(program.code()?) {
            let (own, others) = marks.split_at(code.segment_count().min(marks.len()));
            marks = others;
            if !own.contains(&true) {
                from_rest.extend(code.operators.iter().filter_map(called));
                rest.push(number);
                continue;
            }
            let ty = &program.types[program.type_of(number) as usize];
            let cuts = Cuts::of(&code, &program.types, ty, |segment| own[segment]);
            let function = First { number, code, cuts };
            from_first.extend(function.kept().filter_map(called));
            from_rest.extend(function.cut_out().filter_map(called));
            first.push(function);
        }
        let in_rest: BTreeSet<u32> = rest.iter().copied().collect();
        let stubs = from_first.intersection(&in_rest).copied().collect();
        let shared = from_rest.difference(&in_rest).copied().collect();
        let types = types(program, &first);
        Ok(Self { first, rest, stubs, shared, types })
    }

    /// All cuts, each with its function, in the order of their slots, which follow the stubs'.
    pub(super) fn cuts(&self) -> impl Iterator<Item = (&First<'a>, &Cut)> {
        self.first.iter().flat_map(|function| function.cuts.iter().map(move |cut| (function, cut)))
    }

    /// The slots of the table through which the first part calls the rest.
    pub(super) fn slots(&self) -> usize {
        self.stubs.len() + self.cuts().count()
    }

    /// The number of a type.
    pub(super) fn type_number(&self, ty: &FuncType) -> u32 {
        count(self.types.iter().position(|it| it == ty).expect("every cut's type was added"))
    }

    /// The function in the first part that has the rest fetched if it is not there: after its own and the stubs.
    pub(super) fn ensure(&self, program: &Program<'_>) -> u32 {
        program.imported() + 1 + count(self.first.len() + self.stubs.len())
    }

    /// The numbers in the first part: imports, `load`, its own, stubs.
    pub(super) fn numbers_in_first(&self, program: &Program<'_>) -> Vec<Option<u32>> {
        let own = self.first.iter().map(|function| function.number);
        let all = (0..program.imported()).map(Some).chain([None]);
        numbers(program, all.chain(own.chain(self.stubs.iter().copied()).map(Some)))
    }

    /// The numbers in the rest: what it imports, then its own; the cuts follow.
    pub(super) fn numbers_in_rest(&self, program: &Program<'_>) -> Vec<Option<u32>> {
        numbers(program, self.shared.iter().chain(&self.rest).map(|number| Some(*number)))
    }
}

impl<'a> First<'a> {
    /// What it does itself.
    pub(super) fn kept(&self) -> impl Iterator<Item = &Operator<'a>> {
        let is_kept =
            |place: &usize| !self.cuts.iter().any(|it| it.from <= *place && *place < it.to);
        (0..self.code.operators.len()).filter(is_kept).map(|place| &self.code.operators[place])
    }

    fn cut_out(&self) -> impl Iterator<Item = &Operator<'a>> {
        self.cuts.iter().flat_map(|cut| &self.code.operators[cut.from..cut.to])
    }
}

/// Old numbers by new ones, turned round.
fn numbers(program: &Program<'_>, order: impl Iterator<Item = Option<u32>>) -> Vec<Option<u32>> {
    let mut numbers = vec![None; program.defined().end as usize];
    for (new, old) in order.enumerate() {
        if let Some(old) = old {
            numbers[old as usize] = Some(count(new));
        }
    }
    numbers
}

fn types(program: &Program<'_>, first: &[First<'_>]) -> Vec<FuncType> {
    let mut types = program.types.clone();
    types.push(FuncType::new([], []));
    for function in first {
        let own = &program.types[program.type_of(function.number) as usize];
        for cut in &function.cuts {
            let ty = cut.ty(&function.code, own);
            if !types.contains(&ty) {
                types.push(ty);
            }
        }
    }
    types
}

impl Cut {
    /// Takes the locals that it needs; gives which exit was taken if there are several, what the function returns if it may
    /// return, and the locals that matter later.
    pub(super) fn ty(&self, code: &Code<'_>, own: &FuncType) -> FuncType {
        let types = |locals: &[u32]| {
            locals.iter().map(|local| code.locals[*local as usize]).collect::<Vec<_>>()
        };
        let exit = (self.exits.len() > 1).then_some(ValType::I32);
        let returned = self.returned(own).iter().copied();
        let results = exit.into_iter().chain(returned).chain(types(&self.back));
        FuncType::new(types(&self.given), results)
    }

    /// What it hands on if it returns from the function.
    pub(super) fn returned<'f>(&self, own: &'f FuncType) -> &'f [ValType] {
        if self.exits.contains(&Exit::Return) { own.results() } else { &[] }
    }
}

/// The functions that tables, exports and the start name: JavaScript or any code may call them.
fn outside(program: &Program<'_>) -> Moving<BTreeSet<u32>> {
    let mut named: BTreeSet<u32> = program.start.into_iter().collect();
    let exported = program.exports.iter().filter(|it| it.kind == ExternalKind::Func);
    named.extend(exported.map(|it| it.index));
    for element in &program.elements {
        match &element.items {
            ElementItems::Functions(functions) => {
                for function in functions.clone() {
                    named.insert(function?);
                }
            }
            ElementItems::Expressions(_, expressions) => {
                for expression in expressions.clone() {
                    let mut code = expression?.get_operators_reader();
                    while !code.eof() {
                        named.extend(called(&code.read()?));
                    }
                }
            }
        }
    }
    Ok(named)
}

fn called(operator: &Operator<'_>) -> Option<u32> {
    match operator {
        Operator::Call { function_index }
        | Operator::ReturnCall { function_index }
        | Operator::RefFunc { function_index } => Some(*function_index),
        _ => None,
    }
}
