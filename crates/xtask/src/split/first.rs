//! Writes the first part: the program without what is not needed at first, a stub in the place of each function of the rest
//! that it reaches, and a call in the place of each cut.

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ElementSection, EntityType, ExportKind, ExportSection,
    Function, FunctionSection, GlobalSection, GlobalType, ImportSection, MemorySection, Module,
    RefType, StartSection, TableSection, TableType, TypeSection, ValType,
};

use super::memory::{self, Segment};
use super::moved::{Moved, Moving};
use super::outline::{self, Call};
use super::plan::{First, Plan};
use super::program::{Program, count};
use super::{JOINED, LOAD, rest};

/// The file.
pub(super) fn write(
    program: &Program<'_>,
    plan: &Plan<'_>,
    data: &[Segment<'_>],
) -> Moving<Vec<u8>> {
    let mut moved = Moved { functions: plan.numbers_in_first(program) };
    let mut module = Module::new();
    module.section(&types(&mut moved, plan)?);
    module.section(&imports(&mut moved, program)?);
    module.section(&functions(program, plan));
    module.section(&tables(&mut moved, program, plan)?);
    let mut memories = MemorySection::new();
    for memory in &program.memories {
        memories.memory(moved.memory_type(*memory)?);
    }
    module.section(&memories);
    module.section(&globals(&mut moved, program)?);
    module.section(&exports(&mut moved, program, plan)?);
    if let Some(start) = program.start {
        module.section(&StartSection { function_index: moved.function_index(start)? });
    }
    let mut elements = ElementSection::new();
    for element in &program.elements {
        moved.parse_element(&mut elements, element.clone())?;
    }
    module.section(&elements);
    module.section(&code(&mut moved, program, plan)?);
    module.section(&memory::section(data));
    Ok(module.finish())
}

/// All types; both parts have the same.
pub(super) fn types(moved: &mut Moved, plan: &Plan<'_>) -> Moving<TypeSection> {
    let mut types = TypeSection::new();
    for ty in &plan.types {
        types.ty().func_type(&moved.func_type(ty.clone())?);
    }
    Ok(types)
}

/// The type of `load`, and of what calls it: it follows the program's own.
fn plain(program: &Program<'_>) -> u32 {
    count(program.types.len())
}

fn imports(moved: &mut Moved, program: &Program<'_>) -> Moving<ImportSection> {
    let mut imports = ImportSection::new();
    for import in &program.imports {
        moved.parse_import(&mut imports, *import)?;
    }
    let [module, name] = LOAD;
    imports.import(module, name, EntityType::Function(plain(program)));
    Ok(imports)
}

fn functions(program: &Program<'_>, plan: &Plan<'_>) -> FunctionSection {
    let mut functions = FunctionSection::new();
    let own = plan.first.iter().map(|it| it.number);
    for number in own.chain(plan.stubs.iter().copied()) {
        functions.function(program.type_of(number));
    }
    functions.function(plain(program));
    functions
}

/// The program's own tables and, last, the one through which the rest is called.
fn tables(moved: &mut Moved, program: &Program<'_>, plan: &Plan<'_>) -> Moving<TableSection> {
    let mut tables = TableSection::new();
    for table in &program.tables {
        moved.parse_table(&mut tables, table.clone())?;
    }
    tables.table(table_of_rest(plan));
    Ok(tables)
}

/// The table through which the first part calls the rest.
pub(super) fn table_of_rest(plan: &Plan<'_>) -> TableType {
    let slots = u64::from(count(plan.slots()));
    let element_type = RefType::FUNCREF;
    TableType { element_type, table64: false, minimum: slots, maximum: Some(slots), shared: false }
}

/// The program's own globals and, last, the one that says whether the rest is there.
fn globals(moved: &mut Moved, program: &Program<'_>) -> Moving<GlobalSection> {
    let mut globals = GlobalSection::new();
    for global in &program.globals {
        moved.parse_global(&mut globals, global.clone())?;
    }
    let joined = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    globals.global(joined, &ConstExpr::i32_const(0));
    Ok(globals)
}

/// What JavaScript knows, and what the rest imports.
fn exports(moved: &mut Moved, program: &Program<'_>, plan: &Plan<'_>) -> Moving<ExportSection> {
    let mut exports = ExportSection::new();
    for export in &program.exports {
        moved.parse_export(&mut exports, *export)?;
    }
    exports.export(JOINED, ExportKind::Global, count(program.globals.len()));
    for (name, kind, index) in rest::shared(program, plan) {
        let index = if kind == ExportKind::Func { moved.function_index(index)? } else { index };
        exports.export(&name, kind, index);
    }
    Ok(exports)
}

fn code(moved: &mut Moved, program: &Program<'_>, plan: &Plan<'_>) -> Moving<CodeSection> {
    let mut code = CodeSection::new();
    let mut slot = plan.stubs.len();
    for function in &plan.first {
        code.function(&own(moved, program, plan, function, slot)?);
        slot += function.cuts.len();
    }
    for (slot, function) in plan.stubs.iter().enumerate() {
        code.function(&stub(program, plan, slot, *function));
    }
    code.function(&ensure(program));
    Ok(code)
}

/// A function of the first part, with calls in the place of its cuts; the first of these has this slot.
fn own(
    moved: &mut Moved,
    program: &Program<'_>,
    plan: &Plan<'_>,
    first: &First<'_>,
    slot: usize,
) -> Moving<Function> {
    let ty = &program.types[program.type_of(first.number) as usize];
    let mut locals = first.code.locals[ty.params().len()..].to_vec();
    if !first.cuts.is_empty() {
        locals.push(wasmparser::ValType::I32);
        locals.extend(ty.results());
    }
    let locals: Moving<Vec<ValType>> = locals.into_iter().map(|it| moved.val_type(it)).collect();
    let mut function = Function::new_with_locals_types(locals?);
    let mut place = 0;
    for (slot, cut) in (slot..).zip(&first.cuts) {
        for operator in &first.code.operators[place..cut.from] {
            function.instruction(&moved.instruction(operator.clone())?);
        }
        let call = Call {
            ensure: plan.ensure(program),
            ty: plan.type_number(&cut.ty(&first.code, ty)),
            table: count(program.tables.len()),
            slot,
            local: count(first.code.locals.len()),
        };
        outline::call(&mut function, cut, ty, &call);
        place = cut.to;
    }
    for operator in &first.code.operators[place..] {
        function.instruction(&moved.instruction(operator.clone())?);
    }
    Ok(function)
}

/// Stands for a function of the rest.
fn stub(program: &Program<'_>, plan: &Plan<'_>, slot: usize, function: u32) -> Function {
    let ty = program.type_of(function);
    let parameters = count(program.types[ty as usize].params().len());
    let mut stub = Function::new([]);
    let mut code = stub.instructions();
    code.call(plan.ensure(program));
    for parameter in 0..parameters {
        code.local_get(parameter);
    }
    code.i32_const(i32::try_from(slot).expect("a table has fewer than 2^31 slots"));
    code.call_indirect(count(program.tables.len()), ty).end();
    stub
}

/// Has the rest fetched if it is not there.
fn ensure(program: &Program<'_>) -> Function {
    let mut ensure = Function::new([]);
    let mut code = ensure.instructions();
    code.global_get(count(program.globals.len())).i32_eqz().if_(BlockType::Empty);
    code.call(program.imported()).end().end();
    ensure
}
