//! Runs other programs, and turns their failures into sentences.
//!
//! Leaves out which programs are run, and why.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Outcome, paths};

/// Returns a command that runs in the root of the workspace.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths::root());
    command
}

/// Runs a command to its end, with its output shown.
///
/// # Errors
/// It cannot be started, or fails.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.stdin(Stdio::null()).status().map_err(|why| not_started(command, &why))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("`{}` failed ({status}); what it said is above.", line(command)))
}

/// Runs a command and returns what it printed on standard output.
///
/// # Errors
/// It cannot be started, or fails: the error has its standard error.
pub(crate) fn read(command: &mut Command) -> Outcome<String> {
    let output = command.stdin(Stdio::null()).output().map_err(|why| not_started(command, &why))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("`{}` failed ({}): {}", line(command), output.status, said.trim()))
}

/// Returns the first of these programs that is on PATH.
pub(crate) fn find(names: &[&str]) -> Option<PathBuf> {
    names.iter().find_map(|name| find_in(env::var_os("PATH").as_deref(), name))
}

/// Returns PATH with these folders in front.
///
/// # Errors
/// A folder's name contains the separator of PATH.
pub(crate) fn path_with(folders: &[PathBuf]) -> Outcome<std::ffi::OsString> {
    let old = env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().cloned().chain(env::split_paths(&old));
    env::join_paths(all).map_err(|why| format!("a folder's name does not fit into PATH: {why}."))
}

fn find_in(path: Option<&OsStr>, name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(path?).map(|folder| folder.join(&file)).find(|it| it.is_file())
}

fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn not_started(command: &Command, why: &std::io::Error) -> String {
    let name = command.get_program().to_string_lossy();
    match why.kind() {
        std::io::ErrorKind::NotFound => {
            format!(
                "`{name}` is not on this machine, or not in PATH; install it and run this again."
            )
        }
        _ => format!("`{name}` could not be started: {why}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_a_sentence() {
        let said = run(&mut command("no-such-program-anywhere")).unwrap_err();
        assert!(said.starts_with("`no-such-program-anywhere` is not on this machine"), "{said}");
    }

    #[test]
    fn a_failed_command_is_shown_as_it_would_be_typed() {
        assert_eq!(
            line(Command::new("/usr/bin/node").args(["--test", "a.mjs"])),
            "node --test a.mjs"
        );
    }
}
