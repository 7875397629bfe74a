//! Current and update revision: which templates a set has had, and which one it has now.
//!
//! Only `spec.template` is versioned; a change of replicas, strategy or partition makes no revision and starts
//! no rollout. Models `getStatefulSetRevisions` and `truncateHistory`; the objects themselves are written by
//! the simulation.

use std::rc::Rc;

use super::{Observed, RevisionWrite, View};
use crate::api::{ControllerRevision, RevisionHash};
use crate::version::Rules;

/// The revisions of one sync.
pub(super) struct Chosen {
    /// What the last completed rollout left; pods below the partition return to it.
    pub(super) current: RevisionHash,
    /// That of the present template.
    pub(super) update: RevisionHash,
    /// `status.collisionCount` afterwards.
    pub(super) collision_count: u32,
    /// The write that makes the update revision, if one is needed.
    pub(super) write: Option<RevisionWrite>,
}

/// Finds the revision of the present template, or plans to make it.
///
/// A newer controller may store the same template in other bytes. Where the release compares what they mean, the newest revision is
/// the present template's all the same (upstream `setMatchesLatestExistingRevision`, k/k#135017); else it is a new revision, and
/// every pod is replaced (k/k#134773).
pub(super) fn choose(observed: &Observed<'_>, rules: &Rules) -> Chosen {
    let Observed { set, revisions, .. } = *observed;
    let is_equal = |revision: &ControllerRevision| revision.template.data == set.spec.template.data;
    let newest = revisions.last();
    let number = newest.map_or(1, |newest| newest.number + 1);
    let mut collision_count = set.status.collision_count;

    let means_the_same = |newest: &&Rc<ControllerRevision>| {
        rules.compares_meaning && newest.template.means_as(&set.spec.template)
    };
    let semantic = newest.filter(means_the_same).map(|newest| newest.hash);
    let (update, write) = match revisions.iter().rev().find(|revision| is_equal(revision)) {
        Some(equal) if Some(equal.number) == newest.map(|newest| newest.number) => {
            (equal.hash, None)
        }
        Some(older) => (older.hash, Some(RevisionWrite::Renumber(older.hash, number))),
        None => semantic.map_or_else(
            || {
                let hash = free_hash(observed, &mut collision_count);
                (hash, Some(RevisionWrite::Create(hash, number)))
            },
            |hash| (hash, None),
        ),
    };
    let stored = set.status.current_revision;
    let current =
        stored.filter(|&current| revisions.iter().any(|revision| revision.hash == current));
    Chosen { current: current.unwrap_or(update), update, collision_count, write }
}

/// The template's hash, counted on while another template has it.
fn free_hash(observed: &Observed<'_>, collision_count: &mut u32) -> RevisionHash {
    loop {
        let hash = RevisionHash::of(&observed.set.spec.template.data, *collision_count);
        if observed.revisions.iter().all(|revision| revision.hash != hash) {
            return hash;
        }
        *collision_count += 1;
    }
}

/// Prunes the oldest revisions that nobody uses, down to the history limit; a negative limit keeps all.
pub(super) fn truncate(observed: &Observed<'_>, view: &View<'_>) -> Vec<RevisionWrite> {
    let Ok(limit) = usize::try_from(view.set.spec.revision_history_limit) else {
        return Vec::new();
    };
    let is_live = |hash| hash == view.current || hash == view.update || view.pods.uses(hash);
    let unused: Vec<_> = observed
        .revisions
        .iter()
        .map(|revision| revision.hash)
        .filter(|&hash| !is_live(hash))
        .collect();
    let excess = unused.len().saturating_sub(limit);
    unused.into_iter().take(excess).map(RevisionWrite::Delete).collect()
}

#[cfg(test)]
mod tests {
    use super::super::check::{read_set, revision};
    use super::*;
    use crate::api::{Claims, Pods};
    use crate::time::SimTime;

    #[test]
    fn a_name_that_another_template_has_is_counted_on_until_it_is_free() {
        let set = read_set("OrderedReady");
        let taken = |collision_count, number| {
            let hash = RevisionHash::of("B", collision_count);
            Rc::new(ControllerRevision {
                hash,
                ..ControllerRevision::clone(&revision("A", number))
            })
        };
        let revisions = [taken(0, 1), taken(1, 2)];
        let pods = Pods::new(set.uid, set.spec.range(), 0, SimTime::ZERO);
        let claims = Claims::default();
        let observed = Observed {
            set: &set,
            revisions: &revisions,
            pods: &pods,
            claims: &claims,
            refuses_pods: false,
        };
        let Chosen { update, collision_count, write, .. } = choose(&observed, &Rules::LATEST);
        assert_eq!((update, collision_count), (RevisionHash::of("B", 2), 2));
        assert_eq!(write, Some(RevisionWrite::Create(update, 3)));
    }
}
