//! The poster: an embedded figure as a picture, for paper, for feeds, without scripts, and until the program is
//! loaded.
//!
//! It shows the frame with the answer, whole lanes without a playhead, and the answer instead of the reason. It is
//! drawn from the same views as the figure; sizes and colours are copied from the style sheets, which such a file
//! cannot link to. If pods are cells, it has lanes only.

use std::fmt::Write as _;
use std::rc::Rc;

use super::pods::{self, PodView};
use super::share::escaped;
use super::timeline::{self, Shape, width_of};
use super::{answer, explain, legend, question, releases, rules, sentence::SentencePart, text};
use crate::history::Stage;
use crate::state::{AppState, Band, Embed, Layout, Place};

/// Width of the picture, in px.
pub const WIDTH: i64 = 760;
/// Margin at each side, in px.
const SIDE: i64 = 20;
/// Height of a plate, in px.
const PLATE: i64 = 72;
/// Gap between two plates, in px.
const GAP: i64 = 12;

/// The colours of one theme.
struct Palette {
    paper: &'static str,
    ink: &'static str,
    quiet: &'static str,
    faint: &'static str,
    edge: &'static str,
    rule: &'static str,
    alarm: &'static str,
    on: &'static str,
    revisions: [&'static str; 8],
}

const LIGHT: Palette = Palette {
    paper: "#ffffff",
    ink: "#16181c",
    quiet: "#4a5058",
    faint: "#666c75",
    edge: "#858b93",
    rule: "#dededa",
    alarm: "#a60032",
    on: "#ffffff",
    revisions: [
        "#3d6491", "#ad6200", "#0a5722", "#311687", "#2295b9", "#402a11", "#101c28", "#62345f",
    ],
};

const DARK: Palette = Palette {
    paper: "#131519",
    ink: "#eceded",
    quiet: "#b4bac2",
    faint: "#8f959e",
    edge: "#71777f",
    rule: "#2b2f35",
    alarm: "#ff5c7c",
    on: "#131519",
    revisions: [
        "#769fd0", "#e2993a", "#b3c5a3", "#6f69a3", "#c0f1f3", "#ae7331", "#3a74d3", "#bc3a6a",
    ],
};

impl Palette {
    fn of(&self, letter: char) -> &'static str {
        let index = u32::from(letter).wrapping_sub(u32::from('A')) as usize;
        self.revisions[index % self.revisions.len()]
    }
}

/// Returns the poster as SVG, with an address at its foot.
pub fn svg(state: &AppState, address: &str, dark: bool) -> String {
    let (state, palette) = (at_its_answer(state), if dark { &DARK } else { &LIGHT });
    let mut drawing = Drawing { svg: String::new(), palette, y: 14 };
    drawing.head(&state);
    drawing.pods(&state);
    drawing.says(&state);
    drawing.lanes(&state);
    drawing.foot(&state, address);
    let (height, title) = (drawing.y, escaped(&question::asked(&state)));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">\
         <title>{title}</title><style>{}</style>\
         <rect x=\".5\" y=\".5\" width=\"{}\" height=\"{}\" rx=\"2\" fill=\"{}\" stroke=\"{}\"/>{}</svg>\n",
        style(palette),
        WIDTH - 1,
        height - 1,
        palette.paper,
        palette.rule,
        drawing.svg,
    )
}

/// Returns the alternative text: the question and the answer.
pub fn told(state: &AppState) -> String {
    format!("{} {}", question::asked(state), says(&at_its_answer(state)))
}

/// Returns the state of a figure 760 px wide in the frame with the answer. Without an answer, in the present frame.
fn at_its_answer(state: &AppState) -> AppState {
    let mut state = state.clone();
    state.embed = Some(Embed::default());
    state.zoom = None;
    state.layout = Layout { window: 760, figure: 718, ..Layout::default() };
    let at = answer::sentence(&state).and_then(|_| answer::shown_at(&state));
    if let Some(at) = at {
        state.place = Place::at_time(&state.run, at);
    }
    state
}

