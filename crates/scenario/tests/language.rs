//! Properties of every text and scenario: parsing is total, writing loses nothing, acting in the past forks.

use rollout_engine::time::SimTime;
use rollout_engine::trace::FrameIndex;
use scenario::{BLOG, GALLERY, Scenario, Trace, Transcript, simulate};

/// Pseudo-random numbers, the same each time (xorshift64*).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap_or(0) % end
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }
}

/// Lines of the language, each valid alone.
const LINES: [&str; 30] = [
    "# a comment",
    "#",
    "$ kubectl get pods",
    "$ kubectl apply -f web.yaml",
    "$ kubectl scale sts web --replicas=3\nstatefulset.apps/web scaled",
    "$ echo a; false\na\n[exit 1]",
    "$ cat <<EOF | kubectl apply -f -\n# no comment\nEOF",
    "$ kubectl set env sts/web --list\n# StatefulSet web, container nginx\nA=b",
    "$ kubectl get \\\n  pods",
    ": watch a $ kubectl get pods -w",
    ": watch b $ kubectl rollout status sts/web",
    ": settle",
    ": wait 1500ms",
    ": at 40s",
    ": at 2m",
    ": typed at 30s\n$ kubectl delete pod web-0",
    ": typed at -5s\n: watch c $ kubectl get sts -w",
    ": timing start=2s stop=1m",
    ": timing nginx:1.25 ready=3s",
    ": timing web-1 start=9s",
    ": image nginx:bad cannot be pulled",
    ": image nginx:bad exits 1 after 5s",
    ": image nginx:bad starts 4 times slower",
    ": jitter 20% seed=7",
    ": pod web-1 is not ready",
    ": node of web-0 is lost",
    ": node node-2 returns",
    ": new cluster",
    ": file web.yaml\nkind: StatefulSet\n\n# yaml\n: end",
    "",
];

/// Header lines, each used at most once.
const HEADERS: [&str; 8] = [
    ": release 1.36 MaxUnavailableStatefulSet=true",
    ": question Why?",
    ": question zh 为什么？",
    ": hint en Look at web-0.",
    ": goal Make it Ready.",
    ": goal $ kubectl get pods -o name\npod/web-0\n: end",
    ": claim $ kubectl get sts\n: end",
    ": from somewhere",
];

fn script(numbers: &mut Numbers) -> String {
    let headers = HEADERS.iter().filter(|_| numbers.below(2) == 0).copied();
    let mut lines: Vec<&str> = headers.collect();
    for _ in 0..numbers.below(12) {
        lines.push(numbers.one_of(&LINES));
    }
    lines.join("\n")
}

#[test]
fn what_is_written_reads_back_as_the_same() {
    let mut numbers = Numbers(1);
    for _ in 0..2_000 {
        let text = script(&mut numbers);
        let read = Transcript::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let written = read.to_string();
        assert_eq!(Transcript::parse(&written), Ok(read.clone()), "{text}\n--\n{written}");
        let scenario = read.scenario.to_string();
        assert_eq!(Scenario::parse(&scenario), Ok(read.scenario), "{text}\n--\n{scenario}");
    }
}

#[test]
fn the_gallery_reads_back_as_the_same() {
    for (name, text) in GALLERY {
        let scenario = Scenario::parse(text);
        let again = scenario.as_ref().map(|scenario| Scenario::parse(&scenario.to_string()));
        assert_eq!(again, Ok(scenario.clone()), "{name}");
    }
}

#[test]
fn whatever_the_text_reading_ends_and_never_panics() {
    const PIECES: [&str; 24] = [
        ": ", "$ ", "# ", "\n", " ", "file", "end", "printed", "watch", "a", "typed at", "-1s",
        "9999999h", "<<EOF", "EOF", "[exit ", "]", "timing", "start=", "'", "\\", "\u{0}", "文",
        "node of",
    ];
    let mut numbers = Numbers(2);
    for _ in 0..20_000 {
        let pieces = 1 + numbers.below(30);
        let text: String = (0..pieces).map(|_| numbers.one_of(&PIECES)).collect();
        if let Ok(read) = Transcript::parse(&text) {
            assert_eq!(Scenario::parse(&read.scenario.to_string()), Ok(read.scenario), "{text:?}");
        }
    }
}

