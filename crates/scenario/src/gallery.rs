//! The built-in scenarios: chapters, and the scenarios of each in reading order.
//!
//! Each is a file in the scenario language: a question, hint, goal and claim. The page links only the opening one and
//! the table of contents, and fetches the other files on use. Tests and native tools have all texts. The files are in
//! `crates/scenario/gallery`, in both languages.

use crate::script::Scenario;

/// The opening scenario: the rollout of the 2022 blog post.
pub const BLOG: &str = include_str!("../gallery/blog.txt");

/// Texts around its question ([`crate::Answer`]).
pub const BLOG_ANSWER: &str = include_str!("../answers/blog.txt");

/// Name of the opening scenario in [`CHAPTERS`].
pub const OPENING: &str = "blog";

/// The plans of the gallery: links, shown in the chapter of the scenario that they are about.
pub const PLANS: [&str; 3] = [
    "plan.twelve?floor=9",
    "plan.twelve?floor=9&way=canary.Parallel.3",
    "plan.twelve?floor=8&way=OrderedReady.4",
];

/// The comparisons of the gallery: the name of the film, and the link. The name is the link, with `_` for what stands
/// in no file name; `web/boot.js` makes it of the address.
pub const PAIRS: [(&str, &str); 9] = [
    ("pair.blog__policy=Parallel", "blog..?policy=Parallel"),
    ("pair.blog_release=1.36__release=1.37", "blog?release=1.36..?release=1.37"),
    (
        "pair.canary-over-a-broken-pod_release=1.37__release=1.38",
        "canary-over-a-broken-pod?release=1.37..?release=1.38",
    ),
    ("pair.blog__partition=2", "blog..?partition=2"),
    (
        "pair.blog_maxUnavailable=1__maxUnavailable=40_",
        "blog?maxUnavailable=1..?maxUnavailable=40%",
    ),
    (
        "pair.two-manifests-that-look-alike__partition=0",
        "two-manifests-that-look-alike..?partition=0",
    ),
    (
        "pair.undo-does-not-unstick_deleted-before-the-undo",
        "undo-does-not-unstick..deleted-before-the-undo",
    ),
    (
        "pair.recreate_strategy=RollingUpdate__strategy=Recreate",
        "recreate?strategy=RollingUpdate..?strategy=Recreate",
    ),
    ("pair.half-of-what_release=1.37__release=1.38", "half-of-what?release=1.37..?release=1.38"),
];

/// A chapter of the gallery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// Title in English.
    pub title: &'static str,
    /// Title in Chinese.
    pub title_zh: &'static str,
    /// Names of its scenarios, in reading order. Each is the file `NAME.txt`.
    pub scenarios: &'static [&'static str],
}

/// Makes the table of contents and the list of texts from one list.
macro_rules! chapters {
    ($($title:literal, $title_zh:literal: [$($name:literal),+ $(,)?]);+ $(;)?) => {
        /// Table of contents of the gallery: names and titles, without texts. A page has it before it fetches any file.
        pub const CHAPTERS: &[Chapter] = &[$(
            Chapter { title: $title, title_zh: $title_zh, scenarios: &[$($name),+] }
        ),+];

        /// Every scenario of the gallery with its text, in the order of [`CHAPTERS`]. A page must not use it: it would
        /// link every text.
        pub const GALLERY: &[(&str, &str)] =
            &[$($(($name, include_str!(concat!("../gallery/", $name, ".txt")))),+),+];

        /// Texts around each of their questions, in the same order. A page must not use it either.
        pub const ANSWERS: &[(&str, &str)] =
            &[$($(($name, include_str!(concat!("../answers/", $name, ".txt")))),+),+];
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
    "How fast", "能有多快": [
        "twelve",
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
        "pasted-while-stuck",
        "pasted-half-updated",
        "two-broken-pods-to-go",
        "parallel-heals-itself",
        "parallel-in-1-35",
    ];
    "Nodes, claims, and what cannot change", "节点、存储与不可更改的字段": [
        "a-node-is-lost",
        "the-node-is-gone-for-good",
        "why-the-drain-does-not-end",
        "one-pod-a-host",
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

/// Returns the opening scenario. A test parses it, so the default is never used.
pub fn opening() -> Scenario {
    Scenario::parse(BLOG).unwrap_or_default()
}
