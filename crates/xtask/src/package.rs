//! `cargo xtask package`: the site as an npm package, `target/package/statefulset-playground-VERSION.tgz`.
//!
//! Contains the site's files in a folder named by the version, so that an old article keeps its figure when the
//! package is newer; the element of `web/embed.js` as a module, with types; and a README. Takes the site in the
//! folder `DIST` if that is set. Leaves out publishing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::{Outcome, paths, program, site};

/// The package's version, and the folder of the site's files in it.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The package's name in npm's words.
pub(crate) const NAME: &str = "statefulset-playground";

/// The first lines of the function in `web/embed.js`, and their replacement in the module.
const FROM: &str = "(() => {\n  const site = new URL(\".\", document.currentScript.src);";
const TO: &str = "export function define(base = `/${version}/`) {\n  const site = new URL(base, document.baseURI);";

const TYPES: &str = "\
/** The version of the package, and the folder of `site` that holds its files. */
export const version: string;
/** Defines `<statefulset-playground>`; its files are at this address, `/VERSION/` without one. */
export function define(base?: string | URL): void;
/** The element, once it is defined. */
export interface StatefulSetPlayground extends HTMLElement {
  play(): void;
  pause(): void;
  /** To a moment, in seconds. */
  seek(seconds: number): void;
  /** Types a line at the moment that is shown. */
  run(line: string): void;
}
declare global {
  interface HTMLElementTagNameMap { \"statefulset-playground\": StatefulSetPlayground }
}
";

/// `package.json`, as npm reads it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    name: &'static str,
    version: &'static str,
    description: &'static str,
    r#type: &'static str,
    main: &'static str,
    types: &'static str,
    exports: BTreeMap<&'static str, Export>,
    files: [&'static str; 3],
    side_effects: bool,
    license: &'static str,
}

/// A value of `exports` in `package.json`.
#[derive(Serialize)]
#[serde(untagged)]
enum Export {
    /// A module with its types.
    Module { types: &'static str, default: &'static str },
    /// Files.
    Path(&'static str),
}

impl Manifest {
    fn new() -> Self {
        let module = Export::Module { types: "./index.d.ts", default: "./index.js" };
        Self {
            name: NAME,
            version: VERSION,
            description: "A StatefulSet rollout as a living figure in your page",
            r#type: "module",
            main: "index.js",
            types: "index.d.ts",
            exports: BTreeMap::from([(".", module), ("./site/*", Export::Path("./site/*"))]),
            files: ["index.js", "index.d.ts", "site"],
            side_effects: false,
            license: "MIT OR Apache-2.0",
        }
    }
}

/// Makes the package and prints where it is.
///
/// # Errors
/// There is no site, a file cannot be written, or npm does not pack it.
pub(crate) fn package() -> Outcome {
    let file = packed(&site::chosen()?)?;
    println!("\nThe package is {}.", file.display());
    Ok(())
}

/// Packs the site of a folder and returns the file.
///
/// # Errors
/// When a file cannot be read or written, or npm does not pack it.
pub(crate) fn packed(dist: &Path) -> Outcome<PathBuf> {
    let folder = paths::target().join("package");
    let inside = folder.join(NAME);
    drop(fs::remove_dir_all(&folder));
    copy(dist, &inside.join("site").join(VERSION))?;
    let element = read(&paths::root().join("web").join("embed.js"))?;
    write(&inside.join("index.js"), &module(&element)?)?;
    write(&inside.join("index.d.ts"), TYPES)?;
    let manifest = serde_json::to_string_pretty(&Manifest::new());
    let manifest = manifest.map_err(|why| format!("package.json cannot be written: {why}."))?;
    write(&inside.join("package.json"), &(manifest + "\n"))?;
    write(&inside.join("README.md"), &readme())?;
    for license in ["LICENSE-MIT", "LICENSE-APACHE"] {
        write(&inside.join(license), &read(&paths::root().join(license))?)?;
    }
    let mut npm = program::command("npm");
    npm.args(["pack", "--loglevel=error", "--pack-destination"]).arg(&folder);
    program::run(npm.current_dir(&inside))?;
    Ok(folder.join(format!("{NAME}-{VERSION}.tgz")))
}

/// Returns the element's script as a module that takes the address of its files as an argument.
///
/// # Errors
/// The script does not begin or end as expected.
fn module(element: &str) -> Outcome<String> {
    let body = element.trim_end().strip_suffix("})();").filter(|body| body.contains(FROM));
    let body = body.ok_or("web/embed.js begins or ends otherwise than `package` expects.")?;
    Ok(format!("export const version = \"{VERSION}\";\n\n{}}}\n", body.replacen(FROM, TO, 1)))
}

fn readme() -> String {
    format!(
        "# {NAME}\n\nA rollout of a Kubernetes StatefulSet as a figure that plays in your page. No backend, no request to another host.\n\n\
         1. Have your site serve the folder `node_modules/{NAME}/site`, which holds the files in `{VERSION}/`: with Docusaurus\n   \
         `staticDirectories: [\"static\", \"node_modules/{NAME}/site\"]`, with VitePress and Astro a copy in `public`.\n\
         2. Define the element where your pages begin:\n\n```js\nimport {{ define }} from \"{NAME}\";\ndefine(); // or define(\"/docs/{VERSION}/\")\n```\n\n\
         3. Write a figure, whose text is shown until it runs:\n\n```html\n<{NAME} scenario=\"blog\"><a href=\"/{VERSION}/#blog\">Does maxUnavailable 2 replace two pods at once?</a></{NAME}>\n```\n\n\
         Keep the folders of earlier versions beside the new one: an article that names a version keeps its figure.\n\
         The attributes, methods and messages are those of `docs/embed.md` in the project.\n"
    )
}

fn copy(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to).map_err(|why| format!("{}: {why}.", to.display()))?;
    let listed = fs::read_dir(from).map_err(|why| format!("{}: {why}.", from.display()))?;
    for entry in listed.flatten().map(|entry| entry.path()) {
        let target: PathBuf = to.join(entry.file_name().unwrap_or_default());
        if entry.is_dir() {
            copy(&entry, &target)?;
        } else {
            fs::copy(&entry, &target).map_err(|why| format!("{}: {why}.", target.display()))?;
        }
    }
    Ok(())
}

fn read(file: &Path) -> Outcome<String> {
    fs::read_to_string(file).map_err(|why| format!("{}: {why}.", file.display()))
}

fn write(file: &Path, text: &str) -> Outcome {
    fs::write(file, text).map_err(|why| format!("{}: {why}.", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_exports_the_module_with_its_types_and_the_files() {
        let manifest = serde_json::to_value(Manifest::new()).expect("it is JSON");
        assert_eq!(manifest["exports"]["."]["types"], "./index.d.ts");
        assert_eq!(manifest["exports"]["./site/*"], "./site/*");
        assert_eq!(
            (&manifest["type"], &manifest["sideEffects"]),
            (&"module".into(), &false.into())
        );
    }

    #[test]
    fn the_element_becomes_a_module_that_takes_the_address_of_its_files() {
        let element = read(&paths::root().join("web").join("embed.js")).expect("it is there");
        let module = module(&element).expect("it is as expected");
        assert!(module.contains("export function define(base"));
        assert!(!module.contains("currentScript") && !module.contains("(() => {\n  const site"));
        assert!(module.ends_with("}\n"));
    }
}
