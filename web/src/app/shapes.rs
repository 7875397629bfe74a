//! The geometry of timelines, as yew hooks: it is expensive and rarely changes between frames, so it is computed again only
//! when what it depends on has changed.

use std::rc::Rc;

use rollout_engine::cluster::SetId;
use rollout_engine::time::SimTime;
use yew::prelude::*;

use super::effects::Same;
use crate::state::{AppState, Layout, Run, Stretch};
use crate::text::Text;
use crate::view;
use crate::view::compare::pairs::Pairs;
use crate::view::timeline::Shape;

/// Inputs of the timeline's geometry. The geometry is computed again only when they change.
struct MadeFrom {
    run: Rc<Run>,
    set: Option<SetId>,
    layout: Layout,
    axis: Stretch,
    text: &'static Text,
}

impl PartialEq for MadeFrom {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.run, &other.run)
            && self.set == other.set
            && self.layout == other.layout
            && self.axis == other.axis
            && self.text == other.text
    }
}

/// Returns the timeline's geometry. Memoized, because it is expensive and rarely changes between frames.
#[hook]
pub fn use_shape(state: &AppState) -> Option<Rc<Shape>> {
    let set = view::drawn(state).map(|drawn| drawn.history.id);
    let (layout, axis) = (state.layout, state.axis());
    let made_from =
        MadeFrom { run: Rc::clone(&state.run), set, layout, axis, text: view::text(state) };
    let shape = use_memo(made_from, |_| view::timeline::shape(state).map(Rc::new));
    Option::clone(&shape)
}

/// Inputs of the geometry of a comparison's timeline.
struct PairsMadeFrom {
    runs: Option<[Same<Run>; 2]>,
    layout: Layout,
    zeros: Option<[SimTime; 2]>,
    text: &'static Text,
}

impl PartialEq for PairsMadeFrom {
    fn eq(&self, other: &Self) -> bool {
        self.runs == other.runs
            && self.layout == other.layout
            && self.zeros == other.zeros
            && self.text == other.text
    }
}

/// Returns the geometry of a comparison's timeline. Memoized, as that of the figure.
#[hook]
pub fn use_pairs(state: &AppState) -> Option<Rc<Pairs>> {
    let compared = state.compared();
    let made_from = PairsMadeFrom {
        runs: compared.map(|it| it.sides.each_ref().map(|side| Same(Rc::clone(&side.run)))),
        layout: state.layout,
        zeros: compared.map(|it| it.zeros),
        text: view::text(state),
    };
    let pairs = use_memo(made_from, |_| view::later::pairs(state).map(Rc::new));
    Option::clone(&pairs)
}
