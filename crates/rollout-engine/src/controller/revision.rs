//! Current and update revision: finds or creates the revision of the set's template, and prunes old ones.
//!
//! Only `spec.template` is versioned: a change of replicas, strategy or partition creates no revision and starts no
//! rollout. Models `getStatefulSetRevisions` and `truncateHistory`. The objects are written by `crate::simulation`.

use std::rc::Rc;

use super::{Observed, RevisionWrite, SyncContext};
use crate::api::{ControllerRevision, RevisionHash};
use crate::version::Rules;

/// The revisions of one sync.
pub(super) struct Chosen {
    /// The revision of the last completed rollout, at which pods below the partition are created.
    pub(super) current: RevisionHash,
    /// The revision of the set's template.
    pub(super) update: RevisionHash,
    /// `status.collisionCount` after this sync.
    pub(super) collision_count: u32,
    /// The write that creates or renumbers the update revision, if one is needed.
    pub(super) write: Option<RevisionWrite>,
}

/// Finds the revision of the set's template, or plans to create it.
///
/// A newer API server may store the same template in other bytes. Where the release compares meaning, the newest
/// revision then still is that of the template (upstream: `setMatchesLatestExistingRevision`, k/k#135017). Elsewhere
/// it becomes a new revision, and every pod is replaced (k/k#134773).
pub(super) fn choose(observed: &Observed<'_>, rules: &Rules) -> Chosen {
    let Observed { set, revisions, .. } = *observed;
    let is_equal = |revision: &ControllerRevision| revision.template.data == set.spec.template.data;
    let newest = revisions.last();
    let number = newest.map_or(1, |newest| newest.number + 1);
    let mut collision_count = set.status.collision_count;

    let means_the_same = |newest: &&Rc<ControllerRevision>| {
        rules.compares_meaning && newest.template.means_as(&set.spec.template)
    };
    let (update, write) = match revisions.iter().rev().find(|revision| is_equal(revision)) {
        Some(equal) if Some(equal.number) == newest.map(|newest| newest.number) => {
            (equal.hash, None)
        }
        Some(older) => (older.hash, Some(RevisionWrite::Renumber(older.hash, number))),
        None => match newest.filter(means_the_same) {
            Some(newest) => (newest.hash, None),
            None => {
                let hash = free_hash(observed, &mut collision_count);
                (hash, Some(RevisionWrite::Create(hash, number)))
            }
        },
    };
    let stored = set.status.current_revision;
    let current =
        stored.filter(|&current| revisions.iter().any(|revision| revision.hash == current));
    Chosen { current: current.unwrap_or(update), update, collision_count, write }
}

/// A hash of the template that no revision has: counts `collision_count` up until one is free.
fn free_hash(observed: &Observed<'_>, collision_count: &mut u32) -> RevisionHash {
    loop {
        let hash = RevisionHash::of(&observed.set.spec.template.data, *collision_count);
        if observed.revisions.iter().all(|revision| revision.hash != hash) {
            return hash;
        }
        *collision_count += 1;
    }
}

/// Prunes the oldest unused revisions down to `revisionHistoryLimit`. A negative limit keeps all.
pub(super) fn truncate(observed: &Observed<'_>, context: &SyncContext<'_>) -> Vec<RevisionWrite> {
    let Ok(limit) = usize::try_from(context.set.spec.revision_history_limit) else {
        return Vec::new();
    };
    let is_live =
        |hash| hash == context.current || hash == context.update || context.pods.uses(hash);
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
    fn a_hash_that_another_template_has_raises_the_collision_count_until_one_is_free() {
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
            admission: &false,
            mismatches: &Default::default(),
        };
        let Chosen { update, collision_count, write, .. } = choose(&observed, &Rules::LATEST);
        assert_eq!((update, collision_count), (RevisionHash::of("B", 2), 2));
        assert_eq!(write, Some(RevisionWrite::Create(update, 3)));
    }
}
