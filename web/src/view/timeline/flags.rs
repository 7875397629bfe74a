//! Flags: the typed lines that write to the cluster, in short, at their times.

use rollout_engine::time::SimTime;
use scenario::{Line, Scenario, Trace};

use super::Flag;
use super::measure::{Measures, px};
use crate::view::{image, terminals};

/// Limit on the words of a flag, in characters.
const LETTERS_MAX: usize = 24;
/// Words at the moment of the paste.
const PASTED: &str = "pasted";
/// Width of a character at 11 px, in tenths of a pixel.
const LETTER: i64 = 67;

/// Returns the flags. If two collide, the newer one keeps its words.
pub fn flags(scenario: &Scenario, trace: &Trace, measures: &Measures) -> Vec<Flag> {
    let lines = scenario.lines.iter().zip(&trace.ran).enumerate();
    let begins = measures.begins_at();
    let mut typed: Vec<(SimTime, String)> = lines
        .filter(|&(index, (line, _))| is_pasted(line) || trace.writes(index) && !line.is_ours())
        .filter_map(|(_, (line, ran))| Some(((*ran)?.at, says(line))))
        .filter(|(at, _)| (begins..=measures.ends_at()).contains(at))
        .collect();
    typed.sort_by_key(|(at, _)| *at);
    let mut flags: Vec<Flag> =
        typed.into_iter().map(|(at, says)| flag(at, says, measures)).collect();
    mute(&mut flags, measures);
    flags
}

/// Whether a line is the moment at which a cluster was pasted.
fn is_pasted(line: &Line) -> bool {
    line.text.starts_with(": cluster ")
}

fn says(line: &Line) -> String {
    if is_pasted(line) { PASTED.to_owned() } else { short(&line.text) }
}

fn flag(at: SimTime, says: String, measures: &Measures) -> Flag {
    let x = measures.x(at);
    let leftwards = x + width(&says) > measures.width;
    Flag { at, x: x.to_string(), says, leftwards }
}

fn width(says: &str) -> super::measure::Px {
    super::measure::Px(i64::try_from(says.chars().count()).unwrap_or(0) * LETTER) + px(12)
}

/// Removes the words of flags that would overlap with those of newer flags.
fn mute(flags: &mut [Flag], measures: &Measures) {
    let mut free_to = measures.width + px(1);
    for flag in flags.iter_mut().rev() {
        let x = measures.x(flag.at);
        let (from, to) =
            if flag.leftwards { (x - width(&flag.says), x) } else { (x, x + width(&flag.says)) };
        if to > free_to || from < px(0) {
            flag.says.clear();
            free_to = free_to.min(x);
        } else {
            free_to = from;
        }
    }
}

/// Shortens a line: `set image nginx-slim:0.9` of `kubectl set image sts/web nginx=registry.k8s.io/nginx-slim:0.9`.
pub fn short(line: &str) -> String {
    let line = line.strip_prefix("kubectl ").unwrap_or(line);
    let words: Vec<&str> = line.split_whitespace().collect();
    let short = match words.as_slice() {
        ["apply", ..] => "apply".to_owned(),
        ["scale", .., replicas] if replicas.starts_with("--replicas=") => {
            format!("scale to {}", replicas.trim_start_matches("--replicas="))
        }
        ["set", "image", .., last] => {
            let image = image::last_part(last.split_once('=').map_or(last, |(_, image)| image));
            let whole = format!("set image {image}");
            // Of a long image only the tag is shown: that is what changes.
            match image::tag(image) {
                tag if whole.chars().count() > LETTERS_MAX && !tag.is_empty() => {
                    format!("set image {tag}")
                }
                _ => whole,
            }
        }
        ["patch", ..] => {
            patched(line).map_or_else(|| "patch".to_owned(), |field| format!("patch {field}"))
        }
        _ => terminals::short(line, LETTERS_MAX),
    };
    short.chars().take(LETTERS_MAX).collect()
}

/// Returns the innermost field of a patch and its value.
fn patched(line: &str) -> Option<String> {
    let (before, value) = line.trim_end_matches(['}', '\'', '"', ' ']).rsplit_once(':')?;
    let field = before.trim_end().trim_end_matches('"').rsplit('"').next()?;
    Some(format!("{field} {}", value.trim().trim_matches('"')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_flags_of_at_most_24_letters() {
        let patch = r#"kubectl patch sts web -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":3}}}}'"#;
        let long = "kubectl delete pod web-0 web-1 web-2 web-3 web-4";
        for (line, flag) in [
            ("kubectl apply -f web.yaml", "apply"),
            ("kubectl scale sts web --replicas=7", "scale to 7"),
            (
                "kubectl set image sts/web nginx=registry.k8s.io/nginx-slim:0.9",
                "set image nginx-slim:0.9",
            ),
            ("kubectl set image sts/a b=elasticsearch:8.15.0", "set image 8.15.0"),
            (patch, "patch partition 3"),
            (long, "delete pod web-0 web-1"),
        ] {
            assert_eq!(short(line), flag);
        }
    }
}
