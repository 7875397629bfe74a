//! Actions of an article and its reader on an embedded figure, and the settings in its link.

use rollout_engine::time::SimTime;

use super::{compare, later};
use crate::state::{Action, AppState, Comparing, Controls, Embed, Embedding, File, Place};
use crate::text::{ENGLISH, Language};
use crate::view::{drawn, ends};

impl AppState {
    /// Turns the page into an embedded figure with the settings of its link. Called again when another link is
    /// followed.
    #[must_use]
    pub fn embedded(mut self) -> Self {
        let said = self.linked.settings.clone();
        let value = |key: &str| said.iter().find(|(it, _)| it == key).map(|(_, value)| &**value);
        let moment = |key: &str| value(key).and_then(seconds);
        let controls = match value("controls") {
            Some("none") => Controls::None,
            Some("terminal") => Controls::Terminal,
            _ => Controls::Transport,
        };
        let autoplay = plays(&said);
        let wants_to_play = autoplay && !self.playback.reduced_motion;
        // The figure may already be in view when a link that waited for a file is read.
        let is_seen = self.embed.is_some_and(|embed| embed.is_seen);
        self.embed = Some(Embed { controls, end: moment("end"), is_seen, wants_to_play });
        self.dark = match value("theme") {
            Some("dark") => Some(true),
            Some("light") => Some(false),
            _ => None,
        };
        self.language = value("lang").map(|tag| Language::first_of([tag]));
        self.speak_as_said();
        self.playback.stop();
        let start = moment("start").or_else(|| self.linked.shown_at());
        let rests_at = if autoplay { None } else { telling(&self) };
        if let Some(at) = start.or(rests_at) {
            self.place = Place::at_time(&self.run, at);
        }
        if is_seen {
            see(&mut self, true);
        }
        self
    }

    /// Puts an embedded comparison where it rests: at the time that its link names, else where the sides part. One
    /// that plays by itself begins at the beginning.
    #[must_use]
    pub(super) fn embedded_pair(mut self, has_moment: bool) -> Self {
        self.playback.stop();
        let value = |key: &str| self.linked.settings.iter().find(|(it, _)| it == key);
        let start = value("start").and_then(|(_, value)| seconds(value));
        let autoplay = plays(&self.linked.settings);
        let autoplay = autoplay && !self.playback.reduced_motion;
        let Some(embed) = &mut self.embed else { return self };
        (embed.wants_to_play, embed.end) = (autoplay, None);
        let is_seen = embed.is_seen;
        self = match (start, has_moment || autoplay) {
            (Some(at), _) => compare::moved(self, &Action::CursorMoved(at)),
            (None, true) => self,
            (None, false) => compare::take(self, Comparing::WentThere),
        };
        see(&mut self, is_seen);
        self
    }

    /// Sets the language that the link names. Chinese is fetched first, after the files that the link itself needs.
    fn speak_as_said(&mut self) {
        match (self.language, self.shelf.chinese) {
            (Some(Language::Chinese), Some(text)) => self.text = text,
            (Some(Language::Chinese), None) if self.shelf.wanted.is_none() => {
                self.shelf.want(File::Chinese);
            }
            (Some(Language::English), _) => self.text = &ENGLISH,
            _ => {}
        }
    }

    /// Stops playback at the figure's end.
    pub(super) fn rest_at_end(&mut self) {
        let end = self.embed.and_then(|embed| embed.end);
        if let Some(end) = end.filter(|&end| self.playback.playing && self.place.at >= end) {
            self.playback.stop();
            self.place = Place::at_time(&self.run, end);
        }
    }
}

/// Applies an event of the embedded figure.
pub(super) fn take(mut state: AppState, step: Embedding) -> AppState {
    match step {
        Embedding::Seen(seen) => see(&mut state, seen),
        Embedding::Played(plays) if plays != state.playback.playing => {
            return match state.compared() {
                Some(_) => later::moved_pair(state, &Action::PlayPressed),
                None => super::play_pressed(state),
            };
        }
        Embedding::Played(_) => {}
        Embedding::Sought(ms) => {
            let at = SimTime::from_millis(ms);
            if state.compared().is_some() {
                return later::moved_pair(state, &Action::CursorMoved(at));
            }
            state.place = Place::at_time(&state.run, at);
        }
        // There is nothing to type it into, and another rollout is not shown for a link.
        Embedding::Ran(_) if state.linked.waits() => {}
        Embedding::Ran(line) => return later::changed(state, Action::LineTyped(line)),
        Embedding::Themed { dark } => state.dark = Some(dark),
    }
    state
}

/// Pauses out of view, and resumes when the figure comes back. A figure without content stays paused.
fn see(state: &mut AppState, seen: bool) {
    let Some(embed) = &mut state.embed else { return };
    embed.is_seen = seen;
    if !seen {
        embed.wants_to_play |= state.playback.playing;
        state.playback.stop();
    } else if state.linked.is_read() && std::mem::take(&mut embed.wants_to_play) {
        state.playback.start();
    }
}

/// Returns the time at which the fewest pods are Ready.
fn telling(state: &AppState) -> Option<SimTime> {
    let stretch = ends::stretch(&state.run, drawn(state)?.history)?;
    Some(stretch.lowest.1)
}

