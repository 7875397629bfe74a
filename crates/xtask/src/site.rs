//! The static site: Trunk's output, finished.
//!
//! Trunk compiles the page and writes its links. Finishing joins the style sheets into one file, makes the program
//! small, and names both by their final content, so that a host may cache them for ever.
//! Leaves out the page itself (`index.html`, `web/`).

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::tools::Tool;
use crate::wasm_compiler::{Runs, WasmCompiler};
use crate::{Outcome, freshness, html, npm, paths, setup};

mod minify;
mod program;

use program::Program;

/// Says what a site was built with; it is part of the site.
pub(crate) const LABEL: &str = "build.txt";
/// What cargo is told of a page that is looked at.
const DRAFT: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
];

/// How much is done beyond a page that works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finish {
    /// Quick, and needs no Node.js.
    Draft,
    /// wasm-opt and esbuild as well.
    Small,
}

/// `dist/`, built only if a source is newer than it is.
///
/// # Errors
/// When a tool is missing or the page does not compile.
pub(crate) fn release() -> Outcome<PathBuf> {
    setup::prepare(&[setup::TO_BUILD, setup::TO_SHRINK].concat())?;
    let dist = paths::dist();
    if freshness::is_current(&dist.join(LABEL), &label(Finish::Small)?) {
        println!("{} is up to date.", dist.display());
        return Ok(dist);
    }
    build(&dist, Finish::Small)?;
    println!("The site is in {}; any static host serves it, from any folder.", dist.display());
    Ok(dist)
}

/// The folder that `DIST` names, else the release site.
///
/// # Errors
/// As [`release`].
pub(crate) fn chosen() -> Outcome<PathBuf> {
    match std::env::var_os("DIST") {
        Some(folder) => Ok(paths::root().join(folder)),
        None => release(),
    }
}

/// Builds the site into a folder, which is replaced only when everything went well.
///
/// # Errors
/// When the page does not compile or a file cannot be written.
pub(crate) fn build(into: &Path, finish: Finish) -> Outcome {
    let begun = SystemTime::now();
    let raw = paths::target().join("site").join("trunk");
    trunk(&raw, finish)?;
    let page = read(&raw.join("index.html"))?;
    let (mut program, mut service) = (Program::of_page(&raw, &page)?, Program::of_service(&raw)?);
    let folder = paths::target().join("site");
    if finish == Finish::Small {
        (program, service) = (program.optimised(&folder)?, service.optimised(&folder)?);
    }
    gallery(&raw)?;
    films(&raw)?;
    let new = folder.join("new");
    complete(&raw, &new, &page, [&program, &service], finish)?;
    write(&new.join(LABEL), label(finish)?.as_bytes())?;
    freshness::date(&new.join(LABEL), begun)?;
    replace(into, &new)
}

fn label(finish: Finish) -> Outcome<String> {
    let optimised = match finish {
        Finish::Draft => "not optimised for size".to_owned(),
        Finish::Small => format!("wasm-opt of binaryen-{}", npm::version("binaryen")?),
    };
    let version = env!("CARGO_PKG_VERSION");
    let std = WasmCompiler::of_this_machine(Runs::InBrowser).std()?;
    Ok(format!("StatefulSet Playground {version}\n{std}\n{optimised}\n"))
}

fn trunk(raw: &Path, finish: Finish) -> Outcome {
    fs::create_dir_all(raw).map_err(|why| not_written(raw, &why))?;
    let programs = [Tool::Trunk.programs()?, Tool::WasmBindgen.programs()?];
    let mut command = crate::program::command(programs[0].join("trunk"));
    command.args(["build", "--release", "--dist"]).arg(raw);
    command.env("PATH", crate::program::path_with(&programs)?);
    // Trunk takes NO_COLOR=1 for a mistake, and would print a trace below its own message.
    command.env_remove("NO_COLOR").env("RUST_BACKTRACE", "0");
    if finish == Finish::Draft {
        // A page that is looked at need not be small, and linking a small one takes minutes.
        command.envs(DRAFT).env("CARGO_TARGET_DIR", paths::target().join("draft"));
    }
    WasmCompiler::of_this_machine(Runs::InBrowser).choose(&mut command)?;
    crate::program::run(&mut command)
}

/// Puts a site together: styles, program, and everything else as it is.
fn complete(
    raw: &Path,
    new: &Path,
    page: &str,
    [program, service]: [&Program; 2],
    finish: Finish,
) -> Outcome {
    empty(new)?;
    let page = joined_styles(raw, new, page, finish)?;
    let page = program.write(new, &page, finish)?;
    service.write_as_named(new, finish)?;
    let (page, on_use) = named_on_use(raw, new, &page)?;
    let done = [program.names.as_slice(), &service.names, &on_use].concat();
    copy_others(raw, new, &done)?;
    let mut films = listed(&new.join("films"))?;
    films.sort();
    let films: Vec<String> = films.iter().map(|file| file.replace(".bin", "")).collect();
    let page = html::with_films(&page, &films);
    let page = html::addressed(&page, std::env::var("SITE_URL").ok().as_deref());
    write(&new.join("embed.html"), html::embedded(&page)?.as_bytes())?;
    write(&new.join("index.html"), page.as_bytes())?;
    offline(new, &page)
}

