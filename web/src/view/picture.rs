//! The timeline as a self-contained SVG, with a white background, so that it is legible on light and dark pages.
//!
//! The geometry is the page's. Colours and fonts are copied from its style sheets, which such a file cannot link to.

mod pairs;

use std::fmt::Write as _;

use super::question;
use super::share::escaped;
use super::timeline::{Area, Label, Px, Shape, Tone, flags, ticks};
use crate::history::Stage;
use crate::state::{AppState, Band};

pub use pairs::svg_of_pairs;

/// Margin around the picture, in px.
const MARGIN: i64 = 16;
/// Height of the title, in px.
const TITLE: i64 = 32;

/// Height of the set's name above the lanes, in px. Only if names of lanes are short.
const SET: i64 = 20;

/// The rules of the page's style sheets for a timeline, in the light theme.
const STYLE: &str = "\
text{font:11px system-ui,sans-serif;fill:#666c75}path{fill:none}.q{font:20px Palatino,Georgia,serif;fill:#16181c}\
.n{font:12px ui-monospace,monospace;fill:#4a5058}.f{font:11px ui-monospace,monospace;fill:#4a5058}\
.v{fill:#e4e5e3}.r{stroke:#4a5058;stroke-width:1.25}.d{stroke:#666c75;stroke-dasharray:1 3}\
.u{stroke-width:2}.l{stroke:#666c75}.t{stroke:#a60032;stroke-width:2}.p{stroke-width:2;stroke-dasharray:3 2}\
.k{font-weight:700;font-size:10px;fill:#fff}.h{stroke-width:1.2}";

/// The colours of revisions, by letter.
const REVISIONS: [&str; 8] =
    ["#3d6491", "#ad6200", "#0a5722", "#311687", "#2295b9", "#402a11", "#101c28", "#62345f"];

/// Returns the whole timeline as SVG.
pub fn svg(state: &AppState, shape: &Shape) -> String {
    let measures = &shape.measures;
    let whole = |tenths: i64| tenths / 10;
    let width = whole((measures.width + measures.gutter).0) + 2 * MARGIN;
    let head = TITLE + shape.set.as_ref().map_or(0, |_| SET);
    let height = whole(measures.height.0) + head + 2 * MARGIN;
    let left = whole(measures.gutter.0) + MARGIN;
    let question = question::asked(state);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\
         <title>{title}</title><style>{STYLE}</style><rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\
         <text class=\"q\" x=\"{MARGIN}\" y=\"36\">{title}</text>{set}\
         <g transform=\"translate({left} {top})\">",
        title = escaped(&question),
        set = shape.set.as_deref().map_or_else(String::new, set_name),
        top = head + MARGIN,
    );
    hatches(&mut svg, &shape.bands);
    lines(&mut svg, shape);
    shape.bands.iter().for_each(|band| draw_band(&mut svg, band));
    let top = shape.measures.lane_bottom(0) - shape.measures.pitch;
    raster(&mut svg, &shape.raster, top);
    words(&mut svg, state, shape);
    svg.push_str("</g></svg>\n");
    svg
}

fn set_name(set: &str) -> String {
    format!("<text class=\"n\" x=\"{MARGIN}\" y=\"58\">{}</text>", escaped(set))
}

fn colour(letter: char) -> &'static str {
    let index = u32::from(letter).wrapping_sub(u32::from('A')) as usize;
    REVISIONS[index % REVISIONS.len()]
}

// Writing to a String cannot fail, so the results below are dropped.

/// Writes the hatch of terminating pods, for each revision.
fn hatches(svg: &mut String, bands: &[Band]) {
    let mut letters: Vec<char> = bands.iter().map(|band| band.letter).collect();
    letters.sort_unstable();
    letters.dedup();
    for letter in letters {
        let _ = write!(
            svg,
            "<pattern id=\"h{letter}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">\
             <path class=\"h\" stroke=\"{}\" d=\"M-1 7 7-1M-4 4 4-4M2 10 10 2\"/></pattern>",
            colour(letter)
        );
    }
}

/// Writes the chart, and a line for each flag.
fn lines(svg: &mut String, shape: &Shape) {
    let chart = &shape.chart;
    for flag in &shape.flags {
        let _ =
            write!(svg, "<path class=\"l\" d=\"M{} 1V{}\"/>", flag.x, shape.measures.lanes_end());
    }
    for (class, path) in [("v", &chart.available), ("r", &chart.ready), ("d", &chart.desired)] {
        let _ = write!(svg, "<path class=\"{class}\" d=\"{path}\"/>");
    }
    for (letter, path) in &chart.updated {
        let _ = write!(svg, "<path class=\"u\" stroke=\"{}\" d=\"{path}\"/>", colour(*letter));
    }
    if let Some((path, _)) = &chart.lowest {
        let _ = write!(svg, "<path class=\"d\" d=\"{path}\"/>");
    }
}

