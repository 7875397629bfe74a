//! The views at chosen times of the opening scenario, and of edited ones.

use std::rc::Rc;

use rollout_engine::time::SimTime;
use rollout_engine::trace::FrameIndex;

use super::*;
use crate::history::Stage;
use crate::state::{Action, Control, Direction};
use crate::update::driven::update;

mod beginnings;
mod compare;
mod containers;
mod films;
mod gallery;
mod long_names;
mod many;
mod narration;
mod plan;
mod pods_own;
mod stalls;
mod ways_out;

/// Returns the opening scenario at a time in seconds.
fn at(seconds: i64) -> AppState {
    moved(AppState::open(crate::update::driven::former(), false), seconds)
}

fn moved(state: AppState, seconds: i64) -> AppState {
    update(state, Action::CursorMoved(SimTime::from_secs(seconds)))
}

fn typed(state: AppState, lines: &[&str]) -> AppState {
    lines.iter().fold(state, |state, line| {
        let state = update(state, Action::LineEdited((*line).to_owned()));
        let terminal = state.tools.terminal;
        update(state, Action::Prompted(terminal, crate::state::PromptKey::Entered))
    })
}

fn end(state: AppState) -> AppState {
    update(state, Action::WentToEnd)
}

fn sentence(state: &AppState) -> String {
    let part = |part| match part {
        sentence::SentencePart::Words(words) => words,
        sentence::SentencePart::Pod(name, _) => name.shown,
    };
    explain::view(state).sentence.into_iter().map(part).collect()
}

fn stages(state: &AppState) -> Vec<Option<Stage>> {
    let pods = pods::view(state).map(|pods| pods.pods).unwrap_or_default();
    pods.into_iter().map(|pod| pod.life.map(|life| life.stage)).collect()
}

/// A scenario whose new image cannot be pulled, from 0:27 on.
fn stuck() -> AppState {
    let lines = [": image nginx:bad cannot be pulled", "kubectl set image sts/web nginx=nginx:bad"];
    typed(at(27), &lines)
}

mod of_pods {
    use super::*;

    #[test]
    fn ordinals_have_their_places_before_their_pods() {
        let state = at(1);
        assert_eq!(stages(&state), [Some(Stage::Creating), None, None, None, None]);
    }

    #[test]
    fn only_what_is_new_is_marked_as_changed() {
        let state = update(at(36), Action::ChangeSought(Direction::Forward));
        let pods = pods::view(&state).map(|pods| pods.pods).unwrap_or_default();
        let changed =
            pods.iter().filter(|pod| pod.life.as_ref().is_some_and(|life| life.changed.any()));
        let names: Vec<_> = changed.map(|pod| pod.name.whole.as_str()).collect();
        assert_eq!(names, ["web-3"]);
    }

    #[test]
    fn a_pod_that_replicas_leaves_out_is_condemned_and_keeps_its_place() {
        let state = typed(at(22), &["kubectl scale sts web --replicas=3"]);
        let pods = pods::view(&state).map(|pods| pods.pods).unwrap_or_default();
        let condemned: Vec<_> =
            pods.iter().filter(|pod| pod.condemned).map(|pod| pod.ordinal).collect();
        assert_eq!(condemned, [3, 4]);
        assert_eq!(stages(&end(state)).len(), 5);
    }

    #[test]
    fn brackets_name_the_batch_and_the_next_one() {
        let brackets = pods::view(&at(42)).map(|pods| pods.brackets).unwrap_or_default();
        let said: Vec<_> = brackets.iter().map(|it| (it.from, it.to, it.says.as_str())).collect();
        assert_eq!(said, [(1, 2, "next batch, waits for web-4"), (3, 4, "this batch")]);
    }

    #[test]
    fn more_pods_are_drawn_smaller() {
        let form = |replicas: u32| pods::form(replicas, 1440, 820).0;
        use pods::Form::{Cells, Micro, Plates, Raster, Tight};
        let forms = [6, 7, 12, 13, 200, 201, 2_001].map(form);
        assert_eq!(forms, [Plates, Tight, Tight, Cells, Cells, Micro, Raster]);
        let on_a_phone = [6, 12, 13, 200, 201, 2_001].map(|count| pods::form(count, 390, 358).0);
        assert_eq!(on_a_phone, [Plates, Plates, Cells, Cells, Micro, Raster]);
    }

    #[test]
    fn where_it_is_stuck_the_bracket_names_the_pod() {
        let brackets = pods::view(&end(stuck())).map(|pods| pods.brackets).unwrap_or_default();
        let said: Vec<_> = brackets.iter().map(|it| (it.from, it.to, it.says.as_str())).collect();
        assert_eq!(said, [(3, 3, "everything waits for web-3")]);
    }