/// Returns whether an embedded figure with these settings plays by itself.
fn plays(settings: &[(String, String)]) -> bool {
    settings.iter().any(|(key, value)| key == "autoplay" && value != "false")
}

/// Returns whether an embedded figure with these settings plays by itself, from its beginning.
pub(super) fn plays_from_beginning(settings: &[(String, String)]) -> bool {
    plays(settings) && settings.iter().all(|(key, _)| key != "start")
}

/// Parses a time in seconds: `42`, `42.5` or `42s`.
fn seconds(text: &str) -> Option<SimTime> {
    let text = text.strip_suffix('s').unwrap_or(text);
    let (whole, tenths) = text.split_once('.').unwrap_or((text, "0"));
    let whole: i64 = whole.parse().ok().filter(|seconds| (0..1_000_000).contains(seconds))?;
    let tenths: i64 = tenths.get(..1)?.parse().ok()?;
    Some(SimTime::from_millis(whole * 1000 + tenths * 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn embedded(letters: &str) -> AppState {
        let state = AppState::open(crate::update::driven::former(), false);
        crate::update::driven::update(state, Action::LinkFollowed(letters.into())).embedded()
    }

    fn after(state: AppState, step: Embedding) -> AppState {
        crate::update::driven::update(state, Action::Embed(step))
    }

    #[test]
    fn a_figure_says_what_it_shows_in_its_link() {
        let state = embedded("blog?controls=none&theme=dark&start=30&lang=zh-CN");
        assert_eq!(state.embed.map(|embed| embed.controls), Some(Controls::None));
        assert_eq!((state.dark, state.language), (Some(true), Some(Language::Chinese)));
        assert_eq!(state.place.at.as_millis(), 30_000);
        assert_eq!(embedded("blog?theme=auto").dark, None);
    }

    #[test]
    fn it_plays_only_while_it_is_seen() {
        let state = embedded("blog?autoplay=true");
        assert!(!state.playback.playing);
        let state = after(state, Embedding::Seen(true));
        assert!(state.playback.playing);
        let state = after(state, Embedding::Seen(false));
        assert!(!state.playback.playing);
        assert!(after(state, Embedding::Seen(true)).playback.playing);
        assert!(!after(embedded("blog"), Embedding::Seen(true)).playback.playing);
    }

    #[test]
    fn what_was_in_view_before_its_scenario_came_plays_then() {
        let waiting = after(embedded("canary?autoplay=true"), Embedding::Seen(true));
        assert!(!waiting.playback.playing);
        let (_, text) = scenario::GALLERY.iter().find(|(name, _)| *name == "canary").expect("it");
        let file = Some(format!("==> canary <==\n{text}").into());
        let state =
            crate::update::driven::update(waiting, Action::FileArrived(File::Gallery, file));
        assert_eq!(&*state.linked.base.name, "canary");
        assert!(state.playback.playing);
    }

    #[test]
    fn a_link_that_cannot_be_read_stays_the_reason() {
        let state = after(embedded("nonsense?autoplay=true"), Embedding::Seen(true));
        assert!(state.linked.unreadable.is_some() && !state.playback.playing);
        let waiting = embedded("canary");
        let state =
            crate::update::driven::update(waiting, Action::FileArrived(File::Gallery, None));
        assert!(crate::view::embed::missing(&state).is_some() && state.waits_to_open());
        let state = crate::update::driven::update(state, Action::PlayPressed);
        assert_eq!(state.shelf.wanted, Some(File::Gallery), "a press tries again");
        assert_eq!(crate::view::embed::missing(&state), None);
        let state = after(state, Embedding::Ran("kubectl get pods".into()));
        assert!(state.waits_to_open(), "no line is typed into nothing");
    }

    #[test]
    fn another_link_is_followed_with_what_it_says_of_its_looks() {
        let state = after(embedded("blog?controls=none"), Embedding::Seen(true));
        let state = crate::update::driven::update(
            state,
            Action::LinkFollowed("blog?replicas=3&theme=dark&start=9".into()),
        );
        assert_eq!(state.embed.map(|embed| embed.controls), Some(Controls::Transport));
        assert_eq!((state.dark, state.place.at.as_millis()), (Some(true), 9_000));
    }

    #[test]
    fn it_rests_at_its_end_and_does_what_the_article_asks() {
        let mut state = after(embedded("blog?end=28.5"), Embedding::Sought(26_000));
        state = after(state, Embedding::Played(true));
        for _ in 0..200 {
            state = crate::update::driven::update(state, Action::TimePassed(33));
        }
        assert!(!state.playback.playing);
        assert_eq!(state.place.at.as_millis(), 28_500);
        let lines = state.run.scenario.lines.len();
        let state = after(state, Embedding::Ran("kubectl scale sts web --replicas=3".into()));
        assert_eq!(state.run.scenario.lines.len(), lines + 1);
    }

    #[test]
    fn without_a_moment_it_rests_where_the_fewest_pods_are_ready() {
        let at = embedded("blog").place.at.as_millis();
        assert_eq!(at, 3_000);
    }
}
