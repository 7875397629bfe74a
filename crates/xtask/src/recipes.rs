//! `cargo xtask recipes`: the small sites of `examples/embed`, each built by its real generator and opened in a browser.
//!
//! A generator is installed into the tools' folder, once a version. One that cannot be had (a registry is missing, say) is skipped
//! with a line that says so. What the browser looks for is in `web/e2e/recipes.mjs`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::tools::Tool;
use crate::{Outcome, browser, paths, program, setup, site};

/// A small site and what builds it. In words, `{tool}` is the generator's folder, `{site}` the copy that is built, `{out}` where to.
struct Recipe {
    name: &'static str,
    /// The generator with its version; empty where none is needed.
    generator: &'static str,
    install: &'static [&'static [&'static str]],
    build: &'static [&'static str],
}

const RECIPES: [Recipe; 5] = [
    Recipe { name: "plain", generator: "", install: &[], build: &[] },
    Recipe {
        name: "mkdocs",
        generator: "mkdocs-material-9.8.2",
        install: &[
            &["python3", "-m", "venv", "{tool}"],
            &["{tool}/bin/pip", "install", "--quiet", "mkdocs-material==9.8.2"],
        ],
        build: &["{tool}/bin/mkdocs", "build", "--quiet", "-f", "{site}/mkdocs.yml", "-d", "{out}"],
    },
    Recipe {
        name: "hugo",
        generator: "hugo-0.160.0",
        install: &[&["go", "install", "github.com/gohugoio/hugo@v0.160.0"]],
        build: &["{tool}/hugo", "--quiet", "-s", "{site}", "-d", "{out}"],
    },
    Recipe {
        name: "docusaurus",
        generator: "docusaurus-3.10.2",
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
        generator: "mdbook-0.5.4",
        install: &[&["cargo", "install", "mdbook", "--version", "0.5.4", "--root", "{tool}"]],
        build: &["{tool}/bin/mdbook", "build", "{site}", "-d", "{out}"],
    },
];

/// Builds every site whose generator can be had, and opens them; of some names only, if there are any.
///
/// # Errors
/// When a site does not build, or no pod moves in it.
pub(crate) fn recipes(only: &[&str]) -> Outcome {
    setup::everything()?;
    let dist = site::release()?;
    let built = paths::target().join("recipes");
    let mut names = Vec::new();
    for recipe in RECIPES.iter().filter(|it| only.is_empty() || only.contains(&it.name)) {
        match recipe.tool() {
            Ok(tool) => {
                recipe.build(&tool, &built, &dist)?;
                names.push(recipe.name);
            }
            Err(why) => println!(
                "recipe {}: skipped, {} cannot be had. {why}",
                recipe.name, recipe.generator
            ),
        }
    }
    let chrome = browser::find().ok_or("there is no browser; run `cargo xtask setup`.")?;
    let mut node = program::command("node");
    node.args(["--test", "--test-reporter=spec", "web/e2e/recipes.mjs"]);
    node.env("RECIPES", &built).env("NAMES", names.join(",")).env("CHROME", chrome);
    node.env("PLAYWRIGHT", Tool::Playwright.folder()?).env("AXE", Tool::Axe.folder()?);
    program::run(&mut node)
}

impl Recipe {
    /// The generator's folder, with the generator in it.
    fn tool(&self) -> Outcome<PathBuf> {
        let tool = paths::tools()?.join(self.generator);
        if self.generator.is_empty() || tool.join("whole").is_file() {
            return Ok(tool);
        }
        let failed = |why| format!("{} cannot be made: {why}.", tool.display());
        fs::create_dir_all(&tool).map_err(failed)?;
        for words in self.install {
            let mut command = command(words, &[("{tool}", &tool)]);
            program::run(command.env("GOBIN", &tool))?;
        }
        fs::write(tool.join("whole"), "").map_err(failed)?;
        Ok(tool)
    }

    /// Builds the site, with the playground in its folder `playground`.
    fn build(&self, tool: &Path, built: &Path, dist: &Path) -> Outcome {
        let source = paths::root().join("examples/embed").join(self.name);
        let (copy, out) = (built.join("sources").join(self.name), built.join(self.name));
        for folder in [&copy, &out] {
            fs::remove_dir_all(folder).ok();
        }
        copy_all(&source, &copy)?;
        if self.build.is_empty() {
            copy_all(&source, &out)?;
        } else {
            // Docusaurus looks for its packages beside the site.
            link_packages(tool, &copy)?;
            program::run(&mut command(
                self.build,
                &[("{tool}", tool), ("{site}", &copy), ("{out}", &out)],
            ))?;
        }
        copy_all(dist, &out.join("playground"))
    }
}

fn command(words: &[&str], places: &[(&str, &Path)]) -> std::process::Command {
    let mut words = words.iter().map(|word| {
        places.iter().fold((*word).to_owned(), |word, (name, path)| {
            word.replace(name, &path.to_string_lossy())
        })
    });
    let mut command = program::command(words.next().unwrap_or_default());
    command.args(words);
    command
}

fn link_packages(tool: &Path, copy: &Path) -> Outcome {
    let packages = tool.join("node_modules");
    if !packages.is_dir() {
        return Ok(());
    }
    #[cfg(unix)]
    let linked = std::os::unix::fs::symlink(&packages, copy.join("node_modules"));
    #[cfg(not(unix))]
    let linked = copy_all(&packages, &copy.join("node_modules")).map_err(std::io::Error::other);
    linked.map_err(|why| format!("{} cannot be linked: {why}.", packages.display()))
}

fn copy_all(from: &Path, to: &Path) -> Outcome {
    let failed = |why: std::io::Error| format!("{} cannot be copied: {why}.", from.display());
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)?.flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_all(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).map_err(failed)?;
        }
    }
    Ok(())
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
            assert!(list.contains(&format!("[{}]", recipe.name)), "{}", recipe.name);
        }
    }
}
