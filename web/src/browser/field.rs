//! Fields of text: the caret, what is selected, and lines that are gone to.

use web_sys::{HtmlInputElement, HtmlTextAreaElement};

use super::window;

/// Where the caret of a field is, in UTF-16 units.
pub fn caret(field: &HtmlInputElement) -> usize {
    let place = field.selection_end().ok().flatten();
    place.and_then(|place| usize::try_from(place).ok()).unwrap_or(usize::MAX)
}

/// Puts it there.
pub fn put_caret(field: &HtmlInputElement, place: u32) {
    field.set_selection_range(place, place).ok();
}

/// Whether some of a field's text, or of the page's, is selected: then Ctrl-C copies.
pub fn has_selection(field: &HtmlInputElement) -> bool {
    let in_field = field.selection_start().ok() != field.selection_end().ok();
    let selection = window().and_then(|window| window.get_selection().ok()?);
    in_field || selection.is_some_and(|selection| !selection.is_collapsed())
}

/// Puts the caret of a text at a line, and brings the line into view.
pub fn go_to_line(field: &HtmlTextAreaElement, offset: u32, line: usize) {
    field.focus().ok();
    field.set_selection_range(offset, offset).ok();
    let lines = i32::try_from(line).unwrap_or(i32::MAX).saturating_sub(LINES_ABOVE);
    if let Some(scroll) = field.closest(".yaml").ok().flatten() {
        scroll.set_scroll_top(lines.saturating_mul(LINE_HEIGHT));
    }
}

/// A line of the manifest is so high, in CSS pixels, and so many are left above one that is gone to.
const LINE_HEIGHT: i32 = 18;
const LINES_ABOVE: i32 = 4;
