//! `cargo xtask promises --count N --from SEED`: random sessions, every frame checked, natively and optimised.
//!
//! The profile `promises` keeps all assertions, so that the engine's own recounts run as well. Leaves out what is
//! promised (`crates/rollout-engine/src/promises`) and what is printed (its test of the same name).

use crate::{Outcome, program};

/// How many sessions, and from which seed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    count: u64,
    from: u64,
}

/// Reads `--count N` and `--from SEED`, in any order; 20,000 sessions from seed 0 otherwise.
///
/// # Errors
/// For any other word, and for what is not a number.
pub(crate) fn asked(words: &[&str]) -> Outcome<Asked> {
    let mut asked = Asked { count: 20_000, from: 0 };
    for pair in words.chunks(2) {
        let number = |text: &str| {
            text.parse::<u64>().map_err(|_| format!("`{}` needs a number, not `{text}`.", pair[0]))
        };
        match pair {
            ["--count", count] => asked.count = number(count)?,
            ["--from", seed] => asked.from = number(seed)?,
            ["--count" | "--from"] => return Err(format!("`{}` lacks its number.", pair[0])),
            _ => {
                return Err(format!(
                    "`promises` takes --count N and --from SEED, not `{}`.",
                    pair[0]
                ));
            }
        }
    }
    Ok(asked)
}

/// Runs them.
///
/// # Errors
/// When a promise is broken, or, of many sessions, something never happened; what is printed says which.
pub(crate) fn promises(asked: Asked) -> Outcome {
    let mut command = program::command("cargo");
    command.args(["test", "--quiet", "--profile", "promises"]);
    command.args(["-p", "rollout-engine", "--test", "promises"]);
    command.env("PROMISES_COUNT", asked.count.to_string());
    command.env("PROMISES_FROM", asked.from.to_string());
    program::run(&mut command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn count_and_seed_come_in_any_order_and_need_numbers() {
        assert_eq!(asked(&["--from", "7", "--count", "2"]), Ok(Asked { count: 2, from: 7 }));
        assert_eq!(asked(&[]), Ok(Asked { count: 20_000, from: 0 }));
        assert!(asked(&["--count"]).is_err());
        assert!(asked(&["--count", "many"]).is_err());
        assert!(asked(&["--seed", "7"]).is_err());
    }
}
