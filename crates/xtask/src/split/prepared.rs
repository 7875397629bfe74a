//! A program that has already worked out the opening scenario: its memory as it is then becomes its constants.
//!
//! The first load then needs neither the engine nor kubectl, only what shows a rollout. It is the same code with the same
//! result, run when the page is built instead of each time that it is opened. Leaves out running it (`site`).

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, Function, MemArg, MemArgTarget, MemorySection, Module,
    RawSection,
};
use wasmparser::{
    FuncType, KnownCustom, Name, NameSectionReader, Operator, Parser, Payload, ValType,
};

use super::code::Code;
use super::moved::{Moved, Moving};
use super::program::{Program, count};
use crate::Outcome;

/// The function that works out the opening scenario (`web/src/prepared.rs`).
pub(crate) const PREPARE: &str = "prepare";
const PAGE: usize = 65_536;
/// Zeros between two constants that cost less than one more segment.
const GAP: usize = 12;

/// The program, but what it frees it overwrites with zeros: else its memory would be full of what it has thrown away.
///
/// # Errors
/// When it is not WebAssembly as Rust makes it, or has not dlmalloc's names.
pub(crate) fn tidy(wasm: &[u8]) -> Outcome<Vec<u8>> {
    let program =
        Program::read(wasm).map_err(|why| format!("the program cannot be read: {why}."))?;
    let free = named_free(wasm).ok_or("the program has no function `free` of dlmalloc.")?;
    with_code(wasm, &program, free).map_err(|why| format!("the program cannot be tidied: {why}."))
}

/// The program with a memory's content in the place of its constants.
///
/// # Errors
/// When it is not WebAssembly as Rust makes it.
pub(crate) fn with_memory(wasm: &[u8], memory: &[u8]) -> Outcome<Vec<u8>> {
    let write = || -> Moving<Vec<u8>> {
        let program = Program::read(wasm)?;
        let from = above_stack(&program).unwrap_or_default();
        let mut moved = unmoved(&program);
        let mut memories = MemorySection::new();
        for own in &program.memories {
            let mut own = *own;
            own.initial = own.initial.max(memory.len().div_ceil(PAGE) as u64);
            memories.memory(moved.memory_type(own)?);
        }
        let mut data = DataSection::new();
        for (at, content) in pieces(memory, from) {
            let at = i32::from_ne_bytes(count(at).to_ne_bytes());
            data.active(0, &ConstExpr::i32_const(at), content.iter().copied());
        }
        replaced(wasm, |payload, module| {
            match payload {
                Payload::MemorySection(_) => module.section(&memories),
                Payload::DataSection(_) => module.section(&data),
                // It counts the segments, and nothing here names one.
                Payload::DataCountSection { .. } => module,
                _ => return false,
            };
            true
        })
    };
    write().map_err(|why| format!("the prepared program cannot be written: {why}."))
}

/// Where the stack ends, which nothing is on between two calls: the first global is its pointer.
fn above_stack(program: &Program<'_>) -> Option<usize> {
    let mut init = program.globals.first()?.init_expr.get_operators_reader();
    match init.read() {
        Ok(Operator::I32Const { value }) => usize::try_from(value).ok(),
        _ => None,
    }
}

/// What of a memory is not zero, in pieces.
fn pieces(memory: &[u8], from: usize) -> Vec<(usize, &[u8])> {
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    for (at, _) in memory.iter().enumerate().skip(from).filter(|(_, byte)| **byte != 0) {
        match pieces.last_mut() {
            Some((_, end)) if at <= *end + GAP => *end = at + 1,
            _ => pieces.push((at, at + 1)),
        }
    }
    pieces.into_iter().map(|(start, end)| (start, &memory[start..end])).collect()
}

/// dlmalloc's own `free`, by its name.
fn named_free(wasm: &[u8]) -> Option<u32> {
    for payload in Parser::new(0).parse_all(wasm) {
        let Ok(Payload::CustomSection(custom)) = payload else { continue };
        if let KnownCustom::Name(names) = custom.as_known() {
            return function_named(names, |it| it.contains("Dlmalloc<") && it.ends_with(">::free"));
        }
    }
    None
}

fn function_named(names: NameSectionReader<'_>, is_it: impl Fn(&str) -> bool) -> Option<u32> {
    let functions = names.into_iter().find_map(|it| match it {
        Ok(Name::Function(functions)) => Some(functions),
        _ => None,
    })?;
    functions.into_iter().flatten().find(|it| is_it(it.name)).map(|it| it.index)
}

fn with_code(wasm: &[u8], program: &Program<'_>, free: u32) -> Moving<Vec<u8>> {
    let mut moved = unmoved(program);
    let mut section = CodeSection::new();
    for ((number, code), ty) in program.defined().zip(program.code()?).zip(&program.functions) {
        let ty = &program.types[*ty as usize];
        section.function(&function(&mut moved, &code, ty, number == free)?);
    }
    replaced(wasm, |payload, module| match payload {
        Payload::CodeSectionStart { .. } => {
            module.section(&section);
            true
        }
        Payload::CodeSectionEntry(_) => true,
        _ => false,
    })
}

/// A function as it is; `free` first overwrites what it is given, whose size stands before it.
fn function(moved: &mut Moved, code: &Code<'_>, ty: &FuncType, is_free: bool) -> Moving<Function> {
    let locals: Moving<Vec<_>> =
        code.locals[ty.params().len()..].iter().map(|it| moved.val_type(*it)).collect();
    let mut function = Function::new_with_locals_types(locals?);
    if is_free {
        let at = count(ty.params().iter().filter(|it| **it == ValType::I32).count()) - 1;
        let target = MemArgTarget::Memory(0);
        let size = MemArg { offset: 0, align: 2, target, ordering: None };
        let mut code = function.instructions();
        code.local_get(at).i32_const(0);
        code.local_get(at).i32_const(4).i32_sub().i32_load(size);
        code.i32_const(-8).i32_and().i32_const(4).i32_sub().memory_fill(0);
    }
    for operator in &code.operators {
        function.instruction(&moved.instruction(operator.clone())?);
    }
    Ok(function)
}

/// The program with other sections where `write` has written one.
fn replaced(wasm: &[u8], write: impl Fn(&Payload<'_>, &mut Module) -> bool) -> Moving<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if write(&payload, &mut module) || matches!(payload, Payload::CodeSectionEntry(_)) {
            continue;
        }
        if let Some((id, range)) = payload.as_section() {
            let place = |at: u64| usize::try_from(at).expect("the file is in memory");
            module.section(&RawSection { id, data: &wasm[place(range.start)..place(range.end)] });
        }
    }
    Ok(module.finish())
}

fn unmoved(program: &Program<'_>) -> Moved {
    Moved { functions: (0..program.defined().end).map(Some).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_zero_is_kept_in_pieces() {
        let mut memory = vec![0; 64];
        (memory[3], memory[20], memory[24], memory[60]) = (1, 2, 3, 4);
        let found: Vec<(usize, usize)> =
            pieces(&memory, 4).into_iter().map(|(at, content)| (at, content.len())).collect();
        assert_eq!(found, [(20, 5), (60, 1)]);
    }
}
