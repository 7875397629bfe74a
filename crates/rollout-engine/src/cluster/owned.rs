//! One slot of the cluster: a StatefulSet with the pods, revisions and claims that bear its name.
//!
//! The slot outlives its set: a set that is created again under the same name finds the pods and claims of the former
//! one. Changes of one set are applied here ([`Owned::apply`]); changes of everything else in `apply`.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::admission::{self, PodDefaults};
use super::{Change, CreationFailure, Refusal};
use crate::api::{
    Claim, ClaimTemplate, Claims, ContainerStatus, ControllerRevision, Mismatch, Pod,
    PodContainers, PodEdit, PodTemplate, Pods, Resources, RevisionHash, Room, SchedulingFailure,
    StatefulSet, Uid,
};

/// A StatefulSet and everything that bears its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    /// The set; its last state once it is deleted.
    pub set: StatefulSet,
    /// Whether the set exists.
    pub exists: bool,
    /// Its revisions, by ascending number.
    pub revisions: Vec<Rc<ControllerRevision>>,
    /// The pods under its name.
    pub pods: Pods,
    /// The claims under its name.
    pub claims: Claims,
    /// Container statuses of the pods that have several containers, by ordinal.
    containers: BTreeMap<u32, Rc<PodContainers>>,
    /// What persons wrote into the pods, by ordinal.
    edits: BTreeMap<u32, Rc<PodEdit>>,
    /// What LimitRanges added to the pods, by ordinal.
    defaults: BTreeMap<u32, Rc<PodDefaults>>,
    /// Why pods have no node, by ordinal.
    unscheduled: BTreeMap<u32, Rc<SchedulingFailure>>,
    /// The last pod that the API server refused. Cleared when that pod is created.
    refused: Option<Rc<CreationFailure>>,
    /// The claim templates of each set that has had this name, with the set's uid, oldest first.
    makers: Vec<(Uid, Rc<[ClaimTemplate]>)>,
    /// The last incarnation number used at each ordinal.
    incarnations: BTreeMap<u32, u32>,
    /// Every template that a revision of this name has had: a pod may outlive its revision's object.
    templates: BTreeMap<RevisionHash, Rc<PodTemplate>>,
}

/// Reading.
impl Owned {
    /// Whether the set has this namespace and name.
    pub fn is_called(&self, namespace: &str, name: &str) -> bool {
        &*self.set.name == name && &*self.set.namespace == namespace
    }

    /// Name of the pod at an ordinal: `web-3`.
    pub fn pod_name(&self, ordinal: u32) -> String {
        format!("{}-{ordinal}", self.set.name)
    }

    /// Name of a revision: `web-5ddbd9db46`. Also the value of the pods' label `controller-revision-hash`.
    pub fn revision_name(&self, hash: RevisionHash) -> String {
        format!("{}-{hash}", self.set.name)
    }

    /// The revision of this hash, if its object exists.
    pub fn revision(&self, hash: RevisionHash) -> Option<&ControllerRevision> {
        self.revisions.iter().find(|revision| revision.hash == hash).map(|revision| &**revision)
    }

    /// The template of a revision, even after the revision's object was deleted.
    pub fn template(&self, hash: RevisionHash) -> Option<&PodTemplate> {
        self.templates.get(&hash).map(|template| &**template)
    }

    /// The template that a pod was created from, even if somebody has changed its revision label.
    pub fn template_of(&self, pod: &Pod) -> Option<&PodTemplate> {
        self.template(self.made_from(pod))
    }

    /// The revision that a pod was created from, even if somebody has changed its revision label.
    pub fn made_from(&self, pod: &Pod) -> RevisionHash {
        self.edit(pod).map_or(pod.revision, |edit| edit.made_from)
    }

    /// Every template that a revision of this name has had.
    pub(crate) fn templates(&self) -> impl Iterator<Item = &PodTemplate> {
        self.templates.values().map(|template| &**template)
    }

    /// Claim templates of the set that created this pod, which are the pod's volumes. A later set of the same name
    /// may have others.
    pub fn claim_templates_of(&self, pod: &Pod) -> &[ClaimTemplate] {
        let maker = self.makers.iter().rfind(|(uid, _)| *uid < pod.uid);
        maker.map_or(&self.set.spec.claim_templates, |(_, templates)| templates)
    }

