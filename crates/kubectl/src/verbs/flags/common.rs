//! What is said of flags before any verb looks at them: what is deprecated, and values that none takes.

use super::Invocation;
use crate::print::clock;
use crate::process::{Step, World};
use crate::server::Failure;

/// Says what is deprecated, in kubectl's words.
pub(in crate::verbs) fn warn(invocation: &Invocation, world: &World<'_>, step: &mut Step) {
    let flag = |name: &str, text: &str| format!("Flag --{name} has been deprecated, {text}\n");
    if invocation.value("record").is_some() {
        step.err(flag("record", "--record will be removed in the future"));
    }
    if invocation.value("cpu-percent").is_some() {
        step.err(flag("cpu-percent", "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU)."));
    }
    if invocation.value("dry-run") == Some("unchanged") {
        // The log's head has the number of a process, which differs from run to run, and a line of kubectl's source.
        let (time, line) = (clock::rfc3339(world.at), world.release().line_that_warns_of_dry_run());
        let part = |from: usize, to: usize| time.get(from..to).unwrap_or_default();
        let (month, day, clock) = (part(5, 7), part(8, 10), part(11, 19));
        step.err(format!(
            "W{month}{day} {clock}.000000       1 helpers.go:{line}] --dry-run is deprecated and can be replaced with --dry-run=client.\n"
        ));
    }
}

/// Refuses values that no verb takes.
///
/// # Errors
///
/// What kubectl says of them.
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
