//! Writes a film of every scenario and every comparison of the gallery into a folder, `NAME.bin` each: a step of the site's build.
#![allow(clippy::print_stderr, reason = "a command line speaks by printing")]

use std::path::PathBuf;
use std::process::ExitCode;

use scenario::protocol::to_bytes;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("films FOLDER: the folder into which the films are written");
        return ExitCode::FAILURE;
    };
    match write(&folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{} cannot be written: {why}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &std::path::Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for film in scenario::films() {
        std::fs::write(folder.join(format!("{}.bin", film.name)), to_bytes(&film))?;
    }
    for (name, film) in scenario::pair_films() {
        std::fs::write(folder.join(format!("{name}.bin")), to_bytes(&film))?;
    }
    Ok(())
}
