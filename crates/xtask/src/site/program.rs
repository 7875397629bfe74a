//! The two programs' files, each with the JavaScript that starts it: the page, and the service that works rollouts out.
//!
//! Trunk names the page's files by their content before wasm-opt, and a worker's not at all. Both are named here by their final
//! content, but for the service's: `web/worker.js` finds that under its own name, with the build's number behind `?`.

use std::fs;
use std::path::Path;

use super::{Finish, bytes, finished, keep, read};
use crate::{Outcome, html, npm, program};

/// What every browser of the last years has, and rustc assumes.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The names of the service's files, as Trunk writes them and `web/worker.js` knows them.
const SERVICE: [&str; 2] = ["service_bg.wasm", "service.js"];

/// A program as a page or a worker starts it.
pub(super) struct Program {
    /// The names of the WebAssembly and the JavaScript in Trunk's folder.
    pub(super) names: [String; 2],
    wasm: Vec<u8>,
    glue: String,
}

impl Program {
    /// The page's, as Trunk made it.
    pub(super) fn of_page(raw: &Path, page: &str) -> Outcome<Self> {
        let [script, wasm] = ["modulepreload", "preload"].map(|rel| html::first_link(page, rel));
        let (Some(script), Some(wasm)) = (script, wasm) else {
            return Err(
                "Trunk's index.html has no links to the program; look at Trunk.toml.".into()
            );
        };
        Self::of(raw, [wasm, script])
    }

    /// The service's, as Trunk made it.
    pub(super) fn of_service(raw: &Path) -> Outcome<Self> {
        Self::of(raw, SERVICE.map(str::to_owned))
    }

    fn of(raw: &Path, names: [String; 2]) -> Outcome<Self> {
        let (wasm, glue) = (bytes(&raw.join(&names[0]))?, read(&raw.join(&names[1]))?);
        Ok(Self { names, wasm, glue })
    }

    /// The same, made small.
    pub(super) fn optimised(self, folder: &Path) -> Outcome<Self> {
        let small = folder.join("small.wasm");
        super::write(&small, &self.wasm)?;
        let tool = npm::folder().join("binaryen/bin/wasm-opt");
        let mut command = program::command("node");
        command.arg(tool).args(FEATURES).args(["-Oz", "--strip-debug", "--strip-producers"]);
        program::run(command.arg(&small).arg("-o").arg(&small))?;
        let wasm = bytes(&small)?;
        fs::remove_file(&small).map_err(|why| super::not_written(&small, &why))?;
        Ok(Self { wasm, ..self })
    }

    /// Writes the files under names by their content; answers with the page that names them so.
    pub(super) fn write(&self, new: &Path, page: &str, finish: Finish) -> Outcome<String> {
        let [wasm, script] = &self.names;
        let wasm_now = keep(new, "web", "_bg.wasm", &self.wasm)?;
        let glue = finished(self.glue.replace(wasm, &wasm_now), "js", finish)?;
        let script_now = keep(new, "web", ".js", glue.as_bytes())?;
        Ok(page.replace(wasm, &wasm_now).replace(script, &script_now))
    }

    /// Writes the files under the names that they have.
    pub(super) fn write_as_named(&self, new: &Path, finish: Finish) -> Outcome {
        let glue = finished(self.glue.clone(), "js", finish)?;
        super::write(&new.join(&self.names[0]), &self.wasm)?;
        super::write(&new.join(&self.names[1]), glue.as_bytes())
    }
}
