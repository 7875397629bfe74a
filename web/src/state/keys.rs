//! Keyboard shortcuts. Single letters act only outside text fields, and no shortcut takes a key from the focused
//! element.

use rollout_engine::time::SimTime;

use super::action::PodStep;
use super::{Action, Comparing, Direction, Focus, Naming};

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
    Some(match key {
        "ArrowRight" | "ArrowUp" => Action::CursorNudged(1_000),
        "ArrowLeft" | "ArrowDown" => Action::CursorNudged(-1_000),
        "PageUp" => Action::CursorNudged(10_000),
        "PageDown" => Action::CursorNudged(-10_000),
        "Home" => Action::CursorMoved(SimTime::from_millis(i64::MIN)),
        "End" => Action::CursorMoved(SimTime::MAX),
        _ => return None,
    })
}

/// Returns a key's action among pods drawn `row` side by side.
pub fn pods_action_for(key: &str, row: i32) -> Option<Action> {
    let step = match key {
        "ArrowRight" => PodStep::By(1),
        "ArrowLeft" => PodStep::By(-1),
        "ArrowDown" => PodStep::By(row),
        "ArrowUp" => PodStep::By(-row),
        "Home" => PodStep::First,
        "End" => PodStep::Last,
        _ => return None,
    };
    Some(Action::PodsCrossed(step))
}

/// Returns a letter's action among pods, if it continues a pod's name or begins a new one. Before `P` only digits
/// count, so that other letters keep their shortcuts.
pub fn naming_action_for(key: &str, naming: &Naming) -> Option<Action> {
    let key = key.to_lowercase();
    let is_letter = key.chars().count() == 1;
    let is_asked = naming.typed.is_some() || key.bytes().all(|it| it.is_ascii_digit());
    let longer = format!("{}{key}", naming.typed.as_deref().unwrap_or_default());
    [longer, key]
        .into_iter()
        .filter(|_| is_letter && is_asked)
        .find(|letters| naming.begins_with(letters))
        .map(Action::PodNamed)
}
