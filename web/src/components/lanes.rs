//! Fixed part of the timeline: flags, chart and lanes. Nothing in it changes while time passes.

use std::rc::Rc;

use yew::prelude::*;

use super::use_page;
use crate::history::{Stage, Trouble};
use crate::state::Band;
use crate::text::Key;
use crate::view::timeline::{Chart, Cut, Flag, Label, Letter, Measures, Shape, Stall};

#[derive(PartialEq, Properties)]
pub struct Props {
    pub shape: Rc<Shape>,
}

/// Draws flags, chart and lanes.
#[component]
pub fn Lanes(props: &Props) -> Html {
    let page = use_page();
    let shape = &props.shape;
    let shown = use_mut_ref(|| Rc::clone(shape));
    let before = std::mem::replace(&mut *shown.borrow_mut(), Rc::clone(shape));
    let gone = Some(before).filter(|before| before.version.0 != shape.version.0);
    html! {
        <>
            <defs>{ hatches("", shape.bands.iter().map(|band| band.letter)) }</defs>
            { for shape.flags.iter().map(|flag| flag_line(flag, shape)) }
            <g class="chart" role="img" aria-label={page.text.of(Key::Chart)}>{ chart(&shape.chart) }</g>
            <g class="lanes" aria-hidden="true">
                { for shape.bands.iter().map(|it| band("", it)) }
                { for shape.letters.iter().map(letter) }
                { for shape.names.iter().map(|(name, whole)| lane_name(name, whole.as_ref())) }
            </g>
            if let Some(gone) = &gone {
                { future_that_was(gone, shape) }
            }
            { for shape.stall.iter().map(|it| stall(it, shape)) }
            { for shape.flags.iter().map(flag_words) }
            { for shape.gaps.iter().map(|it| cut(it, &shape.measures)) }
        </>
    }
}

/// Draws the hatch patterns of these revisions. `name` keeps the ids of different pictures apart.
pub fn hatches(name: &str, letters: impl Iterator<Item = char>) -> Html {
    html! { <>{ for letters.fold(Vec::new(), once).into_iter().map(|letter| hatch(name, letter)) }</> }
}

/// Draws the fork after an action in the past: the old lanes after the playhead fade above the new ones.
fn future_that_was(gone: &Shape, shape: &Shape) -> Html {
    let height = shape.measures.height.max(gone.measures.height).to_string();
    html! {
        // Alternating class names restart the animation.
        <g class={if shape.version.0.is_multiple_of(2) { "gone" } else { "gone again" }} aria-hidden="true">
            <clipPath id="beyond"><rect x={shape.version.1.clone()} y="0" width="100%" {height} /></clipPath>
            <g clip-path="url(#beyond)">{ for gone.bands.iter().map(|it| band("", it)) }</g>
        </g>
    }
}

fn once(mut letters: Vec<char>, letter: char) -> Vec<char> {
    if !letters.contains(&letter) {
        letters.push(letter);
    }
    letters
}

/// Draws the patterns of a revision: a hatch for pods being deleted, dots for pods on lost nodes.
fn hatch(name: &str, letter: char) -> Html {
    let rev = letter.to_string();
    html! {
        <>
        <pattern id={format!("{name}dots-{letter}")} width="4" height="4" patternUnits="userSpaceOnUse" data-rev={rev}>
            <circle class="dot" cx="2" cy="2" r="1" />
        </pattern>
        <pattern id={format!("{name}hatch-{letter}")} width="6" height="6" patternUnits="userSpaceOnUse" data-rev={letter.to_string()}>
            <path class="hatch" d="M-1 7 7-1M-4 4 4-4M2 10 10 2" />
        </pattern>
        </>
    }
}

/// Draws a label.
pub fn words(class: &'static str, label: &Label) -> Html {
    html! { <text {class} x={label.x.clone()} y={label.y.clone()}>{ &label.says }</text> }
}

/// Draws a lane's name. A shortened name has the full name as its tooltip.
fn lane_name(Label { x, y, says }: &Label, whole: Option<&String>) -> Html {
    html! {
        <text class="lane-name" x={x.clone()} y={y.clone()}>{ for whole.map(|whole| html! { <title>{ whole }</title> }) }{ says }</text>
    }
}

fn flag_line(flag: &Flag, shape: &Shape) -> Html {
    html! { <path class="flag-line" d={format!("M{} 1V{}", flag.x, shape.measures.lanes_end())} /> }
}

/// Draws a flag's words. Pressing them moves the cursor to its time (see [`super::timeline`]).
pub fn flag_words(flag: &Flag) -> Html {
    let class = classes!("flag", flag.leftwards.then_some("leftwards"));
    let dx = if flag.leftwards { "-6" } else { "6" };
    html! {
        <text {class} x={flag.x.clone()} {dx} y="12" data-at={flag.at.as_millis().to_string()}>{ &flag.says }</text>
    }
}

fn chart(chart: &Chart) -> Html {
    html! {
        <>
            <path class="available" d={chart.available.clone()} />
            <path class="ready" d={chart.ready.clone()} />
            <path class="desired" d={chart.desired.clone()} />
            { for chart.updated.iter().map(|(letter, path)| html! {
                <path class="updated" data-rev={letter.to_string()} d={path.clone()} />
            }) }
            if let Some((path, label)) = &chart.lowest {
                <path class="lowest" d={path.clone()} />
                { words("count lowest-count", label) }
            }
        </>
    }
}

/// Draws the parts of lanes that look alike.
pub fn band(name: &str, band: &Band) -> Html {
    let letter = band.letter.to_string();
    let pattern = match band.stage {
        Stage::Leaving | Stage::Stopped => Some("hatch"),
        Stage::Trouble(Trouble::Lost) => Some("dots"),
        _ => None,
    };
    let fill = pattern.map(|pattern| format!("url(#{name}{pattern}-{letter})"));
    html! {
        <g class={classes!("seg", band.stage.key())} data-rev={letter}>
            <path class="area" d={band.area.clone()} {fill} />
            <path class="edge" d={band.edge.clone()} />
        </g>
    }
}

/// Draws a letter in a lane.
pub fn letter(letter: &Letter) -> Html {
    html! { <g data-rev={letter.letter.to_string()}>{ words("seg-letter", &letter.label) }</g> }
}

/// Draws a gap: two strokes through lanes and axis, and the length of the omitted time.
pub fn cut(cut: &Cut, measures: &Measures) -> Html {
    let x = &cut.label.x;
    let bottom = measures.axis();
    html! {
        <g class="cut" aria-hidden="true">
            <rect x={cut.x.clone()} width={cut.width.clone()} y={measures.veil_top().to_string()} height={measures.veil().to_string()} />
            <path d={format!("M{x} {bottom}m-7 5 6 -10m2 10 6 -10")} />
            { words("cut-says", &cut.label) }
        </g>
    }
}

fn stall(stall: &Stall, shape: &Shape) -> Html {
    let measures = &shape.measures;
    html! {
        <g class="stall" aria-hidden="true">
            <defs>
                <pattern id="stalled" width="8" height="8" patternUnits="userSpaceOnUse">
                    <path d="M-1 9 9-1M-5 5 5-5M3 13 13 3" />
                </pattern>
            </defs>
            <rect
                x={stall.x.clone()} width={stall.width.clone()}
                y={measures.chart_top().to_string()} height={measures.chart.to_string()}
                fill="url(#stalled)"
            />
            <path d={format!("M{} {}V{}", stall.x, measures.chart_top(), measures.lanes_end())} />
            { words(if stall.leftwards { "stall-says leftwards" } else { "stall-says" }, &stall.label) }
        </g>
    }
}
