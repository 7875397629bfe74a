//! The program's files: the WebAssembly, whole or in two parts, and the JavaScript that starts it.
//!
//! Leaves out how a program is split (`split`), and when the rest is fetched (`web/rest.js`, which is joined to the
//! JavaScript that wasm-bindgen wrote).

use std::fs;
use std::path::{Path, PathBuf};

use super::{Finish, bytes, finished, keep, read};
use crate::tools::Tool;
use crate::wasm_compiler::Runs;
use crate::{Outcome, html, paths, program, split};

/// What every browser of the last years has, and rustc assumes.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];
/// Where wasm-bindgen's JavaScript hands over what the program imports, and gets what it exports.
const IMPORTS: &str = "\"./web_bg.js\": import0,";
const EXPORTS: &str = "wasm = instance.exports;";

/// The program as the page starts it.
pub(super) struct Program {
    /// The names under which Trunk's page knows the WebAssembly and the JavaScript.
    pub(super) names: [String; 2],
    wasm: Vec<u8>,
    rest: Option<Vec<u8>>,
    glue: String,
}

impl Program {
    /// Trunk's, as it is.
    pub(super) fn of(raw: &Path, page: &str) -> Outcome<Self> {
        let [script, wasm] = ["modulepreload", "preload"].map(|rel| html::first_link(page, rel));
        let (Some(script), Some(wasm)) = (script, wasm) else {
            return Err(
                "Trunk's index.html has no links to the program; look at Trunk.toml.".into()
            );
        };
        let glue = read(&raw.join(&script))?;
        let file = raw.join(&wasm);
        Ok(Self { names: [wasm, script], wasm: bytes(&file)?, rest: None, glue })
    }

    /// The same, made small.
    pub(super) fn optimised(&self, raw: &Path) -> Outcome<Self> {
        let small = raw.with_extension("wasm");
        super::write(&small, &split::symbols::strip(&self.wasm)?)?;
        let tool = Tool::Binaryen.folder()?.join("node_modules/binaryen/bin/wasm-opt");
        let mut command = program::command("node");
        command.arg(tool).args(FEATURES).args(["-Oz", "--debuginfo", "--strip-producers"]);
        // A function that is called once stays one: what is not needed at first is then easier to leave out, and the whole
        // is no larger.
        command.args(["--one-caller-inline-max-function-size", "30"]);
        program::run(command.arg(&small).arg("-o").arg(&small))?;
        let wasm = bytes(&small)?;
        fs::remove_file(&small).map_err(|why| super::not_written(&small, &why))?;
        Ok(Self { names: self.names.clone(), wasm, rest: None, glue: self.glue.clone() })
    }

    /// The same after it has worked out the opening scenario.
    pub(super) fn prepared(&self, folder: &Path) -> Outcome<Self> {
        let [tidy, memory] = ["tidy.wasm", "memory"].map(|name| folder.join(name));
        super::write(&tidy, &split::prepared::tidy(&self.wasm)?)?;
        let mut node = program::command("node");
        node.arg(paths::root().join("crates/xtask/src/site/prepare.mjs")).arg(&tidy);
        program::run(node.arg(split::prepared::PREPARE).arg(&memory))?;
        let wasm = split::prepared::with_memory(&self.wasm, &bytes(&memory)?)?;
        Ok(Self { names: self.names.clone(), wasm, rest: None, glue: self.glue.clone() })
    }

    /// The same with marks for what runs, and JavaScript that leaves its exports where a test finds them.
    pub(super) fn marked(&self) -> Outcome<Self> {
        let wasm = split::marks::mark(&self.wasm)?;
        let exports = format!("{EXPORTS} globalThis.marked = wasm.{};", split::marks::MARKS);
        let glue = replaced(&self.glue, EXPORTS, &exports)?;
        Ok(Self { names: self.names.clone(), wasm, rest: None, glue })
    }

    /// The same in two parts, by what ran, and JavaScript that has the rest fetched.
    pub(super) fn in_two(&self, ran: &[bool]) -> Outcome<Self> {
        let parts = split::split(&self.wasm, ran, fs::read(linked()).ok().as_deref())?;
        let [module, load] = split::LOAD;
        let imports = format!("{IMPORTS}\n        {module}: {{ {load}: loadRest }},");
        let loader = read(&paths::root().join("web/rest.js"))?;
        let glue = replaced(&self.glue, IMPORTS, &imports)? + &loader;
        super::write(&super::crates_file(), parts.crates.as_bytes())?;
        let (wasm, glue) = split::names::shortened(&parts.first, &glue)?;
        Ok(Self { names: self.names.clone(), wasm, rest: Some(parts.rest), glue })
    }

    /// Writes the files; answers with the page that names them.
    pub(super) fn write(&self, new: &Path, page: &str, finish: Finish) -> Outcome<String> {
        let [wasm, script] = &self.names;
        let wasm_now = keep(new, "web", "_bg.wasm", &self.wasm)?;
        let mut glue = self.glue.replace(wasm, &wasm_now);
        if let Some(rest) = &self.rest {
            glue = replaced(&glue, "rest.wasm", &keep(new, "rest", ".wasm", rest)?)?;
        }
        let glue = finished(glue, "js", finish)?;
        let script_now = keep(new, "web", ".js", glue.as_bytes())?;
        Ok(page.replace(wasm, &wasm_now).replace(script, &script_now))
    }
}

/// The program as the linker left it: Trunk's cargo keeps it.
fn linked() -> PathBuf {
    let folder = paths::target().join(Runs::InBrowser.target());
    folder.join("release").join("web.wasm")
}

fn replaced(glue: &str, place: &str, by: &str) -> Outcome<String> {
    if glue.matches(place).count() != 1 {
        return Err(format!(
            "the page's JavaScript has no one line with `{place}`; look at crates/xtask/src/site/program.rs."
        ));
    }
    Ok(glue.replace(place, by))
}
