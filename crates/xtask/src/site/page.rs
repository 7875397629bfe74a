//! `index.html` as Trunk writes it, and the two pages that are made from it.
//!
//! Reads which files the page names, and writes it again with their final names; `embed.html` is the same page with an
//! empty figure in the place of the opening. Leaves out the files themselves (`finish`).

use std::cell::RefCell;
use std::collections::BTreeMap;

use lol_html::html_content::{ContentType, Element};
use lol_html::{RewriteStrSettings, element, rewrite_str};

use super::programs::Program;
use crate::Outcome;

/// Content of an embedded figure before its program: its frame, and room for its question (`web/boot.js`).
const FIGURE: &str = r#"<main class="em" aria-busy="true"><div class="q"><h1></h1></div></main>"#;
const NOT_INDEXED: &str = "<meta name=\"robots\" content=\"noindex\">\n";

/// The files that a page names, without the leading `./`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Files {
    /// Its style sheets, in order.
    pub(super) sheets: Vec<String>,
    /// The JavaScript of its program.
    pub(super) script: String,
    /// The WebAssembly of its program.
    pub(super) wasm: String,
    /// What a browser fetches at once beside sheets and program: scripts, icons.
    pub(super) others: Vec<String>,
    /// What is fetched on use: the root names each in a `data-` attribute.
    pub(super) on_use: Vec<String>,
}

/// What changes in a page.
#[derive(Clone, Debug)]
pub(super) struct Final {
    /// The final name of a file that is fetched on use, by the name that Trunk gave it.
    pub(super) names: BTreeMap<String, String>,
    /// The program.
    pub(super) program: Program,
    /// Name of the one style sheet.
    pub(super) sheet: String,
    /// Names of all films: no browser should ask for the film of a scenario that does not exist.
    pub(super) films: Vec<String>,
    /// Address of the site, where it is known: some readers of previews take only a whole address.
    pub(super) address: Option<String>,
}

impl Files {
    /// Reads a page.
    ///
    /// # Errors
    /// It is no HTML, or names no program.
    pub(super) fn of(page: &str) -> Outcome<Self> {
        let files = RefCell::new(Files::default());
        let named = |it: &Element<'_, '_>, attribute: &str| {
            it.get_attribute(attribute).map(|address| local(&address).to_owned())
        };
        let rewrites = vec![
            element!("html", |it| {
                let data = it.attributes().iter().filter(|at| at.name().starts_with("data-"));
                files.borrow_mut().on_use.extend(data.map(|at| at.value()));
                Ok(())
            }),
            element!("link[href]", |it| {
                let (mut files, Some(href)) = (files.borrow_mut(), named(it, "href")) else {
                    return Ok(());
                };
                match it.get_attribute("rel").as_deref() {
                    Some("stylesheet") => files.sheets.push(href),
                    Some("modulepreload") => files.script = href,
                    Some("preload") => files.wasm = href,
                    _ => files.others.push(href),
                }
                Ok(())
            }),
            element!("script[src]", |it| {
                files.borrow_mut().others.extend(named(it, "src"));
                Ok(())
            }),
        ];
        written(page, rewrites)?;
        let files = files.into_inner();
        if files.script.is_empty() || files.wasm.is_empty() {
            return Err(
                "Trunk's index.html has no links to the program; look at Trunk.toml.".into()
            );
        }
        Ok(files)
    }
}

impl Final {
    /// Returns the page with the final names.
    ///
    /// # Errors
    /// It is no HTML.
    pub(super) fn index(&self, page: &str) -> Outcome<String> {
        let has_sheet = RefCell::new(false);
        let rewrites = vec![
            element!("html", |it| {
                let attributes = it.attributes().iter();
                let named: Vec<_> = attributes.map(|at| (at.name(), at.value())).collect();
                for (attribute, file) in named {
                    if let Some(name) = self.names.get(&file) {
                        it.set_attribute(&attribute, name)?;
                    }
                }
                it.set_attribute("data-films", &self.films.join(" "))?;
                it.set_attribute("data-links", &self.program.links.join(" "))?;
                it.set_attribute("data-rest", &self.program.rest.join(" "))?;
                Ok(())
            }),
            element!("link[rel=stylesheet]", |it| {
                if has_sheet.replace(true) {
                    it.remove();
                }
                it.set_attribute("href", &format!("./{}", self.sheet))?;
                Ok(())
            }),
            element!("link[rel=preload]", |it| {
                Ok(it.set_attribute("href", &format!("./{}", self.program.wasm))?)
            }),
            element!("link[rel=modulepreload]", |it| {
                it.set_attribute("href", &format!("./{}", self.program.script))?;
                // The script imports it.
                let imported =
                    format!("<link rel=\"modulepreload\" href=\"./{}\">", self.program.brings);
                it.after(&imported, ContentType::Html);
                Ok(())
            }),
            element!("meta[property='og:image']", |it| {
                if let Some(site) = &self.address {
                    let site = site.trim_end_matches('/');
                    let image = it.get_attribute("content").unwrap_or_default();
                    it.set_attribute("content", &format!("{site}/{image}"))?;
                }
                Ok(())
            }),
        ];
        written(page, rewrites)
    }
}

