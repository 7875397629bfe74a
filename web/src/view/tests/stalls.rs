//! The words of a stuck run's last stretch stay inside the timeline, wherever it begins.

use std::rc::Rc;

use super::*;
use crate::state::{Layout, Run};
use crate::view::timeline::{Stall, width_of};

/// Returns the stall and the width of the timeline, in CSS pixels, at a width of the window and the figure.
fn stall(state: &AppState, (window, figure): (u32, u32)) -> Option<(Stall, f64)> {
    let layout = Layout { window, figure, ..Layout::default() };
    let shape = timeline::shape(&update(state.clone(), Action::Resized(layout)))?;
    Some((shape.stall?, number(&shape.measures.width.to_string())))
}

fn number(text: &str) -> f64 {
    text.parse().expect("a number")
}

#[test]
fn its_words_are_inside_the_timeline() {
    let released = end(typed(end(at(0)), &["kubectl label pod web-2 app=other --overwrite"]));
    let scenarios = scenario::GALLERY.iter().map(|(name, text)| {
        let scenario = scenario::Scenario::parse(text).expect(name);
        AppState::open(Rc::new(Run::at_once(scenario)), true)
    });
    let mut seen = [0, 0];
    for state in scenarios.chain([released]) {
        for at_width in [(1440, 820), (1280, 708), (768, 616), (390, 314)] {
            let Some((stall, width)) = stall(&state, at_width) else { continue };
            let (x, long) = (number(&stall.label.x), width_of(&stall.label.says) * 14 / 100);
            let long = f64::from(i32::try_from(long).expect("short"));
            let (from, to) = if stall.leftwards { (x - long, x) } else { (x, x + long) };
            assert!(from >= 0.0 && to <= width, "{stall:?} of {width}");
            seen[usize::from(stall.leftwards)] += 1;
        }
    }
    assert!(seen.iter().all(|&times| times > 0), "both ways: {seen:?}");
}
