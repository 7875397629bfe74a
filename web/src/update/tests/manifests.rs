//! Manifest editor: apply, refusals, predictions, taking over the live object.

use super::*;

const TWO: &str = include_str!("../../../e2e/fixtures/tutorial.yaml");

/// Returns the editor's view.
fn view(state: &AppState) -> crate::view::manifest::Manifest {
    crate::update::driven::editor(state)
}

#[test]
fn a_changed_manifest_is_applied_at_the_cursor() {
    let state = after(opened(), [at(22)]);
    let text = crate::view::manifest::source(&state).replace("replicas: 5", "replicas: 2");
    let state = after(state, [Action::ManifestEdited(text), Action::ManifestApplied]);
    assert_eq!((&state.drafts.manifest, &state.drafts.refusal), (&None, &None));
    assert_eq!(pods(&after(state, [Action::WentToEnd])).len(), 2);
}

#[test]
fn another_manifest_of_the_same_name_is_refused_as_the_api_does_and_can_begin_anew() {
    let pasted = [at(22), Action::ManifestEdited(TWO.into()), Action::ManifestApplied];
    let refused = after(opened(), pasted);
    let says = refused.drafts.refusal.clone().unwrap_or_default();
    assert!(says.contains("spec.serviceName"), "{says}");
    let anew = after(refused, [Action::BegunAnew]);
    assert_eq!((anew.place.at, anew.drafts.manifest.clone()), (SimTime::ZERO, None));
    assert_eq!(pods(&after(anew, [Action::WentToEnd])), ["web-0 A Ready", "web-1 A Ready"]);
}

#[test]
fn a_broken_manifest_leaves_the_last_good_rollout() {
    let before = after(opened(), [at(22)]);
    let broken = Action::ManifestEdited("kind: StatefulSet\nspec:\n  replicas: [5\n".into());
    let state = after(before.clone(), [broken.clone()]);
    assert!(Rc::ptr_eq(&state.run, &before.run), "nothing happens while it is typed");
    let state = after(before.clone(), [broken, Action::ManifestApplied]);
    assert_eq!(pods(&state), pods(&before));
    assert!(state.drafts.refusal.is_some_and(|says| says.contains("error parsing web.yaml")));
    assert!(state.drafts.manifest.is_some());
}

/// Documents that an empty cluster refuses, before and after one that it accepts.
fn with_refused() -> String {
    let thing = "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: a}\n";
    let budget = "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: a}\n";
    format!("{thing}---\n{TWO}---\n{budget}")
}

#[test]
fn what_kubectl_refuses_is_listed_and_the_rest_runs() {
    let state = after(opened(), [at(22), Action::ManifestEdited(with_refused())]);
    let editor = view(&state);
    assert_eq!(editor.consequence, "kubectl refuses these and applies the rest.");
    let said: Vec<_> = editor.problems.iter().map(|it| (&*it.excerpt, &*it.message)).collect();
    assert_eq!(
        said,
        [
            (
                "kind: ServiceMonitor",
                "no matches for kind \"ServiceMonitor\" in version \"monitoring.coreos.com/v1\""
            ),
            (
                "kind: PodDisruptionBudget",
                "no matches for kind \"PodDisruptionBudget\" in version \"policy/v1beta1\""
            ),
        ]
    );
    let anew = after(state, [Action::BegunAnew, Action::WentToEnd]);
    assert_eq!(pods(&anew), ["web-0 A Ready", "web-1 A Ready"]);
}

#[test]
fn what_was_brought_is_not_compared_with_a_set_of_the_same_name() {
    let will = |state: &AppState| state.drafts.will.clone().map(|will| will.says.clone());
    let brought = [at(22), Action::ManifestEdited(TWO.into()), Action::ManifestRested];
    let state = after(opened(), brought);
    assert!(view(&state).brought);
    let says = "The cluster has a StatefulSet web from another file. Apply would change that one.";
    assert_eq!(will(&state).as_deref(), Some(says));
    // More typing leaves the manifest `brought`. The cluster's own file is not.
    let more = Action::ManifestEdited(TWO.replace("replicas: 2", "replicas: 3"));
    let state = after(state, [more, Action::ManifestRested]);
    assert_eq!((view(&state).brought, will(&state).as_deref()), (true, Some(says)));
    let own = crate::view::manifest::source(&opened()).replace("replicas: 5", "replicas: 6");
    let state = after(state, [Action::ManifestEdited(own), Action::ManifestRested]);
    assert!(!view(&state).brought);
    assert_eq!(will(&state).as_deref(), Some("Nothing is replaced: only replicas changes."));
}

