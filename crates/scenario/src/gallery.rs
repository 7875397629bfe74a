//! The built-in scenarios: files in the language, read at run time like any other text.

use crate::script::Scenario;

/// The scenario that the page opens with: the 2022 blog post's.
pub const BLOG: &str = include_str!("../gallery/blog.txt");

/// The scenario that the page opens with, read. A test reads it, so the default never stands in.
pub fn opening() -> Scenario {
    Scenario::parse(BLOG).unwrap_or_default()
}
