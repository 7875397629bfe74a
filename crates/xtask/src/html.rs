//! The little of HTML that finishing and measuring a page need: its tags and their attributes.
//!
//! Reads what Trunk writes, quoted or not. It is no parser of other people's pages.

use std::ops::Range;

use crate::Outcome;

/// A `<link>`, by its place in the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) place: Range<usize>,
    pub(crate) href: String,
}

/// The page's links of one kind, in order; addresses without the leading `./`.
pub(crate) fn links(page: &str, rel: &str) -> Vec<Link> {
    tags(page, "link")
        .filter(|place| attribute(&page[place.clone()], "rel").as_deref() == Some(rel))
        .filter_map(|place| {
            let href = attribute(&page[place.clone()], "href")?;
            Some(Link { place, href: local(&href).to_owned() })
        })
        .collect()
}

pub(crate) fn first_link(page: &str, rel: &str) -> Option<String> {
    links(page, rel).into_iter().next().map(|link| link.href)
}

/// Every file that the page names and a browser fetches at once.
pub(crate) fn files(page: &str) -> Vec<String> {
    let named = |tag, attr| {
        tags(page, tag).filter_map(move |place| attribute(&page[place], attr)).collect::<Vec<_>>()
    };
    let mut files: Vec<String> = Vec::new();
    for address in named("link", "href").into_iter().chain(named("script", "src")) {
        let file = local(&address).to_owned();
        if !files.contains(&file) {
            files.push(file);
        }
    }
    files
}

/// The files that the page's root names, and a browser fetches when they are needed.
pub(crate) fn on_use(page: &str) -> Vec<String> {
    let root = tags(page, "html").next().map_or("", |place| &page[place]);
    let named = root.split(" data-").skip(1);
    named.filter_map(|it| attribute(&format!(" {it}"), it.split('=').next()?)).collect()
}

/// The page with another name for such a file.
pub(crate) fn renamed_on_use(page: &str, file: &str, name: &str) -> String {
    let Some(place) = tags(page, "html").next() else { return page.to_owned() };
    let root = ["\"", "'", ""].iter().fold(page[place.clone()].to_owned(), |root, quote| {
        root.replace(&format!("={quote}{file}{quote}"), &format!("={quote}{name}{quote}"))
    });
    format!("{}{root}{}", &page[..place.start], &page[place.end..])
}

fn local(address: &str) -> &str {
    address.strip_prefix("./").unwrap_or(address)
}

fn tags<'a>(page: &'a str, name: &str) -> impl Iterator<Item = Range<usize>> + use<'a> {
    let open = format!("<{name} ");
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + page[from..].find(&open)?;
        let end = start + page[start..].find('>')? + 1;
        from = end;
        Some(start..end)
    })
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let key = format!(" {name}=");
    let value = &tag[tag.find(&key)? + key.len()..];
    let end = match value.chars().next()? {
        quote @ ('"' | '\'') => return value[1..].split(quote).next().map(str::to_owned),
        _ => value.find([' ', '>'])?,
    };
    Some(value[..end].trim_end_matches('/').to_owned())
}

/// The page with the address of its preview picture whole, where the site's own address is known: some readers of
/// previews take no other.
pub(crate) fn addressed(page: &str, site: Option<&str>) -> String {
    let Some(site) = site.map(|site| site.trim_end_matches('/')) else { return page.to_owned() };
    page.replace("content=\"social.png\"", &format!("content=\"{site}/social.png\""))
}

/// What tells this build from every other one: the hash in the name of the page's program.
pub(crate) fn build(page: &str) -> Option<String> {
    let program = first_link(page, "modulepreload")?;
    Some(program.strip_prefix("web-")?.strip_suffix(".js")?.to_owned())
}

/// Returns the page with the names of all films on its root: no browser should ask for the film of a scenario that does not exist.
pub(crate) fn with_films(page: &str, names: &[String]) -> String {
    page.replacen("<html ", &format!("<html data-films=\"{}\" ", names.join(" ")), 1)
}

/// Content of an embedded figure before its program: its frame, and room for its question (`web/boot.js`).
const FIGURE: &str = r#"<main class="em" aria-busy="true"><div class="q"><h1></h1></div></main>"#;

/// The page as an embedded figure: the same program, marked as one, with the figure's frame in the place of the opening.
///
/// # Errors
/// When the page has no root or no `#app`.
pub(crate) fn embedded(page: &str) -> Outcome<String> {
    let missing = || "index.html has no <html or no <div id=\"app\">.".to_owned();
    let (head, body) = page.split_once("<div id=\"app\">").ok_or_else(missing)?;
    let (_, end) = body.rsplit_once("</div>").ok_or_else(missing)?;
    if !head.contains("<html ") {
        return Err(missing());
    }
    let end_of_head = "<meta name=\"robots\" content=\"noindex\">\n</head>";
    let head = head.replacen("<html ", "<html data-embed ", 1).replacen("</head>", end_of_head, 1);
    Ok(format!("{head}<div id=\"app\">{FIGURE}</div>{end}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<link rel="stylesheet" href="./a.css"/><link href=./b.css rel=stylesheet>
        <link rel="icon" href="./i.svg"/><script src="./boot.js" type="module"></script>"#;

    #[test]
    fn links_are_read_quoted_or_not() {
        let found: Vec<String> = links(PAGE, "stylesheet").into_iter().map(|it| it.href).collect();
        assert_eq!(found, ["a.css", "b.css"]);
    }

    #[test]
    fn the_embedded_page_has_an_empty_figure_in_the_place_of_the_opening() {
        let page =
            "<html lang=en><head></head><body><div id=\"app\"><div>x</div></div></body></html>";
        let embedded = embedded(page).unwrap();
        assert!(embedded.starts_with("<html data-embed lang=en>"));
        let end = format!("<div id=\"app\">{FIGURE}</div></body></html>");
        assert!(embedded.ends_with(&end), "{embedded}");
        let films = with_films(page, &["blog".to_owned(), "canary".to_owned()]);
        assert!(films.starts_with("<html data-films=\"blog canary\" lang=en>"), "{films}");
        let social = "<meta content=\"social.png\">";
        assert_eq!(
            addressed(social, Some("https://a.b/c/")),
            "<meta content=\"https://a.b/c/social.png\">"
        );
    }

    #[test]
    fn a_link_knows_its_place() {
        let link = &links(PAGE, "icon")[0];
        assert_eq!(&PAGE[link.place.clone()], r#"<link rel="icon" href="./i.svg"/>"#);
    }

    #[test]
    fn files_on_use_are_named_by_the_root_and_renamed_there_alone() {
        let page = r#"<html lang="en" data-zh="zh.txt" data-more=m.txt><p title="zh.txt">"#;
        assert_eq!(on_use(page), ["zh.txt", "m.txt"]);
        let renamed =
            renamed_on_use(&renamed_on_use(page, "zh.txt", "zh-1.txt"), "m.txt", "m-2.txt");
        let expected = r#"<html lang="en" data-zh="zh-1.txt" data-more=m-2.txt><p title="zh.txt">"#;
        assert_eq!(renamed, expected);
        assert!(on_use("<p>").is_empty());
    }

    #[test]
    fn files_are_links_and_scripts_each_once() {
        let twice = format!("{PAGE}{PAGE}");
        assert_eq!(files(&twice), ["a.css", "b.css", "i.svg", "boot.js"]);
    }
}
