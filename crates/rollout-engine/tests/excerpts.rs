//! Excerpts: a trace that is put together from excerpts equals the original, wherever it was cut.

mod support;

use rollout_engine::api::StatefulSetSpec;
use rollout_engine::trace::Trace;

use support::{Rollout, blog, image};

/// A rollout long enough for several checkpoints.
fn long() -> Trace {
    let mut rollout = Rollout::of(StatefulSetSpec { replicas: 200, ..blog() });
    rollout.change(image("nginx:0.9"));
    rollout.delete(7);
    rollout.trace()
}

#[test]
fn two_excerpts_make_the_same_trace_wherever_it_is_cut() {
    let whole = long();
    for cut in (1..whole.len()).step_by(97).chain([1, whole.len() - 1]) {
        let mut copy = Trace::of_excerpt(whole.excerpt_of(0, cut)).expect("it begins at frame 0");
        assert_eq!(copy.len(), cut);
        copy.extend(whole.excerpt(cut));
        assert!(copy == whole, "cut at frame {cut}");
    }
}

#[test]
fn a_trace_cut_back_and_extended_again_is_the_same_trace() {
    let whole = long();
    for count in (1..whole.len()).step_by(61).chain([whole.len()]) {
        let mut cut = whole.first_frames(count);
        assert_eq!((cut.len(), cut.seek(cut.last())), (count, whole.seek(cut.last())));
        cut.extend(whole.excerpt(count));
        assert!(cut == whole, "cut back to {count} frames");
    }
}

#[test]
fn known_frames_are_skipped_and_a_gap_adds_nothing() {
    let whole = long();
    let mut copy = Trace::of_excerpt(whole.excerpt_of(0, 50)).expect("it begins at frame 0");
    copy.extend(whole.excerpt(60));
    assert_eq!(copy.len(), 50, "frames 50 to 59 are missing");
    copy.extend(whole.excerpt(20));
    assert!(copy == whole);
    assert_eq!(Trace::of_excerpt(whole.excerpt(3)), None);
}

#[cfg(feature = "serde")]
#[test]
fn an_excerpt_survives_the_wire() {
    let whole = long();
    let bytes = postcard::to_allocvec(&whole.excerpt(0)).expect("it is written");
    let read = postcard::from_bytes(&bytes).expect("it is read");
    assert!(Trace::of_excerpt(read).as_ref() == Some(&whole));
    let per_frame = bytes.len() / whole.len() as usize;
    assert!(per_frame < 120, "{per_frame} bytes a frame");
}
