//! Keyboard shortcuts. Single letters act only outside text fields, and no shortcut takes a key from the focused
//! element.

use rollout_engine::time::SimTime;

use super::action::Stride;
use super::{Action, Comparing, Direction, Focus};

/// Kind of element that has the focus when a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// A text field.
    Text,
    /// An element that Space and Enter press.
    Press,
    /// An element that takes no keys.
    Page,
}

/// Returns a key's action on the page. Ctrl or Cmd is written `^z`, and with Shift `^Z`.
pub fn action_for(key: &str, place: Where, letter_keys: bool) -> Option<Action> {
    if key == "Escape" {
        return Some(Action::Escaped);
    }
    if place == Where::Text {
        return None;
    }
    match key {
        "^z" => Some(Action::Undone),
        "^Z" | "^y" => Some(Action::Redone),
        _ if key.starts_with('^') => None,
        " " if place == Where::Page => Some(Action::PlayPressed),
        "Home" => Some(Action::WentHome),
        "End" => Some(Action::WentToEnd),
        _ if letter_keys => letter(key),
        _ => None,
    }
}

fn letter(key: &str) -> Option<Action> {
    Some(match key {
        "," => Action::Stepped(Direction::Back),
        "." => Action::Stepped(Direction::Forward),
        "[" => Action::ChangeSought(Direction::Back),
        "]" => Action::ChangeSought(Direction::Forward),
        "{" => Action::Compare(Comparing::DifferenceSought(Direction::Back, true)),
        "}" => Action::Compare(Comparing::DifferenceSought(Direction::Forward, true)),
        "-" => Action::SpeedStepped(Direction::Back),
        "+" | "=" => Action::SpeedStepped(Direction::Forward),
        "s" | "S" => Action::StallSought,
        "z" => Action::ZoomedIn,
        "Z" => Action::ZoomedOut,
        "/" => Action::FocusAsked(Focus::Prompt),
        "p" | "P" => Action::FocusAsked(Focus::Pods),
        "t" | "T" => Action::FocusAsked(Focus::Time),
        "?" => Action::KeysToggled,
        _ => return None,
    })
}

/// Returns a key's action on the playhead.
pub fn slider_action_for(key: &str) -> Option<Action> {
    Some(match stride_for(key)? {
        Stride::By(seconds) => Action::CursorNudged(i64::from(seconds) * 1_000),
        Stride::First => Action::CursorMoved(SimTime::from_millis(i64::MIN)),
        Stride::Last => Action::CursorMoved(SimTime::MAX),
    })
}

/// Returns how a key moves a value on its line: by one, by ten, or to an end.
pub fn stride_for(key: &str) -> Option<Stride> {
    Some(match key {
        "ArrowRight" | "ArrowUp" => Stride::By(1),
        "ArrowLeft" | "ArrowDown" => Stride::By(-1),
        "PageUp" => Stride::By(10),
        "PageDown" => Stride::By(-10),
        "Home" => Stride::First,
        "End" => Stride::Last,
        _ => return None,
    })
}

/// Returns a key's action among pods drawn `row` side by side.
pub fn pods_action_for(key: &str, row: i32) -> Option<Action> {
    let step = match key {
        "ArrowRight" => Stride::By(1),
        "ArrowLeft" => Stride::By(-1),
        "ArrowDown" => Stride::By(row),
        "ArrowUp" => Stride::By(-row),
        "Home" => Stride::First,
        "End" => Stride::Last,
        _ => return None,
    };
    Some(Action::PodsCrossed(step))
}
