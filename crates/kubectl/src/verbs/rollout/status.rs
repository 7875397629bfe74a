//! `kubectl rollout status`: one line for every write of the set until its rollout is done (upstream `rollout_status.go`).

use rollout_engine::api::{RevisionHash, StatefulSet, StatefulSetStatus, Uid, UpdateStrategy};
use rollout_engine::cluster::{Change, SetId};
use rollout_engine::time::SimTime;

use super::objects;
use crate::process::{Step, World};
use crate::server::Failure;
use crate::verbs::flags::{FILENAME, Invocation, SELECTOR, Takes, duration, flag, short};
use crate::verbs::objects::Place;
use crate::verbs::{Running, Started, Verb, report};

pub(in crate::verbs) const VERB: Verb = Verb {
    words: "rollout status",
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

/// Watches sets one after the other.
#[derive(Clone, Debug)]
pub(crate) struct RolloutStatus {
    sets: Vec<(SetId, Uid)>,
    until: Option<SimTime>,
    status: i32,
}

/// What is to be said of a set.
enum Said {
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
        match object.place {
            Place::Set(id, uid) => sets.push((id, uid)),
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
        None => Started::Running(Running::RolloutStatus(running)),
    })
}

impl RolloutStatus {
    pub(in crate::verbs) fn wakes_at(&self) -> Option<SimTime> {
        self.until
    }

    /// A frame has passed.
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

    /// Says how the next set stands, and the next one if that is done.
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

    /// With `--watch=false`: says how each set stands, done or not.
    fn look_once(&self, world: &World<'_>, step: &mut Step) -> Result<Started, Failure> {
        for (id, _) in &self.sets {
            let owned = world.cluster.set(*id).ok_or_else(gone)?;
            let (Said::Done(line) | Said::NotDone(line)) = said(&owned.set, &owned.set.status)?;
            step.out(line);
        }
        Ok(Started::Exited(self.status))
    }

    /// Prints; `None` if this set is not done, `Some(None)` if another one follows, else the exit status.
    fn say(&mut self, said: Result<Said, Failure>, step: &mut Step) -> Option<Option<i32>> {
        match said {
            Ok(Said::NotDone(line)) => {
                step.out(line);
                None
            }
            Ok(Said::Done(line)) => {
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

/// The line for a set with this status (semantics 3.5).
fn said(set: &StatefulSet, status: &StatefulSetStatus) -> Result<Said, Failure> {
    let UpdateStrategy::RollingUpdate(rolling) = set.spec.update_strategy else {
        return Err(Failure::Plain(
            "rollout status is only available for RollingUpdate strategy type".to_owned(),
        ));
    };
    let replicas = set.spec.replicas;
    if status.observed_generation == 0 || status.observed_generation < set.generation {
        return Ok(Said::NotDone(
            "Waiting for statefulset spec update to be observed...\n".to_owned(),
        ));
    }
    if status.ready_replicas < replicas {
        return Ok(Said::NotDone(format!(
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
            Said::NotDone(format!(
                "Waiting for partitioned roll out to finish: {updated} out of {wanted} new pods have been updated...\n"
            ))
        }
        Some(_) => Said::Done(format!(
            "partitioned roll out complete: {updated} new pods have been updated...\n"
        )),
        None if status.update_revision != status.current_revision => Said::NotDone(format!(
            "waiting for statefulset rolling update to complete {updated} pods at revision {}...\n",
            name(status.update_revision)
        )),
        None => Said::Done(format!(
            "statefulset rolling update complete {} pods at revision {}...\n",
            status.current_replicas,
            name(status.current_revision)
        )),
    })
}
