//! Short names for what WebAssembly and its JavaScript have of each other.
//!
//! wasm-bindgen names every import by what it does and by a hash, in both files; a visitor downloads some hundred of them twice, and
//! hashes do not compress. Leaves out the names that both parts of the program share: those are short (`rest`).

use std::collections::{BTreeMap, BTreeSet};

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{ExportSection, ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

use super::moved::{Moved, Moving};
use super::program::Program;
use crate::Outcome;

/// A name of so many letters stays as it is.
const SHORT: usize = 7;

/// A program and its JavaScript with short names in both.
///
/// # Errors
/// When it is not WebAssembly.
pub(crate) fn shortened(wasm: &[u8], glue: &str) -> Outcome<(Vec<u8>, String)> {
    let shorten = || -> Moving<(Vec<u8>, String)> {
        let program = Program::read(wasm)?;
        let imports = program.imports.iter().map(|it| it.name);
        let names = imports.chain(program.exports.iter().map(|it| it.name));
        let long = names.filter(|name| name.len() > SHORT && is_identifier(name));
        let words: BTreeSet<&str> = words(glue).map(|(word, _)| word).collect();
        let known = long.filter(|name| words.contains(name));
        let short: BTreeMap<&str, String> =
            known.enumerate().map(|(number, name)| (name, format!("${number}"))).collect();
        Ok((renamed(wasm, &program, &short)?, replaced(glue, &short)))
    };
    shorten().map_err(|why| format!("the program's names cannot be shortened: {why}."))
}

fn renamed(wasm: &[u8], program: &Program<'_>, short: &BTreeMap<&str, String>) -> Moving<Vec<u8>> {
    let mut moved = Moved { functions: (0..program.defined().end).map(Some).collect() };
    let new = |name: &str| short.get(name).cloned().unwrap_or_else(|| name.to_owned());
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        match &payload {
            Payload::ImportSection(_) => {
                let mut imports = ImportSection::new();
                for import in &program.imports {
                    imports.import(import.module, &new(import.name), moved.entity_type(import.ty)?);
                }
                module.section(&imports);
            }
            Payload::ExportSection(_) => {
                let mut exports = ExportSection::new();
                for export in &program.exports {
                    let kind = moved.export_kind(export.kind)?;
                    exports.export(&new(export.name), kind, export.index);
                }
                module.section(&exports);
            }
            other => {
                let Some((id, place)) = other.as_section() else { continue };
                let data = &wasm[place.start as usize..place.end as usize];
                module.section(&RawSection { id, data });
            }
        }
    }
    Ok(module.finish())
}

fn replaced(glue: &str, short: &BTreeMap<&str, String>) -> String {
    let mut text = String::with_capacity(glue.len());
    let mut done = 0;
    for (word, at) in words(glue) {
        if let Some(new) = short.get(word) {
            text += &glue[done..at];
            text += new;
            done = at + word.len();
        }
    }
    text + &glue[done..]
}

/// The identifiers of a text, and whatever else looks like one, with their places.
fn words(text: &str) -> impl Iterator<Item = (&str, usize)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + text[from..].find(is_letter)?;
        let word = &text[at..at + text[at..].find(|it| !is_letter(it)).unwrap_or(text.len() - at)];
        from = at + word.len();
        Some((word, at))
    })
}

fn is_identifier(name: &str) -> bool {
    name.chars().all(is_letter) && !name.starts_with(|first: char| first.is_ascii_digit())
}

fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || letter == '$'
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{EntityType, ExportKind, FunctionSection, TypeSection};

    use super::*;

    /// A program with an import and an export of long names, and one that JavaScript does not know.
    fn program() -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        module.section(&types);
        let mut imports = ImportSection::new();
        imports.import("./web_bg.js", "__wbg_now_463ac5", EntityType::Function(0));
        module.section(&imports);
        module.section(&FunctionSection::new());
        let mut exports = ExportSection::new();
        exports.export("__wbindgen_start", ExportKind::Func, 0);
        exports.export("unknown_elsewhere", ExportKind::Func, 0);
        exports.export("main", ExportKind::Func, 0);
        module.section(&exports);
        module.finish()
    }

    #[test]
    fn a_long_name_that_both_know_is_short_in_both() {
        let glue = "{ __wbg_now_463ac5: () => 1, __wbg_now_463ac55: 2 }; wasm.__wbindgen_start(); wasm.main();";
        let (wasm, glue) = shortened(&program(), glue).unwrap();
        let program = Program::read(&wasm).unwrap();
        let exports: Vec<_> = program.exports.iter().map(|it| it.name).collect();
        assert_eq!(program.imports[0].name, "$0");
        assert_eq!(exports, ["$1", "unknown_elsewhere", "main"]);
        assert_eq!(glue, "{ $0: () => 1, __wbg_now_463ac55: 2 }; wasm.$1(); wasm.main();");
    }
}
