//! What of the components is in the rest of the program: popovers and menus.

use yew::prelude::*;

use super::menu::Menu;
use super::{Page, cells, keys, releases, share, top, unavailable, value};
use crate::view::controls::ControlView;
use crate::view::menu::Item;
use crate::view::pods::Cells;
use crate::view::releases::ReleaseList;
use crate::view::share::Share;
use crate::view::top::Top;
use crate::view::unavailable::Unavailable;

later! {
    in Rest;
    /// Draws the Share popover.
    fn share(page: &Page, view: &Share) -> Html = share::share, until then Html::default();
    /// Draws the list of releases.
    fn releases(page: &Page, list: &ReleaseList) -> Html = releases::releases, until then Html::default();
    /// Draws the menu of a phone.
    fn more(page: &Page, view: &Top, dark: bool) -> Html = top::more_list, until then Html::default();
    /// Draws pods as cells.
    fn cells(page: &Page, view: &Cells) -> Html = cells::cells, until then Html::default();
    /// Draws the unavailable pods.
    fn unavailable(page: &Page, view: &Unavailable) -> Html = unavailable::unavailable, until then Html::default();
    /// Draws the list of keys.
    fn keys(page: &Page, letter_keys: bool, is_of_both: bool) -> Html = keys::keys, until then Html::default();
    /// Draws a pod's menu; `at_end` aligns it at its right edge.
    fn menu(items: Vec<Item>, at_end: bool) -> Html = pods_menu, until then Html::default();
    /// Draws the control beside the value that it changes.
    fn in_place(page: &Page, open: &ControlView) -> Html = value::in_place, until then Html::default();
}

fn pods_menu(items: Vec<Item>, at_end: bool) -> Html {
    html! { <Menu {items} {at_end} /> }
}
