//! Executes the playground's own lines: the effect of a directive on the cluster and the session. Parsing is in
//! `directive`.

use kubectl::Stream;
use std::rc::Rc;

use rollout_engine::api::{Node, NodeId, Pod, PodTemplate};
use rollout_engine::behavior::ImageFault;
use rollout_engine::cluster::{SchedulingHold, SetId};
use rollout_engine::command::{Command, NodeFault, PodFault};

use apiserver::found::Note;

use super::Run;
use crate::directive::{Directive, WhichNode};
use crate::script::{Line, Origin};
use crate::trace::DEFAULT_NAMESPACE;

impl Run {
    /// Executes one line. An error is printed in its terminal.
    pub(super) fn obey(&mut self, index: usize, line: &Line) {
        let status = match Directive::read(&line.text)
            .and_then(|directive| self.act(index, line, directive))
        {
            Ok(()) => 0,
            Err(message) => {
                let here = (self.simulation.trace().last(), self.now);
                self.outputs[index].print(Stream::Err, format!("{message}\n"), here);
                1
            }
        };
        self.note_exit(index, status);
    }

    fn act(&mut self, index: usize, line: &Line, directive: Directive) -> Result<(), String> {
        match directive {
            Directive::Timing(scope, timing) => self.command(Command::SetTiming { scope, timing }),
            Directive::Fault(of, fault) => {
                if fault == ImageFault::None {
                    self.command(Command::SetSlower { of: of.clone(), times: 1 });
                }
                self.command(Command::SetFault { of, fault });
            }
            Directive::Slower(of, times) => self.command(Command::SetSlower { of, times }),
            Directive::Jitter(jitter) => self.command(Command::SetJitter(jitter)),
            Directive::Pod(name, container, fault) => self.fail_pod(&name, container, fault)?,
            Directive::Node(node, fault) => {
                let node = self.node(node)?;
                self.command(Command::NodeFault { node, fault });
            }
            Directive::Hold(name, words) => {
                let (namespace, name) = match name.split_once('/') {
                    Some((namespace, name)) => (namespace.into(), name.into()),
                    None => (self.namespace().into(), name),
                };
                self.command(Command::HoldPod(Rc::new(SchedulingHold { namespace, name, words })));
            }
            Directive::Room(id, stated) => {
                let node = self.live_node(id)?;
                let allocatable = stated.of(node.allocatable);
                let node = Rc::new(Node { allocatable, ..node });
                self.command(Command::WriteNode { id, node });
            }
            Directive::Nodes(count) => self.have_nodes(count),
            Directive::Pods(refusal) => self.command(Command::SetRefusal(refusal)),
            Directive::Upgrade(rules) => {
                let sets = apiserver::reread(self.simulation.cluster(), &rules);
                self.command(Command::Upgrade { rules, sets });
            }
            Directive::NewCluster => {
                (0..self.terminals.len()).for_each(|number| self.interrupt(number));
                self.namespaces.push((self.now, DEFAULT_NAMESPACE.into()));
                self.command(Command::NewCluster);
            }
            Directive::Cluster(file, printed_at) => {
                let notes = self.restore(&file, printed_at.as_deref())?;
                let here = (self.simulation.trace().last(), self.now);
                let print =
                    |note| self.outputs[index].print(Stream::Out, format!("({note})\n"), here);
                notes.into_iter().for_each(print);
            }
            Directive::File(name, content) => {
                self.write_file(name, content);
            }
            _ if line.origin == Origin::Typed => {
                return Err("this can only stand in a scenario's text".into());
            }
            Directive::Printed(_) => self.interrupt(usize::from(line.terminal)),
            Directive::Start(_) => self.begins = self.simulation.trace().last(),
            Directive::Wait(_) | Directive::At(_) | Directive::Settle => {}
        }
        Ok(())
    }

    /// Lets something happen to a pod, or to one of its containers.
    fn fail_pod(
        &mut self,
        name: &str,
        container: Option<Rc<str>>,
        fault: PodFault,
    ) -> Result<(), String> {
        let (set, ordinal) = self.pod(name).map(|(set, pod)| (set, pod.ordinal))?;
        if let Some(container) = &container {
            self.has_container(name, container)?;
        }
        self.command(Command::PodFault { set, ordinal, container, fault });
        Ok(())
    }

    /// Restores the cluster that a file holds. Returns what was made up or left out.
    fn restore(&mut self, file: &str, printed_at: Option<&str>) -> Result<Vec<String>, String> {
        let text = self.files.get(file).ok_or_else(|| format!("there is no file {file} here"))?;
        let restored = apiserver::snapshot::read(text, &self.rules, self.now, printed_at)?;
        self.command(Command::Restore(Rc::new(restored.snapshot)));
        Ok(restored.notes.iter().map(Note::to_string).collect())
    }

    /// Returns the pod with this name in the context's namespace, or `NAMESPACE/NAME` in another.
    fn pod(&self, name: &str) -> Result<(SetId, &Pod), String> {
        let (namespace, pod) = name.split_once('/').unwrap_or((self.namespace(), name));
        let found = self.simulation.cluster().find_pod(namespace, pod);
        found.ok_or_else(|| format!("there is no pod {name:?} now"))
    }

    /// Checks that a pod has this container. The error lists its containers.
    fn has_container(&self, pod: &str, name: &str) -> Result<(), String> {
        let (set, pod) = self.pod(pod)?;
        let owned = self.simulation.cluster().set(set);
        let all = owned.and_then(|owned| owned.template_of(pod));
        let names: Vec<_> =
            all.into_iter().flat_map(PodTemplate::all_containers).map(|it| &*it.name).collect();
        if names.contains(&name) {
            return Ok(());
        }
        Err(format!("there is no container {name:?} in this pod: {}", names.join(", ")))
    }

    fn live_node(&self, id: NodeId) -> Result<Node, String> {
        let node = self.simulation.cluster().node(id).filter(|node| !node.deleted);
        node.cloned().ok_or_else(|| format!("there is no {id} now"))
    }

    /// Adds or deletes nodes to reach a number. Deletes the highest numbers first.
    fn have_nodes(&mut self, count: u8) {
        let cluster = self.simulation.cluster();
        let there: Vec<NodeId> =
            cluster.nodes().filter(|(_, node)| !node.deleted).map(|(id, _)| id).collect();
        for id in there.iter().skip(usize::from(count)).rev() {
            self.command(Command::NodeFault { node: *id, fault: NodeFault::IsDeleted });
        }
        let free = (0..Node::COUNT_MAX).map(NodeId).filter(|id| !there.contains(id));
        for id in free.take(usize::from(count).saturating_sub(there.len())) {
            let node = Rc::new(Node::new(None));
            self.command(Command::WriteNode { id, node });
        }
    }

    fn node(&self, which: WhichNode) -> Result<NodeId, String> {
        match which {
            WhichNode::Named(node) => match self.simulation.cluster().node(node) {
                Some(_) => Ok(node),
                None => Err(format!("there is no {node} now")),
            },
            WhichNode::Of(pod) => {
                self.pod(&pod)?.1.node.ok_or_else(|| format!("{pod} is on no node yet"))
            }
        }
    }

    fn command(&mut self, command: Command) {
        self.simulation.apply(self.now, command);
    }
}
