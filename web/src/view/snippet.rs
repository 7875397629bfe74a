//! Snippets: the text that embeds a figure in somebody's page, for each kind of site.
//!
//! The custom element also works in the Markdown of MkDocs and mdBook. Hugo has a shortcode and Docusaurus a
//! component (`examples/embed`). VitePress takes the element without its script, which its theme brings. An iframe needs no script. `docs/embed.md` documents the attributes.

use std::fmt::Write as _;
use std::rc::Rc;

use super::share::escaped;
use super::{answer, compare, embed, poster, question};
use crate::state::{
    AppState, EMBED_LANGUAGES, EMBED_SHOWS, EMBED_SIZES, EMBED_THEMES, FLUID, SITES, Share,
};

/// The file name of the poster, which snippets expect beside the page.
pub const POSTER: &str = "poster.svg";
/// The file name of the poster for dark pages.
pub const POSTER_DARK: &str = "poster-dark.svg";

/// Returns names and values of the chosen attributes, without `scenario`.
fn attributes(state: &AppState) -> Vec<(&'static str, String)> {
    let chosen = &state.share;
    let mut all = Vec::new();
    let (width, _) = EMBED_SIZES[chosen.size];
    if width != FLUID {
        all.push(("width", width.to_string()));
    }
    if let Some(heights) = embed::heights(state) {
        all.push(("height", heights.map(|height| height.to_string()).join(" ")));
    }
    all.extend(options(state));
    all
}

/// Returns the attributes that are also settings in the address of an iframe.
fn options(state: &AppState) -> Vec<(&'static str, String)> {
    let chosen = &state.share;
    let mut all = Vec::new();
    if chosen.shows != 1 {
        all.push(("controls", EMBED_SHOWS[chosen.shows].to_owned()));
    }
    if chosen.theme > 0 {
        all.push(("theme", EMBED_THEMES[chosen.theme].to_owned()));
    }
    if chosen.language > 0 {
        all.push(("lang", EMBED_LANGUAGES[chosen.language].to_owned()));
    }
    if chosen.autoplay {
        all.push(("autoplay", "true".to_owned()));
    }
    if chosen.stretch && state.zoom.is_some() {
        let shown = state.axis();
        all.push(("start", seconds(shown.from.as_millis())));
        all.push(("end", seconds(shown.to.as_millis())));
    }
    all
}

/// Converts milliseconds to seconds with at most one decimal: `42`, `42.5`.
fn seconds(ms: i64) -> String {
    let (whole, tenths) = (ms.max(0) / 1_000, ms.max(0) % 1_000 / 100);
    if tenths == 0 { whole.to_string() } else { format!("{whole}.{tenths}") }
}

/// Appends the chosen settings to the fragment of a link.
pub fn with_options(state: &AppState, letters: &str) -> String {
    let mut all = letters.to_owned();
    for (key, value) in options(state) {
        all.push(if all.contains('?') { '&' } else { '?' });
        let _ = write!(all, "{key}={value}");
    }
    all
}

/// Returns the snippet for the chosen kind of site.
pub fn snippet(state: &AppState, site: &str, letters: &str, link: &str) -> String {
    let title = compare::question(state).map_or_else(|| question::asked(state), Into::into);
    let says = |(name, value): &(&str, String)| format!(" {name}=\"{value}\"");
    let attributes: String = attributes(state).iter().map(says).collect();
    let figure = match SITES[state.share.site] {
        "Hugo" => {
            let title = title.replace('"', "&quot;");
            return format!(
                "{{{{< statefulset-playground scenario=\"{letters}\" title=\"{title}\"{attributes} >}}}}"
            );
        }
        "Docusaurus" => {
            let title = escaped(&title);
            return format!(
                "<StatefulSetPlayground scenario=\"{letters}\" title=\"{title}\"{attributes} />"
            );
        }
        "iframe" => iframe(state, site, letters, &title),
        // Its Markdown may hold no script.
        "VitePress" => element(state, letters, &attributes, link, &title),
        _ => format!(
            "<script src=\"{site}embed.js\" async></script>\n{}",
            element(state, letters, &attributes, link, &title)
        ),
    };
    let verdict = compare::view(state).map(|view| Rc::from(view.verdict));
    match verdict.or_else(|| answer::sentence(state)).filter(|_| state.share.caption) {
        None => figure,
        Some(caption) => {
            let caption = escaped(&caption);
            format!("<figure>\n{figure}\n<figcaption>{caption}</figcaption>\n</figure>")
        }
    }
}

