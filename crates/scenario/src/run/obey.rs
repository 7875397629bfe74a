//! Our own lines: what a directive does to the cluster and to the session.

use kubectl::Stream;
use rollout_engine::api::{NodeId, Pod, PodTemplate};
use rollout_engine::behavior::ImageFault;
use rollout_engine::cluster::SetId;
use rollout_engine::command::Command;

use super::Run;
use crate::directive::{Directive, WhichNode};
use crate::script::{Line, Origin};
use crate::trace::{DEFAULT_NAMESPACE, Part};

impl Run {
    /// One of our own lines.
    pub(super) fn obey(&mut self, index: usize, line: &Line) {
        let status =
            match Directive::read(&line.text).and_then(|directive| self.act(line, directive)) {
                Ok(()) => 0,
                Err(message) => {
                    let (frame, text) = (self.simulation.trace().last(), format!("{message}\n"));
                    let part = Part::Text { frame, at: self.now, stream: Stream::Err, text };
                    self.outputs[index].parts.push(part);
                    1
                }
            };
        self.note_exit(index, status);
    }

    fn act(&mut self, line: &Line, directive: Directive) -> Result<(), String> {
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
            Directive::Pod(name, container, fault) => {
                let (set, ordinal) = self.pod(&name).map(|(set, pod)| (set, pod.ordinal))?;
                if let Some(container) = &container {
                    self.has_container(&name, container)?;
                }
                self.command(Command::PodFault { set, ordinal, container, fault });
            }
            Directive::Node(node, fault) => {
                let node = self.node(node)?;
                self.command(Command::NodeFault { node, fault });
            }
            Directive::Pods(refusal) => self.command(Command::SetRefusal(refusal)),
            Directive::Upgrade(rules) => {
                let sets = kubectl::reread(self.simulation.cluster(), &rules);
                self.command(Command::Upgrade { rules, sets });
            }
            Directive::NewCluster => {
                (0..self.processes.len()).for_each(|terminal| self.interrupt(terminal));
                self.namespaces.push((self.now, DEFAULT_NAMESPACE.into()));
                self.command(Command::NewCluster);
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

    /// The pod of this name in the context's namespace; elsewhere as `NAMESPACE/NAME`.
    fn pod(&self, name: &str) -> Result<(SetId, &Pod), String> {
        let (namespace, pod) = name.split_once('/').unwrap_or((self.namespace(), name));
        let found = self.simulation.cluster().find_pod(namespace, pod);
        found.ok_or_else(|| format!("there is no pod {name:?} now"))
    }

    /// Says which containers there are, if this one is not.
    fn has_container(&self, pod: &str, name: &str) -> Result<(), String> {
        let (set, pod) = self.pod(pod)?;
        let owned = self.simulation.cluster().set(set);
        let all = owned.and_then(|owned| owned.template(pod.revision));
        let names: Vec<_> =
            all.into_iter().flat_map(PodTemplate::all_containers).map(|it| &*it.name).collect();
        if names.contains(&name) {
            return Ok(());
        }
        Err(format!("there is no container {name:?} in this pod: {}", names.join(", ")))
    }

    fn node(&self, which: WhichNode) -> Result<NodeId, String> {
        match which {
            WhichNode::Named(node) => Ok(node),
            WhichNode::Of(pod) => {
                self.pod(&pod)?.1.node.ok_or_else(|| format!("{pod} is on no node yet"))
            }
        }
    }

    fn command(&mut self, command: Command) {
        self.simulation.apply(self.now, command);
    }
}