/// The service worker with the files of a first visit and the service, and a name for this build that no other one has.
fn offline(new: &Path, page: &str) -> Outcome {
    let is_loaded = |file: &String| !file.ends_with(".webmanifest");
    let pages = ["index.html", "embed.html"].map(str::to_owned);
    let loaded = html::files(page).into_iter().filter(is_loaded);
    let build = html::build(page).unwrap_or_default();
    let asked = ["worker.js", "service.js", "service_bg.wasm", "films/blog.bin"];
    let asked = asked.map(|file| format!("{file}?{build}"));
    let files: Vec<String> = pages.into_iter().chain(loaded).chain(asked).collect();
    let files = format!("{files:?}");
    let build = fnv1a(format!("{files}{page}").as_bytes());
    let worker = read(&new.join("sw.js"))?
        .replace("BUILD = \"none\"", &format!("BUILD = \"{build:016x}\""))
        .replace("FILES = []", &format!("FILES = {files}"));
    write(&new.join("sw.js"), worker.as_bytes())
}

/// One style sheet in the place of all, in their order.
fn joined_styles(raw: &Path, new: &Path, page: &str, finish: Finish) -> Outcome<String> {
    let links = html::links(page, "stylesheet");
    let sheets: Outcome<Vec<String>> = links.iter().map(|it| read(&raw.join(&it.href))).collect();
    let sheet = finished(sheets?.concat(), "css", finish)?;
    let name = keep(new, "style", ".css", sheet.as_bytes())?;
    let mut page = page.to_owned();
    for link in links.iter().skip(1).rev() {
        page.replace_range(link.place.clone(), "");
    }
    Ok(links.first().map_or_else(|| page.clone(), |link| page.replace(&link.href, &name)))
}

/// A text as it is shipped.
fn finished(text: String, end: &str, finish: Finish) -> Outcome<String> {
    match finish {
        Finish::Draft => Ok(text),
        Finish::Small => minify::minified(&text, end),
    }
}

/// The scenarios of the gallery, what is said around their questions and the former texts that links begin from, in one file: each
/// below a line with its name, as the page reads it (`web/src/state/gallery.rs`).
fn gallery(raw: &Path) -> Outcome {
    let folder = paths::root().join("crates/scenario");
    let mut all = String::new();
    for (place, prefix) in [("gallery", ""), ("answers", "answer "), ("link/former", "former ")] {
        let folder = folder.join(place);
        let listed =
            fs::read_dir(&folder).map_err(|why| format!("{}: {why}.", folder.display()))?;
        let mut files: Vec<PathBuf> = listed.flatten().map(|entry| entry.path()).collect();
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|it| it == "txt")) {
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            all += &format!("==> {prefix}{name} <==\n{}", read(file)?);
        }
    }
    write(&raw.join("gallery.txt"), all.as_bytes())
}

/// The films of the gallery's scenarios, one file each (`scenario/examples/films.rs`).
fn films(raw: &Path) -> Outcome {
    let mut cargo = crate::program::command("cargo");
    cargo.args(["run", "--quiet", "-p", "scenario", "--example", "films", "--"]);
    crate::program::run(cargo.arg(raw.join("films")))
}

/// The files that are fetched on use: the page's root names them, each in a `data-` attribute.
fn named_on_use(raw: &Path, new: &Path, page: &str) -> Outcome<(String, Vec<String>)> {
    let (mut page, files) = (page.to_owned(), html::on_use(page));
    for file in &files {
        let (stem, end) = file.split_at(file.rfind('.').unwrap_or(file.len()));
        let name = keep(new, stem, end, &bytes(&raw.join(file))?)?;
        page = html::renamed_on_use(&page, file, &name);
    }
    Ok((page, files))
}

/// Writes a file under a name that carries its content's hash; returns the name.
fn keep(folder: &Path, stem: &str, end: &str, content: &[u8]) -> Outcome<String> {
    let name = format!("{stem}-{:016x}{end}", fnv1a(content));
    write(&folder.join(&name), content)?;
    Ok(name)
}

fn copy_others(raw: &Path, new: &Path, done: &[String]) -> Outcome {
    for name in listed(raw)? {
        if !name.ends_with(".css") && !done.contains(&name) {
            copy(&raw.join(&name), &new.join(&name))?;
        }
    }
    let (from, to) = (raw.join("films"), new.join("films"));
    fs::create_dir_all(&to).map_err(|why| not_written(&to, &why))?;
    for name in listed(&from)? {
        copy(&from.join(&name), &to.join(&name))?;
    }
    Ok(())
}

/// The names of a folder's files.
fn listed(folder: &Path) -> Outcome<Vec<String>> {
    let entries = fs::read_dir(folder)
        .map_err(|why| format!("{} cannot be read: {why}.", folder.display()))?;
    let files = entries.flatten().filter(|entry| entry.path().is_file());
    Ok(files.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect())
}

fn replace(old: &Path, new: &Path) -> Outcome {
    if old.exists() {
        fs::remove_dir_all(old).map_err(|why| not_written(old, &why))?;
    }
    fs::rename(new, old).map_err(|why| not_written(old, &why))
}

fn empty(folder: &Path) -> Outcome {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|why| not_written(folder, &why))?;
    }
    fs::create_dir_all(folder).map_err(|why| not_written(folder, &why))
}

fn read(file: &Path) -> Outcome<String> {
    fs::read_to_string(file).map_err(|why| format!("{} cannot be read: {why}.", file.display()))
}

fn bytes(file: &Path) -> Outcome<Vec<u8>> {
    fs::read(file).map_err(|why| format!("{} cannot be read: {why}.", file.display()))
}

fn write(file: &Path, content: &[u8]) -> Outcome {
    fs::write(file, content).map_err(|why| not_written(file, &why))
}

fn copy(from: &Path, to: &Path) -> Outcome {
    fs::copy(from, to).map(|_| ()).map_err(|why| not_written(to, &why))
}

fn not_written(path: &Path, why: &std::io::Error) -> String {
    format!("{} cannot be written: {why}.", path.display())
}

/// FNV-1a of 64 bits: a name needs no more.
fn fnv1a(content: &[u8]) -> u64 {
    content.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
