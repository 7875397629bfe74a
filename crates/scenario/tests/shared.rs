//! The beginning that two runs share is the beginning of both, for every scenario of the gallery and every kind of edit: its
//! frames, what each controller waits for, and what stands in every terminal.

use rollout_engine::time::SimTime;
use rollout_engine::trace::FrameIndex;
use scenario::{GALLERY, Origin, Scenario, Trace, simulate};

/// Lines that a person types: they change the cluster, only read, are the playground's own, open a terminal or end one.
const TYPED: [(u16, &str); 5] = [
    (0, "kubectl scale sts web --replicas=1"),
    (0, "kubectl get pods"),
    (0, ": pod web-0 is evicted"),
    (1, "kubectl get pods -w"),
    (0, "^C"),
];

fn gallery() -> impl Iterator<Item = (&'static str, Scenario, Trace)> {
    GALLERY.iter().map(|&(name, text)| {
        let scenario = Scenario::parse(text).expect(name);
        let trace = simulate(&scenario);
        (name, scenario, trace)
    })
}

/// Times in a figure: its beginning, its end, and some in between, also between two frames.
fn times(trace: &Trace) -> Vec<SimTime> {
    let (from, to) = (trace.rollout.at(trace.begins), trace.rollout.at(trace.rollout.last()));
    let (from, to) = (from.as_millis().max(0), to.as_millis());
    (0..=4).map(|part| SimTime::from_millis(from + (to - from) * part / 4 + part % 2)).collect()
}

/// Compares a beginning with the whole trace. Says what differs.
fn differs(beginning: &Trace, whole: &Trace) -> Option<String> {
    let (known, all) = (&beginning.rollout, &whole.rollout);
    if known.len() > all.len()
        || beginning.begins != whole.begins
        || beginning.terminals != whole.terminals
    {
        return Some("its length, its begin or its terminals".into());
    }
    for frame in (0..known.len()).map(FrameIndex) {
        let is_same = known.at(frame) == all.at(frame)
            && known.cause(frame) == all.cause(frame)
            && known.changes(frame) == all.changes(frame);
        if !is_same {
            return Some(format!("frame {}", frame.0));
        }
        let sets = known.seek(frame).cluster.sets().map(|(id, _)| id).collect::<Vec<_>>();
        if sets.iter().any(|&set| known.waiting(set, frame) != all.waiting(set, frame)) {
            return Some(format!("what is waited for in frame {}", frame.0));
        }
        // At the frame itself, and right before the next one.
        let last = frame == known.last();
        let next = if last { known.at(frame) } else { known.at(FrameIndex(frame.0 + 1)) };
        for at in [known.at(frame), SimTime::from_millis(next.as_millis() - 1).max(known.at(frame))]
        {
            for terminal in (0..beginning.terminals.len()).filter_map(|it| u16::try_from(it).ok()) {
                let [known, all] = [beginning, whole].map(|it| it.entries_at(terminal, frame, at));
                if known != all {
                    return Some(format!(
                        "terminal {terminal} at {at:?}: {known:?} and not {all:?}"
                    ));
                }
            }
        }
    }
    None
}

/// Checks what a gallery scenario shares with another one. Returns how many frames that is.
fn shared(name: &str, (scenario, trace): (&Scenario, &Trace), other: &Scenario) -> u32 {
    let Some(beginning) = trace.shared_with(other, scenario) else { return 0 };
    let whole = simulate(other);
    assert_eq!(differs(&beginning, &whole), None, "{name}: {:?}", other.lines);
    assert!(beginning.rollout.len() <= trace.rollout.len());
    beginning.rollout.len()
}

#[test]
fn all_frames_before_a_typed_line_are_shared() {
    let mut count = 0;
    for (name, scenario, trace) in gallery() {
        for at in times(&trace).into_iter().skip(1).step_by(2) {
            for (terminal, line) in TYPED {
                let other = scenario.with_line(&trace, at, terminal, line);
                let frames = shared(name, (&scenario, &trace), &other);
                // The last shared frame is where it ends, and may have been one of several at its time.
                let before =
                    |at: SimTime| trace.rollout.frame_at(SimTime::from_millis(at.as_millis() - 1));
                let last = before(trace.rollout.at(before(at)));
                assert!(
                    frames == 0 || frames == last.0 + 1,
                    "{name} at {at:?}: {frames} and {last:?}"
                );
                count += u32::from(frames > 0);
            }
        }
    }
    assert!(count > 250, "{count}");
}

#[test]
fn of_several_typed_lines_the_first_ends_it_wherever_it_stands() {
    for (name, scenario, trace) in gallery() {
        let times = times(&trace);
        let later = scenario.with_line(&trace, times[3], 0, TYPED[1].1);
        let both = later.with_line(&simulate(&later), times[2], 1, TYPED[0].1);
        let own = (&scenario, &trace);
        assert_eq!(
            shared(name, own, &both),
            shared(name, own, &scenario.with_line(&trace, times[2], 0, "date")),
            "{name}"
        );
    }
}

#[test]
fn a_line_typed_above_the_start_of_the_figure_shares_nothing() {
    for (name, scenario, trace) in gallery() {
        let Some(start) = scenario.lines.iter().position(|line| line.text.starts_with(": start"))
        else {
            continue;
        };
        let mut other = scenario.clone();
        let line = scenario
            .with_line(&trace, SimTime::from_secs(3), 0, "kubectl get pods")
            .lines
            .iter()
            .find(|line| line.origin == Origin::Typed)
            .cloned();
        other.lines.insert(start, line.expect("the typed line"));
        assert!(trace.shared_with(&other, &scenario).is_none(), "{name}");
    }
}

#[test]
fn other_edits_share_what_is_before_them() {
    let mut count = 0;
    for (name, scenario, trace) in gallery() {
        for line in 0..scenario.lines.len() {
            count += u32::from(shared(name, (&scenario, &trace), &scenario.without_line(line)) > 0);
        }
        for at in times(&trace) {
            let other = scenario.without_later_lines(&trace, at);
            count += u32::from(shared(name, (&scenario, &trace), &other) > 0);
        }
        let slower = scenario.with_settings(&[": timing start=9s"]).expect("a setting");
        assert_eq!(shared(name, (&scenario, &trace), &slower), 0, "{name}");
        let later = Scenario { release: "1.30".into(), ..scenario.clone() };
        assert!(
            later.release == scenario.release || trace.shared_with(&later, &scenario).is_none()
        );
    }
    assert!(count > 50, "{count}");
}

#[test]
fn only_its_texts_differ_and_all_but_the_end_is_shared() {
    let (name, scenario, trace) = gallery().next().expect("the opening");
    let other = Scenario { question: Some("你好 🙂?".into()), ..scenario.clone() };
    let frames = shared(name, (&scenario, &trace), &other);
    assert!(frames > 0 && frames < trace.rollout.len(), "what follows the last frame is not known");
}
