//! The words in a plan's chart, put where nothing stands yet.
//!
//! A name is left of its whisker, right of it, above or below, whole or in short; else it is left out, and the table of all ways
//! has it.

use scenario::WayKind;

use super::{Form, LEFT, Mark, RIGHT, Scale, Words, at_a_time};
use crate::text::{Key, Text};
use crate::view::plan::sentences::{short_name, shortest_name};

/// About the width of a letter, in px.
const LETTER: i64 = 7;

/// A rectangle in which something stands: left, right, top, bottom.
pub(super) type Taken = (i64, i64, i64, i64);

/// Returns what the floor says, and where it stands.
pub(super) fn floor_words(
    text: &Text,
    scale: &Scale,
    floor: u32,
    floor_y: i64,
    marks: &[Mark],
) -> ((Words, String), Taken) {
    let number = text.say(Key::PlanFloor, &[("floor", &floor)]);
    let rest = text.of(Key::PlanFloorSays).to_owned();
    let wide = width_of(&number) + width_of(&rest) + 12;
    // Below the line, where what is not allowed lies, unless the axis is there.
    let nearest = if floor_y + 40 > scale.y(0) { floor_y - 10 } else { floor_y + 22 };
    let x = scale.right - 8;
    let at = |y: i64| (x - wide, scale.right, y - 14, y + 6);
    let drawn: Vec<Taken> = marks.iter().flat_map(places_of).collect();
    let is_free = |y: &i64| drawn.iter().all(|&place| !overlap(at(*y), place));
    let y = (nearest..=scale.y(0) - 8).step_by(4).find(is_free).unwrap_or(nearest);
    let taken = at(y);
    ((Words { x, y, says: number, ends: true }, rest), taken)
}

/// About the width of words in px. Han letters are twice as wide.
fn width_of(says: &str) -> i64 {
    let letters = says.chars().map(|letter| if letter > '\u{2e80}' { 13 } else { LETTER });
    letters.sum()
}

/// Returns where a mark, its whisker and its diamond are drawn.
fn places_of(mark: &Mark) -> impl Iterator<Item = Taken> {
    let ((x, y), reach) = (mark.at, if mark.is_chosen { 13 } else { 7 });
    let whisker = mark.whisker.map(|(from, to)| (from, to, y - 2, y + 2));
    let still = mark.still.as_ref();
    let still = still.map(|it| (it.x - 6, it.x + 8 + width_of(&it.says), y - 7, y + 7));
    [Some((x - reach, x + reach, y - reach, y + reach)), whisker, still].into_iter().flatten()
}

/// Gives each mark its name where there is room: the chosen one first, then those that are one setting.
pub(super) fn named(text: &Text, mut marks: Vec<Mark>, scale: &Scale, floor: Taken) -> Vec<Mark> {
    let mut taken = vec![floor];
    taken.extend(marks.iter().flat_map(places_of));
    let mut order: Vec<&mut Mark> = marks.iter_mut().rev().collect();
    order.sort_by_key(|mark| (!mark.is_chosen, at_a_time(mark.kind).is_none()));
    for mark in order {
        let names = match (mark.form, mark.kind) {
            (Form::Both, WayKind::Rolling { at_a_time, .. }) => {
                let either = text.say(Key::WayEither, &[("pods", &at_a_time)]);
                [either, at_a_time.to_string()]
            }
            _ => [short_name(text, mark.kind), shortest_name(text, mark.kind)],
        };
        let places = names.iter().flat_map(|says| places(mark, says));
        let is_free = |(_, box_of): &(Words, Taken)| {
            box_of.0 >= LEFT - 8
                && box_of.1 <= scale.right + RIGHT
                && box_of.2 >= 0
                && box_of.3 <= scale.y(0) + 12
                && !taken.iter().any(|other| overlap(*box_of, *other))
        };
        let mut places = places.collect::<Vec<_>>().into_iter();
        if let Some((words, box_of)) = places.find(is_free) {
            taken.push(box_of);
            mark.name = Some(words);
        }
    }
    marks
}

/// Returns the places for a mark's name, the best first.
fn places(mark: &Mark, says: &str) -> [(Words, Taken); 4] {
    let (x, y) = mark.at;
    let wide = width_of(says);
    let (from, to) = mark.whisker.unwrap_or((x, x));
    let reach = if mark.is_chosen { 18 } else { 12 };
    let after = mark.still.as_ref().map(|it| it.x + 12 + width_of(&it.says));
    let left = (from - 8).min(x - reach);
    let right = after.unwrap_or(to + 8).max(x + reach);
    let words = |x: i64, y: i64, ends: bool| {
        let says = says.to_owned();
        let from = if ends { x - wide } else { x };
        (Words { x, y, says, ends }, (from, from + wide, y - 12, y + 4))
    };
    [
        words(left, y + 4, true),
        words(right, y + 4, false),
        words(x - wide / 2, y - reach, false),
        words(x - wide / 2, y + reach + 10, false),
    ]
}

fn overlap(one: Taken, other: Taken) -> bool {
    one.0 < other.1 && other.0 < one.1 && one.2 < other.3 && other.2 < one.3
}
