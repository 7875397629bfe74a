//! What an embedded figure says of itself, and the link to the whole page.

use std::rc::Rc;

use scenario::PAGE_KEYS;

use super::names::PodNames;
use super::{question, releases, rules, text};
use crate::state::AppState;
use crate::text::Key;

/// The head of an embedded figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opens {
    /// The question.
    pub question: Rc<str>,
    /// The set's name, where pods are drawn by their ordinals alone.
    pub set: Option<Rc<str>>,
    /// `Kubernetes 1.37. Open ↗`.
    pub says: String,
    /// The address of the whole page with the same scenario.
    pub address: String,
}

/// The head.
pub fn opens(state: &AppState) -> Opens {
    let letters = state.address().unwrap_or_default();
    Opens {
        question: question::asked(state),
        set: PodNames::of(state).at_head(),
        says: text(state)
            .say(Key::OpenIn, &[("release", &releases::label(text(state), rules(state)))]),
        address: format!("./#{}", without_page_keys(&letters)),
    }
}

/// The letters of a link without what it says of how it is shown.
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
