//! The paired lanes of a comparison as a self-contained SVG, with the question and the verdict above them.

use std::fmt::Write as _;

use super::{MARGIN, STYLE, draw_band, hatches, label, raster};
use crate::state::AppState;
use crate::view::compare::CompareView;
use crate::view::compare::pairs::{EndMark, Pairs};
use crate::view::share::escaped;
use crate::view::timeline::{Label, PAIRS_TOP, px, ticks};

/// Room for the question, the verdict and the caption, in px.
const HEAD: i64 = 84;
/// Room for the names of the lanes, in px.
const GUTTER: i64 = 76;
/// Room below the axis, in px.
const FOOT: i64 = 8;
/// Height between two rasters, in px.
const APART: i64 = 12;

/// Returns the timeline of the comparison on the screen as SVG.
pub fn svg_of_pairs(state: &AppState, view: &CompareView, pairs: &Pairs) -> String {
    let measures = &pairs.measures;
    let width = measures.width.0 / 10 + GUTTER + 2 * MARGIN;
    let height = measures.height.0 / 10 + HEAD + FOOT + 2 * MARGIN;
    let (question, verdict) = (escaped(&view.question), escaped(&view.verdict));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\
         <title>{question} {verdict}</title><style>{STYLE}</style><rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\
         <text class=\"q\" x=\"{MARGIN}\" y=\"36\">{question}</text>\
         <text x=\"{MARGIN}\" y=\"60\" style=\"font:15px Palatino,Georgia,serif;fill:#16181c\">{verdict}</text>\
         <text x=\"{MARGIN}\" y=\"80\">{caption}</text>\
         <g transform=\"translate({left} {top})\">",
        caption = escaped(&view.caption),
        left = GUTTER + MARGIN,
        top = HEAD + MARGIN,
    );
    let end = measures.lanes_end();
    for flag in &pairs.flags {
        let _ = write!(svg, "<path class=\"l\" d=\"M{} 1V{end}\"/>", flag.x);
    }
    hatches(&mut svg, &pairs.bands);
    pairs.bands.iter().for_each(|band| draw_band(&mut svg, band));
    if let Some((sides, high)) = &pairs.rasters {
        for (side, of_side) in (0..).zip(sides) {
            raster(&mut svg, of_side, PAIRS_TOP + px(side * (i64::from(*high) + APART)));
        }
    }
    for (index, x) in pairs.ticks.iter().enumerate() {
        let from = if index == 0 { 20 } else { 28 };
        let _ = write!(svg, "<path style=\"stroke:#16181c\" d=\"M{x} {from}V34\"/>");
    }
    pairs.ends.iter().for_each(|mark| end_mark(&mut svg, mark, &end.to_string()));
    words(&mut svg, state, pairs);
    svg.push_str("</g></svg>\n");
    svg
}

fn end_mark(svg: &mut String, mark: &EndMark, end: &str) {
    let _ =
        write!(svg, "<path style=\"stroke:#16181c;stroke-width:1.5\" d=\"M{} 2V{end}\"/>", mark.x);
    let anchor = if mark.leftwards { "end" } else { "start" };
    let room = if mark.leftwards { "\u{a0}" } else { "" };
    let says = format!("{room}{}", mark.label.says);
    label(svg, "f", anchor, &Label { says, ..mark.label.clone() });
}

/// Writes the words. Where a value looks like a secret, the flags are left without words.
fn words(svg: &mut String, state: &AppState, pairs: &Pairs) {
    pairs.names.iter().for_each(|it| label(svg, "n", "start", it));
    pairs.letters.iter().for_each(|it| label(svg, "k", "start", &it.label));
    pairs.first.iter().for_each(|it| label(svg, "", "start", it));
    for (index, tick) in ticks(&pairs.measures).iter().enumerate() {
        label(svg, "", if index == 0 { "start" } else { "middle" }, tick);
    }
    let sides = state.compared().map(|it| it.sides.each_ref());
    let is_open =
        sides.is_some_and(|it| it.iter().all(|side| side.run.contents.secrets.is_empty()));
    for flag in pairs.flags.iter().filter(|flag| is_open && !flag.says.is_empty()) {
        let anchor = if flag.leftwards { "end" } else { "start" };
        let says = format!("\u{a0}{}\u{a0}", flag.says);
        label(svg, "f", anchor, &Label { x: flag.x.clone(), y: "12".into(), says });
    }
}
