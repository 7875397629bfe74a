//! The constants of the program as the linker left it: where each stands, and what holds its address.
//!
//! The linker writes this down if it is asked to (`--emit-relocs`): a name for every piece of data, and every place in code and
//! data that it filled in with an address. Neither wasm-bindgen nor wasm-opt moves data, so the addresses are those of the
//! finished program. Leaves out what optimising has made of the code since (`constants`).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use wasm_encoder::{Module, RawSection};
use wasmparser::{
    DefinedDataSymbol, KnownCustom, Linking, LinkingSectionReader, Parser, Payload,
    RelocationEntry, RelocationType, SymbolInfo,
};

use super::memory::Segment;
use super::moved::Moving;
use super::program::count;
use crate::Outcome;

/// How the linker's names of segments begin that nothing writes to.
const CONSTANT: &str = ".rodata";

/// A piece of data that nothing writes to. Two may overlap: one string may be the end of another.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Constant<'a> {
    pub(super) at: u32,
    pub(super) bytes: &'a [u8],
}

impl Constant<'_> {
    pub(super) fn place(&self) -> Range<u32> {
        self.at..self.at + count(self.bytes.len())
    }
}

/// The constants, each known by its place in `constants`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Symbols<'a> {
    pub(super) constants: Vec<Constant<'a>>,
    /// Every address in code, with the constants that it was made of; with none if it is that of a variable.
    pub(super) in_code: BTreeMap<u32, BTreeSet<usize>>,
    /// Where addresses stand in data, and of which constant each is.
    pub(super) in_data: BTreeMap<u32, usize>,
}

impl<'a> Symbols<'a> {
    pub(super) fn read(linked: &'a [u8]) -> Moving<Self> {
        let linked = Linked::read(linked)?;
        let mut symbols = Self::default();
        let numbers: Vec<_> = linked.symbols.iter().map(|it| symbols.add(&linked, *it)).collect();
        for relocation in &linked.code {
            let Some((at, constant)) = numbers[relocation.index as usize] else { continue };
            let value = at.wrapping_add_signed(relocation.addend as i32);
            symbols.in_code.entry(value).or_default().extend(constant);
        }
        for relocation in &linked.data {
            let Some((_, Some(constant))) = numbers[relocation.index as usize] else { continue };
            let place = linked.section + u64::from(relocation.offset);
            symbols.in_data.extend(linked.address(place).map(|at| (at, constant)));
        }
        Ok(symbols)
    }

    /// A symbol's address and, if it is a constant, its place here.
    fn add(
        &mut self,
        linked: &Linked<'a>,
        symbol: Option<DefinedDataSymbol>,
    ) -> Option<(u32, Option<usize>)> {
        let symbol = symbol?;
        let segment = linked.segments.get(symbol.index as usize)?;
        let at = segment.at + symbol.offset;
        let is_constant = linked.names.get(symbol.index as usize)?.starts_with(CONSTANT);
        let from = symbol.offset as usize;
        let bytes = segment.bytes.get(from..from + symbol.size as usize);
        let number = bytes.filter(|_| is_constant).map(|bytes| {
            self.constants.push(Constant { at, bytes });
            self.constants.len() - 1
        });
        Some((at, number))
    }
}

/// The program without what the linker wrote down: wasm-opt does not keep it true.
///
/// # Errors
/// When it is not WebAssembly.
pub(crate) fn strip(wasm: &[u8]) -> Outcome<Vec<u8>> {
    let stripped = || -> Moving<Vec<u8>> {
        let mut module = Module::new();
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            let is_linking = matches!(&payload, Payload::CustomSection(it)
                if it.name() == "linking" || it.name().starts_with("reloc."));
            let Some((id, place)) = payload.as_section().filter(|_| !is_linking) else { continue };
            let data = &wasm[place.start as usize..place.end as usize];
            module.section(&RawSection { id, data });
        }
        Ok(module.finish())
    };
    stripped().map_err(|why| format!("the program cannot be read: {why}."))
}

/// What of the linked program matters here.
#[derive(Default)]
struct Linked<'a> {
    segments: Vec<Segment<'a>>,
    /// The segments' names.
    names: Vec<&'a str>,
    /// Of every symbol, by number, where it is, if it is data.
    symbols: Vec<Option<DefinedDataSymbol>>,
    /// Where code and data hold addresses.
    code: Vec<RelocationEntry>,
    data: Vec<RelocationEntry>,
    /// Where the data section begins in the file.
    section: u64,
}

