//! What of the page is in the rest of the program: the screens beside the figure, and the tools but two.

use std::rc::Rc;

use yew::prelude::*;

use super::{screens, sweep};
use crate::browser::Sweeping;
use crate::components::Page;
use crate::state::{Action, AppState, SweepWanted};
use crate::view::compare::pairs::Pairs;

later! {
    in Rest;
    /// Draws a screen that is not the figure.
    fn screen(page: &Page, state: &AppState, pairs: Option<&Rc<Pairs>>) -> Html = screens::screen, until then Html::default();
    /// Draws an open tool that is neither terminal nor the list of unavailable pods.
    fn tool(page: &Page, state: &AppState) -> Html = screens::tool, until then Html::default();
    /// Returns the sweep that is to run.
    fn wanted(state: &AppState) -> Option<SweepWanted> = AppState::sweep, until then None;
    /// Starts a sweep. Dropping the result ends it.
    fn sweeping(wanted: SweepWanted, dispatch: &Callback<Action>) -> Option<Sweeping> = sweep::start, until then None;
    /// Draws an embedded comparison, if the figure is one.
    fn embedded_pair(page: &Page, state: &AppState, pairs: Option<&Rc<Pairs>>) -> Option<Html> = screens::embedded_pair, until then None;
}
