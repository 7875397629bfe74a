//! Probes: when a running container becomes Ready, becomes not Ready, or is killed because a probe fails.
//!
//! Every time is a duration from the container's start, so the whole answer is known when the container starts. A
//! probe runs first after its initial delay and after the startup probe has succeeded, then once a period. A
//! container that is not Ready is also probed as soon as it changes, so it becomes Ready when it first answers and
//! not a period later. Models `pkg/kubelet/prober/worker.go`. Left out: the random offset after a restart of the
//! kubelet, and the probe's timeout.

use std::time::Duration;

use crate::api::{Probe, ProbeKind, Probes, Probing};

/// A container that answers within this time of a probe's first run is not seen to fail: the kubelet lists containers
/// once a second and starts probing after that.
const NOTICED_AFTER: Duration = Duration::from_secs(1);

/// How a container answers its probes, in time from its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answers {
    /// When it begins to answer.
    pub(super) from: Duration,
    /// When it stops answering; `None` if it never does.
    pub(super) until: Option<Duration>,
    /// Whether it fails its readiness probe for ever.
    pub(super) never_ready: bool,
}

/// What the probes find, in time from the container's start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ProbeTimes {
    /// When its startup probe succeeds.
    pub(super) started: Option<Duration>,
    /// When the container becomes Ready.
    pub(super) ready: Option<Duration>,
    /// When the container becomes not Ready.
    pub(super) unready: Option<Duration>,
    /// When the kubelet begins to kill the container, and because of which probe.
    pub(super) killed: Option<(Duration, ProbeKind)>,
    /// When which probe fails: startup once, then liveness and readiness twice each, before the container answers and
    /// after.
    pub(super) failing: [Option<Failing>; 5],
}

/// A period during which a probe fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failing {
    kind: ProbeKind,
    /// The first failure.
    from: Duration,
    /// The next success, if there is one.
    to: Option<Duration>,
}

/// What the probes of a container find if it answers like this.
pub(super) fn probe_times(probes: &Probes, answers: Answers) -> ProbeTimes {
    let failing = [failing_at_start(probes, answers), None, None, None, None];
    match probes.startup.map(|probe| start_up(&probe, answers)) {
        Some(Err(killed)) => {
            let killed = Some((killed, ProbeKind::Startup));
            ProbeTimes { started: None, ready: None, unready: None, killed, failing }
        }
        Some(Ok(started)) => after_start(probes, started, answers, failing),
        None => after_start(probes, Duration::ZERO, answers, failing),
    }
}

/// When the startup probe succeeds.
///
/// # Errors
/// It never does: the error is when it reaches its failure threshold.
fn start_up(probe: &Probe, answers: Answers) -> Result<Duration, Duration> {
    let fails = probe.fails_at(probe.initial_delay, Duration::ZERO);
    let succeeds = probe.asked_at(probe.initial_delay, answers.from);
    let answered = answers.until.is_none_or(|until| succeeds < until);
    if succeeds <= fails && answered { Ok(succeeds) } else { Err(fails) }
}

fn failing_at_start(probes: &Probes, answers: Answers) -> Option<Failing> {
    let probe = probes.startup?;
    let first = probe.initial_delay;
    let succeeds = start_up(&probe, answers).ok();
    if succeeds.is_some() {
        return slow(ProbeKind::Startup, &probe, first, answers);
    }
    let hangs = answers.until.filter(|_| answers.from <= first);
    let from = hangs.map_or(first, |until| probe.asked_at(first, until));
    Some(Failing { kind: ProbeKind::Startup, from, to: None })
}

/// The failures of a probe that runs before the container answers.
fn slow(kind: ProbeKind, probe: &Probe, first: Duration, answers: Answers) -> Option<Failing> {
    let to = match kind {
        // A container that is not Ready is probed as soon as it changes.
        ProbeKind::Readiness => answers.from,
        _ => probe.asked_at(first, answers.from),
    };
    (answers.from >= first.saturating_add(NOTICED_AFTER)).then_some(Failing {
        kind,
        from: first,
        to: Some(to),
    })
}

