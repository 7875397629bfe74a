//! Completes the playground's own lines, which start with `: `.
//!
//! kubectl's lines are completed in crate `kubectl`. Blocks (`: file`) are left out, because a command line cannot hold
//! them.

use kubectl::{Candidate, Completion, World};
use rollout_engine::behavior::Step;
use rollout_engine::version::Rules;

use crate::directive::{CONTAINER_FAULTS, NODE_FAULTS, POD_FAULTS};
use crate::release::is_beta;

/// The lines, with their descriptions.
const LINES: [(&str, &str); 11] = [
    ("container", "What goes wrong with containers of a name"),
    ("image", "What goes wrong with an image"),
    ("jitter", "By how much every duration varies"),
    ("new cluster", "Everything so far is gone"),
    ("node", "A node is lost, returns, or has so much room"),
    ("nodes", "So many nodes"),
    ("pod", "Something happens to a pod now"),
    ("pods", "The API server refuses new pods, or takes them"),
    ("timing", "How long the steps of a pod’s life take"),
    ("upgrade to", "The control plane is of another release"),
    ("watch", "A line runs in a further terminal"),
];

/// Settings for all future pods.
const PODS_ACTS: [(&str, &str); 2] = [
    ("can be created", "As at the beginning"),
    ("cannot be created: exceeded quota: pods", "FailedCreate, again and again"),
];

/// Behaviours of an image or a container.
const IMAGE_ACTS: [(&str, &str); 7] = [
    ("cannot be pulled", "ErrImagePull, ImagePullBackOff"),
    ("cannot be started", "CreateContainerConfigError"),
    ("exits 1 after 5s", "Error, CrashLoopBackOff"),
    ("never ready", "Its readiness probe fails"),
    ("starts 4 times slower", "A longer ContainerCreating"),
    ("stops answering after 20s", "Its probes fail from then on"),
    ("works", "As at the beginning"),
];

const SCHEDULING_ACTS: [(&str, &str); 2] = [
    ("cannot be scheduled", "Pending: no node fits it"),
    ("can be scheduled", "The scheduler finds a node"),
];

const ROOM: (&str, &str) = ("has cpu=4 memory=8Gi", "So much room for pods");

const JITTERS: [(&str, &str); 2] =
    [("20%", "Up to a fifth more or less"), ("20% seed=7", "The same with other dice")];

/// Completes `before`, which starts with a colon.
pub(crate) fn complete(before: &str, world: &World<'_>) -> Completion {
    let (line, from) = match word(before, 1) {
        Ok(found) => found,
        Err(from) => return fitting(before, from, pairs(&LINES)),
    };
    match line {
        "image" => after_a_name(before, from, images(world), pairs(&IMAGE_ACTS)),
        "container" => container(before, from, world),
        "pod" => {
            let mut acts = acts(&POD_FAULTS);
            acts.extend(pairs(&SCHEDULING_ACTS));
            after_a_name(before, from, pods(world), acts)
        }
        "nodes" => fitting(before, from, vec![candidate("5", "So many nodes")]),
        "pods" => fitting(before, from, pairs(&PODS_ACTS)),
        "upgrade" => upgrade(before, from),
        "node" => node(before, from, world),
        "timing" => timing(before, from, world),
        "jitter" => fitting(before, from, pairs(&JITTERS)),
        "new" => fitting(before, from, vec![candidate("cluster", "Everything so far is gone")]),
        "watch" => match before.split_once("$ ") {
            Some((head, command)) => {
                let inner = kubectl::complete(command, command.len(), world);
                Completion { from: head.len() + 2 + inner.from, ..inner }
            }
            None => Completion { from, ..Completion::default() },
        },
        _ => Completion { from, ..Completion::default() },
    }
}

