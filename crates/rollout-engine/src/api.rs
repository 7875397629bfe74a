//! Kubernetes' objects as plain data, in the API's own words, with the predicates that its controllers use.
//!
//! Only what a rollout depends on stands here. The document that a person wrote, with every field that the
//! engine does not act on, travels as opaque bytes beside it ([`StatefulSet::document`],
//! [`PodTemplate::data`]); the `kubectl` crate makes and reads those.

mod claim;
mod container;
mod event;
mod namespace;
mod node;
mod pod;
mod pods;
mod probe;
mod revision;
mod stateful_set;

pub use claim::{Claim, ClaimName, ClaimOwner, Claims};
pub use container::{ContainerStatus, PodContainers, Probing};
pub use event::{Event, EventSubject, EventType, Reason};
pub use namespace::{Namespace, NamespaceId, Remaining};
pub use node::{Node, NodeId};
pub use pod::{ContainerState, Pod, PodEdit, PodPhase, Uid};
pub use pods::{Pods, Range};
pub use probe::{Probe, ProbeKind, Probes};
pub use revision::{ControllerRevision, RevisionHash};
pub use stateful_set::{
    ClaimTemplate, Container, ContainerKind, Finalizer, IntOrPercent, PodManagementPolicy,
    PodTemplate, Recreate, Retention, RetentionPolicy, RollingUpdate, StatefulSet, StatefulSetSpec,
    StatefulSetStatus, UpdateStrategy,
};
