//! The head of an embedded figure, its heights, and the link to the whole page.

use std::rc::Rc;

use scenario::PAGE_KEYS;

use super::names::PodNames;
use super::{compare, drawn, later, question, releases, rules, text};
use crate::state::{AppState, Bringing, FLUID};
use crate::text::Key;

/// The head of an embedded figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmbedHead {
    /// The question.
    pub question: Rc<str>,
    /// The set's name, if pods are drawn by their ordinals alone.
    pub set: Option<Rc<str>>,
    /// `Kubernetes 1.37. Open ↗`.
    pub says: String,
    /// The address of the whole page with the same scenario.
    pub address: String,
}

/// Returns the head.
pub fn head(state: &AppState) -> EmbedHead {
    let letters = state.address().unwrap_or_default();
    let label = |rules| releases::label(text(state), rules);
    let release = match state.compared().map(|it| it.sides.each_ref().map(rules)) {
        Some([left, right]) if label(left) != label(right) => {
            format!("{} | {}", label(left), label(right))
        }
        _ => label(rules(state)),
    };
    let pair = later::question_of_pair(state);
    EmbedHead {
        question: pair.map_or_else(|| question::asked(state), Into::into),
        set: PodNames::of(state).at_head(),
        says: text(state).say(Key::OpenIn, &[("release", &release)]),
        address: format!("./#{}", without_page_keys(&letters)),
    }
}

/// Returns what is said instead of the figure if something that its link needs could not be fetched: another rollout is not
/// shown for it.
pub fn missing(state: &AppState) -> Option<&'static str> {
    let is_file_missing = state.linked.is_missing(&state.shelf);
    let is_lost = state.exchange.is_lost || state.part == Bringing::Lost;
    let is_missing = is_file_missing || (is_lost && state.waits_to_open());
    is_missing.then(|| text(state).of(Key::FigureNotFetched))
}

/// Returns the heights of the figure in px, for widths from 740, 640, 520 and 0 px on. `None` if `web/embed.js`
/// already assumes the right ones, those of five pods, or if pods are cells, whose height is unknown beforehand.
pub fn heights(state: &AppState) -> Option<[u32; 4]> {
    if let Some(compared) = state.compared() {
        let more = i64::try_from(compare::pairs::lanes(compared)).ok()? - 5;
        let grown = |usual: i64, each: i64| u32::try_from(usual + each * more).ok();
        let heights = [grown(438, 32)?, grown(410, 24)?, grown(396, 24)?, grown(558, 24)?];
        return (more <= 7).then_some(heights);
    }
    let lanes = drawn(state)?.history.lives.lanes().count();
    let more = i64::try_from(lanes).ok()? - 5;
    let tight = if lanes > 6 { 17 } else { 0 };
    let grown = |usual: i64, each: i64| u32::try_from(usual + each * more.max(0) + tight).ok();
    let rows = u32::try_from(538 + 54 * more).ok()?;
    let heights = [grown(360, 13)?, grown(348, 13)?, grown(372, 11)?, rows];
    (more != 0 && lanes <= 12).then_some(heights)
}

/// Returns the index of the height for a width in px. A fluid width has the first.
pub fn step(width: u32) -> usize {
    match width {
        FLUID | 740.. => 0,
        640.. => 1,
        520.. => 2,
        _ => 3,
    }
}

/// Returns a link's fragment without the settings of how the page is shown.
fn without_page_keys(letters: &str) -> String {
    let Some((scenario, settings)) = letters.split_once('?') else { return letters.into() };
    let is_page = |setting: &&str| {
        let key = setting.split('=').next().unwrap_or_default();
        !PAGE_KEYS.contains(&key)
    };
    let kept: Vec<&str> = settings.split('&').filter(is_page).collect();
    if kept.is_empty() { scenario.into() } else { format!("{scenario}?{}", kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_page_is_opened_without_how_the_figure_looked() {
        assert_eq!(without_page_keys("blog?controls=none&theme=dark"), "blog");
        assert_eq!(without_page_keys("blog?replicas=4&theme=dark&at=4s"), "blog?replicas=4&at=4s");
        assert_eq!(without_page_keys("v1.a.blog.1.B"), "v1.a.blog.1.B");
    }
}
