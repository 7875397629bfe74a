//! `cargo xtask finish`, Trunk's hook after a build: what Trunk does not do itself.
//!
//! In Trunk's folder it makes the gallery's text and films, joins the style sheets, makes the two programs small, names
//! every file that may be cached for ever by its final content, and writes `embed.html` and the service worker's list.
//! Leaves out reading HTML (`page`), the programs (`programs`) and JavaScript (`minify`).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::minify::minified;
use super::page::{Files, Final, embedded};
use super::programs::{Program, of_page, of_service};
use crate::setup::{self, TO_CUT, TO_SHRINK};
use crate::wasm_compiler::{Runs, WasmCompiler};
use crate::{Outcome, npm, paths, program};

/// Says what a site was built with; it is part of the site.
pub(crate) const LABEL: &str = "build.txt";

/// What Trunk builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Profile {
    /// A page to look at. Needs no Node.js.
    Draft,
    /// The site: wasm-opt and esbuild as well.
    Release,
}

/// Finishes the site in the folder that Trunk names.
///
/// # Errors
/// Trunk does not call it, a tool is missing, or a file cannot be read or written.
pub(crate) fn finish() -> Outcome {
    let asked = |name| {
        std::env::var(name)
            .map_err(|_| format!("{name} is not set: `finish` is Trunk's hook, see Trunk.toml."))
    };
    let folder = PathBuf::from(asked("TRUNK_STAGING_DIR")?);
    let profile = match asked("TRUNK_PROFILE")?.as_str() {
        "release" => Profile::Release,
        _ => Profile::Draft,
    };
    setup::prepare(TO_CUT)?;
    if profile == Profile::Release {
        setup::prepare(TO_SHRINK)?;
    }
    site(&folder, profile)
}

/// Returns what [`LABEL`] says.
///
/// # Errors
/// A compiler is missing.
pub(super) fn label(profile: Profile) -> Outcome<String> {
    let optimised = match profile {
        Profile::Draft => "not optimised for size".to_owned(),
        Profile::Release => format!("wasm-opt of binaryen-{}", npm::version("binaryen")?),
    };
    let version = env!("CARGO_PKG_VERSION");
    let std = WasmCompiler::of_this_machine(Runs::InBrowser).std()?;
    Ok(format!("StatefulSet Playground {version}\n{std}\n{optimised}\n"))
}

fn site(folder: &Path, profile: Profile) -> Outcome {
    gallery(folder)?;
    let films = films(folder)?;
    let page = read(&folder.join("index.html"))?;
    let files = Files::of(&page)?;
    let sheet = joined(folder, &files.sheets, profile)?;
    let program = of_page(folder, &files, profile)?;
    of_service(folder, profile)?;
    let mut names = BTreeMap::new();
    for file in &files.on_use {
        let content = taken(folder, file)?;
        let (stem, end) = file.split_at(file.rfind('.').unwrap_or(file.len()));
        names.insert(file.clone(), keep(folder, stem, end, &content)?);
    }
    let loaded = loaded(&files, &program, &sheet);
    let address = std::env::var("SITE_URL").ok();
    let page = Final { names, program: program.clone(), sheet, films, address }.index(&page)?;
    write(&folder.join("index.html"), page.as_bytes())?;
    write(&folder.join("embed.html"), embedded(&page)?.as_bytes())?;
    offline(folder, loaded, &program)?;
    write(&folder.join(LABEL), label(profile)?.as_bytes())
}

/// Returns the final names of what a first visit fetches.
fn loaded(files: &Files, program: &Program, sheet: &str) -> Vec<String> {
    let others = files.others.iter().filter(|file| !file.ends_with(".webmanifest"));
    let program = [&program.script, &program.brings, &program.wasm];
    others.chain(program).cloned().chain([sheet.to_owned()]).collect()
}

/// Writes the service worker with the files of a first visit, the further parts of the program and the service, and a name for
/// this build that no other one has.
fn offline(folder: &Path, loaded: Vec<String>, program: &Program) -> Outcome {
    let pages = ["index.html", "embed.html"].map(str::to_owned);
    let build = program.script.strip_prefix("web-").and_then(|it| it.strip_suffix(".js"));
    let build = build.unwrap_or_default();
    let asked = ["worker.js", "service.js", "service_bg.wasm", "films/blog.bin"];
    let asked = asked.map(|file| format!("{file}?{build}"));
    let parts: BTreeSet<String> = program.links.iter().chain(&program.rest).cloned().collect();
    let files: Vec<String> = pages.into_iter().chain(loaded).chain(parts).chain(asked).collect();
    let files = format!("{files:?}");
    let build = fnv1a(&everything(folder)?);
    let worker = read(&folder.join("sw.js"))?
        .replace("BUILD = \"none\"", &format!("BUILD = \"{build:016x}\""))
        .replace("FILES = []", &format!("FILES = {files}"));
    write(&folder.join("sw.js"), worker.as_bytes())
}