/// Returns the answer, else the reason.
fn says(state: &AppState) -> Rc<str> {
    answer::sentence(state).unwrap_or_else(|| {
        let part = |part: &SentencePart| match part {
            SentencePart::Words(words) => words.clone(),
            SentencePart::Pod(name, _) => name.whole.clone(),
        };
        explain::view(state).sentence.iter().map(part).collect::<String>().into()
    })
}

fn style(palette: &Palette) -> String {
    let Palette { ink, quiet, faint, .. } = palette;
    format!(
        "text{{font:12px system-ui,sans-serif;fill:{faint}}}.q{{font:20px Palatino,Georgia,serif;fill:{ink}}}\
         .s{{font:19px Palatino,Georgia,serif;fill:{ink}}}.n{{font:600 15px system-ui,sans-serif}}\
         .k{{font:12px ui-monospace,monospace;fill:{quiet}}}.b{{font-weight:600;fill:{ink}}}\
         .c{{font-weight:700;font-size:12px}}.t{{font:11px ui-monospace,monospace}}path{{fill:none}}"
    )
}

/// Wraps a text into rows of at most `most` px.
fn rows(text: &str, size: i64, most: i64) -> Vec<String> {
    let mut rows = vec![String::new()];
    for word in text.split_inclusive([' ', '，', '；']) {
        let row = rows.last_mut().expect("there is one");
        if !row.is_empty() && width_of(&format!("{row}{word}")) * size > most * 100 {
            rows.push(word.to_owned());
        } else {
            row.push_str(word);
        }
    }
    rows
}

/// The SVG so far, and the y coordinate of its end in px.
struct Drawing<'a> {
    svg: String,
    palette: &'a Palette,
    y: i64,
}

