//! Parses the lines about nodes: `: nodes 5`, `: node node-1 has cpu=4`, `: node node-1 is lost`.

use rollout_engine::api::{Node, NodeId};

use super::{Directive, NODE_FAULTS, Stated, WhichNode, one_of, split_word};
use apiserver::quantity;

/// Parses the number of nodes: `5`.
pub(super) fn nodes(text: &str) -> Result<Directive, String> {
    let count = text.parse::<u8>().ok().filter(|count| (1..=Node::COUNT_MAX).contains(count));
    let usage = || format!("`: nodes 5`, from 1 to {}, not {text:?}", Node::COUNT_MAX);
    count.map(Directive::Nodes).ok_or_else(usage)
}

/// Parses the room of a node: `cpu=4 memory=8Gi pods=110`.
fn room(node: NodeId, text: &str) -> Result<Directive, String> {
    let mut stated = Stated::default();
    for part in text.split_whitespace() {
        let usage = || format!("a node has `cpu=4`, `memory=8Gi` or `pods=110`, not {part:?}");
        let (key, value) = part.split_once('=').ok_or_else(usage)?;
        match key {
            "cpu" => stated.milli_cpu = Some(quantity::cpu(value).ok_or_else(usage)?),
            "memory" => stated.memory = Some(quantity::memory(value).ok_or_else(usage)?),
            "pods" => stated.pods = Some(value.parse().map_err(|_| usage())?),
            _ => return Err(usage()),
        }
    }
    match stated == Stated::default() {
        true => Err("`: node node-1 has cpu=4 memory=8Gi`".into()),
        false => Ok(Directive::Room(node, stated)),
    }
}

/// Parses a line about one node: its room, or its fault.
pub(super) fn node(text: &str) -> Result<Directive, String> {
    let (first, rest) = split_word(text);
    if let ("has", said) = split_word(rest) {
        return room(node_id(first)?, said);
    }
    let (node, act) = match first {
        "of" => {
            let (pod, act) = split_word(rest);
            (WhichNode::Of(pod.into()), act)
        }
        name => (WhichNode::Named(node_id(name)?), rest),
    };
    Ok(Directive::Node(node, one_of(&NODE_FAULTS, act, "a node")?))
}

/// Parses the name of a node, whether it exists or not.
fn node_id(name: &str) -> Result<NodeId, String> {
    NodeId::named(name).ok_or_else(|| {
        format!("{name:?} is not a node: they are node-1 to node-{}, or `of POD`", Node::COUNT)
    })
}
