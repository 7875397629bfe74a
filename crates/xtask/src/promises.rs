//! `cargo xtask promises --count N --from SEED`: checks every frame of random sessions, natively and optimised.
//!
//! The profile `promises` keeps all assertions, so the engine's recounts run too. Leaves out what is promised
//! (`crates/rollout-promises`) and what is printed (its test `promises`).

use crate::{Outcome, program};

/// The sessions to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sessions {
    /// Number of sessions.
    count: u64,
    /// The first seed.
    from: u64,
}

/// Reads `--count N` and `--from SEED`, in any order. Default: 20,000 sessions from seed 0.
///
/// # Errors
/// Another word, or a value that is not a number.
pub(crate) fn sessions(words: &[&str]) -> Outcome<Sessions> {
    let mut sessions = Sessions { count: 20_000, from: 0 };
    for pair in words.chunks(2) {
        let number = |text: &str| {
            text.parse::<u64>().map_err(|_| format!("`{}` needs a number, not `{text}`.", pair[0]))
        };
        match pair {
            ["--count", count] => sessions.count = number(count)?,
            ["--from", seed] => sessions.from = number(seed)?,
            ["--count" | "--from"] => return Err(format!("`{}` lacks its number.", pair[0])),
            _ => {
                return Err(format!(
                    "`promises` takes --count N and --from SEED, not `{}`.",
                    pair[0]
                ));
            }
        }
    }
    Ok(sessions)
}

/// Runs the sessions.
///
/// # Errors
/// A promise is broken, or something never happened in many sessions. The output says which.
pub(crate) fn promises(sessions: Sessions) -> Outcome {
    let mut command = program::command("cargo");
    command.args(["test", "--quiet", "--profile", "promises"]);
    command.args(["-p", "rollout-promises", "--test", "promises"]);
    command.env("PROMISES_COUNT", sessions.count.to_string());
    command.env("PROMISES_FROM", sessions.from.to_string());
    program::run(&mut command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn count_and_seed_come_in_any_order_and_need_numbers() {
        assert_eq!(sessions(&["--from", "7", "--count", "2"]), Ok(Sessions { count: 2, from: 7 }));
        assert_eq!(sessions(&[]), Ok(Sessions { count: 20_000, from: 0 }));
        assert!(sessions(&["--count"]).is_err());
        assert!(sessions(&["--count", "many"]).is_err());
        assert!(sessions(&["--seed", "7"]).is_err());
    }
}