// Writing to a String cannot fail, so the results below are dropped.
impl Drawing<'_> {
    fn text(&mut self, class: &str, (x, y): (i64, i64), fill: &str, says: &str) {
        let fill = if fill.is_empty() { String::new() } else { format!(" style=\"fill:{fill}\"") };
        let says = escaped(says);
        let _ = write!(self.svg, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{fill}>{says}</text>");
    }

    fn head(&mut self, state: &AppState) {
        let release = format!("Kubernetes {}", releases::label(text(state), rules(state)));
        let _ = write!(
            self.svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            WIDTH - SIDE,
            self.y + 20,
            escaped(&release)
        );
        for row in rows(&question::asked(state), 20, 560) {
            self.text("q", (SIDE, self.y + 21), "", row.trim());
            self.y += 28;
        }
    }

    fn pods(&mut self, state: &AppState) {
        let Some(view) = pods::view(state) else { return };
        self.y += 10;
        let count = i64::try_from(view.pods.len()).unwrap_or(1).max(1);
        let width = (WIDTH - 2 * SIDE - GAP * (count - 1)) / count;
        for (index, pod) in (0..).zip(&view.pods) {
            self.plate(pod, SIDE + index * (width + GAP), width);
        }
        self.y += PLATE + 5 + 34;
    }

    fn plate(&mut self, pod: &PodView, x: i64, width: i64) {
        let (y, palette) = (self.y, self.palette);
        let Some(life) = &pod.life else { return self.empty_plate(&pod.name.shown, x, width) };
        let is_trouble = matches!(life.stage, Stage::Trouble(_));
        let (revision, line) = (palette.of(life.letter), if is_trouble { 3 } else { 1 });
        let stroke = if is_trouble { palette.alarm } else { revision };
        let dashes = if life.stage == Stage::Pending { " stroke-dasharray=\"4 3\"" } else { "" };
        let level = match life.stage {
            Stage::Pending => 0,
            stage if stage.is_ready() => PLATE,
            Stage::Running | Stage::Leaving => PLATE * 54 / 100,
            _ => PLATE * 26 / 100,
        };
        let fill = if life.stage.is_leaving() {
            format!("url(#h{})", life.letter)
        } else {
            revision.to_owned()
        };
        let _ = write!(
            self.svg,
            "<rect x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"{level}\" fill=\"{fill}\"/>\
             <rect x=\"{x}.75\" y=\"{y}.75\" width=\"{}\" height=\"{}\" rx=\"2\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{line}.5\"{dashes}/>",
            y + PLATE - level,
            width - 2,
            PLATE - 2,
        );
        let is_full = life.stage.is_ready();
        let on_top = if is_full { palette.on } else { palette.ink };
        let below = if level >= PLATE * 26 / 100 && !life.stage.is_leaving() {
            palette.on
        } else {
            palette.ink
        };
        self.text("n", (x + 10, y + 22), on_top, &pod.name.shown);
        self.text("c", (x + 10, y + PLATE - 5), below, &life.letter.to_string());
        let _ = write!(
            self.svg,
            "<text class=\"t\" x=\"{}\" y=\"{}\" text-anchor=\"end\" style=\"fill:{below}\">{}</text>",
            x + width - 8,
            y + PLATE - 5,
            escaped(&life.tag)
        );
        self.mark(
            life.stage,
            (x + width - 17, y + 17),
            if is_full { on_top } else { stroke },
            revision,
        );
        self.text("k b", (x, y + PLATE + 18), "", &life.status);
        let _ = write!(
            self.svg,
            "<text class=\"k\" x=\"{x}\" y=\"{}\">{} <tspan style=\"font-family:system-ui,sans-serif\">{}</tspan></text>",
            y + PLATE + 35,
            escaped(&life.ready),
            escaped(&life.beside)
        );
    }

    /// Draws the outline of an ordinal without a pod.
    fn empty_plate(&mut self, name: &str, x: i64, width: i64) {
        let (y, palette) = (self.y, self.palette);
        let _ = write!(
            self.svg,
            "<rect x=\"{x}.5\" y=\"{y}.5\" width=\"{}\" height=\"{}\" rx=\"2\" fill=\"none\" stroke=\"{}\" stroke-dasharray=\"1 2\"/>",
            width - 1,
            PLATE - 1,
            palette.edge
        );
        self.text("n", (x + 10, y + 22), palette.faint, name);
    }

    /// Draws the readiness mark: a disc with a check mark if Ready, a diamond in trouble, else a ring.
    fn mark(&mut self, stage: Stage, (x, y): (i64, i64), colour: &str, knock: &str) {
        let _ = match stage {
            stage if stage.is_ready() => write!(
                self.svg,
                "<circle cx=\"{x}\" cy=\"{y}\" r=\"9\" fill=\"{colour}\"/><path d=\"M{} {y}l3 3 5-6\" stroke=\"{knock}\" stroke-width=\"2\"/>",
                x - 4
            ),
            Stage::Trouble(_) => write!(
                self.svg,
                "<path d=\"M{x} {}l9 9-9 9-9-9z\" style=\"fill:{colour}\"/>",
                y - 9
            ),
            _ => write!(
                self.svg,
                "<circle cx=\"{x}\" cy=\"{y}\" r=\"8\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>"
            ),
        };
    }

    fn says(&mut self, state: &AppState) {
        self.y += 12;
        for row in rows(&says(state), 19, WIDTH - 2 * SIDE) {
            self.text("s", (SIDE, self.y + 20), "", row.trim());
            self.y += 26;
        }
    }

    fn lanes(&mut self, state: &AppState) {
        let Some(shape) = timeline::shape(state) else { return };
        self.y += 12;
        let top = self.y;
        let mut letters: Vec<char> = shape.bands.iter().map(|band| band.letter).collect();
        letters.sort_unstable();
        letters.dedup();
        for letter in letters {
            let colour = self.palette.of(letter);
            let _ = write!(
                self.svg,
                "<pattern id=\"h{letter}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">\
                 <path stroke=\"{colour}\" stroke-width=\"1.2\" d=\"M-1 7 7-1M-4 4 4-4M2 10 10 2\"/></pattern>"
            );
        }
        let _ = write!(self.svg, "<g transform=\"translate({SIDE} {top})\">");
        shape.bands.iter().for_each(|band| self.band(band));
        self.svg.push_str("</g>");
        self.y += height(&shape) + 16;
    }

    fn band(&mut self, band: &Band) {
        let Band { letter, stage, area, edge } = band;
        let colour = self.palette.of(*letter);
        let fill = match stage {
            _ if stage.is_leaving() => format!("url(#h{letter})"),
            Stage::Pending => "none".into(),
            _ => colour.into(),
        };
        let stroke = if matches!(stage, Stage::Trouble(_)) { self.palette.alarm } else { colour };
        let _ = write!(
            self.svg,
            "<path d=\"{area}\" style=\"fill:{fill}\"/><path stroke=\"{stroke}\" d=\"{edge}\"/>"
        );
    }

    /// Draws the legend, and the address in the place of *Play*.
    fn foot(&mut self, state: &AppState, address: &str) {
        let mut x = SIDE;
        for it in legend::view(state) {
            let (colour, y) = (self.palette.of(it.letter), self.y + 6);
            let _ = write!(
                self.svg,
                "<rect x=\"{x}\" y=\"{y}\" width=\"16\" height=\"16\" rx=\"2\" fill=\"{colour}\"/>"
            );
            self.text("c", (x + 4, y + 12), self.palette.on, &it.letter.to_string());
            self.text("k", (x + 22, y + 12), "", &it.image);
            x += 22 + i64::try_from(it.image.chars().count()).unwrap_or(0) * 8 + 16;
        }
        let _ = write!(
            self.svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            WIDTH - SIDE,
            self.y + 18,
            escaped(address)
        );
        self.y += 32;
    }
}