/// Returns names and contents of all files: a build differs from another one if only the service does.
fn everything(folder: &Path) -> Outcome<Vec<u8>> {
    let mut all = Vec::new();
    for folder in [folder, &folder.join("films")] {
        for name in listed(folder)? {
            all.extend_from_slice(name.as_bytes());
            all.extend(bytes(&folder.join(name))?);
        }
    }
    Ok(all)
}

/// Writes one style sheet in the place of all, in their order, and returns its name.
fn joined(folder: &Path, sheets: &[String], profile: Profile) -> Outcome<String> {
    let mut all = String::new();
    for sheet in sheets {
        all += &String::from_utf8_lossy(&taken(folder, sheet)?);
    }
    keep(folder, "style", ".css", shipped(all, "css", profile)?.as_bytes())
}

/// Returns a text as it is shipped; `end` is `js` or `css`.
pub(super) fn shipped(text: String, end: &str, profile: Profile) -> Outcome<String> {
    match profile {
        Profile::Draft => Ok(text),
        Profile::Release => minified(&text, end),
    }
}

/// Writes the scenarios of the gallery, what is said around their questions and the former texts that links begin from, in one file:
/// each below a line with its name, as the page reads it (`web/src/state/gallery.rs`).
fn gallery(into: &Path) -> Outcome {
    let folder = paths::root().join("crates/scenario");
    let mut all = String::new();
    for (place, prefix) in [("gallery", ""), ("answers", "answer "), ("link/former", "former ")] {
        let folder = folder.join(place);
        for name in listed(&folder)?.iter().filter_map(|file| file.strip_suffix(".txt")) {
            let text = read(&folder.join(format!("{name}.txt")))?;
            all += &format!("==> {prefix}{name} <==\n{text}");
        }
    }
    write(&into.join("gallery.txt"), all.as_bytes())
}

/// Makes the films of the gallery's scenarios, one file each (`scenario/examples/films.rs`), and returns their names.
fn films(into: &Path) -> Outcome<Vec<String>> {
    let folder = into.join("films");
    let mut cargo = program::command("cargo");
    cargo.args(["run", "--quiet", "-p", "scenario", "--example", "films", "--"]);
    program::run(cargo.arg(&folder))?;
    Ok(listed(&folder)?.iter().map(|file| file.replace(".bin", "")).collect())
}

/// Writes a file under a name that has its content's hash; returns the name.
pub(super) fn keep(folder: &Path, stem: &str, end: &str, content: &[u8]) -> Outcome<String> {
    let name = format!("{stem}-{}{end}", hash(content));
    write(&folder.join(&name), content)?;
    Ok(name)
}

/// Returns a content's hash, as names have it.
pub(super) fn hash(content: &[u8]) -> String {
    format!("{:016x}", fnv1a(content))
}

/// Returns a file's content and removes the file.
pub(super) fn taken(folder: &Path, name: &str) -> Outcome<Vec<u8>> {
    let file = folder.join(name);
    let content = bytes(&file)?;
    fs::remove_file(&file)
        .map_err(|why| format!("{} cannot be removed: {why}.", file.display()))?;
    Ok(content)
}

/// Returns the names of a folder's files, in order.
pub(super) fn listed(folder: &Path) -> Outcome<Vec<String>> {
    let entries = fs::read_dir(folder)
        .map_err(|why| format!("{} cannot be read: {why}.", folder.display()))?;
    let files = entries.flatten().filter(|entry| entry.path().is_file());
    let mut names: Vec<String> =
        files.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

/// Returns a file's content.
///
/// # Errors
/// It cannot be read.
pub(super) fn bytes(file: &Path) -> Outcome<Vec<u8>> {
    fs::read(file).map_err(|why| format!("{} cannot be read: {why}.", file.display()))
}

fn read(file: &Path) -> Outcome<String> {
    fs::read_to_string(file).map_err(|why| format!("{} cannot be read: {why}.", file.display()))
}

/// Writes a file.
///
/// # Errors
/// It cannot be written.
pub(super) fn write(file: &Path, content: &[u8]) -> Outcome {
    fs::write(file, content).map_err(|why| format!("{} cannot be written: {why}.", file.display()))
}

/// FNV-1a of 64 bits: a name needs no more.
fn fnv1a(content: &[u8]) -> u64 {
    content.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