impl<'a> Linked<'a> {
    fn read(wasm: &'a [u8]) -> Moving<Self> {
        let mut linked = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::DataSection(section) => {
                    linked.section = section.range().start;
                    linked.segments = Segment::all(Some(&section))?;
                }
                Payload::CustomSection(section) => match (section.name(), section.as_known()) {
                    (_, KnownCustom::Linking(linking)) => linked.take(&linking)?,
                    ("reloc.CODE", KnownCustom::Reloc(it)) => {
                        linked.code = addresses(it.entries())?
                    }
                    ("reloc.DATA", KnownCustom::Reloc(it)) => {
                        linked.data = addresses(it.entries())?
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(linked)
    }

    fn take(&mut self, linking: &LinkingSectionReader<'a>) -> Moving<()> {
        for part in linking.subsections() {
            match part? {
                Linking::SegmentInfo(segments) => {
                    for segment in segments {
                        self.names.push(segment?.name);
                    }
                }
                Linking::SymbolTable(symbols) => {
                    for symbol in symbols {
                        self.symbols.push(match symbol? {
                            SymbolInfo::Data { symbol, .. } => symbol,
                            _ => None,
                        });
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The address at which a place in the file is written.
    fn address(&self, place: u64) -> Option<u32> {
        self.segments.iter().find_map(|segment| {
            let offset = place.checked_sub(segment.in_file)?;
            (offset < segment.bytes.len() as u64).then(|| segment.at + count(offset as usize))
        })
    }
}

/// The relocations that put an address there.
fn addresses(
    entries: impl IntoIterator<Item = wasmparser::Result<RelocationEntry>>,
) -> Moving<Vec<RelocationEntry>> {
    let all: Vec<RelocationEntry> = entries.into_iter().collect::<Result<_, _>>()?;
    let is_address = |it: &RelocationEntry| {
        use RelocationType::{MemoryAddrI32, MemoryAddrLeb, MemoryAddrSleb};
        matches!(it.ty, MemoryAddrI32 | MemoryAddrLeb | MemoryAddrSleb)
    };
    Ok(all.into_iter().filter(is_address).collect())
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        ConstExpr, CustomSection, DataSection, DataSymbolDefinition, LinkingSection, MemorySection,
        MemoryType, SymbolTable,
    };

    use super::*;

    /// Two constants of four bytes, the first of which points to the second; code has the second's address and three.
    fn linked() -> Vec<u8> {
        let mut module = Module::new();
        let memory = MemoryType {
            minimum: 1,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        };
        module.section(MemorySection::new().memory(memory));
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(64), [68, 0, 0, 0, 1, 2, 3, 4]);
        module.section(&data);
        let mut symbols = SymbolTable::new();
        for offset in [0, 4] {
            let definition = DataSymbolDefinition { index: 0, offset, size: 4 };
            symbols.data(0, &format!("constant {offset}"), Some(definition));
        }
        module.section(LinkingSection::new().symbol_table(&symbols));
        // A part of `linking` of its own: one segment, its name, alignment and flags.
        let names = [&[2, 5, 12, 1, 8][..], b".rodata.", &[0, 0]].concat();
        module.section(&CustomSection { name: "linking".into(), data: names.into() });
        // The section, how many, and of each its type, place, symbol and addend.
        let code = vec![0, 1, 4, 0, 1, 3];
        module.section(&CustomSection { name: "reloc.CODE".into(), data: code.into() });
        // The address stands after the count of segments, and the segment's kind, place and length.
        let data = vec![1, 1, 5, 7, 1, 0];
        module.section(&CustomSection { name: "reloc.DATA".into(), data: data.into() });
        module.finish()
    }

    #[test]
    fn constants_and_their_addresses_are_found() {
        let linked = linked();
        let symbols = Symbols::read(&linked).unwrap();
        let constants: Vec<_> = symbols.constants.iter().map(|it| (it.at, it.bytes)).collect();
        assert_eq!(constants, [(64, &[68, 0, 0, 0][..]), (68, &[1, 2, 3, 4])]);
        assert_eq!(symbols.in_code, BTreeMap::from([(71, BTreeSet::from([1]))]));
        assert_eq!(symbols.in_data, BTreeMap::from([(64, 1)]));
    }

    #[test]
    fn what_the_linker_wrote_down_goes_and_the_rest_of_the_program_stays() {
        let stripped = strip(&linked()).unwrap();
        let symbols = Symbols::read(&stripped).unwrap();
        assert_eq!(symbols, Symbols::default());
        assert!(stripped.ends_with(&[68, 0, 0, 0, 1, 2, 3, 4]));
    }
}
