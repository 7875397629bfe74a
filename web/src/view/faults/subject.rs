//! The subjects of the Faults tool: the containers, images and pods of a set, those of later templates included.
//!
//! Leaves out their controls ([`super`]).

use rollout_engine::api::{Container, ContainerKind, Pod, PodTemplate, Probes, RevisionHash};
use rollout_engine::behavior::Names;
use rollout_engine::cluster::Owned;

use crate::state::AppState;
use crate::text::Key;
use crate::view::{Drawn, image, text};

/// Subjects of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Name of the kind.
    pub head: &'static str,
    /// The name of each in the lines, and on the page.
    pub names: Vec<(String, String)>,
}

/// The subject of the tool: an image, a container or a pod.
pub struct Subject<'a> {
    /// Its name in the lines.
    pub name: String,
    /// The container itself; of an image, the first container that has it; of a pod, its first container.
    pub container: &'a Container,
    /// Letter of its revision.
    pub letter: char,
    /// Its kind.
    pub whose: Whose<'a>,
}

/// The kind of a subject.
#[derive(Clone, Copy)]
pub enum Whose<'a> {
    Image,
    Container,
    Pod(&'a Pod),
}

impl<'a> Subject<'a> {
    /// Returns the names under which its behavior is looked up. Lines about a container do not count for its image.
    pub fn names(&self) -> Names<'_> {
        let image = &*self.container.image;
        match self.whose {
            Whose::Image => Names { image, ..Names::default() },
            Whose::Container => Names { container: &self.container.name, image, pod: "" },
            Whose::Pod(_) => Names { container: &self.container.name, image, pod: &self.name },
        }
    }

    pub fn pod(&self) -> Option<&'a Pod> {
        match self.whose {
            Whose::Pod(pod) => Some(pod),
            Whose::Image | Whose::Container => None,
        }
    }

    pub fn probes(&self) -> Probes {
        self.container.probes
    }

    /// Returns the beginning of its fault lines.
    pub fn said(&self) -> String {
        match self.whose {
            Whose::Container => format!(": {}", self.name),
            Whose::Image | Whose::Pod(_) => format!(": image {}", self.name),
        }
    }

    pub fn kind(&self) -> Option<ContainerKind> {
        self.pod().is_none().then_some(self.container.kind)
    }
}

/// Returns the templates of a set with the letters of their revisions: the newest revision first, then the templates that
/// later lines of the script bring.
pub fn templates<'a>(drawn: &Drawn<'a>, owned: &'a Owned) -> Vec<(&'a PodTemplate, char)> {
    let history = drawn.history;
    let known = owned.revisions.iter().rev();
    let known = known.map(|revision| (&*revision.template, history.letter(revision.hash)));
    let later = history.specs.iter().filter(|(_, spec)| {
        !owned.revisions.iter().any(|revision| *revision.template == *spec.template)
    });
    let later = later.filter_map(|(at, spec)| {
        let (_, revision) = history.updates.iter().find(|(updated, _)| updated >= at)?;
        Some((&*spec.template, history.letter(*revision)))
    });
    known.chain(later).collect()
}

/// Returns the subjects of a set: its containers if its pods have several, every image of its templates, every pod.
pub fn subjects(state: &AppState, owned: &Owned, templates: &[(&PodTemplate, char)]) -> Vec<Group> {
    let text = text(state);
    let mut containers: Vec<(String, String)> = Vec::new();
    let mut images: Vec<(String, String)> = Vec::new();
    let add = |to: &mut Vec<(String, String)>, name: String, head: String| {
        if !to.iter().any(|(known, _)| *known == name) {
            to.push((name, head));
        }
    };
    for &(template, _) in templates {
        for container in in_order(template) {
            if template.has_several() {
                let kind = text.of(match container.kind {
                    ContainerKind::Main => Key::MainContainer,
                    ContainerKind::Init => Key::InitContainer,
                    ContainerKind::Sidecar => Key::Sidecar,
                });
                let head = format!("{} · {kind}", container.name);
                add(&mut containers, in_lines(container), head);
            }
            let image = image::last_part(&container.image).to_owned();
            add(&mut images, image.clone(), image);
        }
    }
    let pods = owned.pods.iter().map(|pod| owned.pod_name(pod.ordinal));
    let pods = pods.map(|name| (name.clone(), name)).collect();
    let groups = [(Key::Containers, containers), (Key::Images, images), (Key::PodsHead, pods)];
    let groups = groups.into_iter().filter(|(_, names)| !names.is_empty());
    groups.map(|(head, names)| Group { head: text.of(head), names }).collect()
}

/// Returns the containers of a template in the order in which they start.
fn in_order(template: &PodTemplate) -> impl Iterator<Item = &Container> {
    template.init_containers.iter().chain(&template.containers)
}

/// Returns a container's name in the lines: `container proxy`.
fn in_lines(container: &Container) -> String {
    format!("container {}", container.name)
}

/// Returns the wanted subject. Without one, or if there is none of that name, the first image of the update revision.
pub fn subject<'a>(
    drawn: &Drawn<'_>,
    owned: &'a Owned,
    templates: &[(&'a PodTemplate, char)],
    wanted: Option<&str>,
) -> Option<Subject<'a>> {
    let letter = |revision: RevisionHash| drawn.history.letter(revision);
    if let Some(pod) =
        wanted.and_then(|name| owned.pods.iter().find(|pod| *owned.pod_name(pod.ordinal) == *name))
    {
        let container = owned.template(pod.revision)?.containers.first()?;
        let name = owned.pod_name(pod.ordinal);
        let letter = letter(pod.revision);
        return Some(Subject { name, container, letter, whose: Whose::Pod(pod) });
    }
    for &(template, letter) in templates {
        for container in in_order(template) {
            let image = image::last_part(&container.image);
            if template.has_several() && wanted == Some(&*in_lines(container)) {
                let name = in_lines(container);
                return Some(Subject { name, container, letter, whose: Whose::Container });
            } else if wanted == Some(image) {
                let name = image.to_owned();
                return Some(Subject { name, container, letter, whose: Whose::Image });
            }
        }
    }
    let update = owned.set.status.update_revision;
    let newest = owned.revisions.last().map(|revision| revision.hash);
    let revision = update.or(newest)?;
    let container = owned.template(revision)?.containers.first()?;
    let name = image::last_part(&container.image).to_owned();
    Some(Subject { name, container, letter: letter(revision), whose: Whose::Image })
}
