//! Handles the flags that are the same for every verb: deprecation warnings, values that are always wrong, templates in
//! files.

use super::Invocation;
use crate::world::{Step, World};
use apiserver::Failure;
use apiserver::clock;

/// Prints kubectl's warnings about deprecated flags.
pub(in crate::verbs) fn warn(invocation: &Invocation, world: &World<'_>, step: &mut Step) {
    let flag = |name: &str, text: &str| format!("Flag --{name} has been deprecated, {text}\n");
    if invocation.value("record").is_some() {
        step.err(flag("record", "--record will be removed in the future"));
    }
    if invocation.value("cpu-percent").is_some() {
        step.err(flag("cpu-percent", "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU)."));
    }
    if invocation.value("dry-run") == Some("unchanged") {
        // The log prefix has a process id, which differs from run to run, and a line number of kubectl's source.
        let (time, line) = (clock::rfc3339(world.at), world.release().line_that_warns_of_dry_run());
        let part = |from: usize, to: usize| time.get(from..to).unwrap_or_default();
        let (month, day, clock) = (part(5, 7), part(8, 10), part(11, 19));
        step.err(format!(
            "W{month}{day} {clock}.000000       1 helpers.go:{line}] --dry-run is deprecated and can be replaced with --dry-run=client.\n"
        ));
    }
}

/// Rejects values that no verb accepts.
///
/// # Errors
///
/// A context, kubeconfig or server is named, or the value of `--dry-run` is invalid.
pub(in crate::verbs) fn check(invocation: &Invocation) -> Result<(), Failure> {
    if let Some(name) = invocation.value("context") {
        let message =
            format!("Error in configuration: context was not found for specified context: {name}");
        return Err(Failure::Bare(message));
    }
    if let Some(name) = invocation.value("kubeconfig") {
        return Err(Failure::Plain(format!("stat {name}: no such file or directory")));
    }
    if let Some(server) = invocation.value("server") {
        let host = server.split_once("://").map_or(server, |(_, host)| host);
        return Err(Failure::Bare(format!(
            "The connection to the server {host} was refused - did you specify the right host or port?"
        )));
    }
    match invocation.value("dry-run") {
        None | Some("none" | "client" | "server" | "unchanged") => Ok(()),
        Some(other) => {
            let message = format!(
                "Invalid dry-run value ({other}). Must be \"none\", \"server\", or \"client\"."
            );
            Err(Failure::Plain(message))
        }
    }
}

/// Reads the file of `-o jsonpath-file=NAME` and its like, and puts its text in the place of its name.
///
/// # Errors
///
/// The file does not exist. kubectl's message for that was never recorded.
pub(in crate::verbs) fn read_template(
    invocation: &mut Invocation,
    world: &World<'_>,
) -> Result<(), Failure> {
    let output = invocation.value("output").unwrap_or_default();
    let (form, file) = output.split_once('=').unwrap_or((output, ""));
    let form = match form {
        "custom-columns-file" => "custom-columns",
        "go-template-file" | "templatefile" => "go-template",
        "jsonpath-file" => "jsonpath",
        _ => return Ok(()),
    };
    let file =
        if file.is_empty() { invocation.value("template").unwrap_or_default() } else { file };
    let missing = || {
        let message =
            format!("error reading --template {file}, open {file}: no such file or directory");
        Failure::Plain(message)
    };
    let text = world.files.get(file.strip_prefix("./").unwrap_or(file)).ok_or_else(missing)?;
    let text = if form == "custom-columns" { columns(text) } else { text.to_string() };
    invocation.replace("output", format!("{form}={text}"));
    Ok(())
}

/// Converts a file of custom columns: headings in its first line, their fields in the second.
fn columns(text: &str) -> String {
    let row = |line: Option<&str>| -> Vec<String> {
        line.unwrap_or_default().split_whitespace().map(str::to_owned).collect()
    };
    let mut lines = text.lines();
    let (headings, fields) = (row(lines.next()), row(lines.next()));
    let columns = headings.iter().zip(&fields).map(|(heading, field)| format!("{heading}:{field}"));
    columns.collect::<Vec<_>>().join(",")
}
