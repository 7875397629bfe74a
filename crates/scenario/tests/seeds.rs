//! The two documents on which the playground is based: the project's own transcripts type every command that they
//! print, in order, and every prose step cites its sentence.
//!
//! The output of the commands is compared in the transcripts test. That the page accepts the commands is tested there.

use std::path::{Path, PathBuf};

/// Prefixes of lines that are commands. Two of the tutorial's commands lack the word kubectl.
const COMMANDS: [&str; 3] = ["kubectl ", "for ", "get "];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn document(name: &str) -> String {
    std::fs::read_to_string(folder().join("seeds").join(name)).expect(name)
}

fn transcript(name: &str) -> String {
    let file = folder().join("transcripts/own").join(format!("{name}.txt"));
    std::fs::read_to_string(file).expect(name)
}

/// The project's own transcripts of a document, by name.
fn transcripts(of: &str) -> Vec<String> {
    let own = std::fs::read_dir(folder().join("transcripts/own")).expect("own");
    let files = own.map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned());
    let mut names: Vec<_> = files
        .filter_map(|file| file.strip_suffix(".txt").map(str::to_owned))
        .filter(|name| name.starts_with(of))
        .collect();
    names.sort();
    names
}

/// Returns the commands that a document prints: those in its code blocks if it has any.
fn commands(text: &str) -> Vec<&str> {
    let has_blocks = text.contains("```");
    let mut is_code = !has_blocks;
    let mut commands = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if is_code && COMMANDS.iter().any(|begin| line.starts_with(begin)) {
            commands.push(line.trim_end());
        }
    }
    commands
}

/// Returns the lines of a transcript, of all terminals.
fn typed(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| match line.strip_prefix("$ ") {
        Some(typed) => Some(typed),
        None => line.strip_prefix(": watch ")?.split_once(" $ ").map(|(_, typed)| typed),
    })
}

#[track_caller]
fn check_commands(name: &str, count: usize) {
    let document = document(&format!("{name}.txt"));
    let commands = commands(&document);
    assert_eq!(commands.len(), count, "{commands:#?}");
    let all: String = transcripts(name).iter().map(|name| transcript(name)).collect();
    let mut typed = typed(&all);
    for command in commands {
        assert!(typed.any(|one| one == command), "not typed, or not in order: {command}");
    }
}

#[test]
fn every_command_of_the_tutorial_is_typed_in_order() {
    check_commands("tutorial", 32);
}

#[test]
fn every_command_of_the_article_is_typed_in_order() {
    check_commands("blog", 1);
}

#[test]
fn the_articles_manifest_is_applied_as_printed() {
    let article = document("blog.txt");
    let begin = article.find("apiVersion: apps/v1").expect("a manifest");
    let end = article.find("    type: RollingUpdate\n").expect("its last line");
    let manifest = format!("{}    type: RollingUpdate\n: end\n", &article[begin..end]);
    assert!(transcript("blog-1-max-unavailable").contains(&format!(": file web.yaml\n{manifest}")));
}

#[test]
fn every_prose_step_cites_its_sentence() {
    let table = std::fs::read_to_string(folder().join("transcripts/own/PROSE.md")).expect("table");
    let mut text = String::new();
    let mut steps = 0;
    for line in table.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            text = document(name);
        }
        let Some(row) = line.strip_prefix("| ").filter(|row| !row.starts_with("transcript")) else {
            continue;
        };
        let row = row.trim_end_matches(" |");
        let (name, rest) = row.split_once(" | `").expect(row);
        let (step, sentence) = rest.split_once("` | ").expect(row);
        let step = step.replace("\\|", "|");
        assert!(transcript(name).lines().any(|line| line == step), "{name} has no line {step}");
        assert!(text.contains(sentence), "the document does not say: {sentence}");
        steps += 1;
    }
    assert_eq!(steps, 22);
}
