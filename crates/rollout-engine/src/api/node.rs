//! Nodes: where pods run, as far as losing one matters to a rollout.

/// A node, numbered from 0; `kubectl` prints `node-1` for the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u8);

/// A node as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// The Ready condition: `Ready`, or `NotReady` once its kubelet has been silent for too long.
    pub ready: bool,
    /// Whether the object was deleted.
    pub deleted: bool,
}

impl Node {
    /// How many nodes the cluster has. Three are enough to show that an image is pulled once a node.
    pub const COUNT: u8 = 3;

    /// Whether the scheduler gives it pods: a lost node is tainted.
    pub fn takes_pods(self) -> bool {
        self.ready && !self.deleted
    }
}