    /// The claim template of this name: the set's, or one that a former set of this name had.
    pub fn claim_template(&self, name: &str) -> Option<&ClaimTemplate> {
        let former = self.makers.iter().rev().flat_map(|(_, templates)| templates.iter());
        self.set.spec.claim_templates.iter().chain(former).find(|template| &*template.name == name)
    }

    /// Why the scheduler found no node for this pod. `None` once the pod has a node.
    pub fn scheduling_failure(&self, pod: &Pod) -> Option<&SchedulingFailure> {
        let failure = self.unscheduled.get(&pod.ordinal)?;
        (failure.uid == pod.uid && pod.node.is_none()).then_some(&**failure)
    }

    /// The last pod that the API server refused, until that pod is created.
    pub fn creation_failure(&self) -> Option<&CreationFailure> {
        self.refused.as_deref()
    }

    /// The set's own pods that differ from what the set wants, by ordinal: labels that a person changed, and volumes
    /// that a former set of this name gave.
    pub fn mismatches(&self) -> BTreeMap<u32, Mismatch> {
        let has_former_sets = self.makers.len() > 1;
        if !self.has_edits() && !has_former_sets {
            return BTreeMap::new();
        }
        let of = |pod: &Pod| Mismatch {
            identity: self.edit(pod).is_some_and(|edit| edit.repaired.is_some()),
            storage: self.lacks_volumes(pod),
        };
        let all = self.pods.iter().filter(|pod| self.pods.owns(pod));
        let all = all.map(|pod| (pod.ordinal, of(pod)));
        all.filter(|(_, it)| it.identity || it.storage).collect()
    }

    /// Whether the pod lacks the volume of one of the set's claim templates. Upstream: `storageMatches`.
    fn lacks_volumes(&self, pod: &Pod) -> bool {
        let has = self.claim_templates_of(pod);
        let mut wanted = self.set.spec.claim_templates.iter();
        wanted.any(|wanted| !has.iter().any(|it| it.name == wanted.name))
    }

    /// The pods for which the scheduler found no node.
    pub(crate) fn unscheduled(&self) -> impl Iterator<Item = &Pod> {
        let pods = self.unscheduled.keys().filter_map(|&ordinal| self.pods.get(ordinal));
        pods.filter(|pod| self.scheduling_failure(pod).is_some())
    }

    /// Statuses of a pod's containers, in the order of [`PodTemplate::all_containers`]. `None` before the kubelet's
    /// first status, and for a pod of one container, which keeps that status in itself.
    pub fn containers(&self, pod: &Pod) -> Option<&[ContainerStatus]> {
        let found = self.containers.get(&pod.ordinal).filter(|it| it.uid == pod.uid);
        found.map(|containers| &*containers.statuses)
    }

    /// Index of the pod's container with this name, in the order of [`PodTemplate::all_containers`].
    pub fn container_index(&self, pod: &Pod, name: &str) -> Option<usize> {
        let mut all = self.template_of(pod)?.all_containers();
        all.position(|container| &*container.name == name)
    }

    /// What LimitRanges added to each container of this pod that had none of its own.
    pub fn defaults(&self, pod: &Pod) -> Option<&Resources> {
        self.defaults.get(&pod.ordinal).filter(|it| it.uid == pod.uid).map(|it| &it.resources)
    }

    /// What this pod requests of a node.
    pub fn requests(&self, pod: &Pod) -> Room {
        let template = self.template_of(pod).unwrap_or(&self.set.spec.template);
        let Some(defaults) = self.defaults(pod) else { return template.placement.requests };
        let requests = admission::resources_of(template, Some(defaults)).requests;
        let amount = |name: &str, nanos_of_unit: i128| {
            let nanos = requests.get(name).map_or(0, |amount| amount.nanos.max(0));
            u64::try_from((nanos + nanos_of_unit - 1) / nanos_of_unit).unwrap_or(u64::MAX)
        };
        Room {
            milli_cpu: amount("cpu", 1_000_000),
            memory: amount("memory", 1_000_000_000),
            pods: 0,
        }
    }

    /// What persons wrote into this pod.
    pub fn edit(&self, pod: &Pod) -> Option<&PodEdit> {
        self.edits.get(&pod.ordinal).filter(|edit| edit.uid == pod.uid).map(|edit| &**edit)
    }

