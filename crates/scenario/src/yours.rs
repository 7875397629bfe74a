//! A pasted cluster: what the page sends of it, and what was understood.
//!
//! [`understand`](crate::understand) reads it, and writes the script that goes on from there. Not here: finding and reading the
//! objects (`apiserver::snapshot`), and the page.

use std::collections::BTreeSet;

use apiserver::found::{Measured, Note, Tally, is_plain};
use rollout_engine::api::{Pod, RevisionHash, StatefulSetSpec};
use serde::{Deserialize, Serialize};

use crate::script::{Line, Scenario};

/// What is to be made of a paste.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paste {
    /// The text.
    pub text: String,
    /// The release that the scenario runs in, as in `: release`.
    pub release: String,
    /// The question of the scenario, in the language of the page; empty for none.
    pub question: String,
    /// The set that comes first, as `NAMESPACE/NAME` or `NAME`; the first in the paste if there is none of this name.
    pub first: Option<String>,
    /// Whether names of sets, namespaces, images and containers are replaced by plain ones.
    pub plain: bool,
    /// When it was printed.
    pub printed: Printed,
    /// A scenario that begins with this cluster, all of whose other lines are to stay; empty for none.
    pub script: String,
}

/// When a paste was printed. kubectl does not say it. Times are as the API writes them: `2026-11-28T10:00:00Z`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Printed {
    /// With the last change in it.
    #[default]
    AtLastChange,
    /// Now, unless its last change is more than a week ago or still to come.
    AboutNow(String),
    /// Now, however old it is.
    Now(String),
}

/// What was understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Understood {
    /// The script that begins with this cluster.
    pub script: String,
    /// Number of objects that were found.
    pub objects: usize,
    /// When they were printed, which becomes 0:00: `2026-11-28T04:22:25Z`.
    pub printed_at: Option<String>,
    /// The latest time that they name.
    pub changed_at: Option<String>,
    /// How long before `printed_at` that was, as kubectl prints an age.
    pub age: String,
    /// The sets, the chosen one first.
    pub sets: Vec<SetUnderstood>,
    /// Names of the disruption budgets.
    pub budgets: Vec<String>,
    /// Start-up times by image.
    pub measured: Vec<Measured>,
    /// What was left out.
    pub left_out: Tally,
    /// What was made up or belongs to nothing.
    pub notes: Vec<Note>,
}

/// A set and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetUnderstood {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Its spec.
    pub spec: StatefulSetSpec,
    /// Its revisions, the oldest first.
    pub revisions: Vec<RevisionUnderstood>,
    /// Its pods, by ordinal.
    pub pods: Vec<PodUnderstood>,
}

/// A revision of a set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisionUnderstood {
    /// The hash in its name.
    pub hash: RevisionHash,
    /// Whether it is `status.currentRevision`.
    pub is_current: bool,
    /// Whether it is `status.updateRevision`.
    pub is_update: bool,
    /// Number of pods made from it.
    pub pods: usize,
    /// Images of its containers.
    pub images: Vec<String>,
}

/// A pod of a set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PodUnderstood {
    /// The pod.
    pub pod: Pod,
    /// READY as kubectl prints it: `1/1`.
    pub ready: String,
    /// STATUS as kubectl prints it.
    pub status: String,
    /// RESTARTS as kubectl prints it.
    pub restarts: String,
    /// How long it has been Ready, or how old it is if it is not, as kubectl prints an age.
    pub since: String,
    /// Since when that is, by the clock of its cluster: `2026-11-28T04:22:21Z`.
    pub since_at: String,
    /// Number of its claims.
    pub claims: usize,
}

/// The file that the cluster of a scenario comes from: which line holds it, its name and its content. `None` if the scenario does not
/// begin with a pasted cluster.
pub(crate) fn cluster_file(scenario: &Scenario) -> Option<(usize, &str, &str)> {
    let file = scenario.lines.iter().find_map(|line| line.text.strip_prefix(": cluster "))?;
    let file = file.split_whitespace().next()?;
    scenario.lines.iter().enumerate().find_map(|(at, line)| {
        let (name, text) = line.text.strip_prefix(": file ")?.split_once('\n')?;
        (name.trim() == file).then_some((at, file, text))
    })
}

