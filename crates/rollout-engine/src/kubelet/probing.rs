//! Probing: when a running container becomes Ready, stops being Ready, or is killed for not answering.
//!
//! Times are counted from the container's start. Each probe is asked first after its initial delay (and after the
//! startup probe has succeeded), then once a period; the random offset that a real kubelet adds after its own restart
//! is left out. A container that is not Ready is also asked as soon as it changes, so it becomes Ready when it first
//! answers and not a period later. Models `pkg/kubelet/prober/worker.go`.

use std::time::Duration;

use crate::api::{Probe, Probes};

/// How a container answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answers {
    /// From when on it answers well.
    pub(super) from: Duration,
    /// From when on it does not answer any more.
    pub(super) until: Option<Duration>,
    /// Whether its readiness probe is answered badly all the time.
    pub(super) never_ready: bool,
}

/// What comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// When it becomes Ready.
    pub(super) ready: Option<Duration>,
    /// When it stops being Ready.
    pub(super) unready: Option<Duration>,
    /// When the kubelet begins to kill it.
    pub(super) killed: Option<Duration>,
}

/// What the probes say of a container.
pub(super) fn verdict(probes: &Probes, answers: Answers) -> Verdict {
    match probes.startup.map(|probe| start_up(&probe, answers)) {
        Some(Err(killed)) => Verdict { ready: None, unready: None, killed: Some(killed) },
        Some(Ok(started)) => after_start(probes, started, answers),
        None => after_start(probes, Duration::ZERO, answers),
    }
}

/// When the startup probe succeeds, or else when it fails for the last time.
fn start_up(probe: &Probe, answers: Answers) -> Result<Duration, Duration> {
    let fails = probe.fails_at(probe.initial_delay, Duration::ZERO);
    let succeeds = probe.asked_at(probe.initial_delay, answers.from);
    let answered = answers.until.is_none_or(|until| succeeds < until);
    if succeeds <= fails && answered { Ok(succeeds) } else { Err(fails) }
}

fn after_start(probes: &Probes, started: Duration, answers: Answers) -> Verdict {
    let killed = probes.liveness.and_then(|probe| dies(&probe, started, answers));
    let Some(probe) = probes.readiness else {
        return Verdict { ready: Some(started), unready: None, killed };
    };
    if answers.never_ready {
        return Verdict { ready: None, unready: None, killed };
    }
    let first = started.max(probe.initial_delay);
    let more = probe.period.saturating_mul(probe.success_threshold.saturating_sub(1));
    let ready = first.max(answers.from).saturating_add(more);
    let lasts = |until: &Duration| ready < *until;
    let unready = answers.until.filter(lasts).map(|until| probe.fails_at(first, until));
    let ready = Some(ready).filter(|_| answers.until.as_ref().is_none_or(lasts));
    Verdict { ready, unready, killed }
}

/// When the liveness probe fails: because the container starts too slowly, or because it stops answering.
fn dies(probe: &Probe, started: Duration, answers: Answers) -> Option<Duration> {
    let first = started.max(probe.initial_delay);
    let too_slow = probe.fails_at(first, Duration::ZERO);
    if too_slow < answers.from {
        return Some(too_slow);
    }
    answers.until.map(|until| probe.fails_at(first, until))
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
        let expected = Verdict { ready, unready: None, killed: None };
        assert_eq!(verdict(&Probes::default(), answers), expected);
    }

    #[test]
    fn readiness_comes_with_the_first_answer_but_not_before_the_initial_delay() {
        let probes = Probes { readiness: Some(PROBE), ..Probes::default() };
        assert_eq!(verdict(&probes, answers(2, None)).ready, secs(5));
        assert_eq!(verdict(&probes, answers(7, None)).ready, secs(7));
    }

    #[test]
    fn each_further_success_takes_a_period() {
        let readiness = Some(Probe { success_threshold: 3, ..PROBE });
        let probes = Probes { readiness, ..Probes::default() };
        assert_eq!(verdict(&probes, answers(7, None)).ready, secs(27));
    }

    #[test]
    fn readiness_is_lost_after_the_last_of_so_many_failures() {
        let probes = Probes { readiness: Some(PROBE), ..Probes::default() };
        let hangs = verdict(&probes, answers(0, Some(31)));
        assert_eq!(
            (hangs.ready, hangs.unready),
            (secs(5), secs(35 + 20)),
            "asked at 5, 15, 25, 35"
        );
    }

    #[test]
    fn a_liveness_probe_kills_what_starts_too_slowly() {
        let probes = Probes { liveness: Some(PROBE), ..Probes::default() };
        assert_eq!(verdict(&probes, answers(25, None)).killed, None, "asked a third time at 25");
        assert_eq!(verdict(&probes, answers(26, None)).killed, secs(25));
    }

    #[test]
    fn a_startup_probe_holds_the_others_back() {
        let startup = Some(Probe { failure_threshold: 30, ..PROBE });
        let probes = Probes { startup, readiness: Some(PROBE), liveness: Some(PROBE) };
        let slow = verdict(&probes, answers(100, None));
        assert_eq!((slow.ready, slow.killed), (secs(105), None), "asked at 5, 15, … 105");
        let never = verdict(&probes, answers(1000, None));
        assert_eq!((never.ready, never.killed), (None, secs(5 + 290)));
    }

    fn answers(from: u64, until: Option<u64>) -> Answers {
        let from = Duration::from_secs(from);
        Answers { from, until: until.map(Duration::from_secs), never_ready: false }
    }

    fn secs(secs: u64) -> Option<Duration> {
        Some(Duration::from_secs(secs))
    }
}
