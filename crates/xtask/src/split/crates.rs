//! Where the bytes of both parts come from: code by the crate that a function's name begins with.
//!
//! A generic function counts for the crate that wrote it, whoever it was made for. Sizes are before compression, which knows no
//! crates. Leaves out the names in the shipped files: there are none.

use std::collections::BTreeMap;

use wasmparser::{KnownCustom, Name, Parser, Payload};

use super::moved::Moving;
use super::plan::Plan;

/// What of a part is no function of the program.
const CONSTANTS: &str = "(constants)";
const SEAM: &str = "(calls into the rest)";
const OTHER: &str = "(types, tables, imports)";
/// Parts of the standard library, and what it calls its own.
const STD: [&str; 5] = ["alloc", "core", "std", "compiler_builtins", "__rustc"];

/// The bytes of the first part and of the rest, by crate.
pub(super) type Sizes = BTreeMap<String, [usize; 2]>;

/// Measures both parts of a program by the names in the whole.
pub(super) fn sizes(whole: &[u8], plan: &Plan<'_>, parts: [&[u8]; 2]) -> Moving<Sizes> {
    let names = names(whole)?;
    let named = |number: u32| names.get(&number).map_or("(unnamed)", |name| crate_of(name));
    let first = plan.first.iter().map(|function| named(function.number));
    let rest = plan.rest.iter().map(|function| named(*function));
    let rest = rest.chain(plan.cuts().map(|(function, _)| named(function.number)));
    let mut sizes = Sizes::new();
    add(&mut sizes, 0, parts[0], first)?;
    add(&mut sizes, 1, parts[1], rest)?;
    Ok(sizes)
}

/// Counts a part whose functions are these crates', in order; what follows them is the seam's.
fn add<'n>(
    sizes: &mut Sizes,
    part: usize,
    wasm: &[u8],
    mut functions: impl Iterator<Item = &'n str>,
) -> Moving<()> {
    let mut other = wasm.len();
    for payload in Parser::new(0).parse_all(wasm) {
        let (of, bytes) = match payload? {
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                (functions.next().unwrap_or(SEAM), range.end - range.start)
            }
            Payload::DataSection(section) => {
                let range = section.range();
                (CONSTANTS, range.end - range.start)
            }
            _ => continue,
        };
        let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        sizes.entry(of.to_owned()).or_default()[part] += bytes;
        other -= bytes;
    }
    sizes.entry(OTHER.to_owned()).or_default()[part] += other;
    Ok(())
}

fn names(wasm: &[u8]) -> Moving<BTreeMap<u32, &str>> {
    let mut names = BTreeMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::CustomSection(section) = payload? else { continue };
        let KnownCustom::Name(subsections) = section.as_known() else { continue };
        for subsection in subsections {
            if let Name::Function(functions) = subsection? {
                for function in functions {
                    let function = function?;
                    names.insert(function.index, function.name);
                }
            }
        }
    }
    Ok(names)
}

/// `web` of `<web[4c3f]::app::App as yew[8a01]::Component>::view`.
fn crate_of(name: &str) -> &str {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let begins = name.trim_start_matches(|letter: char| !is_part(letter));
    let begins = begins.strip_prefix("mut ").or(begins.strip_prefix("dyn ")).unwrap_or(begins);
    let (own, after) = begins.split_at(begins.find(|it| !is_part(it)).unwrap_or(begins.len()));
    match own {
        _ if !after.starts_with('[') && !after.starts_with("::") => "(no Rust name)",
        own if STD.contains(&own) => "std",
        own => own,
    }
}

/// The table, the largest first; what is below a hundredth of all stands together.
pub(super) fn table(sizes: &Sizes) -> String {
    let both = |[first, rest]: [usize; 2]| first + rest;
    let all: usize = sizes.values().copied().map(both).sum();
    let (large, small): (Vec<_>, Vec<_>) = sizes
        .iter()
        .map(|(of, bytes)| (of.as_str(), *bytes))
        .partition(|it| both(it.1) * 100 >= all);
    let mut rows = large;
    rows.sort_by_key(|&(_, [first, rest])| std::cmp::Reverse((first, rest)));
    let together = small.iter().fold([0, 0], |sum, (_, it)| [sum[0] + it[0], sum[1] + it[1]]);
    rows.push(("(others)", together));
    let line = |of: &str, first: &str, rest: &str| format!("{of:<26} {first:>10} {rest:>10}\n");
    let mut table = line("wasm by crate, raw", "first", "rest");
    for (of, [first, rest]) in rows {
        table += &line(of, &first.to_string(), &rest.to_string());
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_belongs_to_the_crate_that_its_name_begins_with() {
        let crates = [
            "<web[4c3f]::app::App as yew[8a01]::Component>::view",
            "<&mut kubectl[1]::Line as core[2]::fmt::Debug>::fmt",
            "core[84]::ptr::drop_in_place::<web[4c3f]::app::App>",
            "rollout_engine::controller::sync",
            "memcpy",
            "__wbg_setAttribute_f753",
        ]
        .map(crate_of);
        let none = "(no Rust name)";
        assert_eq!(crates, ["web", "kubectl", "std", "rollout_engine", none, none]);
    }

    #[test]
    fn the_largest_in_the_first_part_stands_first_and_the_small_ones_together() {
        let sizes = [("a", [10, 500]), ("web", [300, 20]), ("b", [1, 2]), ("c", [2, 1])];
        let sizes = sizes.map(|(of, bytes)| (of.to_owned(), bytes)).into_iter().collect();
        let table = table(&sizes);
        let rows: Vec<Vec<&str>> =
            table.lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(rows, [["web", "300", "20"], ["a", "10", "500"], ["(others)", "3", "3"]]);
    }
}
