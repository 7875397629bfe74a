//! Runs a target on hostile texts. Checks that it ends, its memory, and that it never panics.
//!
//! The scenario crate's tests use it too. Every run reports: `lines: 300 texts, the longest took 12 ms, 18 MB`.
//! How fast a text is worked out is a question for the benchmarks: here, a text fails only if it is without end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use super::mutator::Mutator;

/// CPU time after which an input counts as endless: about thirty times what the longest takes without optimization.
/// Waiting on a busy machine does not count.
pub(crate) const ENDLESS: Duration = Duration::from_secs(10);

/// Limit on the peak memory of the process, in kB: 64 MB for each of two targets, which run side by side.
const MEMORY_MAX: u64 = 2 * 64 * 1024;

/// Duration of a target's run in CI, in seconds.
const SECONDS_IN_CI: u64 = 60;

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Returns the duration of a run; `None` if the number of rounds limits it.
fn seconds() -> Option<Duration> {
    let in_ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    let seconds = setting("HOSTILE_SECONDS").or(in_ci.then_some(SECONDS_IN_CI));
    seconds.map(Duration::from_secs)
}

/// Runs a target until its rounds or its time are over.
#[expect(clippy::disallowed_methods, reason = "the clock only limits the duration of a run")]
#[expect(clippy::print_stdout, reason = "prints the report of a run")]
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
        assert!(took < ENDLESS, "{what}, round {done} takes {took:?}:\n{text:?}");
        longest = longest.max(took);
        done += 1;
    }
    let used = memory_peak();
    let (ms, mb) = (longest.as_millis(), used / 1024);
    println!("{what}: {done} texts, the longest took {ms} ms, {mb} MB");
    assert!(used < MEMORY_MAX, "{used} kB of memory used");
}

/// Returns the CPU time of this thread. Zero if the system does not report it.
pub(crate) fn computed() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text.split(' ').next().and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.unwrap_or(0))
}

/// Returns the peak memory of this process, in kB. Zero if the system does not report it.
fn memory_peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
