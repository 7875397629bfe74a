//! `kubectl rollout status`: prints one line for every write of the set until its rollout is done (upstream
//! `rollout_status.go`).

use rollout_engine::api::{RevisionHash, StatefulSet, StatefulSetStatus, Uid, UpdateStrategy};
use rollout_engine::cluster::{Change, SetId};
use rollout_engine::time::SimTime;

use super::objects;
use crate::verbs::flags::{FILENAME, Invocation, SELECTOR, Takes, duration, flag, short};
use crate::verbs::objects::ObjectId;
use crate::verbs::{Started, Verb, Waiting, report};
use crate::world::{Step, World};
use apiserver::Failure;

pub(in crate::verbs) const VERB: Verb = Verb {
    words: "rollout status",
    writes: false,
    about: "Show the status of the rollout",
    flags: &[
        FILENAME,
        flag("revision", Takes::Number),
        SELECTOR,
        flag("timeout", Takes::Duration),
        short('w', "watch", Takes::Switch),
    ],
    run,
};

/// A running `rollout status`, for sets one after the other.
#[derive(Clone, Debug)]
pub(crate) struct RolloutStatus {
    sets: Vec<(SetId, Uid)>,
    until: Option<SimTime>,
    status: i32,
}

/// State of a rollout, with the line to print.
enum StatusLine {
    NotDone(String),
    Done(String),
}

fn run(invocation: &Invocation, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
    let found = objects(invocation, world)?;
    if found.objects.is_empty() && !found.by_name {
        step.err(format!("No resources found in {} namespace.\n", invocation.namespace()));
    }
    let mut sets = Vec::new();
    for object in &found.objects {
        match object.id {
            ObjectId::Set(id, uid) => sets.push((id, uid)),
            _ => {
                let kind = object.kind.name;
                let message = format!("no status viewer has been implemented for {kind}");
                return Err(Failure::Plain(message));
            }
        }
    }
    let timeout =
        invocation.value("timeout").and_then(duration).filter(|timeout| !timeout.is_zero());
    let until = timeout.map(|timeout| world.at + timeout);
    let status = report(&found.failures, step);
    let mut running = RolloutStatus { sets, until, status };
    if invocation.is_off("watch") {
        return running.look_once(world, step);
    }
    Ok(match running.look(world, step) {
        Some(status) => Started::Exited(status),
        None => Waiting::RolloutStatus(running).into(),
    })
}

impl RolloutStatus {
    pub(in crate::verbs) fn wakes_at(&self) -> Option<SimTime> {
        self.until
    }

    /// Processes the changes of one frame. Returns the exit status once all sets are done.
    pub(in crate::verbs) fn step(&mut self, world: &World<'_>, step: &mut Step) -> Option<i32> {
        let &(id, uid) = self.sets.first()?;
        for change in world.changes {
            let said = match change {
                Change::SetWritten(written, set) if *written == id => said(set, &set.status),
                Change::StatusWritten(written, status) if *written == id => world
                    .cluster
                    .set(id)
                    .map_or_else(|| Err(gone()), |owned| said(&owned.set, status)),
                _ => continue,
            };
            if let Some(status) = self.say(said, step) {
                return status.or_else(|| self.look(world, step));
            }
        }
        if world.cluster.set(id).is_none_or(|owned| !owned.exists || owned.set.uid != uid) {
            return self.fail(&gone(), step);
        }
        if self.until.is_some_and(|until| until <= world.at) {
            return self
                .fail(&Failure::Plain("timed out waiting for the condition".to_owned()), step);
        }
        None
    }

    /// Prints the state of the first set, and of those after it while they are done.
    fn look(&mut self, world: &World<'_>, step: &mut Step) -> Option<i32> {
        while let Some((id, _)) = self.sets.first() {
            let said = world
                .cluster
                .set(*id)
                .map_or_else(|| Err(gone()), |owned| said(&owned.set, &owned.set.status));
            match self.say(said, step) {
                Some(None) => {}
                Some(status) => return status,
                None => return None,
            }
        }
        Some(self.status)
    }

    /// With `--watch=false`: prints the state of each set once.
    fn look_once(&self, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
        for (id, _) in &self.sets {
            let owned = world.cluster.set(*id).ok_or_else(gone)?;
            let (StatusLine::Done(line) | StatusLine::NotDone(line)) =
                said(&owned.set, &owned.set.status)?;
            step.out(line);
        }
        Ok(Started::Exited(self.status))
    }

    /// Prints a state. Returns `None` if this set is not done, `Some(None)` if another set follows, otherwise the
    /// exit status.
    fn say(&mut self, said: Result<StatusLine, Failure>, step: &mut Step) -> Option<Option<i32>> {
        match said {
            Ok(StatusLine::NotDone(line)) => {
                step.out(line);
                None
            }
            Ok(StatusLine::Done(line)) => {
                step.out(line);
                self.sets.remove(0);
                Some(self.sets.is_empty().then_some(self.status))
            }
            Err(failure) => Some(self.fail(&failure, step)),
        }
    }

    fn fail(&mut self, failure: &Failure, step: &mut Step) -> Option<i32> {
        step.err(failure.alone());
        self.sets.clear();
        self.status = 1;
        Some(1)
    }
}

fn gone() -> Failure {
    Failure::Plain("object has been deleted".to_owned())
}

/// Returns the state for a status (semantics 3.5).
fn said(set: &StatefulSet, status: &StatefulSetStatus) -> Result<StatusLine, Failure> {
    let UpdateStrategy::RollingUpdate(rolling) = set.spec.update_strategy else {
        return Err(Failure::Plain(
            "rollout status is only available for RollingUpdate strategy type".to_owned(),
        ));
    };
    let replicas = set.spec.replicas;
    if status.observed_generation == 0 || status.observed_generation < set.generation {
        return Ok(StatusLine::NotDone(
            "Waiting for statefulset spec update to be observed...\n".to_owned(),
        ));
    }
    if status.ready_replicas < replicas {
        return Ok(StatusLine::NotDone(format!(
            "Waiting for {} pods to be ready...\n",
            replicas - status.ready_replicas
        )));
    }
    let updated = status.updated_replicas;
    let name = |hash: Option<RevisionHash>| {
        hash.map_or_else(String::new, |hash| format!("{}-{hash}", set.name))
    };
    Ok(match rolling {
        Some(rolling) if updated < replicas.saturating_sub(rolling.partition) => {
            let wanted = replicas - rolling.partition;
            StatusLine::NotDone(format!(
                "Waiting for partitioned roll out to finish: {updated} out of {wanted} new pods have been updated...\n"
            ))
        }
        Some(_) => StatusLine::Done(format!(
            "partitioned roll out complete: {updated} new pods have been updated...\n"
        )),
        None if status.update_revision != status.current_revision => StatusLine::NotDone(format!(
            "waiting for statefulset rolling update to complete {updated} pods at revision {}...\n",
            name(status.update_revision)
        )),
        None => StatusLine::Done(format!(
            "statefulset rolling update complete {} pods at revision {}...\n",
            status.current_replicas,
            name(status.current_revision)
        )),
    })
}
