//! Shrinking: the shortest session that still breaks the same promise.
//!
//! Tries smaller sessions one after the other and keeps each that fails, until none does: without some lines, with
//! shorter pauses, with a plainer set.

use std::time::Duration;

use rollout_engine::api::{RetentionPolicy, StatefulSetSpec};
use rollout_promises::{Image, Line, Script, Violation, check};

/// Limit on tried sessions.
const TRIES: u32 = 4_000;

/// The shortest session found that breaks the same promise, with its violation.
pub(crate) fn shortest(script: &Script, violation: &Violation) -> (Script, Violation) {
    let mut best = (script.clone(), violation.clone());
    let mut tries = 0;
    while let Some(smaller) = smaller(&best.0, violation.promise, &mut tries) {
        best = smaller;
    }
    best
}

fn smaller(script: &Script, promise: &str, tries: &mut u32) -> Option<(Script, Violation)> {
    for candidate in candidates(script) {
        *tries += 1;
        if *tries > TRIES {
            return None;
        }
        match check(&candidate.run(), &candidate.rules) {
            Err(violation) if violation.promise == promise => return Some((candidate, violation)),
            _ => {}
        }
    }
    None
}

/// Sessions smaller by one step, the largest steps first.
fn candidates(script: &Script) -> impl Iterator<Item = Script> {
    without_lines(script).chain(plainer(script)).chain(sooner(script))
}

/// Without half of the lines, then without a quarter, down to each single line. Later lines keep their time.
fn without_lines(script: &Script) -> impl Iterator<Item = Script> {
    let count = script.lines.len();
    let sizes = std::iter::successors(Some(count), |size| (*size > 1).then_some(size / 2));
    let stretches = sizes.filter(|&size| size > 0).flat_map(move |size| {
        (0..count).step_by(size).map(move |from| from..(from + size).min(count))
    });
    stretches.map(|stretch| {
        let mut lines = script.lines.clone();
        let pause: Duration = lines.drain(stretch.clone()).map(|line| line.after).sum();
        if let Some(next) = lines.get_mut(stretch.start) {
            next.after += pause;
        }
        Script { lines, ..script.clone() }
    })
}

/// Without each pause, or with half of it in whole seconds.
fn sooner(script: &Script) -> impl Iterator<Item = Script> {
    let shortened = |at: usize, after: Duration| {
        let mut lines = script.lines.clone();
        lines[at] = Line { after, ..lines[at].clone() };
        Script { lines, ..script.clone() }
    };
    (0..script.lines.len()).flat_map(move |at| {
        let after = script.lines[at].after;
        let seconds = Duration::from_secs(after.as_secs());
        let choices = [Duration::ZERO, after / 2, seconds];
        let shorter = choices.into_iter().filter(move |shorter| {
            *shorter < after && (shorter.is_zero() || after > Duration::from_millis(100))
        });
        shorter.map(move |after| shortened(at, after))
    })
}

/// With the usual value in one field of the set.
fn plainer(script: &Script) -> impl Iterator<Item = Script> {
    let changes: [fn(&mut StatefulSetSpec); 8] = [
        |spec| spec.replicas = spec.replicas.saturating_sub(1),
        |spec| spec.start = 0,
        |spec| spec.min_ready_seconds = 0,
        |spec| spec.min_ready_seconds /= 2,
        |spec| spec.revision_history_limit = 10,
        |spec| spec.claim_templates = spec.claim_templates.iter().skip(1).cloned().collect(),
        |spec| spec.retention = RetentionPolicy::default(),
        |spec| spec.template = Image(0).template(),
    ];
    let plain = changes.into_iter().map(|change| {
        let mut spec = script.spec.clone();
        change(&mut spec);
        Script { spec, ..script.clone() }
    });
    plain.filter(|plain| plain.spec != script.spec)
}