#[test]
fn what_was_refused_is_not_compared_with_what_is_there() {
    let refused = [at(22), Action::ManifestEdited(TWO.into()), Action::ManifestApplied];
    let mut state = after(opened(), refused);
    state.drafts.leave_manifest();
    assert_eq!(crate::view::manifest::source(&state).trim_end(), TWO.trim_end());
    assert_eq!(view(&state).differ, None, "the cluster was made from another file");
}

#[test]
fn what_was_brought_begins_anew_under_the_release_that_was_chosen() {
    let release = after(opened(), typed(": release 1.35"));
    let state = after(release, [Action::ManifestEdited(TWO.into()), Action::BegunAnew]);
    assert_eq!(&*state.run.scenario.release, "1.35");
    assert!(!view(&state).brought && !view(&state).edited);
    let undone = after(state, [Action::Undone]);
    assert_eq!(undone.run.scenario.question, opened().run.scenario.question);
}

#[test]
fn beginning_anew_makes_the_namespaces_that_the_file_takes_for_granted() {
    let text = TWO.replace("  name: web\nspec", "  name: web\n  namespace: argocd\nspec");
    let state = after(opened(), [Action::ManifestEdited(text), Action::BegunAnew]);
    let lines: Vec<_> = state.run.scenario.lines.iter().skip(1).map(|line| &*line.text).collect();
    assert_eq!(lines, ["kubectl create namespace argocd", "kubectl apply -f web.yaml"]);
}

#[test]
fn what_is_kept_and_not_simulated_is_said_once() {
    let (set, service) = TWO.split_once("---\n").map(|(service, set)| (set, service)).expect("two");
    let services = service.replace("name: nginx\n  labels", "name: other\n  labels");
    let many = [service, &services, &services, &services, set].join("---\n");
    let documents = |text: &str| {
        let state = after(opened(), [Action::ManifestEdited(text.into())]);
        view(&state).documents.expect("something is kept")
    };
    assert_eq!(documents(TWO).ignored, "ports, volumeMounts");
    assert_eq!((&*documents(set).says, documents(set).sets.len()), ("", 0));
    assert_eq!(documents(&many).kept, "4 × Service");
}

/// Returns the prediction for Apply at 22 s, with part of the text replaced.
fn will(replace: &str, with: &str) -> crate::state::Will {
    let state = after(opened(), [at(22)]);
    let text = crate::view::manifest::source(&state).replace(replace, with);
    let state = after(state, [Action::ManifestEdited(text), Action::ManifestRested]);
    let will = state.drafts.will.clone().expect("an outlook");
    crate::state::Will::clone(&will)
}

#[test]
fn what_apply_will_do_is_said_before_it_is_done() {
    let new = will("nginx-slim:0.8", "nginx-slim:0.7");
    assert_eq!(new.says, "New revision: all 5 pods will be replaced.");
    assert_eq!(new.letter, Some('B'));
    let image = (
        "containers[nginx].image",
        "registry.k8s.io/nginx-slim:0.8",
        "registry.k8s.io/nginx-slim:0.7",
    );
    let fields: Vec<_> = new.fields.iter().map(|(a, b, c)| (&**a, &**b, &**c)).collect();
    assert_eq!(fields, [image]);
    assert_eq!(
        new.facts,
        [
            "Two at a time, highest first. Done 32 s after the change; at least 3 of 5 Ready throughout."
        ]
    );
    let more = will("replicas: 5", "replicas: 8");
    assert_eq!(more.says, "Nothing is replaced: only replicas changes.");
    assert_eq!(more.facts[0], "web-5 to web-7 are created, one after the other, at A.");
    let fewer = will("replicas: 5", "replicas: 3");
    assert_eq!(fewer.facts[0], "web-4, web-3 are deleted, one after the other.");
    let nothing = will("nginx-slim:0.8", "nginx-slim:0.8");
    assert_eq!(nothing.says, "Nothing changes: the cluster is as this file says.");
    let refused = will("OrderedReady  #", "Parallel  #");
    assert_eq!(refused.says, "Refused: podManagementPolicy is immutable.");
    assert!(refused.refusal.is_some_and(|says| says.contains("field is immutable")));
}

