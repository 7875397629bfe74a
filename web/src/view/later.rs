//! What of the view is in the rest of the program: what shows after a person opened it.

use std::rc::Rc;

use super::compare;
use super::compare::pairs::Pairs;
use super::controls::{self, ControlView};
use super::menu::{self, Item};
use super::pods::{self, Cells};
use super::releases::{self, ReleaseList};
use super::share::{self, Made, Share};
use super::timeline::Shape;
use super::unavailable::{self, Unavailable};
use crate::state::{AppState, Control};

later! {
    in Rest;
    /// Returns the items of the Share popover. `site` is the page's address without what follows `#`.
    fn made(state: &AppState, site: &str, shape: Option<&Shape>) -> Option<Rc<Made>> = make, until then None;
    /// Returns the Share popover.
    fn share(state: &AppState, made: &Rc<Made>) -> Option<Share> = shared, until then None;
    /// Returns the list of releases.
    fn releases(state: &AppState) -> Option<ReleaseList> = releases::view, until then None;
    /// Returns the first line of a control.
    fn line_of(state: &AppState, control: Control) -> String = controls::line_of, until then String::new();
    /// Returns the unavailable pods, if pods are cells.
    fn unavailable(state: &AppState) -> Option<Unavailable> = unavailable::view, until then None;
    /// Returns pods as cells.
    fn cells(state: &AppState) -> Option<Cells> = pods::cells, until then None;
    /// Returns the question of a comparison.
    fn question_of_pair(state: &AppState) -> Option<String> = compare::question, until then None;
    /// Returns the items of a pod's menu.
    fn menu(state: &AppState, ordinal: u32) -> Vec<Item> = menu::items, until then Vec::new();
    /// Returns the geometry of a comparison's timeline.
    fn pairs(state: &AppState) -> Option<Pairs> = compare::pairs::pairs, until then None;
    /// Returns the control that is open beside its value in the figure.
    fn in_place(state: &AppState) -> Option<ControlView> = controls::in_place, until then None;
}

fn make(state: &AppState, site: &str, shape: Option<&Shape>) -> Option<Rc<Made>> {
    Some(Rc::new(share::make(state, site, shape)))
}

fn shared(state: &AppState, made: &Rc<Made>) -> Option<Share> {
    Some(share::view(state, made))
}