fn after_start(
    probes: &Probes,
    started: Duration,
    answers: Answers,
    mut failing: [Option<Failing>; 5],
) -> ProbeTimes {
    let killed = probes.liveness.and_then(|probe| dies(&probe, started, answers));
    let mut probe_times = ProbeTimes {
        started: Some(started),
        ready: Some(started),
        unready: None,
        killed: killed.map(|at| (at, ProbeKind::Liveness)),
        failing,
    };
    for (kind, index) in [(ProbeKind::Liveness, 1), (ProbeKind::Readiness, 3)] {
        let Some(probe) = probes.of(kind) else { continue };
        let first = started.max(probe.initial_delay);
        if kind == ProbeKind::Readiness && answers.never_ready {
            failing[index] = Some(Failing { kind, from: first, to: None });
            continue;
        }
        failing[index] = slow(kind, &probe, first, answers);
        failing[index + 1] = answers.until.map(|until| Failing {
            kind,
            from: probe.asked_at(first, until.max(answers.from)),
            to: None,
        });
    }
    probe_times.failing = failing;
    let Some(probe) = probes.readiness else { return probe_times };
    if answers.never_ready {
        return ProbeTimes { ready: None, ..probe_times };
    }
    let first = started.max(probe.initial_delay);
    let more = probe.period.saturating_mul(probe.success_threshold.saturating_sub(1));
    let ready = first.max(answers.from).saturating_add(more);
    let lasts = |until: &Duration| ready < *until;
    let unready = answers.until.filter(lasts).map(|until| probe.fails_at(first, until));
    let ready = Some(ready).filter(|_| answers.until.as_ref().is_none_or(lasts));
    ProbeTimes { ready, unready, ..probe_times }
}

/// When the liveness probe reaches its failure threshold: because the container starts too slowly, or because it
/// stops answering.
fn dies(probe: &Probe, started: Duration, answers: Answers) -> Option<Duration> {
    let first = started.max(probe.initial_delay);
    let too_slow = probe.fails_at(first, Duration::ZERO);
    if too_slow < answers.from {
        return Some(too_slow);
    }
    answers.until.map(|until| probe.fails_at(first, until))
}

impl ProbeTimes {
    /// The probes' state when the container has run for `after`. Keeps from `before` which probe kills it.
    pub(super) fn probing(&self, before: Probing, after: Duration, answers: Answers) -> Probing {
        let fails = |kind| {
            let mut all = self.failing.iter().flatten().filter(|it| it.kind == kind);
            all.any(|it| it.from <= after && it.to.is_none_or(|to| after < to))
        };
        let mut probing = before;
        for kind in ProbeKind::ALL {
            probing = probing.with(kind, fails(kind));
        }
        if answers.from <= after {
            probing = probing.answered();
        }
        if self.started.is_some_and(|started| started <= after) {
            probing = probing.started();
        }
        probing
    }

