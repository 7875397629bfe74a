//! Writes the rest: the functions and cuts that the first part lacks and the constants that only they need, everything else imported from it.

use std::borrow::Cow;

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, FunctionSection,
    ImportSection, Module,
};

use super::memory::{self, Segment};
use super::moved::{Moved, Moving};
use super::plan::Plan;
use super::program::{Program, count};
use super::{SHARED, first, outline};

/// The file.
pub(super) fn write(
    program: &Program<'_>,
    plan: &Plan<'_>,
    data: &[Segment<'_>],
) -> Moving<Vec<u8>> {
    let mut moved = Moved { functions: plan.numbers_in_rest(program) };
    let mut module = Module::new();
    module.section(&first::types(&mut moved, plan)?);
    module.section(&imports(&mut moved, program, plan)?);
    let mut functions = FunctionSection::new();
    for function in &plan.rest {
        functions.function(program.type_of(*function));
    }
    for (function, cut) in plan.cuts() {
        let own = &program.types[program.type_of(function.number) as usize];
        functions.function(plan.type_number(&cut.ty(&function.code, own)));
    }
    module.section(&functions);
    module.section(&elements(&mut moved, program, plan)?);
    module.section(&code(&mut moved, program, plan)?);
    module.section(&memory::section(data));
    Ok(module.finish())
}

/// What both parts share: name, kind and the program's own number. Memory, tables and globals keep their numbers in both.
pub(super) fn shared(program: &Program<'_>, plan: &Plan<'_>) -> Vec<(String, ExportKind, u32)> {
    let all = |kind, number: usize| (0..count(number)).map(move |index| (kind, index));
    all(ExportKind::Memory, program.memories.len())
        .chain(all(ExportKind::Table, program.tables.len() + 1))
        .chain(all(ExportKind::Global, program.globals.len()))
        .chain(plan.shared.iter().map(|function| (ExportKind::Func, *function)))
        .enumerate()
        // JavaScript's names never begin with a digit.
        .map(|(place, (kind, index))| (format!("{place}"), kind, index))
        .collect()
}

fn imports(moved: &mut Moved, program: &Program<'_>, plan: &Plan<'_>) -> Moving<ImportSection> {
    let mut imports = ImportSection::new();
    for (name, kind, index) in shared(program, plan) {
        let place = index as usize;
        let entity = match kind {
            ExportKind::Memory => EntityType::Memory(moved.memory_type(program.memories[place])?),
            ExportKind::Table if place == program.tables.len() => {
                EntityType::Table(first::table_of_rest(plan))
            }
            ExportKind::Table => EntityType::Table(moved.table_type(program.tables[place].ty)?),
            ExportKind::Global => EntityType::Global(moved.global_type(program.globals[place].ty)?),
            _ => EntityType::Function(program.type_of(index)),
        };
        imports.import(SHARED, &name, entity);
    }
    Ok(imports)
}

/// Fills the table through which the first part calls, as soon as the rest is there.
fn elements(moved: &mut Moved, program: &Program<'_>, plan: &Plan<'_>) -> Moving<ElementSection> {
    let stubs: Moving<Vec<u32>> =
        plan.stubs.iter().map(|function| moved.function_index(*function)).collect();
    let mut called = stubs?;
    let own = count(plan.shared.len() + plan.rest.len());
    called.extend((own..).zip(plan.cuts()).map(|(number, _)| number));
    let mut elements = ElementSection::new();
    let table = Some(count(program.tables.len()));
    elements.active(table, &ConstExpr::i32_const(0), Elements::Functions(Cow::Owned(called)));
    Ok(elements)
}

fn code(moved: &mut Moved, program: &Program<'_>, plan: &Plan<'_>) -> Moving<CodeSection> {
    let mut code = CodeSection::new();
    for function in &plan.rest {
        let (_, body) = &program.bodies[(function - program.imported()) as usize];
        moved.parse_function_body(&mut code, body.clone())?;
    }
    for (function, cut) in plan.cuts() {
        let own = &program.types[program.type_of(function.number) as usize];
        code.function(&outline::function(moved, &function.code, own, cut)?);
    }
    Ok(code)
}
