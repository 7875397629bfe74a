//! What a command needs, what of it is missing, and bringing that, once.
//!
//! Says what is missing, how far it has come, and how long each took. A second xtask waits for the first.

use std::fs::{self, File};
use std::time::Instant;

use crate::tools::Tool;
use crate::wasm_compiler::{Runs, WasmCompiler};
use crate::{Outcome, browser, engines, fonts, node, npm, paths};

/// In the order in which they are brought: what the system's packages give comes first, since that may fail for
/// want of rights, and what is compiled for minutes comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Need {
    Wasm(Runs),
    Node,
    /// The JavaScript tools of `web/package.json`.
    Packages,
    Browser,
    Engines,
    Fonts,
    Tool(Tool),
}

/// For a page that works.
pub(crate) const TO_BUILD: &[Need] = &[
    Need::Wasm(Runs::InBrowser),
    Need::Tool(Tool::Trunk),
    Need::Tool(Tool::WasmBindgen),
    Need::Tool(Tool::WasmSplit),
];
/// For cutting the page's program, after Trunk has built it.
pub(crate) const TO_CUT: &[Need] = &[Need::Tool(Tool::WasmBindgen), Need::Tool(Tool::WasmSplit)];
/// For one that is small, too.
pub(crate) const TO_SHRINK: &[Need] = &[Need::Node, Need::Packages];
/// For trying it in a browser.
pub(crate) const TO_TRY: &[Need] = &[Need::Node, Need::Packages, Need::Browser, Need::Fonts];
/// For trying it in the other engines.
pub(crate) const TO_TRY_ELSEWHERE: &[Need] = &[Need::Node, Need::Packages, Need::Engines];
/// For running the crates themselves in WebAssembly.
pub(crate) const TO_RUN_WASI: &[Need] = &[Need::Wasm(Runs::UnderWasi), Need::Node];

impl Need {
    fn is_met(self) -> bool {
        match self {
            Need::Wasm(runs) => WasmCompiler::of_this_machine(runs).is_ready(),
            Need::Node => node::is_ready(),
            Need::Packages => npm::is_ready(),
            Need::Tool(tool) => tool.is_ready(),
            Need::Browser => browser::find().is_some(),
            Need::Engines => engines::are_here(),
            Need::Fonts => fonts::are_here(),
        }
    }

    fn bring(self) -> Outcome {
        match self {
            Need::Wasm(runs) => WasmCompiler::of_this_machine(runs).set_up(),
            Need::Node => node::set_up(),
            Need::Packages => npm::set_up(),
            Need::Tool(tool) => tool.set_up(),
            Need::Browser => browser::set_up(),
            Need::Engines => engines::set_up(),
            Need::Fonts => fonts::set_up(),
        }
    }

    fn name(self) -> Outcome<String> {
        Ok(match self {
            Need::Wasm(runs) => format!("a compiler for {} (a minute)", runs.target()),
            Need::Node => "Node.js with npm (a minute)".into(),
            Need::Packages => "the JavaScript tools of web/package.json (a minute)".into(),
            Need::Tool(tool) => format!("{} ({})", tool.label()?, tool.patience()),
            Need::Browser => "Chromium (a minute)".into(),
            Need::Engines => "Firefox and WebKitGTK (a minute)".into(),
            Need::Fonts => "the fonts of the pictures (a minute)".into(),
        })
    }
}

/// `cargo xtask setup`.
pub(crate) fn everything() -> Outcome {
    prepare(&[TO_BUILD, TO_SHRINK, TO_TRY, TO_TRY_ELSEWHERE, TO_RUN_WASI].concat())?;
    println!(
        "Everything is set up. The tools are in {} and {}.",
        paths::tools()?.display(),
        npm::folder().display()
    );
    Ok(())
}

/// Brings what is missing of these.
///
/// # Errors
/// With a sentence that says what to do by hand.
pub(crate) fn prepare(needs: &[Need]) -> Outcome {
    if missing(needs).is_empty() {
        return Ok(());
    }
    let _alone = only_one_at_a_time()?;
    let missing = missing(needs);
    for (at, need) in missing.iter().enumerate() {
        println!("set-up {} of {}: {}", at + 1, missing.len(), need.name()?);
        let begun = Instant::now();
        need.bring()?;
        println!("set-up {} of {}: done in {} s", at + 1, missing.len(), begun.elapsed().as_secs());
    }
    // What compiling the tools left behind; it only matters while an installation may have to go on.
    fs::remove_dir_all(Tool::build_folder()).ok();
    Ok(())
}

fn missing(needs: &[Need]) -> Vec<Need> {
    let mut missing: Vec<Need> = needs.iter().copied().filter(|need| !need.is_met()).collect();
    missing.sort();
    missing.dedup();
    missing
}

/// A lock that ends with the file or the process.
pub(crate) fn only_one_at_a_time() -> Outcome<File> {
    let folder = paths::tools()?;
    let failed = |why| {
        format!(
            "{} cannot be written ({why}); set XDG_CACHE_HOME to a folder that can.",
            folder.display()
        )
    };
    fs::create_dir_all(&folder).map_err(failed)?;
    let file = File::create(folder.join("lock")).map_err(failed)?;
    if file.try_lock().is_err() {
        println!("set-up: another `cargo xtask` is installing tools; waiting for it.");
        file.lock().map_err(failed)?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_gives_comes_before_what_is_compiled() {
        let mut needs = [TO_BUILD, TO_SHRINK, TO_TRY, TO_TRY_ELSEWHERE, TO_RUN_WASI].concat();
        needs.sort();
        let is_tool = |need: &Need| matches!(need, Need::Tool(_));
        assert!(needs.is_sorted_by_key(is_tool), "{needs:?}");
    }
}
