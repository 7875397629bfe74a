//! Exports a scenario: as a shell script for a real cluster, and as a transcript with its output.
//!
//! In the shell script, the playground's own lines are comments, because a real cluster has its own timing. Files are
//! here-documents, and a watch runs in the background until the script ends. The script acts on the cluster for which
//! `kubectl` is configured.

use std::fmt::Write as _;

use crate::directive::Directive;
use crate::release::is_beta;
use crate::script::INTERRUPT;
use crate::script::{Line, Origin, Scenario, When};
use crate::trace::Trace;
use crate::transcript::{Expected, Transcript};
use crate::write::write_time;

/// Delimiter of a file's here-document. Extended if the file contains it.
const FILE_END: &str = "END_OF_FILE";

impl Scenario {
    /// Returns the shell script.
    pub fn to_shell(&self) -> String {
        let mut script = String::from("#!/bin/sh\n");
        let question = self.question.as_deref().unwrap_or("A StatefulSet rollout");
        // Writing to a String cannot fail.
        let beta = if is_beta(&self.rules()) { ", beta 0" } else { "" };
        let _ = writeln!(script, "# {question}\n# Kubernetes {}{beta}", self.release);
        script.push_str("# Made by the StatefulSet Playground. It acts on the cluster that kubectl is set up for.\n");
        if self.lines.iter().any(|line| line.terminal > 0) {
            script.push_str("trap 'kill $(jobs -p) 2>/dev/null' EXIT\n");
        }
        for line in &self.lines {
            if line.when != When::Then {
                let _ = writeln!(script, "# {}", write_time(line.when));
            }
            script.push_str(&shell_line(line));
        }
        script
    }
}

fn shell_line(line: &Line) -> String {
    let text = &*line.text;
    match Directive::read(text) {
        _ if text == INTERRUPT => String::new(),
        Ok(directive) if line.is_ours() && directive.is_time() => String::new(),
        Ok(Directive::File(name, content)) if line.is_ours() => file(&name, &content),
        _ if line.is_ours() => text.lines().map(|line| format!("# {line}\n")).collect(),
        _ if line.terminal > 0 => format!("{text} &\n"),
        _ => format!("{text}\n"),
    }
}

fn file(name: &str, content: &str) -> String {
    let mut end = FILE_END.to_owned();
    while content.lines().any(|line| line == end) {
        end.push('_');
    }
    format!("cat > {} <<'{end}'\n{content}{end}\n", quoted(name))
}

/// Quotes a word for the shell if needed.
fn quoted(word: &str) -> String {
    let is_plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
    let is_plain = is_plain && !word.starts_with('-');
    if is_plain { word.into() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

impl Transcript {
    /// Makes the transcript of a trace, up to its end. The output of watches is at the end.
    pub fn of(scenario: &Scenario, trace: &Trace) -> Self {
        let mut scenario = scenario.clone();
        let prints = |line: &Line| !line.is_ours() && line.terminal == 0;
        let mut expected: Vec<Option<Expected>> =
            scenario.lines.iter().map(|line| prints(line).then(Expected::default)).collect();
        let mut when = When::Settled;
        for (terminal, name) in scenario.terminals.iter().enumerate().skip(1) {
            let is_here = |line: &Line| usize::from(line.terminal) == terminal;
            if scenario.lines.iter().filter(|line| is_here(line)).any(|line| !line.is_ours()) {
                scenario.lines.push(Line {
                    when: std::mem::replace(&mut when, When::Then),
                    terminal: u16::try_from(terminal).unwrap_or(0),
                    text: format!(": printed {name}\n: end").into(),
                    origin: Origin::Scenario,
                });
                expected.push(Some(Expected::default()));
            }
        }
        Self { recorded: None, scenario, expected }.with_outputs_of(trace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{GALLERY, opening, simulate};

    #[test]
    fn the_shell_gets_files_and_kubectls_lines_and_ours_are_comments() {
        let text =
            ": release 1.36\n: question en Isn't it > so?\n: timing start=1s\n: file a b.yaml";
        let text = format!(
            "{}\na: 1\n: end\n: watch w $ kubectl get pods -w\n: at 5s\n$ kubectl apply -f web.yaml\n: node of web-1 is lost\n",
            text.replace("a b.yaml", "web.yaml")
        );
        let scenario = Scenario::parse(&text).unwrap();
        assert_eq!(
            scenario.to_shell(),
            "#!/bin/sh\n# Isn't it > so?\n# Kubernetes 1.36\n\
             # Made by the StatefulSet Playground. It acts on the cluster that kubectl is set up for.\n\
             trap 'kill $(jobs -p) 2>/dev/null' EXIT\n# : timing start=1s\n\
             cat > web.yaml <<'END_OF_FILE'\na: 1\nEND_OF_FILE\nkubectl get pods -w &\n# : at 5s\n\
             kubectl apply -f web.yaml\n# : node of web-1 is lost\n"
        );
    }

    #[test]
    fn a_real_shell_reads_every_script_of_the_gallery() {
        for (name, text) in GALLERY {
            let script = Scenario::parse(text).unwrap().to_shell();
            let read = std::process::Command::new("sh").args(["-n", "-c", &script]).output();
            let Ok(read) = read else { return };
            assert!(
                read.status.success(),
                "{name}: {}\n{script}",
                String::from_utf8_lossy(&read.stderr)
            );
        }
    }

    #[test]
    fn a_transcript_reads_back_with_what_was_printed() {
        let scenario = opening();
        let text = Transcript::of(&scenario, &simulate(&scenario)).to_string();
        let read = Transcript::parse(&text).unwrap();
        assert_eq!(read.run(), read, "{text}");
        assert!(
            text.contains("statefulset.apps/web created\n") && text.contains(": printed pods\n")
        );
        assert!(text.contains("web-4   1/1     Running"), "{text}");
    }
}
