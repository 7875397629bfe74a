//! The transport: playback, its speed, and the cursor.

use rollout_engine::time::SimTime;

use super::{drawn, text};
use crate::state::AppState;
use crate::text::Key;

/// The transport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transport {
    /// Whether playback runs.
    pub playing: bool,
    /// Speed in thousandths of real time.
    pub speed: u32,
    /// `0:42`.
    pub clock: String,
    /// `frame 37 of 121`.
    pub frame: String,
    /// Whether a stall follows the cursor.
    pub next_stall: bool,
    /// Whether the timeline shows a part only.
    pub zoomed: bool,
    /// Whether it moves both sides of a comparison.
    pub is_of_both: bool,
    /// Whether the list of keys is open.
    pub keys: bool,
    /// Whether single-letter keyboard shortcuts are on.
    pub letter_keys: bool,
}

/// Returns whether playback waits at the end of what is known for frames that the service has not sent yet.
pub fn waits_for_frames(state: &AppState) -> bool {
    let is_at_end = state.place.at >= state.run.history.ends_at;
    state.playback.playing && is_at_end && !state.run.is_whole()
}

/// Returns the transport.
pub fn view(state: &AppState) -> Transport {
    let begins = state.run.trace.begins.0;
    let last = state.run.trace.rollout.frame_at(state.run.history.ends_at).0;
    let here = state.place.frame().0;
    Transport {
        playing: state.playback.playing,
        speed: state.playback.speed,
        clock: state.place.at.to_string(),
        frame: text(state).say(
            Key::Frame,
            &[
                ("frame", &(here.saturating_sub(begins) + 1)),
                ("of", &(last.saturating_sub(begins) + 1)),
            ],
        ),
        next_stall: next_stall(state).is_some(),
        zoomed: state.zoom.is_some(),
        is_of_both: false,
        keys: state.tools.keys,
        letter_keys: state.letter_keys,
    }
}

/// Returns the start of the next stall of the drawn set.
pub fn next_stall(state: &AppState) -> Option<SimTime> {
    drawn(state)?.history.stalls.iter().copied().find(|&at| at > state.place.at)
}

/// Returns the class for the animation of levels and marks: none when scrubbing and at 10× or faster; while playing,
/// marks fade.
pub fn pace(state: &AppState) -> &'static str {
    let playback = &state.playback;
    match (playback.scrubbed || playback.speed >= 10_000, playback.playing) {
        (true, _) => "at-once",
        (false, true) => "playing",
        (false, false) => "",
    }
}

/// Returns a speed in words: `0.1×` for 100 thousandths.
pub fn speed_name(speed: u32) -> String {
    let (whole, thousandths) = (speed / 1_000, speed % 1_000);
    let fraction = format!("{thousandths:03}");
    match fraction.trim_end_matches('0') {
        "" => format!("{whole}×"),
        fraction => format!("{whole}.{fraction}×"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_have_no_trailing_zeros() {
        assert_eq!([100, 250, 1_000, 50_000].map(speed_name), ["0.1×", "0.25×", "1×", "50×"]);
    }
}