    /// When a probe next begins or ceases to fail, or the startup probe succeeds, later than `after`.
    pub(super) fn next_change(&self, after: Duration) -> Option<Duration> {
        let ends = self.failing.iter().flatten().flat_map(|it| [Some(it.from), it.to]).flatten();
        ends.chain(self.started).filter(|&at| at > after).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROBE: Probe = Probe {
        initial_delay: Duration::from_secs(5),
        period: Duration::from_secs(10),
        success_threshold: 1,
        failure_threshold: 3,
    };

    #[test]
    fn without_probes_a_container_is_ready_at_once_for_as_long_as_it_runs() {
        let answers = answers(60, Some(90));
        let ready = Some(Duration::ZERO);
        let probe_times = probe_times(&Probes::default(), answers);
        assert_eq!(
            (probe_times.ready, probe_times.unready, probe_times.killed),
            (ready, None, None)
        );
        assert_eq!(probe_times.failing, [None; 5]);
    }

    #[test]
    fn a_container_is_ready_at_its_first_answer_but_not_before_the_initial_delay() {
        let probes = Probes { readiness: Some(PROBE), ..Probes::default() };
        assert_eq!(probe_times(&probes, answers(2, None)).ready, secs(5));
        assert_eq!(probe_times(&probes, answers(7, None)).ready, secs(7));
    }

    #[test]
    fn each_further_success_of_the_threshold_takes_a_period() {
        let readiness = Some(Probe { success_threshold: 3, ..PROBE });
        let probes = Probes { readiness, ..Probes::default() };
        assert_eq!(probe_times(&probes, answers(7, None)).ready, secs(27));
    }

    #[test]
    fn a_container_becomes_unready_at_the_failure_threshold() {
        let probes = Probes { readiness: Some(PROBE), ..Probes::default() };
        let hangs = probe_times(&probes, answers(0, Some(31)));
        assert_eq!(
            (hangs.ready, hangs.unready),
            (secs(5), secs(35 + 20)),
            "asked at 5, 15, 25, 35"
        );
    }

    #[test]
    fn a_liveness_probe_kills_a_container_that_starts_too_slowly() {
        let probes = Probes { liveness: Some(PROBE), ..Probes::default() };
        assert_eq!(
            probe_times(&probes, answers(25, None)).killed,
            None,
            "asked a third time at 25"
        );
        assert_eq!(probe_times(&probes, answers(26, None)).killed, killed(25, ProbeKind::Liveness));
    }

    #[test]
    fn a_startup_probe_holds_the_other_probes_back() {
        let startup = Some(Probe { failure_threshold: 30, ..PROBE });
        let probes = Probes { startup, readiness: Some(PROBE), liveness: Some(PROBE) };
        let slow = probe_times(&probes, answers(100, None));
        assert_eq!((slow.ready, slow.killed), (secs(105), None), "asked at 5, 15, … 105");
        let never = probe_times(&probes, answers(1000, None));
        assert_eq!((never.ready, never.killed), (None, killed(5 + 290, ProbeKind::Startup)));
    }

    fn answers(from: u64, until: Option<u64>) -> Answers {
        let from = Duration::from_secs(from);
        Answers { from, until: until.map(Duration::from_secs), never_ready: false }
    }

    fn secs(secs: u64) -> Option<Duration> {
        Some(Duration::from_secs(secs))
    }

    fn killed(after: u64, kind: ProbeKind) -> Option<(Duration, ProbeKind)> {
        secs(after).map(|after| (after, kind))
    }

    /// Which probes fail at each of these seconds: `s`, `r`, `l`.
    fn failing(probes: &Probes, answers: Answers, seconds: &[u64]) -> String {
        let probe_times = probe_times(probes, answers);
        let at = |&second: &u64| {
            let probing =
                probe_times.probing(Probing::default(), Duration::from_secs(second), answers);
            let of = ["s", "r", "l"].into_iter().zip(ProbeKind::ALL);
            let said = of.filter(|&(_, kind)| probing.fails(kind)).map(|(letter, _)| letter);
            format!("{second}{}", said.collect::<String>())
        };
        seconds.iter().map(at).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_probe_fails_from_its_first_failure_to_its_next_success() {
        let readiness = Probes { readiness: Some(PROBE), ..Probes::default() };
        assert_eq!(failing(&readiness, answers(17, None), &[4, 5, 16, 17]), "4 5r 16r 17");
        assert_eq!(failing(&readiness, answers(0, Some(31)), &[34, 35, 99]), "34 35r 99r");
        let liveness = Probes { liveness: Some(PROBE), ..Probes::default() };
        assert_eq!(failing(&liveness, answers(17, None), &[5, 24, 25]), "5l 24l 25");
        let startup = Some(Probe { failure_threshold: 30, ..PROBE });
        let all = Probes { startup, readiness: Some(PROBE), liveness: Some(PROBE) };
        assert_eq!(failing(&all, answers(17, Some(50)), &[5, 25, 54, 55]), "5s 25 54 55rl");
        let never = Answers { never_ready: true, ..answers(0, None) };
        assert_eq!(failing(&readiness, never, &[4, 5, 9999]), "4 5r 9999r");
    }

    #[test]
    fn a_failure_before_the_kubelet_starts_probing_is_not_seen() {
        let at_once = Probe { initial_delay: Duration::ZERO, ..PROBE };
        let readiness = Probes { readiness: Some(at_once), ..Probes::default() };
        let quick = Answers { from: Duration::from_millis(900), ..answers(0, None) };
        assert_eq!(failing(&readiness, quick, &[0, 1]), "0 1");
        assert_eq!(failing(&readiness, answers(1, None), &[0, 1]), "0r 1");
    }
}
