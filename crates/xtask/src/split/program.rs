//! A WebAssembly program as splitting sees it: its sections, and functions by number.

use wasmparser::{
    DataSectionReader, Element, Export, FuncType, FuncValidatorAllocations, Global, Import,
    MemoryType, Parser, Payload, Table, TypeRef, ValidPayload, Validator, WasmFeatures,
};

use super::code::{Code, Function};
use super::moved::Moving;

/// One program; what it borrows from is the file.
#[derive(Default)]
pub(super) struct Program<'a> {
    pub(super) types: Vec<FuncType>,
    pub(super) imports: Vec<Import<'a>>,
    /// The types of the functions that it defines.
    pub(super) functions: Vec<u32>,
    pub(super) tables: Vec<Table<'a>>,
    pub(super) memories: Vec<MemoryType>,
    pub(super) globals: Vec<Global<'a>>,
    pub(super) exports: Vec<Export<'a>>,
    pub(super) start: Option<u32>,
    pub(super) elements: Vec<Element<'a>>,
    pub(super) data: Option<DataSectionReader<'a>>,
    pub(super) bodies: Vec<Function<'a>>,
}

impl<'a> Program<'a> {
    pub(super) fn read(wasm: &'a [u8]) -> Moving<Self> {
        let mut program = Program::default();
        let mut validator = Validator::new_with_features(WasmFeatures::all());
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            if let ValidPayload::Func(checked, body) = validator.payload(&payload)? {
                program.bodies.push((checked, body));
            }
            program.take(payload)?;
        }
        Ok(program)
    }

    fn take(&mut self, payload: Payload<'a>) -> Moving<()> {
        match payload {
            Payload::TypeSection(it) => {
                self.types = it.into_iter_err_on_gc_types().collect::<Result<_, _>>()?;
            }
            Payload::ImportSection(it) => {
                self.imports = it.into_imports().collect::<Result<_, _>>()?;
            }
            Payload::FunctionSection(it) => {
                self.functions = it.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::TableSection(it) => self.tables = it.into_iter().collect::<Result<_, _>>()?,
            Payload::MemorySection(it) => {
                self.memories = it.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::GlobalSection(it) => {
                self.globals = it.into_iter().collect::<Result<_, _>>()?
            }
            Payload::ExportSection(it) => {
                self.exports = it.into_iter().collect::<Result<_, _>>()?
            }
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(it) => {
                self.elements = it.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::DataSection(it) => self.data = Some(it),
            _ => {}
        }
        Ok(())
    }

    /// How many functions it imports; those that it defines follow them in number.
    pub(super) fn imported(&self) -> u32 {
        let functions = self
            .imports
            .iter()
            .filter(|it| matches!(it.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
        count(functions.count())
    }

    /// The numbers of the functions that it defines.
    pub(super) fn defined(&self) -> std::ops::Range<u32> {
        self.imported()..self.imported() + count(self.functions.len())
    }

    /// The code of all functions that it defines, in order.
    pub(super) fn code(&self) -> Moving<Vec<Code<'a>>> {
        let mut allocations = FuncValidatorAllocations::default();
        let of = self.bodies.iter().zip(&self.functions);
        of.map(|(body, ty)| Code::read(body, self.types[*ty as usize].params(), &mut allocations))
            .collect()
    }

    /// The type of any function.
    pub(super) fn type_of(&self, function: u32) -> u32 {
        let imported = self.imports.iter().filter_map(|it| match it.ty {
            TypeRef::Func(ty) | TypeRef::FuncExact(ty) => Some(ty),
            _ => None,
        });
        let mut all = imported.chain(self.functions.iter().copied());
        all.nth(function as usize).unwrap_or_default()
    }
}

/// A number as WebAssembly counts.
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).expect("a program has fewer than 2^32 of anything")
}
