//! `kubectl auth can-i` and `kubectl auth whoami`: the only user may do everything.
//!
//! Its name and groups are those of the recordings (b08-edit-wait.txt).

use super::flags::Invocation;
use super::{Started, Verb, targets};
use crate::print::table;
use crate::world::{Step, World};
use apiserver::Failure;

pub(super) const CAN_I: Verb = Verb {
    words: "auth can-i",
    writes: false,
    about: "Check whether an action is allowed",
    flags: &[],
    run: can_i,
};

pub(super) const WHO_AM_I: Verb = Verb {
    words: "auth whoami",
    writes: false,
    about: "Experimental: Check self subject attributes",
    flags: &[],
    run: |_, _, step| {
        let rows = [
            ["ATTRIBUTE", "VALUE"],
            ["Username", "recorder"],
            ["UID", "recorder"],
            ["Groups", "[system:masters system:authenticated]"],
        ];
        step.out(table(rows.map(|cells| cells.map(str::to_owned).to_vec()).to_vec()));
        Ok(Started::Exited(0))
    },
};

/// kubectl's errors for wrong arguments were never recorded.
fn can_i(invocation: &Invocation, _: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let [_, of @ ..] = invocation.arguments.as_slice() else {
        let message = "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.";
        return Err(Failure::Plain(message.to_owned()));
    };
    targets::read(of)?;
    step.out("yes\n");
    Ok(Started::Exited(0))
}
