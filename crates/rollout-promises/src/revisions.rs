//! Promises about revisions: at which revision pods are created, and which revisions are kept.

use crate::{Kept, Promise, SyncSeen, ensure};
use rollout_engine::api::{RevisionHash, UpdateStrategy};
use rollout_engine::cluster::Change;

/// A pod below the partition is created at the current revision, every other at the update revision.
///
/// StatefulSet docs, "Partitioned rolling updates": pods below the partition are recreated at the previous version
/// even if they are deleted. "Previous" is the revision of the last completed rollout, and scaling to zero
/// completes one (semantics 1.5, 1.9, #121534). Without the stanza `rollingUpdate` the first
/// `status.currentReplicas` pods come back at the current revision. OnDelete and Recreate: always the update
/// revision. All releases.
#[derive(Default)]
pub(super) struct MadeAtTheRightRevision;

impl Promise for MadeAtTheRightRevision {
    fn in_sync(&mut self, seen: &SyncSeen<'_>) -> Kept {
        for pod in &seen.made {
            let index = i64::from(pod.ordinal) - i64::from(seen.spec().start);
            let keeps = match seen.spec().update_strategy {
                UpdateStrategy::RollingUpdate(Some(_)) => seen.is_below_the_partition(pod.ordinal),
                UpdateStrategy::RollingUpdate(None) => {
                    index < i64::from(seen.found.set.status.current_replicas)
                }
                UpdateStrategy::OnDelete | UpdateStrategy::Recreate => false,
            };
            let right = if keeps { seen.current } else { seen.update };
            ensure!(
                pod.revision == right,
                "{} is made at {} and not at {right}",
                pod.ordinal,
                pod.revision
            );
        }
        Ok(())
    }
}

/// A template keeps one revision and one name; going back to it gives that revision the highest number.
///
/// `kubectl rollout undo` docs; semantics 1.3.2, I8. All releases.
#[derive(Default)]
pub(super) struct EqualTemplatesShareARevision;

impl Promise for EqualTemplatesShareARevision {
    fn in_sync(&mut self, seen: &SyncSeen<'_>) -> Kept {
        for change in seen.changes {
            let Change::RevisionWritten(_, written) = change else { continue };
            let mut others = seen.left.revisions.iter().filter(|other| other.hash != written.hash);
            let twin = others.clone().find(|other| other.template.data == written.template.data);
            ensure!(twin.is_none(), "{} has the template of {twin:?}", written.hash);
            let was = seen.found.revision(written.hash);
            let is_numbered = was.is_none_or(|was| was.number != written.number);
            let later = others.find(|other| is_numbered && other.number >= written.number);
            ensure!(later.is_none(), "{} is not the newest: {later:?}", written.hash);
            let is_same = was.is_none_or(|was| was.template.data == written.template.data);
            ensure!(is_same, "{} got another template", written.hash);
        }
        Ok(())
    }
}

/// Beside the revisions in use, the newest `revisionHistoryLimit` unused ones are kept; a negative limit keeps all.
///
/// StatefulSet docs, "Revision history"; semantics 1.3.5. In use are the current revision, the update revision and
/// those of pods. All releases.
#[derive(Default)]
pub(super) struct HistoryIsKept;

impl Promise for HistoryIsKept {
    fn in_sync(&mut self, seen: &SyncSeen<'_>) -> Kept {
        let is_used = |hash: RevisionHash| {
            hash == seen.current
                || hash == seen.update
                || seen.pods.values().any(|pod| pod.revision == hash)
        };
        let unused: Vec<RevisionHash> =
            seen.found.revisions.iter().map(|r| r.hash).filter(|&hash| !is_used(hash)).collect();
        let limit = usize::try_from(seen.spec().revision_history_limit).unwrap_or(usize::MAX);
        let (gone, kept) = unused.split_at(unused.len().saturating_sub(limit));
        for hash in gone {
            ensure!(seen.left.revision(*hash).is_none(), "{hash} is past the limit and stays");
        }
        let lost = kept.iter().find(|hash| seen.left.revision(**hash).is_none());
        ensure!(lost.is_none(), "{lost:?} is within the limit and goes");
        let mut found = seen.found.revisions.iter().map(|r| r.hash);
        let lost = found.find(|&hash| is_used(hash) && seen.left.revision(hash).is_none());
        ensure!(lost.is_none(), "{lost:?} is in use and goes");
        Ok(())
    }
}