fn element(state: &AppState, letters: &str, attributes: &str, link: &str, title: &str) -> String {
    let instead = instead(state, link, title);
    format!(
        "<statefulset-playground scenario=\"{letters}\"{attributes}>{instead}</statefulset-playground>"
    )
}

fn iframe(state: &AppState, site: &str, letters: &str, title: &str) -> String {
    let Share { size, .. } = state.share;
    let (width, height) = EMBED_SIZES[size];
    let height = embed::heights(state).map_or(height, |heights| heights[embed::step(width)]);
    let width = if width == FLUID { "100%".to_owned() } else { width.to_string() };
    format!(
        "<iframe src=\"{site}embed.html#{}\" title=\"{}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\" style=\"border:0\"></iframe>",
        escaped(&with_options(state, letters)),
        escaped(title),
    )
}

/// Returns the fallback inside the element, for the time before it runs, without scripts and on paper: a link, with
/// the poster if chosen.
fn instead(state: &AppState, link: &str, title: &str) -> String {
    // A poster shows one side.
    let inside = match state.share.poster && state.compared().is_none() {
        false => escaped(title),
        true => format!(
            "<picture><source srcset=\"{POSTER_DARK}\" media=\"(prefers-color-scheme: dark)\"><img src=\"{POSTER}\" alt=\"{}\" width=\"{}\" style=\"max-width:100%;height:auto\"></picture>",
            escaped(&poster::told(state)),
            poster::WIDTH,
        ),
    };
    format!("<a href=\"{link}\">{inside}</a>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Action, Setting, Sharing};
    use crate::update::driven::update;

    fn chosen(steps: &[Sharing]) -> AppState {
        let state = AppState::open(crate::update::driven::opening(), true);
        steps.iter().fold(state, |state, step| update(state, Action::Share(step.clone())))
    }

    fn text(state: &AppState) -> String {
        snippet(state, "https://x.test/", "blog", "https://x.test/#blog")
    }

    #[test]
    fn every_choice_is_in_the_text() {
        let all = chosen(&[
            Sharing::Sized(4),
            Sharing::Set(Setting::Autoplay, 1),
            Sharing::Set(Setting::Language, 2),
            Sharing::Set(Setting::Theme, 2),
            Sharing::Set(Setting::Shows, 2),
            Sharing::Set(Setting::Caption, 1),
            Sharing::Set(Setting::Poster, 1),
        ]);
        let says = text(&all);
        for part in [
            "autoplay=\"true\"",
            "lang=\"zh-CN\"",
            "theme=\"dark\"",
            "controls=\"terminal\"",
            "<figcaption>Two go at once",
            "poster-dark.svg",
            "alt=\"Does maxUnavailable",
        ] {
            assert!(says.contains(part), "{part}: {says}");
        }
        assert!(!says.contains(" width=\"760\" height="), "fluid: {says}");
    }

    #[test]
    fn the_usual_figure_is_two_short_lines() {
        let says = text(&chosen(&[]));
        assert_eq!(
            says,
            "<script src=\"https://x.test/embed.js\" async></script>\n\
             <statefulset-playground scenario=\"blog\" width=\"760\"><a href=\"https://x.test/#blog\">\
             Does maxUnavailable 2 replace two pods at once?</a></statefulset-playground>"
        );
    }

    #[test]
    fn each_kind_of_site_has_its_own_words() {
        let of = |site| text(&chosen(&[Sharing::Set(Setting::Site, site)]));
        assert!(of(1).starts_with("<iframe src=\"https://x.test/embed.html#blog\" title="));
        assert!(of(4).starts_with("<statefulset-playground scenario=\"blog\""), "{}", of(4));
        assert!(of(2).starts_with("{{< statefulset-playground scenario=\"blog\" title="));
        assert!(of(3).starts_with("<StatefulSetPlayground scenario=\"blog\" title="));
    }

    #[test]
    fn a_stretch_that_the_timeline_shows_is_its_beginning_and_end() {
        let state = chosen(&[Sharing::Set(Setting::Stretch, 1)]);
        assert!(!text(&state).contains("start="), "all of it is shown");
        let state = update(
            update(state, Action::CursorMoved(rollout_engine::time::SimTime::from_secs(20))),
            Action::ZoomedIn,
        );
        assert!(text(&state).contains(" start=\"") && text(&state).contains(" end=\""));
    }
}