    #[test]
    fn an_undo_that_does_not_help_is_seen_in_the_brackets_and_the_legend() {
        let lines =
            [": image nginx:bad cannot be pulled", "kubectl set image sts/web nginx=nginx:bad"];
        let stuck = end(update(typed(at(22), &lines), Action::LaterLinesDropped));
        let undone = end(typed(stuck, &["kubectl rollout undo sts/web"]));
        let brackets = pods::view(&undone).map(|pods| pods.brackets).unwrap_or_default();
        let said: Vec<_> = brackets.iter().map(|it| (it.from, it.to, it.says.as_str())).collect();
        let expected =
            [(0, 2, "already at A, nothing to do"), (3, 3, "everything waits for web-3")];
        assert_eq!(said, expected);
        let roles: Vec<_> = legend::view(&undone).into_iter().map(|it| it.role).collect();
        assert_eq!(roles, ["current and update", "left on web-3"]);
    }

    #[test]
    fn on_a_lost_node_kubectl_says_running_and_the_plate_says_what_is_so() {
        let state = moved(typed(at(22), &[": node of web-1 is lost"]), 80);
        let pods = pods::view(&state).map(|pods| pods.pods).unwrap_or_default();
        let life = pods[1].life.as_ref().expect("a pod");
        assert_eq!(life.stage, Stage::Trouble(crate::history::Trouble::Lost));
        assert_eq!(
            (&*life.ready, &*life.status, &*life.beside),
            ("1/1", "Running", "node NotReady")
        );
    }

    #[test]
    fn a_pod_that_is_ready_and_not_yet_available_says_in_how_many_seconds_it_will_be() {
        let patch = r#"kubectl patch sts web -p '{"spec":{"minReadySeconds":10}}'"#;
        let state = moved(typed(at(24), &[patch]), 44);
        let pods = pods::view(&state).map(|pods| pods.pods).unwrap_or_default();
        let beside: Vec<_> =
            pods.iter().filter_map(|pod| pod.life.as_ref()).map(|life| &*life.beside).collect();
        assert!(beside.contains(&"available in 8 s"), "{beside:?}");
    }

    #[test]
    fn forty_pods_are_cells_in_two_rows_and_each_says_what_kubectl_would() {
        let state = end(typed(at(22), &["kubectl scale sts web --replicas=40"]));
        assert!(pods::view(&state).is_none());
        let cells = pods::cells(&state).expect("cells");
        let heads: Vec<_> = cells
            .rows
            .iter()
            .map(|row| row.head.as_ref().map_or("", |head| &*head.shown))
            .collect();
        assert_eq!((heads, cells.across), (vec!["web-0", "web-20"], 20));
        let row = &cells.rows[1];
        assert_eq!(row.said(&row.cells[19]), "web-39, revision B, Running, Ready");
        assert!(cells.chosen.starts_with("web-0   1/1   Running   0   "), "{}", cells.chosen);
        let counts: Vec<_> = legend::view(&state).into_iter().map(|it| it.role).collect();
        assert_eq!(counts, ["40"]);
    }

    #[test]
    fn the_partition_is_a_line_before_its_row_with_a_step_inside_it() {
        let lines = ["kubectl scale sts web --replicas=40", &patch(23)];
        let cells = pods::cells(&typed(at(22), &lines)).expect("cells");
        let (row, partition) = cells.cut.expect("a line");
        assert_eq!((row, partition.partition), (1, 23));
        let steps: Vec<_> = cells.rows.iter().map(|row| row.step).collect();
        assert_eq!(steps, [None, Some(3)]);
    }

