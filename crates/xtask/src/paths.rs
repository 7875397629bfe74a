//! Paths: of the workspace, its build folder, and the tools, which are kept outside both.
//!
//! Creates nothing.

use std::env;
use std::path::{Path, PathBuf};

use crate::Outcome;

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    let xtask = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    xtask.ancestors().nth(2).map_or_else(|| xtask.clone(), Path::to_path_buf)
}

/// Cargo's build folder. Also holds the steps between Trunk's output and `dist/`.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |it| root().join(it))
}

/// The finished site.
pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}

/// The folder of the tools, with a folder for each version. Outlives `cargo clean` and serves every clone of the
/// project.
///
/// # Errors
/// No environment variable names a cache or home folder.
pub(crate) fn tools() -> Outcome<PathBuf> {
    let set = |name| env::var_os(name).filter(|it| !it.is_empty()).map(PathBuf::from);
    set("XDG_CACHE_HOME")
        .or_else(|| set("HOME").or_else(|| set("USERPROFILE")).map(|home| home.join(".cache")))
        .map(|cache| cache.join("statefulset-playground").join("tools"))
        .ok_or_else(|| {
            "neither XDG_CACHE_HOME nor HOME is set; set one, the tools go there.".into()
        })
}
