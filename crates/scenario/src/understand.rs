//! Reads a pasted cluster: what is in it, and the script that begins with it.
//!
//! The script has the objects as kept by [`apiserver::snapshot::kept`] (`script`). A scenario that is there already can go on without the
//! names of its cluster (`renamed`).

mod renamed;
mod script;

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use apiserver::clock;
use apiserver::found::{Note, Tally, Unreadable};
use apiserver::snapshot::paste::{self, Found};
use apiserver::snapshot::{Restored, kept, measured, of_sets, plain, printed_at, read};
use apiserver::value::{Value, yaml};
use kubectl::rows::{human_duration, pod_row};
use rollout_engine::api::{Pod, PodTemplate, RevisionHash};
use rollout_engine::cluster::Owned;
use rollout_engine::command::Command;
use rollout_engine::simulation::Simulation;
use rollout_engine::time::SimTime;
use rollout_engine::version::Rules;

pub(crate) use self::script::MEASURED_FROM;
use crate::script::Scenario;
use crate::yours::{Paste, PodUnderstood, Printed, RevisionUnderstood, SetUnderstood, Understood};

/// A file whose last change is so long ago is an old one: it was not printed just now.
const OLD: Duration = Duration::from_secs(7 * 86_400);

/// Reads a paste.
///
/// # Errors
///
/// Why there is nothing to begin with.
pub fn understand(paste: &Paste) -> Result<Understood, Unreadable> {
    let found = paste::objects(&paste.text)?;
    let mut left_out = Tally::new();
    let mut kept = kept::keep(&found.objects, &mut left_out);
    let mut names = plain::Renamed::new();
    if paste.plain {
        (kept, names) = plain::without_names(&kept);
    }
    if let Some(first) = &paste.first {
        kept.sort_by_key(|object| !is_called(object, first));
    }
    let rules = crate::rules_named(&paste.release).unwrap_or(Rules::LATEST);
    let changed_at = printed_at(&found.objects);
    let printed_at = when(&paste.printed, changed_at.as_deref());
    let restored = read(&documents(&kept), &rules, SimTime::ZERO, printed_at.as_deref())
        .map_err(|_| Unreadable::NoSet)?;
    let notes = notes(&found, &restored);
    let latest = printed_at.as_deref().and_then(clock::parse).unwrap_or_default();
    let mut simulation = Simulation::new(rules, SimTime::ZERO);
    simulation.apply(SimTime::ZERO, Command::Restore(Rc::new(restored.snapshot)));
    let sets: Vec<_> =
        simulation.cluster().sets().map(|(_, owned)| set(owned, &rules, latest)).collect();
    let of_sets = of_sets(&kept);
    let measured = measured::measure(&of_sets);
    let budget = |object: &&Value| object.text_at(&["kind"]) == "PodDisruptionBudget";
    let budgets = kept.iter().filter(budget).map(|it| it.text_at(&["metadata", "name"]).to_owned());
    let file = documents(&of_sets);
    Ok(Understood {
        script: match Scenario::parse(&paste.script) {
            Ok(scenario) if !paste.script.is_empty() => renamed::renamed(&scenario, &file, &names),
            _ => script::Beginning { rules, measured: &measured, objects: &of_sets, file: &file }
                .script(&paste.question, printed_at.as_deref()),
        },
        objects: found.objects.len(),
        age: human_duration(
            latest.since(changed_at.as_deref().and_then(clock::parse).unwrap_or(latest)),
        ),
        printed_at,
        changed_at,
        budgets: budgets.collect(),
        sets,
        measured,
        left_out,
        notes,
    })
}

/// When the paste was printed, if its last change was at `changed_at`.
fn when(printed: &Printed, changed_at: Option<&str>) -> Option<String> {
    let changed = changed_at.and_then(clock::parse);
    let said = |said: &str, limit: Duration| {
        let at = clock::parse(said)?;
        let is_near = |changed: SimTime| at > changed && at.since(changed) <= limit;
        changed.is_some_and(is_near).then(|| clock::rfc3339(at))
    };
    let said = match printed {
        Printed::AtLastChange => None,
        Printed::AboutNow(now) => said(now, OLD),
        Printed::Now(now) => said(now, Duration::MAX),
    };
    said.or_else(|| changed_at.map(str::to_owned))
}

/// What is to be known of the paste: what could not be read, and what is not used.
fn notes(found: &Found, restored: &Restored) -> Vec<Note> {
    let unread = (found.unread > 0).then_some(Note::Unread(found.unread));
    let mut others: BTreeMap<&str, usize> = BTreeMap::new();
    for object in &found.objects {
        let kind = object.text_at(&["kind"]);
        if !apiserver::snapshot::KINDS.contains(&kind) {
            *others.entry(kind).or_default() += 1;
        }
    }
    let others = others.into_iter().map(|(kind, count)| Note::LeftOut(kind.to_owned(), count));
    unread.into_iter().chain(restored.notes.iter().cloned()).chain(others).collect()
}

fn is_called(object: &Value, name: &str) -> bool {
    let namespace = match object.text_at(&["metadata", "namespace"]) {
        "" => "default",
        namespace => namespace,
    };
    let own = object.text_at(&["metadata", "name"]);
    object.text_at(&["kind"]) == "StatefulSet"
        && (own == name || format!("{namespace}/{own}") == name)
}

/// The objects as documents, so that a link's settings find the StatefulSet among them as in any manifest.
fn documents(objects: &[Value]) -> String {
    objects.iter().map(yaml::yaml).collect::<Vec<_>>().join("---\n")
}

/// A set; `latest` is the time that became 0:00.
fn set(owned: &Owned, rules: &Rules, latest: SimTime) -> SetUnderstood {
    let status = &owned.set.status;
    let revision = |hash: RevisionHash, template: &PodTemplate| RevisionUnderstood {
        hash,
        is_current: status.current_revision == Some(hash),
        is_update: status.update_revision == Some(hash),
        pods: owned.pods.iter().filter(|pod| pod.revision == hash).count(),
        images: template.all_containers().map(|it| it.image.to_string()).collect(),
    };
    SetUnderstood {
        namespace: owned.set.namespace.to_string(),
        name: owned.set.name.to_string(),
        spec: (*owned.set.spec).clone(),
        revisions: owned.revisions.iter().map(|it| revision(it.hash, &it.template)).collect(),
        pods: owned.pods.iter().map(|it| pod(it, owned, rules, latest)).collect(),
    }
}

fn pod(pod: &Pod, owned: &Owned, rules: &Rules, latest: SimTime) -> PodUnderstood {
    let now = SimTime::ZERO;
    let row = pod_row(pod, owned, now, rules);
    let since = if pod.ready { pod.ready_since } else { pod.created_at };
    let past = if since > now { Duration::ZERO } else { now.since(since) };
    PodUnderstood {
        pod: *pod,
        ready: row.ready,
        status: row.status,
        restarts: row.restarts,
        since: human_duration(past),
        since_at: clock::rfc3339(latest - past),
        claims: owned.claims.iter().filter(|(name, _)| name.ordinal == pod.ordinal).count(),
    }
}

#[cfg(test)]
mod tests;
