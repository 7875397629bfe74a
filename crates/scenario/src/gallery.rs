//! The built-in scenarios, as a book would have them: chapters, and in each its scenarios in the order of reading.
//!
//! Each is a file in the language: a learner's question with a hint, a goal and a claim. The page links the opening one and
//! the contents alone and fetches the others on use from files of the same names; tests and native tools have all their
//! texts here. What the files say is in `crates/scenario/gallery`, in both languages.

use crate::script::Scenario;

/// The scenario that the page opens with: the 2022 blog post's.
pub const BLOG: &str = include_str!("../gallery/blog.txt");

/// The name of the opening scenario, as it stands in [`CHAPTERS`].
pub const OPENING: &str = "blog";

/// A part of the gallery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// What its scenarios have in common, in English.
    pub title: &'static str,
    /// The same in Chinese.
    pub title_zh: &'static str,
    /// Its scenarios by name, in the order of reading: each is the file `NAME.txt`.
    pub scenarios: &'static [&'static str],
}

/// The contents, and beside each name its text, from one list.
macro_rules! chapters {
    ($($title:literal, $title_zh:literal: [$($name:literal),+ $(,)?]);+ $(;)?) => {
        /// The contents of the gallery: names and titles, no text. What a page needs before it fetches any.
        pub const CHAPTERS: &[Chapter] = &[$(
            Chapter { title: $title, title_zh: $title_zh, scenarios: &[$($name),+] }
        ),+];

        /// Every scenario of the gallery by name, in the order of [`CHAPTERS`], with its text. A page does not name this: it
        /// would link every text.
        pub const GALLERY: &[(&str, &str)] =
            &[$($(($name, include_str!(concat!("../gallery/", $name, ".txt")))),+),+];
    };
}

chapters! {
    "From the tutorial", "教程中的操作": [
        "scale-up",
        "scale-down",
        "on-delete",
        "rolling-update",
        "staging-an-update",
        "canary",
        "phased-roll-out",
        "deleting-the-set",
    ];
    "Two at a time", "一次两个": [
        "blog",
        "parallel-with-max-unavailable",
        "max-unavailable-with-partition",
        "parallel-still-updates-one-by-one",
        "percentages-round-down",
        "broken-pod-below-the-partition",
        "min-ready-seconds",
        "max-unavailable-before-1-37",
    ];
    "Which revision a pod gets", "Pod 属于哪个修订版本": [
        "raising-the-partition",
        "partition-beyond-the-replicas",
        "partition-counts-from-the-first-ordinal",
        "scale-to-zero",
        "deleted-in-mid-rollout",
        "two-manifests-that-look-alike",
        "undo-twice",
        "on-delete-before-1-37",
    ];
    "When it sticks", "卡住的时候": [
        "undo-does-not-unstick",
        "deleted-before-the-undo",
        "crash-loop-slips-through",
        "a-slow-start-is-killed",
        "scale-up-while-stuck",
        "scale-down-is-blocked",
        "two-broken-pods-to-go",
        "parallel-heals-itself",
        "parallel-in-1-35",
    ];
    "Nodes, claims, and what cannot change", "节点、存储与不可更改的字段": [
        "a-node-is-lost",
        "an-evicted-pod",
        "no-surge",
        "recreate",
        "switching-to-on-delete",
        "claims-that-go",
        "larger-claims",
    ];
    "From one release to the next", "版本之间的差别": [
        "canary-over-a-broken-pod",
        "half-of-what",
        "scaling-down-frees-nothing",
        "recreate-who-goes-first",
        "from-1-35-3-to-1-35-4",
    ];
}

/// The scenario that the page opens with, read. A test reads it, so the default never stands in.
pub fn opening() -> Scenario {
    Scenario::parse(BLOG).unwrap_or_default()
}
