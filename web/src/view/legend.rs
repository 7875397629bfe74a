//! The legend: the letter, the image and the role of each revision.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rollout_engine::api::RevisionHash;
use rollout_engine::cluster::Owned;

use super::names::PodNames;
use super::{Drawn, drawn, image, pods, text};
use crate::state::AppState;
use crate::text::{Key, Role};

/// A revision in the legend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The revision.
    pub hash: RevisionHash,
    /// Its letter.
    pub letter: char,
    /// Its image: the last part if all images share registry and path, else in full.
    pub image: String,
    /// The whole name of its image.
    pub full: String,
    /// Its role in the set. If pods are cells, the number of pods that have it.
    pub role: Cow<'static, str>,
    /// Whether its image can be changed: it is the update revision.
    pub can_change: bool,
}

/// Returns the current revision, the update revision and those of pods, in the order of their letters.
pub fn view(state: &AppState) -> Vec<Revision> {
    let Some(Drawn { history, owned: Some(owned) }) = drawn(state) else { return Vec::new() };
    let status = &owned.set.status;
    let (current, update) = (status.current_revision, status.update_revision);
    let in_use: BTreeSet<RevisionHash> =
        owned.pods.iter().map(|pod| pod.revision).chain(current).chain(update).collect();
    let shown = history.revisions.iter().copied().filter(|revision| in_use.contains(revision));
    let shown: Vec<(RevisionHash, &str)> = shown
        .map(|revision| (revision, image::of_revision(owned, revision).unwrap_or_default()))
        .collect();
    let one_path = shown.windows(2).all(|pair| image::path(pair[0].1) == image::path(pair[1].1));
    let role = |revision| match (Some(revision) == current, Some(revision) == update) {
        (true, true) => Role::Both,
        (true, false) => Role::Current,
        (false, true) => Role::Update,
        (false, false) => Role::LeftOver,
    };
    let cells = pods::are_cells(state);
    let names = PodNames::of_set(state, history);
    let entry = |&(revision, full): &(RevisionHash, &str)| Revision {
        hash: revision,
        letter: history.letter(revision),
        image: if one_path { image::last_part(full) } else { full }.to_owned(),
        full: full.to_owned(),
        role: match cells {
            true => {
                owned.pods.iter().filter(|pod| pod.revision == revision).count().to_string().into()
            }
            false => match (role(revision), only_pod(owned, revision)) {
                (Role::LeftOver, Some(pod)) => {
                    text(state).say(Key::RoleLeftOn, &[("pod", &names.name(pod).shown)]).into()
                }
                (role, _) => text(state).role(role).into(),
            },
        },
        can_change: Some(revision) == update,
    };
    shown.iter().map(entry).collect()
}

/// Returns the ordinal of the only pod that has a revision. `None` if there are none or several.
fn only_pod(owned: &Owned, revision: RevisionHash) -> Option<u32> {
    let mut pods = owned.pods.iter().filter(|pod| pod.revision == revision);
    let only = pods.next().filter(|_| pods.next().is_none())?;
    Some(only.ordinal)
}
