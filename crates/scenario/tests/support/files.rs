//! Finds the transcripts, and checks that the recorded ones are unchanged.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// Source of a transcript: decides how it is compared and whether it may be rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// The project's own. Compared exactly.
    Own,
    /// Recorded from a real control plane, in this project. Never rewritten.
    Recorded,
    /// In the folder that TRANSCRIPTS names.
    Elsewhere,
}

/// A file with a transcript.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// Its name in the lists and the report: `1.37.1/b02-get.txt`, `own/shell.txt`.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) kept: Kept,
}

impl File {
    /// Whether the lists of this test, which name lines by number, apply to it. Not to a file elsewhere, unless it is
    /// an unchanged copy of a recorded one.
    pub(crate) fn is_listed(&self) -> bool {
        let read = |path: &Path| std::fs::read(path).ok();
        let recorded = || read(&folder().join("recorded").join(&self.name));
        self.kept != Kept::Elsewhere
            || recorded().is_some_and(|recorded| Some(recorded) == read(&self.path))
    }
}

/// The folder of this test's files.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts")
}

/// Returns every transcript, the project's own first.
pub(crate) fn all() -> Result<Vec<File>, String> {
    let mut files = Vec::new();
    find(&folder(), "own", Kept::Own, &mut files)?;
    find(&folder().join("recorded"), "", Kept::Recorded, &mut files)?;
    if let Some(elsewhere) = std::env::var_os("TRANSCRIPTS") {
        find(Path::new(&elsewhere), "", Kept::Elsewhere, &mut files)?;
    }
    Ok(files)
}

/// Returns the files below a folder, with names relative to `root`.
fn find(root: &Path, below: &str, kept: Kept, files: &mut Vec<File>) -> Result<(), String> {
    let folder = root.join(below);
    let wrong = |error| format!("{}: {error}", folder.display());
    let entries = std::fs::read_dir(&folder).map_err(wrong)?;
    let mut names: Vec<String> = entries
        .map(|entry| Ok(entry.map_err(wrong)?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_, String>>()?;
    names.sort();
    for name in names {
        let path = folder.join(&name);
        let name = if below.is_empty() { name } else { format!("{below}/{name}") };
        if path.is_dir() {
            find(root, &name, kept, files)?;
        } else if name.ends_with(".txt") {
            files.push(File { name, path, kept });
        }
    }
    Ok(())
}

/// Checks that the recorded files are exactly those that were recorded.
pub(crate) fn check_sums(files: &[File]) -> Result<(), String> {
    let path = folder().join("recorded/SHA256SUMS");
    let sums =
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut found = String::new();
    for file in files.iter().filter(|file| file.kept == Kept::Recorded) {
        found.push_str(&format!("{}  {}\n", sum(&file.path)?, file.name));
    }
    let mut changed: Vec<&str> = sums.lines().filter(|line| !found.contains(line)).collect();
    changed.extend(found.lines().filter(|line| !sums.contains(line)));
    match changed.is_empty() {
        true => Ok(()),
        false => {
            Err(format!("recorded files are not as SHA256SUMS has them:\n{}", changed.join("\n")))
        }
    }
}

fn sum(path: &Path) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect())
}