#[test]
fn any_number_of_terminals_is_refused_at_its_line() {
    let text: String = (0..70).map(|n| format!(": watch w{n} $ kubectl get pods -w\n")).collect();
    let error = Scenario::parse(&text).expect_err("too many");
    assert_eq!(error.line, 64);
}

fn before(trace: &Trace, at: SimTime) -> Vec<FrameIndex> {
    let frames = (0..trace.rollout.len()).map(FrameIndex);
    frames.filter(|&frame| trace.rollout.at(frame) < at).collect()
}

#[test]
fn acting_in_the_past_leaves_the_frames_before_it_as_they_were() {
    let blog = Scenario::parse(BLOG).expect("it reads");
    let trace = simulate(&blog);
    for seconds in [0, 3, 24, 26, 31, 47, 60] {
        let at = SimTime::from_secs(seconds);
        let forked = blog.with_line(&trace, at, 0, "kubectl delete pod web-1 --wait=false");
        let after = simulate(&forked);
        let frames = before(&trace, at);
        assert_eq!(frames, before(&after, at), "at {seconds}s");
        for frame in frames {
            assert_eq!(trace.rollout.changes(frame), after.rollout.changes(frame));
        }
    }
}

#[test]
fn a_line_that_changes_the_cluster_drops_what_was_typed_for_later() {
    let blog = Scenario::parse(BLOG).expect("it reads");
    let trace = simulate(&blog);
    let later =
        blog.with_line(&trace, SimTime::from_secs(50), 0, "kubectl scale sts web --replicas=7");
    let trace = simulate(&later);
    let read = later.with_line(&trace, SimTime::from_secs(30), 0, "kubectl get pods");
    assert_eq!(read.lines.len(), later.lines.len() + 1, "reading drops nothing");
    let changed = later.with_line(&trace, SimTime::from_secs(30), 0, "kubectl delete pod web-0");
    assert_eq!(changed.lines.len(), later.lines.len(), "the scaling is dropped");
    assert!(blog.lines.iter().all(|line| changed.lines.contains(line)), "its own lines stay");
}

/// Removing a line does not change the times of the others.
#[test]
fn a_removed_line_leaves_its_time() {
    let text = ": at 5s\n: image a cannot be pulled\n: wait 2s\n$ kubectl get pods\n";
    let scenario = Scenario::parse(text).expect("a scenario");
    let without = scenario.without_line(0);
    assert_eq!(without.to_string(), ": release 1.37\n: at 5s\n: wait 2s\n$ kubectl get pods\n");
    let at =
        |scenario: &Scenario| simulate(scenario).ran.last().copied().flatten().map(|ran| ran.at);
    assert_eq!(at(&without), at(&scenario));
    assert_eq!(scenario.without_line(9), scenario);
    assert_eq!(scenario.without_line(1).lines.len(), 2);
}

#[test]
fn a_scenario_is_cut_at_a_moment() {
    let scenario = Scenario::parse(BLOG).expect("a scenario");
    let trace = simulate(&scenario);
    let cut = scenario.up_to(&trace, SimTime::ZERO);
    assert!(cut.lines.len() < scenario.lines.len());
    assert_eq!(cut.lines[..], scenario.lines[..cut.lines.len()]);
    assert_eq!(scenario.up_to(&trace, SimTime::MAX), scenario);
}

