//! The screens beside the figure, and the tools that show when a person opens them. All are in the rest of the program.

use std::rc::Rc;

use yew::prelude::*;

use crate::components::{
    Manifest, Page, change, compare, embed_pair, faults, gallery, objects, offers, own, pages,
    plan, yours,
};
use crate::state::{AppState, Screen, Tab};
use crate::view;
use crate::view::compare::CompareView;
use crate::view::compare::pairs::{Pairs, playhead};
use crate::view::timeline::Playhead;

/// Draws a screen that is not the figure.
pub fn screen(page: &Page, state: &AppState, pairs: Option<&Rc<Pairs>>) -> Html {
    match state.around.screen {
        Screen::Figure => Html::default(),
        Screen::Gallery => gallery(page, &view::gallery::view(state), &view::gallery::pairs(state)),
        Screen::Pages(heading) => pages(page, &view::pages::view(state), heading),
        Screen::Yours => yours(page, &view::yours::view(state)),
        Screen::Plan => plan(page, &view::plan::view(state)),
        Screen::Compare => match view::compare::view(state) {
            Some(view) => {
                let playhead = pairs.and_then(|it| playhead(state, it));
                compare(page, &view, pairs.zip(playhead.as_ref()))
            }
            None => {
                let asked = view::question::asked(state);
                offers(page, &asked, &view::compare::offers(state))
            }
        },
    }
}

/// Draws an open tool that is neither terminal nor the list of unavailable pods.
pub fn tool(page: &Page, state: &AppState) -> Html {
    match view::tabs(state).open {
        Tab::Unavailable | Tab::Terminal => Html::default(),
        Tab::Change => change(page, &view::controls::view(state)),
        Tab::Objects => objects(page, &view::objects::view(state)),
        Tab::Manifest => html! { <Manifest manifest={view::manifest::view(state)} /> },
        Tab::Faults => faults(page, &view::faults::view(state)),
        Tab::Own => view::own::view(state).map_or_else(Html::default, |it| own(page, &it)),
    }
}

/// Draws an embedded comparison, if the figure is one.
pub fn embedded_pair(page: &Page, state: &AppState, pairs: Option<&Rc<Pairs>>) -> Option<Html> {
    let view: CompareView = view::compare::view(state)?;
    let playhead: Option<Playhead> = pairs.and_then(|it| playhead(state, it));
    Some(embed_pair(page, state, &view, pairs.zip(playhead.as_ref())))
}