/// What was pasted of a cluster that a scenario begins with, as it was kept.
pub fn cluster_of(scenario: &Scenario) -> Option<&str> {
    cluster_file(scenario).map(|(_, _, text)| text.strip_suffix(": end").unwrap_or(text))
}

/// When the cluster was printed that a scenario begins with: `2026-11-28T10:00:00Z`. `None` if its line does not say it.
pub fn cluster_printed_at(scenario: &Scenario) -> Option<&str> {
    let said = scenario.lines.iter().find_map(|line| line.text.strip_prefix(": cluster "))?;
    said.split_once(" printed at ").map(|(_, at)| at.trim())
}

impl Scenario {
    /// Returns the scenario without the uids of pasted clusters, as links carry it: no rollout depends on them, and each would
    /// make a link some 50 characters longer.
    #[must_use]
    pub fn without_uids(&self) -> Self {
        let mut smaller = self.clone();
        for line in &mut smaller.lines {
            if is_cluster_file(self, &line.text) && line.text.lines().any(is_uid) {
                let rows = line.text.split_inclusive('\n').filter(|row| !is_uid(row));
                line.text = rows.collect::<String>().into();
            }
        }
        smaller
    }

    /// Whether objects of a pasted cluster came with uids.
    pub fn has_uids(&self) -> bool {
        let mut files = self.lines.iter().filter(|line| is_cluster_file(self, &line.text));
        files.any(|line| line.text.lines().any(is_uid))
    }
}

/// Whether a line is a file that some `: cluster` line of the scenario names.
fn is_cluster_file(scenario: &Scenario, text: &str) -> bool {
    let Some((name, _)) = text.strip_prefix(": file ").and_then(|it| it.split_once('\n')) else {
        return false;
    };
    let is_it = |line: &Line| {
        let file = line.text.strip_prefix(": cluster ");
        file.is_some_and(|file| file.split_whitespace().next() == Some(name.trim()))
    };
    scenario.lines.iter().any(is_it)
}

/// Whether a row of a cluster's file is a uid: the metadata's, or an owner's.
fn is_uid(row: &str) -> bool {
    let is_inside = |letter: char| letter.is_ascii_alphanumeric() || "-\"'".contains(letter);
    let uid = row.trim().strip_prefix("uid: ");
    uid.is_some_and(|uid| !uid.is_empty() && uid.chars().all(is_inside))
}

/// The names in a pasted cluster that a link to this scenario would carry: namespaces, images, sets, containers. Each once, sorted; a
/// name that is made of others (`web-0`, of `web`) is left out, and so are plain names. Empty if the scenario does not begin
/// with such a cluster.
pub fn names_in(scenario: &Scenario) -> Vec<String> {
    let value = |line: &str| {
        let line = line.trim_start().trim_start_matches("- ");
        let keys = ["image: ", "name: ", "namespace: "];
        let value = keys.iter().find_map(|key| line.strip_prefix(key))?;
        Some(value.trim_matches('"').to_owned())
    };
    let text = cluster_of(scenario).unwrap_or_default();
    let all: BTreeSet<String> = text.lines().filter_map(value).collect();
    let is_said = |name: &&String| !is_made_of(name, &all) && !is_plain(name);
    all.iter().filter(is_said).cloned().collect()
}

/// Whether a name is another one with an ordinal or a hash behind it, or two others: `web-0`, `web-5ddbd9db46`, `data-web-0`.
fn is_made_of(name: &str, names: &BTreeSet<String>) -> bool {
    let is_made_at = |(end, _): (usize, &str)| {
        let (before, rest) = apiserver::text::split_at(name, end);
        let rest = rest.trim_start_matches('-');
        let is_number =
            !rest.contains('-') && rest.contains(|letter: char| letter.is_ascii_digit());
        names.contains(before) && (is_number || names.contains(rest) || is_made_of(rest, names))
    };
    name.match_indices('-').any(is_made_at)
}