#[test]
fn what_the_scenario_itself_goes_on_with_can_be_dropped_and_what_was_typed_stays() {
    let scenario = Scenario::parse(BLOG).expect("a scenario");
    let trace = simulate(&scenario);
    let at = SimTime::ZERO;
    let later = scenario.later_lines(&trace, at);
    assert!(later > 0);
    assert_eq!(scenario.later_lines(&trace, SimTime::MAX), 0);
    let typed = scenario.with_line(&trace, at, 0, "kubectl scale sts web --replicas=7");
    let trace = simulate(&typed);
    assert_eq!(typed.later_lines(&trace, at), later);
    let dropped = typed.without_later_lines(&trace, at);
    assert_eq!(dropped.later_lines(&simulate(&dropped), at), 0);
    assert!(dropped.lines.iter().any(|line| line.text.contains("--replicas=7")));
    assert_eq!(typed.without_later_lines(&trace, SimTime::MAX), typed);
}

#[test]
fn a_question_about_the_past_knows_no_later_event() {
    let scenario = scenario::opening();
    let trace = simulate(&scenario);
    let answers = |frame| trace.answer("kubectl get events | grep -c Delete", frame);
    assert_eq!(answers(trace.rollout.last()).as_deref(), Some("5\n"));
    assert_eq!(answers(trace.begins).as_deref(), Some("0\n"));
}

#[test]
fn a_line_is_the_same_however_it_ends() {
    let plain = Transcript::parse("$ kubectl get pods\nNAME\n").expect("a session");
    for text in ["$ kubectl get pods\r\nNAME\r\n", "$ kubectl get pods\r\r\nNAME\r"] {
        assert_eq!(Transcript::parse(text).as_ref(), Ok(&plain), "{text:?}");
    }
}

#[test]
fn a_restored_cluster_keeps_its_pods_on_their_nodes() {
    let pod = |ordinal: u32, node: &str| {
        format!(
            "- {{apiVersion: v1, kind: Pod, metadata: {{name: web-{ordinal}, labels: {{controller-revision-hash: web-5ddbd9db46}}, creationTimestamp: '2026-11-01T00:00:00Z'}}, spec: {{nodeName: {node}, containers: [{{name: c, image: a}}]}}, status: {{phase: Running, conditions: [{{type: Ready, status: 'True', lastTransitionTime: '2026-11-01T00:00:05Z'}}], containerStatuses: [{{name: c, ready: true, state: {{running: {{startedAt: '2026-11-01T00:00:04Z'}}}}}}]}}}}\n"
        )
    };
    let set = "- {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: web, generation: 1, creationTimestamp: '2026-11-01T00:00:00Z'}, spec: {replicas: 4, serviceName: w, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: a}]}}}, status: {replicas: 4, observedGeneration: 1, currentRevision: web-5ddbd9db46, updateRevision: web-5ddbd9db46}}\n";
    let pods: String = (0..4).map(|ordinal| pod(ordinal, &format!("gke-{ordinal}"))).collect();
    let secret = "- {apiVersion: v1, kind: Secret, metadata: {name: s}}\n";
    let text = format!(
        ": file c.yaml\napiVersion: v1\nkind: List\nitems:\n{set}{pods}{secret}: end\n: cluster c.yaml\n: cluster d.yaml\n$ kubectl get pods\n"
    );
    let scenario = Scenario::parse(&text).expect("a scenario");
    let trace = simulate(&scenario);
    let last = trace.rollout.seek(trace.rollout.last());
    let (_, owned) = last.cluster.find_set("default", "web").expect("the set");
    let nodes: Vec<_> = owned.pods.iter().filter_map(|pod| pod.node).map(|node| node.0).collect();
    assert_eq!(nodes, [0, 1, 2, 3], "each pod has the node that it had");
    assert!(owned.pods.iter().all(|pod| pod.is_running_and_ready() && !pod.is_terminating()));
    let exits: Vec<_> =
        trace.ran.iter().map(|ran| ran.and_then(|it| it.exited).map(|it| it.1)).collect();
    assert_eq!(exits, [Some(0), Some(0), Some(1), Some(0)], "a file that is not there is an error");
}
