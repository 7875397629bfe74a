//! Prompts: completion, history, Ctrl-C, several terminals.

use super::*;
use crate::view::terminals;

fn press(key: PromptKey) -> Action {
    Action::Prompted(0, key)
}

#[test]
fn tab_completes_from_the_cluster_at_the_cursor() {
    let state = after(opened(), [at(20), press(PromptKey::Edited("kubectl delete pod w".into()))]);
    let listed = after(state, [press(PromptKey::Tab(Utf16(20)))]);
    let view = terminals::view(&listed).panes[0].prompt.clone();
    assert_eq!((view.text.as_str(), view.ghost.as_str()), ("kubectl delete pod web-", "0"));
    assert_eq!(view.list.map(|list| list.count), Some(5));
    let down = press(PromptKey::Moved(Direction::Forward));
    let taken = after(listed.clone(), [down, press(PromptKey::Tab(Utf16(99)))]);
    assert_eq!(taken.drafts.prompt(0).text, "kubectl delete pod web-1 ");
    let narrowed = after(listed, [press(PromptKey::Edited("kubectl delete pod web-4".into()))]);
    assert_eq!(narrowed.drafts.prompt(0).list, None);
}

#[test]
fn ctrl_c_ends_what_runs_and_frees_the_line_that_waits() {
    let state = after(after(opened(), [at(20)]), typed("kubectl get pods -w"));
    let state = after(after(state, [at(22)]), typed("kubectl get sts"));
    assert_eq!(terminals::view(&state).panes[0].queued.len(), 1);
    let freed = after(state, [press(PromptKey::Interrupted)]);
    let pane = terminals::view(&freed).panes[0].clone();
    assert_eq!((pane.busy, pane.queued.len()), (None, 0));
    let texts: Vec<_> = pane.typed.iter().map(|typed| &*typed.text).collect();
    assert_eq!(texts.last_chunk::<3>(), Some(&["kubectl get pods -w", "^C", "kubectl get sts"]));
}

#[test]
fn ctrl_c_at_a_free_prompt_keeps_the_line_in_the_history() {
    let state = after(opened(), [press(PromptKey::Edited("kubectl drain".into()))]);
    let state = after(state, [press(PromptKey::Interrupted)]);
    assert_eq!(state.drafts.prompt(0).text, "");
    let back = after(state, [press(PromptKey::Moved(Direction::Back))]);
    assert_eq!(back.drafts.prompt(0).text, "kubectl drain");
}

#[test]
fn a_line_that_the_script_drops_is_still_found() {
    let state = after(after(opened(), [at(40)]), typed("kubectl delete pod web-1"));
    let forked = after(after(state, [at(20)]), typed("kubectl scale sts web --replicas=3"));
    let found =
        after(forked, [press(PromptKey::Edited("delete".into())), press(PromptKey::Searched)]);
    let list = terminals::view(&found).panes[0].prompt.list.clone().expect("a list");
    assert_eq!((list.rows[0].about.as_str(), list.rows[0].text[1].as_str()), ("earlier", "delete"));
    let taken = after(found, [press(PromptKey::Took)]);
    assert_eq!(taken.drafts.prompt(0).text, "kubectl delete pod web-1");
}

#[test]
fn each_terminal_keeps_its_own_half_typed_line() {
    let state =
        after(opened(), [press(PromptKey::Edited("kubectl g".into())), Action::SplitToggled]);
    let other = terminals::beside(&state).expect("a second pane");
    let state = after(state, [Action::Prompted(other, PromptKey::Edited("kubectl s".into()))]);
    let drafts: Vec<_> =
        terminals::view(&state).panes.into_iter().map(|pane| pane.prompt.text).collect();
    assert_eq!(drafts, ["kubectl g", "kubectl s"]);
}

#[test]
fn edit_opens_the_manifest_editor_with_the_live_object() {
    let state = after(after(opened(), [at(24)]), typed("kubectl edit sts web"));
    assert_eq!(state.tools.tab, Tab::Manifest);
    let text = state.drafts.manifest.unwrap_or_default();
    assert!(text.contains("replicas: 5") && !text.contains("status:"), "{text}");
    assert!(!text.contains("uid:") && !text.contains("last-applied"), "{text}");
    let mine = [at(24), Action::ManifestEdited("# 我的 🙂\n".into())];
    let state = after(after(opened(), mine), typed("kubectl edit sts web"));
    assert!(state.drafts.manifest.is_some_and(|text| text.contains("replicas: 5")));
    assert_eq!(state.drafts.replaced.as_deref(), Some("# 我的 🙂\n"), "it can be put back");
    assert!(!state.drafts.brought && state.drafts.name.is_none());
}