#[test]
fn what_waits_for_a_pod_says_so_and_what_is_held_says_where_a_deleted_one_returns() {
    let state = after(opened(), [at(42)]);
    let text = crate::view::manifest::source(&state).replace("nginx-slim:0.8", "nginx-slim:0.7");
    let edit = |text: String| [Action::ManifestEdited(text), Action::ManifestRested];
    let facts = |state: AppState| state.drafts.will.clone().map(|will| will.facts.clone());
    let waits = facts(after(state.clone(), edit(text.clone()))).unwrap_or_default();
    assert_eq!(waits.last().map(String::as_str), Some("It begins when web-4 is Ready, in 4 s."));
    let held = text.replace("partition: 0", "partition: 5");
    let held = facts(after(after(opened(), [at(22)]), edit(held))).unwrap_or_default();
    assert_eq!(held, ["A pod that is deleted returns at A."]);
}

#[test]
fn an_outlook_leaves_the_run_alone() {
    let before = after(opened(), [at(22)]);
    let text = crate::view::manifest::source(&before).replace("replicas: 5", "replicas: 2");
    let edited = [Action::ManifestEdited(text), Action::ManifestRested];
    let state = after(before.clone(), edited);
    assert!(Rc::ptr_eq(&state.run, &before.run));
}

#[test]
fn the_live_object_can_take_the_files_place() {
    let state = after(after(opened(), [at(22)]), typed("kubectl scale sts web --replicas=6"));
    let differ = view(&state).differ.expect("a difference");
    let row = differ.rows.first().map(|row| (&*row.field, &*row.live, &*row.says, &*row.by));
    assert_eq!(row, Some(("replicas", "6", "here 5", "scale, 0:22")));
    let says = "One field was changed in the cluster, not in this file. Apply sets it back.";
    assert_eq!(differ.says, says);
    let rows = view(&state).rows;
    let marked: Vec<_> = rows.iter().filter(|row| row.is_new).map(|row| &*row.live).collect();
    assert_eq!(marked, ["# live: 6"]);
    let kept = after(state.clone(), [Action::TabChosen(Tab::Manifest), Action::FileKept]);
    assert_eq!(view(&kept).differ, None);
    let again = after(kept, typed("kubectl scale sts web --replicas=7"));
    assert!(view(&again).differ.is_some(), "that is another difference");
    let taken = after(state, [Action::LiveTaken]);
    let text = taken.drafts.manifest.unwrap_or_default();
    assert!(text.contains("replicas: 6") && !text.contains("status:"), "{text}");
}

#[test]
fn what_the_api_refuses_is_said_beside_the_manifest() {
    let state = after(opened(), [at(22)]);
    let text = crate::view::manifest::source(&state).replace("OrderedReady  #", "Parallel  #");
    let refused = after(state, [Action::ManifestEdited(text), Action::ManifestApplied]);
    let says = refused.drafts.refusal.unwrap_or_default();
    assert!(says.contains("field is immutable"), "{says}");
    assert!(refused.drafts.manifest.is_some());
}

#[test]
fn what_was_typed_outlasts_the_scenario() {
    let half = Action::Prompted(0, PromptKey::Edited("kubectl get p".into()));
    let state = after(after(opened(), [at(22)]), typed("kubectl describe sts web"));
    let anew = after(state, [half, Action::ManifestEdited(TWO.into()), Action::BegunAnew]);
    assert_eq!(anew.drafts.prompt(0).text, "kubectl get p");
    let history = crate::view::terminals::history(&anew);
    let found = history.iter().find(|past| &*past.text == "kubectl describe sts web");
    assert_eq!(found.map(|past| past.at), Some(None));
}

#[test]
fn an_old_version_is_read_as_apps_v1_by_one_press_and_the_page_says_what_changed() {
    let text = TWO.replace("apps/v1", "apps/v1beta1");
    let edited = after(opened(), [Action::ManifestEdited(text.clone())]);
    let old: Vec<_> =
        view(&edited).problems.iter().filter(|it| it.is_old).map(|it| it.line).collect();
    assert_eq!(old.len(), 1);
    let state = after(edited, [Action::ReadAsV1]);
    let editor = view(&state);
    assert_eq!(editor.problems, []);
    assert!(
        editor.rewrites.iter().any(|says| says.ends_with("apiVersion is apps/v1")),
        "{:?}",
        editor.rewrites
    );
    assert!(
        editor.rewrites.iter().any(|says| says.ends_with("spec.updateStrategy.type is OnDelete"))
    );
    let back = after(state.clone(), [Action::FormerPutBack]);
    assert_eq!(back.drafts.manifest.as_deref(), Some(&*text));
    let anew = after(state, [Action::BegunAnew, Action::WentToEnd]);
    assert_eq!(pods(&anew), ["web-0 A Ready", "web-1 A Ready"]);
}
