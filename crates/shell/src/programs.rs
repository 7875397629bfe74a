//! Built-in programs that end at once: `echo`, `printf`, `ls`, `true`, `false`; also the arguments of `sleep`. Programs
//! that read lines are in `filter`.

use std::time::Duration;

use apiserver::text::{split_at, split_first};
use kubectl::verbs::duration;
use kubectl::{Step, World};

/// Runs a program that ends at once. Returns its exit status; 127 if there is no such program.
pub(crate) fn run(name: &str, arguments: &[String], world: &World<'_>, step: &mut Step) -> i32 {
    match name {
        "echo" => step.out(echo(arguments)),
        "printf" => step.out(printf(arguments)),
        "ls" => step.out(ls(world)),
        "true" | ":" => {}
        "false" => return 1,
        _ => {
            // Worded as by `bash -c`, with which the sessions were recorded.
            step.err(format!("bash: line 1: {name}: command not found\n"));
            return 127;
        }
    }
    0
}

/// `echo`: `-n` omits the line break at the end, `-e` interprets `\n` and `\t`.
fn echo(arguments: &[String]) -> String {
    let is_option = |word: &&String| {
        word.len() > 1
            && word.strip_prefix('-').is_some_and(|rest| rest.chars().all(|c| "neE".contains(c)))
    };
    let options: String = arguments.iter().take_while(is_option).cloned().collect();
    let mut text = arguments.iter().skip_while(is_option).cloned().collect::<Vec<_>>().join(" ");
    if options.contains('e') {
        text = text.replace("\\n", "\n").replace("\\t", "\t");
    }
    if options.contains('n') { text } else { text + "\n" }
}

/// `printf FORMAT WORD…`, with `%s`, `%d`, `\n` and `\t`.
fn printf(arguments: &[String]) -> String {
    let Some((format, words)) = arguments.split_first() else { return String::new() };
    let format = format.replace("\\n", "\n").replace("\\t", "\t");
    let mut words = words.iter();
    let mut text = String::new();
    loop {
        let mut rest = format.as_str();
        while let Some(place) = rest.find('%') {
            let (before, after) = split_at(rest, place);
            text.push_str(before);
            let after = after.strip_prefix('%').and_then(split_first);
            match after.map(|(letter, _)| letter) {
                Some('s' | 'd') => text.push_str(words.next().map_or("", String::as_str)),
                Some('%') | None => text.push('%'),
                Some(letter) => text.extend(['%', letter]),
            }
            rest = after.map_or("", |(_, rest)| rest);
        }
        text.push_str(rest);
        if words.len() == 0 || !format.contains("%s") && !format.contains("%d") {
            return text;
        }
    }
}

/// Returns the contents of these files and the exit status. `-` is standard input. Prints an error of `program` for
/// each missing file.
pub(crate) fn files(
    program: &str,
    names: &[String],
    input: &str,
    world: &World<'_>,
    step: &mut Step,
) -> (String, i32) {
    let (mut text, mut status) = (String::new(), 0);
    for name in names {
        match (name.as_str(), world.files.get(name.as_str())) {
            ("-", _) => text.push_str(input),
            (_, Some(file)) => text.push_str(file),
            (name, None) => {
                let name = if program == "head" || program == "tail" {
                    format!("cannot open '{name}' for reading")
                } else {
                    name.to_owned()
                };
                step.err(format!("{program}: {name}: No such file or directory\n"));
                status = 1;
            }
        }
    }
    (text, status)
}

/// `ls`: lists the files of the scenario.
fn ls(world: &World<'_>) -> String {
    world.files.keys().map(|name| format!("{name}\n")).collect()
}

/// Returns the duration of `sleep 5`, `sleep 0.5` or `sleep 1m`.
///
/// # Errors
///
/// The arguments are not durations. The message is the one that `sleep` prints.
pub(crate) fn sleep(arguments: &[String]) -> Result<Duration, String> {
    if arguments.is_empty() {
        return Err("sleep: missing operand\n".to_owned());
    }
    let mut total = Duration::ZERO;
    for word in arguments {
        let has_unit = word.ends_with(|c: char| c.is_ascii_alphabetic());
        let text = if has_unit { word.clone() } else { format!("{word}s") };
        let invalid = || format!("sleep: invalid time interval '{word}'\n");
        let one = duration(&text).filter(|_| !text.ends_with("ms")).ok_or_else(invalid)?;
        total = total.saturating_add(one);
    }
    Ok(total)
}
