//! Gives a target hostile texts and watches how long it takes, how much memory it holds, and that it never panics.
//!
//! Also of the scenario crate's tests. Every run says what it did: `lines: 300 texts, the longest took 12 ms, 18 MB`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use super::mutator::Mutator;

/// One input may take so long, of computing and not of waiting for a turn on a busy machine; without optimization everything is
/// slower, and slower still beside other work.
pub(crate) const LONGEST: Duration =
    Duration::from_millis(if cfg!(debug_assertions) { 300 } else { 100 });

/// What a process may have used at its height, in kB: 64 MB for each of two targets, which run side by side.
const MEMORY_MAX: u64 = 2 * 64 * 1024;

/// How long each target is attacked where CI says that it is one.
const SECONDS_IN_CI: u64 = 60;

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// How long a run lasts; `None` where it is told by its rounds.
fn seconds() -> Option<Duration> {
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    let seconds = setting("HOSTILE_SECONDS").or(in_ci.then_some(SECONDS_IN_CI));
    seconds.map(Duration::from_secs)
}

/// Gives a target texts until its rounds or its time are over.
#[expect(
    clippy::disallowed_methods,
    reason = "how long a run lasts is the one thing told by a clock"
)]
#[expect(clippy::print_stdout, reason = "the figures are a report")]
pub(crate) fn attack(
    what: &str,
    rounds: u32,
    corpus: Vec<String>,
    words: &'static [&'static str],
    mut target: impl FnMut(u32, &str),
) {
    let seconds = seconds();
    let mut mutator = Mutator::new(setting("HOSTILE_SEED").unwrap_or(1), corpus, words);
    let (began, mut longest, mut done) = (Instant::now(), Duration::ZERO, 0);
    while seconds.map_or(done < rounds, |time| began.elapsed() < time) {
        let text = mutator.next_text();
        let start = computed();
        let ran = catch_unwind(AssertUnwindSafe(|| target(done, &text)));
        assert!(ran.is_ok(), "{what}, round {done} panics:\n{text:?}");
        let took = computed().saturating_sub(start);
        assert!(took < LONGEST, "{what}, round {done} takes {took:?}:\n{text:?}");
        longest = longest.max(took);
        done += 1;
    }
    let used = memory_peak();
    let (ms, mb) = (longest.as_millis(), used / 1024);
    println!("{what}: {done} texts, the longest took {ms} ms, {mb} MB");
    assert!(used < MEMORY_MAX, "{used} kB of memory used");
}

/// How long this thread has been computing; a busy machine does not count. Zero where the system does not say.
pub(crate) fn computed() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text.split(' ').next().and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.unwrap_or(0))
}

/// The most memory that this process has held, in kB; 0 where the system does not say.
fn memory_peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