    fn patch(partition: u32) -> String {
        let field = format!(r#"{{"rollingUpdate":{{"partition":{partition}}}}}"#);
        format!(r#"kubectl patch sts web -p '{{"spec":{{"updateStrategy":{field}}}}}'"#)
    }

    #[test]
    fn status_breaks_between_its_own_words_only() {
        assert_eq!(pods::status_words("ContainerCreating"), ["Container", "Creating"]);
        assert_eq!(pods::status_words("Init:0/1"), ["Init:0/1"]);
        assert_eq!(pods::status_words("OOMKilled"), ["OOMKilled"]);
    }

    #[test]
    fn a_draft_of_the_partition_moves_its_line_and_nothing_else() {
        let drafted = update(at(24), Action::ControlEdited(Control::Partition, "3".into()));
        let partition = pods::view(&drafted).and_then(|pods| pods.partition);
        assert_eq!(partition.map(|it| (it.at, it.partition, it.of)), Some((3, 3, 5)));
        let ghost = terminals::ghost(&drafted, 0);
        assert!(ghost.ends_with(r#"{"partition":3}}}}'"#), "{ghost}");
        assert_eq!(stages(&drafted), stages(&at(24)));
    }
}

mod of_reasons {
    use super::*;

    #[test]
    fn the_sentence_says_who_waits_for_whom() {
        let state = at(42);
        assert_eq!(
            sentence(&state),
            "web-4 is not Ready yet, so the next batch (web-2, web-1) waits."
        );
        let reason = explain::view(&state);
        let rule = ("OrderedReady: all Ready before the next batch", "ordered-ready");
        assert_eq!(reason.rule, Some(rule));
        assert_eq!(reason.goes_on.as_deref(), Some("web-4 is Ready, in 4 s. Nothing to type."));
    }

    #[test]
    fn at_the_end_nothing_is_waited_for() {
        let state = end(at(0));
        assert_eq!(sentence(&state), "All five pods run revision B.");
        assert_eq!(explain::view(&state).goes_on.as_deref(), Some("Nothing is waited for."));
    }

    #[test]
    fn a_wait_with_a_known_end_is_never_called_stuck() {
        let mut state = at(0);
        while state.place.at < state.run.history.ends_at {
            assert_eq!(explain::view(&state).stuck, None, "at {}", state.place.at);
            state = update(state, Action::ChangeSought(Direction::Forward));
        }
    }

    #[test]
    fn an_image_that_never_comes_is_stuck_and_the_line_beside_it_frees_it() {
        let stopped = end(stuck());
        let stuck = explain::view(&stopped).stuck.expect("web-4 waits for ever");
        assert_eq!(sentence(&stopped), "web-3 cannot pull its image, so web-4 is not created yet.");
        assert_eq!(
            stuck.line,
            "kubectl set image sts/web nginx=registry.k8s.io/nginx-slim:0.9; kubectl delete pod web-3"
        );
        let freed = end(typed(stopped, &[&stuck.line]));
        assert_eq!(explain::view(&freed).stuck, None);
        assert!(
            stages(&freed).iter().all(|stage| *stage == Some(Stage::Ready)),
            "{:?}",
            stages(&freed)
        );
    }

    #[test]
    fn after_an_undo_the_broken_pod_is_in_its_own_way() {
        let undone = end(typed(end(stuck()), &["kubectl rollout undo sts/web"]));
        let says = "web-3 cannot pull its image, so web-4 is not created yet.";
        assert_eq!(sentence(&undone), says);
        let scaled = end(typed(undone, &["kubectl scale sts/web --replicas=4"]));
        let says = "web-3 cannot pull its image, and is replaced only once it is Ready.";
        assert_eq!(sentence(&scaled), says);
    }

    #[test]
    fn it_is_stuck_from_the_last_change_on_and_not_before() {
        let state = stuck();
        let quiet = state.run.history.quiet_from;
        let just_before =
            update(state.clone(), Action::CursorMoved(SimTime::from_millis(quiet.as_millis() - 1)));
        assert_eq!(explain::view(&just_before).stuck, None);
        let there = update(state, Action::CursorMoved(quiet));
        assert!(explain::view(&there).stuck.is_some());
    }

    #[test]
    fn without_a_set_the_page_says_so() {
        let state = end(typed(at(22), &["kubectl delete sts web"]));
        assert!(
            pods::view(&state).is_some_and(|pods| pods.pods.iter().all(|pod| pod.life.is_none()))
        );
        assert_eq!(sentence(&state), "There is no StatefulSet at this moment.");
        assert_eq!(controls::view(&state), []);
    }
}

mod of_time {
    use super::*;

    #[test]
    fn the_caption_counts_from_the_change_to_the_last_pod() {
        let ends = ends::view(&at(0)).map(|ends| ends.says.concat());
        assert_eq!(
            ends.as_deref(),
            Some("Done 52 s after the change; at least 3 of 5 Ready throughout.")
        );
    }

    #[test]
    fn the_facts_of_the_caption_lead_to_their_moments() {
        let ends = ends::view(&at(0)).expect("there is a set");
        let ready = |at| {
            let state = update(super::at(0), Action::CursorMoved(at));
            stages(&state).into_iter().flatten().filter(|stage| stage.is_ready()).count()
        };
        assert_eq!(ready(ends.done_at), 5);
        assert_eq!(ready(ends.lowest_at), 3);
    }

    #[test]
    fn the_shape_stays_while_time_passes_and_changes_with_a_line() {
        let shape = |state: &AppState| timeline::shape(state).expect("there is a set");
        assert_eq!(shape(&at(3)), shape(&at(60)));
        let scaled = typed(at(22), &["kubectl scale sts web --replicas=7"]);
        assert_eq!((shape(&at(3)).names.len(), shape(&scaled).names.len()), (5, 7));
    }

    #[test]
    fn what_was_typed_has_a_flag_and_what_only_reads_has_none() {
        let shape = timeline::shape(&at(0)).expect("there is a set");
        let flags: Vec<_> = shape.flags.iter().map(|flag| flag.says.as_str()).collect();
        assert_eq!(flags, ["apply", "set image nginx-slim:0.9"]);
    }

    #[test]
    fn the_playhead_says_time_and_frame_and_how_many_are_ready() {
        let state = at(42);
        let shape = timeline::shape(&state).expect("there is a set");
        let playhead = timeline::playhead(&state, &shape).expect("there is a set");
        assert_eq!((playhead.seconds, playhead.of), (42, 80));
        assert!(playhead.says.starts_with("0:42, frame "), "{}", playhead.says);
        let said: Vec<_> = playhead.readouts.iter().map(|it| it.label.says.as_str()).collect();
        assert_eq!(said, ["4 ready", "2 updated"]);
        let ended = timeline::playhead(&end(state), &shape).expect("there is a set");
        let said: Vec<_> = ended.readouts.iter().map(|it| it.label.says.as_str()).collect();
        assert_eq!(said, ["5 ready", "5 updated"]);
    }
}

mod of_tools {
    use super::*;

    #[test]
    fn the_budget_is_spent_by_what_is_unavailable() {
        use budget::Pip::{Free, Spent};
        let budget = budget::view(&at(42)).expect("a rolling update");
        assert_eq!(budget.pips, [Spent, Free]);
        assert_eq!(
            budget.unavailable_of + &budget.max_unavailable,
            "1 unavailable of maxUnavailable 2"
        );
    }

    #[test]
    fn every_control_shows_what_the_cluster_has_and_the_line_for_it() {
        let scaled = typed(at(22), &["kubectl scale sts web --replicas=7"]);
        let replicas =
            controls::view(&scaled).into_iter().find(|it| it.control == Control::Replicas);
        let replicas = replicas.expect("replicas has a control");
        assert_eq!((replicas.value.as_str(), replicas.draft), ("7", false));
        assert_eq!(replicas.lines, ["kubectl scale sts web --replicas=7"]);
    }

    #[test]
    fn a_terminal_shows_what_was_typed_up_to_the_cursor_and_marks_what_is_new() {
        let lines = |state: &AppState| terminals::view(state).panes[0].typed.len();
        assert_eq!([lines(&at(1)), lines(&at(24)), lines(&at(30))], [1, 2, 3]);
        let watching = update(at(26), Action::TerminalChosen(1));
        let watch = terminals::view(&watching).panes[0].typed.pop().expect("the watch");
        assert_eq!(watch.fresh.len(), 2, "web-4 and web-3 are Terminating: {:?}", watch.fresh);
        assert!(terminals::view(&watching).panes[0].busy.is_some());
    }

    #[test]
    fn the_prompt_says_how_its_suggestion_is_taken() {
        let hint = |state: &AppState| terminals::view(state).panes[0].hint.clone();
        assert!(hint(&at(22)).starts_with("Tab completes"));
        assert!(hint(&end(stuck())).starts_with("→ takes the suggestion. A line typed here"));
    }

    #[test]
    fn a_problem_of_the_manifest_is_named_at_its_line() {
        let text = manifest::source(&at(22)).replace("replicas: 5", "replicas: many");
        let state = update(at(22), Action::ManifestEdited(text));
        let editor = crate::update::driven::editor(&state);
        assert_eq!(
            editor.consequence,
            "kubectl refuses it; the figure keeps what was last applied."
        );
        assert_eq!(editor.problems[0].excerpt, "replicas: many");
        assert_eq!(editor.count, "1 problem");
        let bad: Vec<_> = editor
            .rows
            .iter()
            .filter(|row| !row.messages.is_empty())
            .map(|row| row.text.trim())
            .collect();
        assert_eq!(bad, ["replicas: many"]);
    }

    #[test]
    fn the_legend_gives_letters_in_the_order_of_revisions() {
        let legend = legend::view(&at(42));
        let said: Vec<_> =
            legend.iter().map(|it| (it.letter, it.image.as_str(), it.role.clone())).collect();
        assert_eq!(
            said,
            [('A', "nginx-slim:0.8", "current".into()), ('B', "nginx-slim:0.9", "update".into())]
        );
    }
}
