//! The files of the two programs, each with the JavaScript that starts it: the page, and the service that runs scenarios.
//!
//! The page's program is cut into parts where its source says so (`web/src/border.rs`), by the command line of
//! `wasm_split_helpers`: between linking and wasm-bindgen, so Trunk's own run of wasm-bindgen, which comes too early, is
//! done again here. What two parts need is a file that comes with each. All its files are named by their content. The
//! service keeps the names that Trunk gives it: `web/worker.js` finds it there, with the build's number behind `?`.

use std::fs;
use std::path::{Path, PathBuf};

use super::finish::{Profile, bytes, hash, keep, listed, shipped, taken, write};
use super::page::Files;
use crate::tools::Tool;
use crate::{Outcome, npm, paths, program};

/// What every browser of the last years has, and rustc assumes.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Names of the service's WebAssembly and JavaScript, as Trunk writes them and `web/worker.js` knows them.
const SERVICE: [&str; 2] = ["service_bg.wasm", "service.js"];

/// Names of the page's program.
#[derive(Clone, Debug)]
pub(super) struct Program {
    /// The JavaScript that starts the first part.
    pub(super) script: String,
    /// The first part.
    pub(super) wasm: String,
    /// The JavaScript that brings the further parts.
    pub(super) brings: String,
    /// The files of what opens links.
    pub(super) links: Vec<String>,
    /// The files of the rest.
    pub(super) rest: Vec<String>,
}

/// Stem of what the further parts share, as the tool names it.
const SHARED: &str = "chunk_";

/// Finishes the page's program, in the place of the one that Trunk made.
///
/// # Errors
/// A file is missing, or a tool does not understand it.
pub(super) fn of_page(folder: &Path, files: &Files, profile: Profile) -> Outcome<Program> {
    for uncut in [&files.script, &files.wasm] {
        taken(folder, uncut)?;
    }
    let parts = cut(profile)?;
    let [script, brings] = ["web.js", "__wasm_split.js"].map(|name| text(&parts.join(name)));
    let (script, brings) = (script?, brings?);
    let part = |file: &str, stem: &str, end: &str| {
        let file = parts.join(file);
        shrink(&file, profile)?;
        keep(folder, stem, end, &bytes(&file)?)
    };
    let wasm = part("web_bg.wasm", "web", "_bg.wasm")?;
    let (mut links, mut rest, mut renamed) = (Vec::new(), Vec::new(), Vec::new());
    for file in further(&parts)? {
        let stem = file.trim_end_matches(".wasm");
        let stem = stem.strip_prefix("split_").unwrap_or("shared");
        let name = part(&file, stem, ".wasm")?;
        if stem != "rest" {
            links.push(name.clone());
        }
        if stem != "links" {
            rest.push(name.clone());
        }
        renamed.push((file, name));
    }
    // Each of the two scripts names the other one, so one number stands for both.
    let number = hash(format!("{wasm}{renamed:?}{script}{brings}").as_bytes());
    let names = Program {
        script: format!("web-{number}.js"),
        brings: format!("parts-{number}.js"),
        wasm,
        links,
        rest,
    };
    renamed.extend([
        ("web_bg.wasm".into(), names.wasm.clone()),
        ("from \"./web.js\"".into(), format!("from \"./{}\"", names.script)),
        // Only where it is imported: the program knows it by its own name.
        ("from \"./__wasm_split.js\"".into(), format!("from \"./{}\"", names.brings)),
    ]);
    for (text, name) in [(script, &names.script), (brings, &names.brings)] {
        let text = renamed.iter().fold(text, |text, (old, new)| text.replace(old, new));
        write(&folder.join(name), shipped(text, "js", profile)?.as_bytes())?;
    }
    Ok(names)
}

/// Returns the files of the further parts, in the order of their names.
fn further(parts: &Path) -> Outcome<Vec<String>> {
    let is_further = |file: &String| {
        file.ends_with(".wasm") && (file.starts_with("split_") || file.starts_with(SHARED))
    };
    Ok(listed(parts)?.into_iter().filter(is_further).collect())
}

/// Cuts what cargo linked, and returns the folder with the parts: `web_bg.wasm`, the further ones, and their JavaScript.
fn cut(profile: Profile) -> Outcome<PathBuf> {
    let built = match profile {
        Profile::Release => "release",
        Profile::Draft => "draft",
    };
    let linked = paths::target().join("wasm32-unknown-unknown").join(built).join("web.wasm");
    let parts = paths::target().join("parts");
    fs::remove_dir_all(&parts).ok();
    let mut split = program::command(Tool::WasmSplit.programs()?.join("wasm-split-cli"));
    program::run(split.arg(&linked).arg(&parts).args(["--out-name", "web", "--target", "web"]))?;
    let mut bindgen = program::command(Tool::WasmBindgen.programs()?.join("wasm-bindgen"));
    // Further parts import the first one's memory and table.
    bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports"]);
    bindgen.args(["--out-name", "web", "--out-dir"]);
    program::run(bindgen.arg(&parts).arg(parts.join("web.wasm")))?;
    Ok(parts)
}

/// Finishes the service.
///
/// # Errors
/// As [`of_page`].
pub(super) fn of_service(folder: &Path, profile: Profile) -> Outcome {
    let [wasm, script] = SERVICE;
    shrink(&folder.join(wasm), profile)?;
    let text = text(&folder.join(script))?;
    write(&folder.join(script), shipped(text, "js", profile)?.as_bytes())
}

fn text(file: &Path) -> Outcome<String> {
    Ok(String::from_utf8_lossy(&bytes(file)?).into_owned())
}

/// Makes a program small, in its place.
fn shrink(wasm: &Path, profile: Profile) -> Outcome {
    if profile == Profile::Draft {
        return Ok(());
    }
    let small = wasm.with_extension("small");
    let tool = npm::folder().join("binaryen/bin/wasm-opt");
    let mut command = program::command("node");
    command.arg(tool).args(FEATURES).args(["-Oz", "--strip-debug", "--strip-producers"]);
    program::run(command.arg(wasm).arg("-o").arg(&small))?;
    fs::rename(&small, wasm).map_err(|why| format!("{} cannot be written: {why}.", wasm.display()))
}
