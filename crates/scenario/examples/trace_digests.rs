//! All that happens in a scenario, as one number: a line per scenario of its name, its frames and its digest.
//!
//! Run natively and in WebAssembly, the lines must be the same (`cargo xtask digests` compares them, and so does
//! `cargo xtask test`): a link shows everybody the same rollout. The digest is FNV-1a of 64 bits over the written
//! form of every frame's time, cause, changes and waiting, and over what every line printed.
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use std::fmt::{self, Write};

use rollout_engine::trace::FrameIndex;
use scenario::{Scenario, Trace, simulate};

fn main() {
    print_digest("blog", &scenario::opening());
}

fn print_digest(name: &str, scenario: &Scenario) {
    let trace = simulate(scenario);
    println!("{name} {} {:016x}", trace.rollout.len(), digest(&trace));
}

fn digest(trace: &Trace) -> u64 {
    let mut digest = Fnv1a::default();
    // Hashing does not fail.
    write_all(trace, &mut digest).ok();
    digest.0
}

fn write_all(trace: &Trace, to: &mut Fnv1a) -> fmt::Result {
    let rollout = &trace.rollout;
    let last = rollout.seek(rollout.last()).cluster;
    for frame in (0..rollout.len()).map(FrameIndex) {
        writeln!(to, "{:?} {:?}", rollout.at(frame), rollout.cause(frame))?;
        writeln!(to, "{:?}", rollout.changes(frame))?;
        for (set, _) in last.sets() {
            writeln!(to, "{:?}", rollout.waiting(set, frame))?;
        }
    }
    writeln!(to, "{:?} {:?}", rollout.ended(), trace.ran)?;
    (0..trace.ran.len()).try_for_each(|line| writeln!(to, "{}", trace.output(line)))
}

/// A hash of what is written to it.
struct Fnv1a(u64);

impl Default for Fnv1a {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Write for Fnv1a {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Ok(())
    }
}
