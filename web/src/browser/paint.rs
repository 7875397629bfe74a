//! Paints the raster of many pods on a canvas.

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::{before_paint, window};
use crate::view::timeline::{Spot, Tone};

/// Paints the raster after the theme has been applied.
pub fn paint_soon(canvas: HtmlCanvasElement, spots: Rc<[Spot]>) {
    before_paint(move || paint(&canvas, &spots));
}

/// Paints the raster in the style sheet's colours.
fn paint(canvas: &HtmlCanvasElement, spots: &[Spot]) {
    let context = canvas.get_context("2d").ok().flatten();
    let context = context.and_then(|it| it.dyn_into::<CanvasRenderingContext2d>().ok());
    let style = window().and_then(|window| window.get_computed_style(canvas).ok()?);
    let (Some(context), Some(style)) = (context, style) else { return };
    let colour = |name: &str| style.get_property_value(name).unwrap_or_default();
    let (paper, alarm) = (colour("--paper"), colour("--alarm"));
    let letters =
        ('A'..='H').map(|letter| colour(&format!("--rev-{}", letter.to_ascii_lowercase())));
    let letters: Vec<String> = letters.collect();
    context.clear_rect(0.0, 0.0, canvas.width().into(), canvas.height().into());
    for spot in spots {
        let fill = |colour: &str, alpha: f64| {
            context.set_global_alpha(alpha);
            context.set_fill_style_str(colour);
            let (x, y) = (spot.x.into(), spot.y.into());
            context.fill_rect(x, y, spot.width.into(), spot.height.into());
        };
        let revision = &letters[(spot.letter as usize - 'A' as usize).min(letters.len() - 1)];
        // A pale pod gets a paper background first, because a spot of another pod may be below it.
        match spot.tone {
            Tone::Solid => fill(revision, 1.0),
            Tone::Settling => {
                fill(&paper, 1.0);
                fill(revision, 0.76);
            }
            Tone::Pale => {
                fill(&paper, 1.0);
                fill(revision, 0.4);
            }
            Tone::Alarm => fill(&alarm, 1.0),
        }
    }
}
