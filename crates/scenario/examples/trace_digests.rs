//! Digests of every scenario of the gallery and of random sessions: a line for each with its name, number of frames and
//! digest.
//!
//! The lines must be the same natively and in WebAssembly, so that a link shows everybody the same rollout. `cargo
//! xtask digests` compares them, and so does `cargo xtask test`. The digest is 64-bit FNV-1a over the written form of
//! every frame's time, cause, changes and waiting, and over the output of every line.
#![allow(clippy::print_stdout, reason = "the output is the purpose of the program")]

use std::fmt::{self, Write};

use rollout_engine::trace::{FrameIndex, Trace};
use rollout_promises::scenario_of;
use scenario::{GALLERY, Scenario, simulate};

/// Number of random sessions.
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
    // Hashing cannot fail.
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

/// Hashes everything that is written to it.
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