/// Returns the page as an embedded figure: the same program, with the figure's frame in the place of the opening.
///
/// # Errors
/// It is no HTML.
pub(super) fn embedded(page: &str) -> Outcome<String> {
    let rewrites = vec![
        element!("html", |it| Ok(it.set_attribute("data-embed", "")?)),
        element!("head", |it| {
            it.append(NOT_INDEXED, ContentType::Html);
            Ok(())
        }),
        element!("#app", |it| {
            it.set_inner_content(FIGURE, ContentType::Html);
            Ok(())
        }),
    ];
    written(page, rewrites)
}

type Rewrites<'h> =
    Vec<(std::borrow::Cow<'static, lol_html::Selector>, lol_html::ElementContentHandlers<'h>)>;

fn written(page: &str, rewrites: Rewrites<'_>) -> Outcome<String> {
    let settings = rewrites
        .into_iter()
        .fold(RewriteStrSettings::new(), RewriteStrSettings::append_element_content_handler);
    rewrite_str(page, settings).map_err(|why| format!("index.html cannot be read: {why}."))
}

fn local(address: &str) -> &str {
    address.strip_prefix("./").unwrap_or(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = concat!(
        r#"<!doctype html><html lang="en" data-zh="zh.txt" data-more=m.txt><head><meta property="og:image" content="social.png">"#,
        r#"<link rel="stylesheet" href="./a.css"/><link href=./b.css rel=stylesheet><link rel="icon" href="./i.svg"/>"#,
        r#"<link rel="modulepreload" href="./web-1.js"><link rel="preload" as="fetch" href="./web-1_bg.wasm">"#,
        r#"<script src="./boot.js" type="module"></script></head><body><div id="app"><div title="zh.txt">x</div></div></body></html>"#
    );

    #[test]
    fn files_are_read_quoted_or_not() {
        let files = Files::of(PAGE).unwrap();
        assert_eq!(files.sheets, ["a.css", "b.css"]);
        assert_eq!([files.script.as_str(), &files.wasm], ["web-1.js", "web-1_bg.wasm"]);
        assert_eq!(files.others, ["i.svg", "boot.js"]);
        assert_eq!(files.on_use, ["zh.txt", "m.txt"]);
    }

    #[test]
    fn a_page_without_a_program_is_refused() {
        assert!(Files::of("<html><head></head></html>").unwrap_err().contains("Trunk.toml"));
    }

    #[test]
    fn the_page_has_the_final_names_and_one_sheet() {
        let names = [("zh.txt".to_owned(), "zh-3.txt".to_owned())].into();
        let program = Program {
            script: "web-2.js".into(),
            wasm: "web-2_bg.wasm".into(),
            brings: "parts-2.js".into(),
            links: vec!["links-3.wasm".into()],
            rest: vec!["shared-3.wasm".into(), "rest-3.wasm".into()],
        };
        let films = vec!["blog".to_owned(), "canary".to_owned()];
        let address = Some("https://a.b/c/".to_owned());
        let done = Final { names, program, sheet: "style-4.css".into(), films, address };
        let page = done.index(PAGE).unwrap();
        let files = Files::of(&page).unwrap();
        assert_eq!(
            (files.sheets, files.wasm),
            (vec!["style-4.css".into()], "web-2_bg.wasm".into())
        );
        // The page's own script stands first, and the one that it imports after it.
        assert!(page.find("web-2.js") < page.find("parts-2.js"), "{page}");
        assert_eq!(files.script, "parts-2.js");
        assert!(page.contains(r#"data-rest="shared-3.wasm rest-3.wasm""#), "{page}");
        assert!(
            page.contains(r#"data-zh="zh-3.txt""#) && page.contains(r#"title="zh.txt""#),
            "{page}"
        );
        assert!(page.contains(r#"data-films="blog canary""#), "{page}");
        assert!(page.contains(r#"content="https://a.b/c/social.png""#), "{page}");
    }

    #[test]
    fn the_embedded_page_has_an_empty_figure_in_the_place_of_the_opening() {
        let embedded = embedded(PAGE).unwrap();
        assert!(
            embedded.contains("data-embed") && embedded.contains(NOT_INDEXED.trim()),
            "{embedded}"
        );
        assert!(
            embedded.ends_with(&format!("<div id=\"app\">{FIGURE}</div></body></html>")),
            "{embedded}"
        );
    }
}