    /// Whether anybody ever wrote into one of the pods.
    pub(crate) fn has_edits(&self) -> bool {
        !self.edits.is_empty()
    }

    /// Whether the set's selector matches this pod. Every pod of the name matches until somebody changes its labels.
    pub(crate) fn selects(&self, pod: &Pod) -> bool {
        self.edit(pod).is_none_or(|edit| edit.is_selected)
    }

    /// Incarnation number of the next pod at this ordinal.
    pub(crate) fn next_incarnation(&self, ordinal: u32) -> u32 {
        self.incarnations.get(&ordinal).map_or(1, |last| last + 1)
    }
}

/// Writing, for `Cluster::apply` only.
impl Owned {
    /// The slot of a set whose name is new to the cluster.
    pub(super) fn new(set: &StatefulSet) -> Self {
        let (range, min_ready_seconds) = (set.spec.range(), set.spec.min_ready_seconds);
        Self {
            set: set.clone(),
            exists: true,
            revisions: Vec::new(),
            pods: Pods::new(set.uid, range, min_ready_seconds, set.created_at),
            claims: Claims::of(&set.spec),
            containers: BTreeMap::new(),
            edits: BTreeMap::new(),
            defaults: BTreeMap::new(),
            unscheduled: BTreeMap::new(),
            refused: None,
            makers: Vec::new(),
            incarnations: BTreeMap::new(),
            templates: BTreeMap::new(),
        }
    }

    /// Writes the set: its metadata or spec changed, or another set takes the name.
    pub(super) fn write_set(&mut self, set: &StatefulSet) {
        (self.set, self.exists) = (set.clone(), true);
        if self.makers.last().is_none_or(|(uid, _)| *uid != set.uid) {
            self.makers.push((set.uid, Rc::clone(&set.spec.claim_templates)));
        }
        self.pods.resize(set.uid, set.spec.range(), set.spec.min_ready_seconds);
        self.claims.follow(&set.spec);
    }

    /// Applies a change of the set, its pods, revisions or claims. Ignores every other change.
    pub(super) fn apply(&mut self, change: &Change) {
        match change {
            Change::SetDeleted(..) => self.exists = false,
            Change::StatusWritten(_, status) => self.set.status = *status,
            Change::PodCreated(_, pod) => {
                self.refused = self.refused.take().filter(|it| it.ordinal != pod.ordinal);
                self.incarnations.insert(pod.ordinal, pod.incarnation);
                self.pods.insert(*pod);
            }
            Change::PodUpdated(_, pod) | Change::KubeletNoted(_, pod) => self.pods.insert(*pod),
            Change::PodDefaulted(_, defaults) => {
                self.defaults.insert(defaults.ordinal, Rc::clone(defaults));
            }
            Change::PodEdited(_, edit) => drop(self.edits.insert(edit.ordinal, Rc::clone(edit))),
            Change::PodDeleted(_, pod) => {
                self.unscheduled.remove(&pod.ordinal);
                self.pods.remove(pod.ordinal);
            }
            Change::ContainersWritten(_, containers) => {
                self.containers.insert(containers.ordinal, Rc::clone(containers));
            }
            Change::SchedulingFailed(_, failure) => {
                self.unscheduled.insert(failure.ordinal, Rc::clone(failure));
            }
            Change::CreationFailed(_, failure) => self.refused = Some(Rc::clone(failure)),
            Change::RevisionWritten(_, revision) => self.write_revision(revision),
            Change::RevisionDeleted(_, gone) => {
                self.revisions.retain(|revision| revision.hash != gone.hash);
            }
            Change::ClaimWritten(_, claim) => {
                self.claims.insert(Claim::clone(claim));
                let is_created = |it: &Rc<CreationFailure>| {
                    matches!(it.why, Refusal::Claims(_)) && it.ordinal == claim.name.ordinal
                };
                self.refused = self.refused.take().filter(|it| !is_created(it));
            }
            Change::ClaimDeleted(_, claim) => self.claims.remove(&claim.name),
            _ => {}
        }
    }

    fn write_revision(&mut self, revision: &Rc<ControllerRevision>) {
        self.templates.insert(revision.hash, Rc::clone(&revision.template));
        self.revisions.retain(|other| other.hash != revision.hash);
        self.revisions.push(Rc::clone(revision));
        self.revisions.sort_by_key(|revision| revision.number);
    }
}