fn draw_band(svg: &mut String, band: &Band) {
    let Band { letter, stage, area, edge } = band;
    let colour = colour(*letter);
    let fill = match stage {
        _ if stage.is_leaving() => format!("url(#h{letter})"),
        Stage::Pending => "none".into(),
        _ => colour.into(),
    };
    let (class, stroke) = match stage {
        Stage::Trouble(_) => ("t", "#a60032"),
        Stage::Pending => ("p", colour),
        _ => ("", colour),
    };
    let _ = write!(
        svg,
        "<path d=\"{area}\" style=\"fill:{fill}\"/><path class=\"{class}\" stroke=\"{stroke}\" d=\"{edge}\"/>"
    );
}

/// Writes a raster whose upper edge is at `top`.
fn raster(svg: &mut String, areas: &[Area], top: Px) {
    for Area { tone, letter, path } in areas {
        let (fill, opacity) = match tone {
            Tone::Solid => (colour(*letter), "1"),
            Tone::Settling => (colour(*letter), ".76"),
            Tone::Pale => (colour(*letter), ".4"),
            Tone::Alarm => ("#a60032", "1"),
        };
        let _ = write!(
            svg,
            "<path transform=\"translate(0 {top})\" d=\"{path}\" style=\"fill:{fill};opacity:{opacity}\"/>"
        );
    }
}

/// Writes the words. Values that look like secrets are left out of the flags, because a picture is shared without a
/// question.
fn words(svg: &mut String, state: &AppState, shape: &Shape) {
    let mut says = |class: &str, anchor: &str, it: &Label| label(svg, class, anchor, it);
    shape.names.iter().for_each(|(name, _)| says("n", "start", name));
    shape.letters.iter().for_each(|letter| says("k", "start", &letter.label));
    for (index, tick) in ticks(&shape.measures).iter().enumerate() {
        says("", if index == 0 { "start" } else { "middle" }, tick);
    }
    let secrets = &state.run.contents.secrets;
    let flags = if secrets.is_empty() {
        shape.flags.clone()
    } else {
        flags(&state.run.scenario.without(secrets, &[]), &state.run.trace, &shape.measures)
    };
    for flag in flags.iter().filter(|flag| !flag.says.is_empty()) {
        let says_it = format!("\u{a0}{}\u{a0}", flag.says);
        let anchor = if flag.leftwards { "end" } else { "start" };
        says("f", anchor, &Label { x: flag.x.clone(), y: "12".into(), says: says_it });
    }
    if let Some((_, label)) = &shape.chart.lowest {
        says("", "start", label);
    }
}

fn label(svg: &mut String, class: &str, anchor: &str, label: &Label) {
    let Label { x, y, says } = label;
    let _ = write!(
        svg,
        "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{}</text>",
        escaped(says)
    );
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use scenario::Scenario;

    use super::*;
    use crate::state::Run;
    use crate::view::timeline;

    fn of(text: &str) -> String {
        let scenario = Scenario::parse(text).expect("a scenario");
        let state = AppState::open(Rc::new(Run::at_once(scenario)), true);
        svg(&state, &timeline::shape(&state).expect("a set"))
    }

    #[test]
    fn a_picture_needs_nothing_else_and_holds_every_pod() {
        let svg = of(crate::update::driven::FORMER);
        assert!(svg.contains("web-0") && svg.contains("web-4") && svg.contains("maxUnavailable 2"));
        for part in ["url(http", "href=", "var(", "<script", "NaN"] {
            assert!(!svg.contains(part), "{part}");
        }
        assert!(svg.len() < 32 * 1024, "{}", svg.len());
    }

    #[test]
    fn a_picture_says_no_secret() {
        let line = "$ kubectl label sts web A_KEY=hush\n";
        let svg = of(&format!("{}: at 50s\n{line}", crate::update::driven::FORMER));
        assert!(svg.contains("A_KEY=") && !svg.contains("hush"), "{svg}");
    }

    #[test]
    fn hostile_names_stay_words() {
        let text = crate::update::driven::FORMER
            .replace("Does maxUnavailable", "<script>alert(\"1\")</script> & Does");
        let svg = of(&text);
        assert!(svg.contains("&lt;script&gt;alert(&quot;1&quot;)") && !svg.contains("<script"));
    }
}
