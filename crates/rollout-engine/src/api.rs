//! Kubernetes' objects as plain data, with the API's field names and the predicates that its controllers use.
//!
//! Owns the fields on which a rollout depends. Every other field travels beside them as opaque bytes
//! ([`StatefulSet::document`], [`PodTemplate::data`]), which the crate `apiserver` writes and reads. Not here: who
//! changes an object, and when.

mod claim;
mod container;
mod event;
mod namespace;
mod node;
mod placement;
mod pod;
mod pods;
mod policy;
mod probe;
mod quantity;
mod revision;
mod scheduling;
mod stateful_set;
mod uids;

pub use claim::{Claim, ClaimName, ClaimOwner, Claims};
pub use container::{ContainerStatus, PodContainers, Probing};
pub use event::{Event, EventSubject, EventType, Reason};
pub use namespace::{Namespace, NamespaceId, Remaining};
pub use node::{
    NOT_READY, Node, NodeId, OUT_OF_SERVICE, Room, Taint, TaintEffect, UNREACHABLE, UNSCHEDULABLE,
};
pub use placement::{Operator, Placement, PodTerm, Requirement, Spread, Toleration};
pub use pod::{ContainerState, Disruption, Mismatch, Pod, PodEdit, PodPhase, Uid};
pub use pods::{Pods, Range};
pub use policy::{Limit, LimitOf, Policy, Quota, Scope};
pub use probe::{Probe, ProbeKind, Probes};
pub use quantity::{Amounts, Quantity, Resources};
pub(crate) use quantity::{add, raise};
pub use revision::{ControllerRevision, RevisionHash};
pub use scheduling::{Obstacle, SchedulingFailure, Unfit};
pub use stateful_set::{
    ClaimTemplate, Container, ContainerKind, Finalizer, IntOrPercent, PodManagementPolicy,
    PodTemplate, Recreate, Retention, RetentionPolicy, RollingUpdate, StatefulSet, StatefulSetSpec,
    StatefulSetStatus, UpdateStrategy,
};
pub use uids::GivenUids;
