//! The direction of the engine's modules: which may name which.
//!
//! The compiler holds the direction between crates; inside this crate a `use` can point anywhere. So this test reads
//! every source file and compares the modules that it names with a table. A new arrow is a decision: it is added
//! here, or it is not added.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Every module of the crate's root, from the ground up, and the modules that it may name. A module may only name
/// modules above its own line, so the table has no circle.
const MODULES: [(&str, &[&str]); 13] = [
    ("time", &[]),
    ("version", &[]),
    ("jitter", &[]),
    ("behavior", &["jitter"]),
    ("api", &["time", "version"]),
    ("controller", &["api", "time", "version"]),
    ("kubelet", &["api", "behavior", "time", "version"]),
    // It implements `controller::Admits`: the API server, as the controller meets it.
    ("cluster", &["api", "controller", "time", "version"]),
    ("scheduler", &["api", "cluster"]),
    ("snapshot", &["api", "cluster", "time"]),
    ("command", &["api", "behavior", "cluster", "jitter", "snapshot", "version"]),
    ("trace", &["api", "cluster", "controller", "kubelet", "time"]),
    (
        "simulation",
        &[
            "api",
            "behavior",
            "cluster",
            "command",
            "controller",
            "jitter",
            "kubelet",
            "scheduler",
            "snapshot",
            "time",
            "trace",
            "version",
        ],
    ),
];

#[test]
fn the_table_has_no_circle() {
    for (index, (module, may)) in MODULES.iter().enumerate() {
        let above: Vec<_> = MODULES[..index].iter().map(|(name, _)| *name).collect();
        for named in *may {
            assert!(above.contains(named), "{module} may name {named}, which stands below it");
        }
    }
}

#[test]
fn modules_name_only_those_that_the_table_allows() {
    let named = named_modules();
    let listed: BTreeSet<&str> = MODULES.iter().map(|(module, _)| *module).collect();
    let found: BTreeSet<&str> = named.keys().map(String::as_str).collect();
    assert_eq!(found, listed, "every module of the root has a line in the table");
    for (module, may) in MODULES {
        for (other, file) in &named[module] {
            let is_allowed = other == module || may.contains(&other.as_str());
            assert!(is_allowed, "{} names `{other}`, which {module} may not name", file.display());
        }
    }
}

/// The modules that the code of each root module names, each with a file that does. Test modules count too; comments
/// do not.
fn named_modules() -> BTreeMap<String, BTreeMap<String, PathBuf>> {
    let mut named: BTreeMap<String, BTreeMap<String, PathBuf>> = BTreeMap::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in source_files(&source) {
        let path = file.strip_prefix(&source).expect("a file of src");
        let first = path.iter().next().expect("a file has a name").to_string_lossy();
        let module = first.trim_end_matches(".rs").to_owned();
        if ["lib", "listed"].contains(&&*module) {
            continue;
        }
        let text = fs::read_to_string(&file).expect("a source file is text");
        let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
        let others = named.entry(module).or_default();
        for line in code {
            assert!(!line.contains("crate::{"), "{}: one `use` a module", path.display());
            let from_root = line.split("crate::").skip(1).map(first_name);
            let climbing = line.split("super::").skip(1).map(first_name);
            for other in from_root.chain(climbing.filter(|name| is_listed(name))) {
                others.entry(other.to_owned()).or_insert_with(|| path.to_owned());
            }
        }
    }
    named
}

fn first_name(path: &str) -> &str {
    path.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default()
}

fn is_listed(name: &str) -> bool {
    MODULES.iter().any(|(module, _)| *module == name)
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