/// Returns the height of the lanes, in px.
fn height(shape: &Shape) -> i64 {
    shape.measures.lanes_end().0 / 10
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::state::Run;

    fn opening() -> AppState {
        AppState::open(crate::update::driven::opening(), true)
    }

    #[test]
    fn a_poster_shows_the_answer_and_the_frame_that_answers() {
        let svg = svg(&opening(), "example.org/sts/#blog", false);
        for part in
            ["Two go at once", "web-4", "Pending", "nginx-slim:0.9", "example.org/sts/#blog"]
        {
            assert!(svg.contains(part), "{part}: {svg}");
        }
        for part in ["href=", "url(http", "var(", "<script", "NaN"] {
            assert!(!svg.contains(part), "{part}");
        }
        assert!(
            told(&opening()).starts_with("Does maxUnavailable 2 replace two pods at once? Two")
        );
    }

    #[test]
    fn the_dark_one_differs_in_colours_alone() {
        let [light, dark] = [false, true].map(|dark| svg(&opening(), "a", dark));
        assert_ne!(light, dark);
        let bare = |svg: &str| -> Vec<String> {
            svg.split('#').map(|part| part.get(6..).unwrap_or_default().to_owned()).collect()
        };
        assert_eq!(bare(&light), bare(&dark));
    }

    #[test]
    fn a_scenario_without_an_answer_has_its_reason_and_hostile_words_stay_words() {
        let text = crate::update::driven::FORMER.replace("Does maxUnavailable", "<b>&\"Does");
        let scenario = scenario::Scenario::parse(&text).expect("a scenario");
        let state = AppState::open(Rc::new(Run::at_once(scenario)), true);
        let svg = svg(&state, "<x>", false);
        assert!(svg.contains("&lt;b&gt;&amp;&quot;Does") && svg.contains("&lt;x&gt;"));
        assert!(svg.contains("is not Ready yet, so web-1"));
    }
}
