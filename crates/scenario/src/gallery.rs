//! The built-in scenarios: files in the language, read at run time like any other text.

use crate::script::Scenario;

/// The scenario that the page opens with: the 2022 blog post's.
pub const BLOG: &str = include_str!("../gallery/blog.txt");

/// Every scenario of the gallery by the name of its file, the opening one first. Each is a learner's question with a
/// claim that a test checks.
pub const GALLERY: [(&str, &str); 16] = [
    ("blog", BLOG),
    ("a-node-dies", include_str!("../gallery/a-node-dies.txt")),
    (
        "broken-pod-below-the-partition",
        include_str!("../gallery/broken-pod-below-the-partition.txt"),
    ),
    ("canary", include_str!("../gallery/canary.txt")),
    ("crash-loop-slips-through", include_str!("../gallery/crash-loop-slips-through.txt")),
    (
        "max-unavailable-with-partition",
        include_str!("../gallery/max-unavailable-with-partition.txt"),
    ),
    ("on-delete", include_str!("../gallery/on-delete.txt")),
    ("parallel-heals-itself", include_str!("../gallery/parallel-heals-itself.txt")),
    (
        "parallel-still-updates-one-by-one",
        include_str!("../gallery/parallel-still-updates-one-by-one.txt"),
    ),
    ("parallel-with-max-unavailable", include_str!("../gallery/parallel-with-max-unavailable.txt")),
    ("percentages-round-down", include_str!("../gallery/percentages-round-down.txt")),
    ("raising-the-partition", include_str!("../gallery/raising-the-partition.txt")),
    ("scale-down-is-blocked", include_str!("../gallery/scale-down-is-blocked.txt")),
    ("scale-to-zero", include_str!("../gallery/scale-to-zero.txt")),
    ("scale-up-while-stuck", include_str!("../gallery/scale-up-while-stuck.txt")),
    ("undo-does-not-unstick", include_str!("../gallery/undo-does-not-unstick.txt")),
];

/// The scenario that the page opens with, read. A test reads it, so the default never stands in.
pub fn opening() -> Scenario {
    Scenario::parse(BLOG).unwrap_or_default()
}
