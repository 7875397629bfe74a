//! The direction of the page's modules: which may name which.
//!
//! The compiler holds the direction between crates; inside this program a `use` can point anywhere. So this test
//! reads every source file and compares the modules that it names with a table. A new arrow is a decision: it is
//! added here, or it is not added. Tests inside the modules drive the page with the reducer, whatever they are about:
//! their arrows are left out.

use std::fs;
use std::path::{Path, PathBuf};

/// Every module of the program's root, from the ground up, and those above it that it may name.
const MODULES: [(&str, &[&str]); 10] = [
    ("part", &[]),
    ("history", &[]),
    ("text", &["history"]),
    ("state", &["history", "text"]),
    ("view", &["history", "state", "text"]),
    ("update", &["history", "part", "state", "text", "view"]),
    ("browser", &["part", "state", "text", "view"]),
    ("components", &["browser", "history", "state", "text", "view"]),
    ("app", &["browser", "components", "part", "state", "text", "update", "view"]),
    ("border", &["app", "browser", "components", "part", "state", "text", "update", "view"]),
];

#[test]
fn the_table_has_no_circle() {
    for (index, (module, may)) in MODULES.iter().enumerate() {
        for named in *may {
            let is_above = MODULES[..index].iter().any(|(above, _)| above == named);
            assert!(is_above, "{module} may name {named}, which stands below it");
        }
    }
}

#[test]
fn modules_name_only_those_that_the_table_allows() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut seen = 0;
    for file in source_files(&source) {
        let path = file.strip_prefix(&source).expect("a file of src").to_owned();
        if path.to_string_lossy().contains("tests") || path.ends_with("driven.rs") {
            continue;
        }
        let root = path.iter().next().expect("a file has a name").to_string_lossy();
        let root = root.trim_end_matches(".rs");
        let Some((module, may)) = MODULES.iter().find(|(module, _)| *module == root) else {
            assert_eq!(root, "main", "a module of the root that the table does not have");
            continue;
        };
        for other in named(&fs::read_to_string(&file).expect("a source file is text")) {
            seen += 1;
            let is_allowed = other == *module || may.contains(&&*other);
            assert!(is_allowed, "{} names `{other}`, which {module} may not name", path.display());
        }
    }
    assert!(seen > 100, "{seen} paths were read");
}

/// The modules of the root that the code of a file names, without its comments and its tests.
fn named(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = code.lines().map(|line| line.split("//").next().unwrap_or_default());
    let paths = lines.flat_map(|line| line.split("crate::").skip(1));
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    paths.filter_map(|path| path.split(|c| !is_word(c)).next()).map(str::to_owned).collect()
}

fn source_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of sources").flatten();
    let mut files = Vec::new();
    for path in entries.map(|entry| entry.path()) {
        if path.is_dir() {
            files.extend(source_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}