/// Returns the word at or after `from`, and the offset after the space that follows it. While the word is being typed,
/// returns its offset as `Err`.
fn word(text: &str, from: usize) -> Result<(&str, usize), usize> {
    let rest = text.get(from..).unwrap_or_default();
    let start = from + rest.len() - rest.trim_start_matches(' ').len();
    let rest = text.get(start..).unwrap_or_default();
    rest.split_once(' ').map(|(word, _)| (word, start + word.len() + 1)).ok_or(start)
}

/// Completes a name, then its behaviour.
fn after_a_name(
    before: &str,
    from: usize,
    names: Vec<Candidate>,
    acts: Vec<Candidate>,
) -> Completion {
    match word(before, from) {
        Err(from) => fitting(before, from, names),
        Ok((_, from)) => fitting(before, from, acts),
    }
}

/// Completes a container: its name, then a behaviour everywhere, or `of`, a pod and a fault there.
fn container(before: &str, from: usize, world: &World<'_>) -> Completion {
    let Ok((_, behind)) = word(before, from) else {
        return after_a_name(before, from, containers(world), Vec::new());
    };
    match word(before, behind) {
        Ok(("of", behind)) => after_a_name(before, behind, pods(world), acts(&CONTAINER_FAULTS)),
        _ => {
            let mut acts = pairs(&IMAGE_ACTS);
            acts.push(candidate("of", "The container of one pod"));
            fitting(before, behind, acts)
        }
    }
}

/// Completes `to`, then a release.
fn upgrade(before: &str, from: usize) -> Completion {
    match word(before, from) {
        Ok(("to", from)) => {
            let about = |rules: &Rules| if is_beta(rules) { "Beta 0" } else { "A release" };
            let named = |rules: &Rules| candidate(rules.release, about(rules));
            fitting(before, from, Rules::ALL.iter().map(named).collect())
        }
        _ => fitting(before, from, vec![candidate("to", "A release")]),
    }
}

fn node(before: &str, from: usize, world: &World<'_>) -> Completion {
    match word(before, from) {
        Ok(("of", from)) => after_a_name(before, from, pods(world), acts(&NODE_FAULTS)),
        _ => {
            let mut nodes: Vec<Candidate> =
                world.cluster.nodes().map(|(id, _)| candidate(id.to_string(), "A node")).collect();
            nodes.push(candidate("of", "The node of a pod"));
            let mut acts = acts(&NODE_FAULTS);
            acts.extend(pairs(&[ROOM]));
            after_a_name(before, from, nodes, acts)
        }
    }
}

/// Completes a scope, then its steps.
fn timing(before: &str, from: usize, world: &World<'_>) -> Completion {
    let mut last = from;
    while let Ok((_, after)) = word(before, last) {
        last = after;
    }
    let steps = Step::ALL.map(|step| candidate(format!("{}=", step.key()), about(step)));
    let mut candidates = steps.to_vec();
    let names = before.get(from..last).is_some_and(|said| said.trim_start() == "container ");
    if names {
        candidates = containers(world);
    } else if last == from {
        candidates.extend(images(world).into_iter().chain(pods(world)));
        candidates.push(candidate("container", "Containers of a name"));
    }
    fitting(before, last, candidates)
}

fn about(step: Step) -> &'static str {
    match step {
        Step::Schedule => "Created to bound to a node",
        Step::Status => "Bound to ContainerCreating",
        Step::Sandbox => "ContainerCreating to its address",
        Step::Init => "How long an init container runs",
        Step::Pull => "Its image comes, once a node",
        Step::Start => "ContainerCreating to Running",
        Step::Ready => "Running to Ready, with a probe",
        Step::Stop => "Deleted to its containers ended",
        Step::Remove => "Ended to gone",
    }
}

fn pods(world: &World<'_>) -> Vec<Candidate> {
    let line = "kubectl get pods ";
    kubectl::complete(line, line.len(), world).candidates
}

