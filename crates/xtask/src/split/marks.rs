//! A program that remembers what of it ran: a byte for each segment of its code, in a memory of its own.

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, ExportKind, ExportSection, Function, MemArg, MemArgTarget, MemorySection,
    MemoryType, Module, RawSection, ValType,
};
use wasmparser::{FuncType, Parser, Payload};

use super::code::Code;
use super::moved::{Moved, Moving};
use super::program::{Program, count};
use crate::Outcome;

/// The name under which the memory is exported.
pub(crate) const MARKS: &str = "marks";
const PAGE: usize = 65_536;

/// The program with marks.
///
/// # Errors
/// When it is not WebAssembly as Rust makes it.
pub(crate) fn mark(wasm: &[u8]) -> Outcome<Vec<u8>> {
    let marked = || -> Moving<Vec<u8>> { write(wasm, &Program::read(wasm)?) };
    marked().map_err(|why| format!("the program cannot be marked: {why}."))
}

fn write(wasm: &[u8], program: &Program<'_>) -> Moving<Vec<u8>> {
    let codes = program.code()?;
    let marks: usize = codes.iter().map(Code::segment_count).sum();
    let mut moved = Moved { functions: (0..program.defined().end).map(Some).collect() };
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::MemorySection(_) => {
                module.section(&memories(&mut moved, program, marks)?);
            }
            Payload::ExportSection(_) => {
                module.section(&exports(&mut moved, program)?);
            }
            Payload::CodeSectionStart { .. } => {
                module.section(&code(&mut moved, program, &codes)?);
            }
            Payload::CodeSectionEntry(_) | Payload::CustomSection(_) => {}
            other => {
                if let Some((id, range)) = other.as_section() {
                    let place = |at: u64| usize::try_from(at).expect("the file is in memory");
                    let data = &wasm[place(range.start)..place(range.end)];
                    module.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok(module.finish())
}

fn memories(moved: &mut Moved, program: &Program<'_>, marks: usize) -> Moving<MemorySection> {
    let mut memories = MemorySection::new();
    for memory in &program.memories {
        memories.memory(moved.memory_type(*memory)?);
    }
    let minimum = marks.div_ceil(PAGE) as u64;
    let (memory64, shared, page_size_log2) = (false, false, None);
    memories.memory(MemoryType { minimum, maximum: None, memory64, shared, page_size_log2 });
    Ok(memories)
}

fn exports(moved: &mut Moved, program: &Program<'_>) -> Moving<ExportSection> {
    let mut exports = ExportSection::new();
    for export in &program.exports {
        moved.parse_export(&mut exports, *export)?;
    }
    exports.export(MARKS, ExportKind::Memory, count(program.memories.len()));
    Ok(exports)
}

fn code(moved: &mut Moved, program: &Program<'_>, codes: &[Code<'_>]) -> Moving<CodeSection> {
    let memory = count(program.memories.len());
    let mut section = CodeSection::new();
    let mut mark = 0;
    for (code, ty) in codes.iter().zip(&program.functions) {
        let ty = &program.types[*ty as usize];
        section.function(&marked(moved, code, ty, mark, memory)?);
        mark += code.segment_count();
    }
    Ok(section)
}

/// A function that sets a mark at the beginning of each segment.
fn marked(
    moved: &mut Moved,
    code: &Code<'_>,
    ty: &FuncType,
    first_mark: usize,
    memory: u32,
) -> Moving<Function> {
    let locals: Moving<Vec<ValType>> =
        code.locals[ty.params().len()..].iter().map(|it| moved.val_type(*it)).collect();
    let mut function = Function::new_with_locals_types(locals?);
    let mut next = 0;
    for (operator, segment) in code.operators.iter().zip(&code.segments) {
        if *segment == next {
            let offset = (first_mark + segment) as u64;
            let target = MemArgTarget::Memory(memory);
            let mut code = function.instructions();
            code.i32_const(0).i32_const(1);
            code.i32_store8(MemArg { offset, align: 0, target, ordering: None });
            next += 1;
        }
        function.instruction(&moved.instruction(operator.clone())?);
    }
    Ok(function)
}
