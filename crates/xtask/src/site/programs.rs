//! The files of the two programs, each with the JavaScript that starts it: the page, and the service that runs scenarios.
//!
//! Trunk names the page's files by their content before wasm-opt, so they get new names here. The service keeps its own:
//! `web/worker.js` finds it there, with the build's number behind `?`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::finish::{Profile, keep, shipped, taken, write};
use super::page::Files;
use crate::{Outcome, npm, program};

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

/// Finishes the page's program and returns the new names of its files by the old.
///
/// # Errors
/// A file is missing, or a tool does not understand it.
pub(super) fn of_page(
    folder: &Path,
    files: &Files,
    profile: Profile,
) -> Outcome<BTreeMap<String, String>> {
    shrink(&folder.join(&files.wasm), profile)?;
    let wasm = keep(folder, "web", "_bg.wasm", &taken(folder, &files.wasm)?)?;
    let script =
        String::from_utf8_lossy(&taken(folder, &files.script)?).replace(&files.wasm, &wasm);
    let script = keep(folder, "web", ".js", shipped(script, "js", profile)?.as_bytes())?;
    Ok([(files.wasm.clone(), wasm), (files.script.clone(), script)].into())
}

/// Finishes the service.
///
/// # Errors
/// As [`of_page`].
pub(super) fn of_service(folder: &Path, profile: Profile) -> Outcome {
    let [wasm, script] = SERVICE;
    shrink(&folder.join(wasm), profile)?;
    let text = String::from_utf8_lossy(&taken(folder, script)?).into_owned();
    write(&folder.join(script), shipped(text, "js", profile)?.as_bytes())
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