/// Returns the containers of every template, by name.
fn containers(world: &World<'_>) -> Vec<Candidate> {
    let mut names: Vec<Candidate> = Vec::new();
    let revisions = world.cluster.names().flat_map(|(_, owned)| &owned.revisions);
    for container in revisions.flat_map(|revision| revision.template.all_containers()) {
        if !names.iter().any(|known| *known.text == *container.name) {
            names.push(candidate(&*container.name, &*container.image));
        }
    }
    names
}

/// Returns the images of every template, without registry and path.
fn images(world: &World<'_>) -> Vec<Candidate> {
    let mut images: Vec<Candidate> = Vec::new();
    let revisions = world.cluster.names().flat_map(|(_, owned)| &owned.revisions);
    for container in revisions.flat_map(|revision| revision.template.all_containers()) {
        let image = &*container.image;
        let short = image.rsplit('/').next().unwrap_or(image);
        if !images.iter().any(|known| known.text == short) {
            images.push(candidate(short, image));
        }
    }
    images
}

fn acts<F>(acts: &[(&str, F)]) -> Vec<Candidate> {
    acts.iter().map(|(words, _)| candidate(*words, "")).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<Candidate> {
    pairs.iter().map(|&(text, about)| candidate(text, about)).collect()
}

fn candidate(text: impl Into<String>, about: impl Into<String>) -> Candidate {
    Candidate { text: text.into(), about: about.into() }
}

/// Keeps the candidates that start with the text from `from` on.
fn fitting(before: &str, from: usize, mut candidates: Vec<Candidate>) -> Completion {
    let typed = before.get(from..).unwrap_or_default();
    candidates.retain(|candidate| candidate.text.starts_with(typed) && candidate.text != typed);
    Completion { from, candidates }
}

#[cfg(test)]
mod tests {
    use crate::{opening, simulate};

    /// Compares the first three completions at the end of the opening scenario.
    fn check(line: &str, expected: &[&str]) {
        let trace = simulate(&opening());
        let here = trace.rollout.seek(trace.rollout.last());
        let completion = trace.complete(line, line.len(), &here, here.at);
        let shown = completion.candidates.iter().take(3);
        let shown: Vec<_> =
            shown.map(|one| format!("{}{}", &line[..completion.from], one.text)).collect();
        assert_eq!(shown, expected, "{line}");
    }

    #[test]
    fn our_own_lines_are_completed_word_by_word() {
        check(":", &[":container", ":image", ":jitter"]);
        check(": container ngi", &[": container nginx"]);
        check(": container nginx of web-1 is n", &[": container nginx of web-1 is not ready"]);
        check(": container nginx w", &[": container nginx works"]);
        check(": timing container n", &[": timing container nginx"]);
        check(": p", &[": pod", ": pods"]);
        check(": pod web-4", &[]);
        check(": pod web-4 is n", &[": pod web-4 is not ready"]);
        check(
            ": node of web-1 ",
            &[": node of web-1 is lost", ": node of web-1 returns", ": node of web-1 is deleted"],
        );
        check(": node n", &[": node node-1", ": node node-2", ": node node-3"]);
        check(": image nginx-slim:0.9 cannot be p", &[": image nginx-slim:0.9 cannot be pulled"]);
        check(
            ": timing nginx-slim:0.8 pull=2s st",
            &[
                ": timing nginx-slim:0.8 pull=2s status=",
                ": timing nginx-slim:0.8 pull=2s start=",
                ": timing nginx-slim:0.8 pull=2s stop=",
            ],
        );
        check(
            ": watch a $ kubectl get po",
            &[
                ": watch a $ kubectl get pods",
                ": watch a $ kubectl get poddisruptionbudgets",
                ": watch a $ kubectl get podtemplates",
            ],
        );
        check(": nothing ", &[]);
    }

    #[test]
    fn pods_and_images_come_from_the_cluster() {
        check(": pod ", &[": pod web-0", ": pod web-1", ": pod web-2"]);
        check(": image ", &[": image nginx-slim:0.8", ": image nginx-slim:0.9"]);
        check("kubectl apply -f ", &["kubectl apply -f web.yaml"]);
    }
}
