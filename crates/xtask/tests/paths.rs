//! The files that ARCHITECTURE.md, CONTRIBUTING.md and `docs/` name exist.
//!
//! A path begins at the root, in `crates`, in `web`, in `web/src`, or in a crate or its `src`; `{a,b}` stands for
//! two. Words in capitals (`NAME.txt`) and paths that begin with a dot (a reader's own files) are left out.

use std::fs;
use std::path::{Path, PathBuf};

const ENDINGS: [&str; 8] = [".rs", ".mjs", ".js", ".css", ".txt", ".md", ".html", ".svg"];

#[test]
fn what_the_documents_name_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let roots = roots(&root);
    let mut documents = vec![root.join("ARCHITECTURE.md"), root.join("CONTRIBUTING.md")];
    documents.extend(entries(&root.join("docs")));
    let (mut seen, mut missing) = (0, Vec::new());
    for document in documents.iter().filter(|it| it.extension().is_some_and(|it| it == "md")) {
        let text = fs::read_to_string(document).expect("a document is text");
        for path in text.split('`').skip(1).step_by(2).filter(|it| is_path(it)).flat_map(expanded) {
            seen += 1;
            if !roots.iter().any(|root| root.join(&path).exists()) {
                missing.push(format!("{}: {path}", document.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert!(seen > 30, "{seen} paths were read");
}

fn is_path(words: &str) -> bool {
    let is_in_capitals = words.contains("NAME") || words.contains("CODE");
    words.contains('/')
        && !words.starts_with(['.', '/', '<'])
        && !words.contains([' ', '*', '<', ':'])
        && !is_in_capitals
        && ENDINGS.iter().any(|ending| words.ends_with(ending))
}

/// A path for each alternative in its first braces.
fn expanded(path: &str) -> Vec<String> {
    let parts = path.split_once('{').and_then(|(start, rest)| Some((start, rest.split_once('}')?)));
    match parts {
        Some((start, (inner, end))) => {
            inner.split(',').map(|it| format!("{start}{}{end}", it.trim())).collect()
        }
        None => vec![path.to_owned()],
    }
}

fn roots(root: &Path) -> Vec<PathBuf> {
    let mut roots: Vec<_> = ["", "crates", "web", "web/src"].map(|it| root.join(it)).into();
    for of_crate in entries(&root.join("crates")) {
        roots.extend([of_crate.join("src"), of_crate]);
    }
    roots
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the project").flatten();
    entries.map(|entry| entry.path()).collect()
}
