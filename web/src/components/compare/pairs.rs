//! The timeline of a comparison: paired lanes or two rasters, flags, ends, a tick for each difference, one playhead.

use std::rc::Rc;

use yew::prelude::*;

use crate::components::lanes::{band, cut, flag_words, hatches, letter, words};
use crate::components::raster::Raster;
use crate::components::{Page, icons, playhead, scrub};
use crate::text::Key;
use crate::view::compare::pairs::{EndMark, Pairs};
use crate::view::timeline::{PAIRS_TOP, Playhead};

/// Draws the timeline. The pointer moves the playhead anywhere on it.
pub fn pairs(page: &Page, shape: &Rc<Pairs>, moving: &Playhead) -> Html {
    let measures = &shape.measures;
    html! {
        <div class="row">
            <span />
            <div class="tl" onpointerdown={scrub::on_pressed(page, false)} onpointermove={scrub::on_moved(page, false, |_| None)}>
                if let Some((sides, high)) = &shape.rasters {
                    <div class={if *high > 72 { "rasters" } else { "rasters low" }}>
                        { for sides.iter().map(|areas| html! {
                            <Raster areas={Rc::clone(areas)} />
                        }) }
                    </div>
                }
                <svg height={measures.height.to_string()}>
                    <Fixed shape={Rc::clone(shape)} />
                    { playhead::draw(page, measures, moving, Key::TimeOfBoth) }
                    // Over the veil: an end is looked for before the playhead is there.
                    <Ends shape={Rc::clone(shape)} />
                </svg>
            </div>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct FixedProps {
    shape: Rc<Pairs>,
}

/// Draws what does not change while time passes.
#[component]
fn Fixed(props: &FixedProps) -> Html {
    let shape = &props.shape;
    let end = shape.measures.lanes_end();
    html! {
        <>
            <defs>{ hatches("", shape.bands.iter().map(|band| band.letter)) }</defs>
            { for shape.flags.iter().map(|flag| html! { <path class="flag-line" d={format!("M{} 1V{end}", flag.x)} /> }) }
            <g class="lanes" aria-hidden="true">
                { for shape.bands.iter().map(|it| band("", it)) }
                { for shape.letters.iter().map(letter) }
                { for shape.names.iter().map(|name| words("lane-name", name)) }
            </g>
            <g class="diffs" aria-hidden="true">
                { for shape.ticks.iter().enumerate().map(|(index, x)| html! {
                    <path class={(index == 0).then_some("first")} d={format!("M{x} {}V{}", if index == 0 { 20 } else { 28 }, 34)} />
                }) }
                { for shape.first.iter().map(|it| words("first-says", it)) }
            </g>
            { for shape.flags.iter().map(flag_words) }
            { for shape.gaps.iter().map(|it| cut(it, &shape.measures)) }
        </>
    }
}

/// Draws the ends of the sides.
#[component]
fn Ends(props: &FixedProps) -> Html {
    let end = props.shape.measures.lanes_end().to_string();
    html! { <g>{ for props.shape.ends.iter().map(|it| end_mark(it, &end)) }</g> }
}

fn end_mark(mark: &EndMark, end: &str) -> Html {
    let (x, y) = &mark.sign;
    let class = if mark.leftwards { "end-says leftwards" } else { "end-says" };
    html! {
        <g class="end-mark">
            <path d={format!("M{} 2V{end}", mark.x)} />
            <g transform={format!("translate({x} {y})")}>{ icons::which_in(mark.side) }</g>
            { words(class, &mark.label) }
        </g>
    }
}

const _: () =
    assert!(PAIRS_TOP.0 == 360, "`.rasters` in styles/compare.css stands as far from the top");
