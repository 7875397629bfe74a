//! All that happens in every scenario of the gallery and in random sessions, as numbers: a line per scenario of its name,
//! its frames and its digest.
//!
//! Run natively and in WebAssembly, the lines must be the same (`cargo xtask digests` compares them, and so does
//! `cargo xtask test`): a link shows everybody the same rollout. The digest is FNV-1a of 64 bits over the written
//! form of every frame's time, cause, changes and waiting, and over what every line printed.
#![allow(clippy::print_stdout, reason = "its output is what it is for")]

use std::fmt::{self, Write};

use rollout_engine::promises::scenario_of;
use rollout_engine::trace::{FrameIndex, Trace};
use scenario::{GALLERY, Scenario, simulate};

/// So many of the random sessions.
const RANDOM: u64 = 200;

fn main() {
    for (name, text) in GALLERY {
        let session = Scenario::parse(text).map(|scenario| simulate(&scenario));
        let Ok(session) = session else { continue };
        let printed = (0..session.ran.len()).map(|line| session.output(line));
        print_digest(name, &session.rollout, &printed.collect::<String>());
    }
    for seed in 0..RANDOM {
        print_digest(&format!("seed-{seed}"), &scenario_of(seed).run(), "");
    }
}

fn print_digest(name: &str, trace: &Trace, printed: &str) {
    let mut digest = Fnv1a::default();
    // Hashing does not fail.
    write_all(trace, &mut digest).ok();
    digest.write_str(printed).ok();
    println!("{name} {} {:016x}", trace.len(), digest.0);
}

fn write_all(trace: &Trace, to: &mut Fnv1a) -> fmt::Result {
    let last = trace.seek(trace.last()).cluster;
    for frame in (0..trace.len()).map(FrameIndex) {
        writeln!(to, "{:?} {:?}", trace.at(frame), trace.cause(frame))?;
        writeln!(to, "{:?}", trace.changes(frame))?;
        for (set, _) in last.sets() {
            writeln!(to, "{:?}", trace.waiting(set, frame))?;
        }
    }
    writeln!(to, "{:?}", trace.ended())
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
