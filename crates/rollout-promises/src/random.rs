//! Random sessions: each seed gives one, the same everywhere and for ever.
//!
//! Randomness is addressed: a value is a hash of the seed, the line and the field's name, so one more field does not
//! change the others. Most sessions change the template early and inject faults while pods are being replaced,
//! because a session in which nothing goes wrong tests little.

use std::time::Duration;

use crate::script::{
    Act, Image, LONG, Labelled, Limited, Line, Placing, Quotum, SET, Script, TaintKey,
    claim_template,
};
use rollout_engine::api::{
    IntOrPercent, Node, NodeId, PodManagementPolicy, Retention, RetentionPolicy, RollingUpdate,
    StatefulSetSpec, TaintEffect, UpdateStrategy,
};
use rollout_engine::behavior::{ImageFault, Step};
use rollout_engine::command::{Cascade, NodeFault, PodFault};
use rollout_engine::jitter::{Jitter, mix};
use rollout_engine::version::{Rules, UpdateRule};

/// The session of a seed.
pub fn scenario_of(seed: u64) -> Script {
    let dice = Dice { seed, line: 0 };
    let settings: Vec<Rules> = Rules::distinct().collect();
    let rules = dice.one_of("release", &settings);
    let spec = spec(dice, &rules);
    let count = 4 + dice.number("lines", 12);
    let mut lines: Vec<Line> =
        (1..=count).map(|line| any_line(Dice { seed, line }, &rules)).collect();
    if dice.one_in(2, "heals") {
        lines.extend(healing());
    }
    // With a long name nothing but refusals happens.
    let name = if dice.one_in(60, "long name") { LONG } else { SET };
    Script { rules, name, spec, lines }
}

/// Random values for one line of one session.
#[derive(Clone, Copy)]
struct Dice {
    seed: u64,
    /// 0 for the session as a whole.
    line: u32,
}

impl Dice {
    /// A random number: FNV-1a of the field's name, mixed with seed and line.
    fn roll(self, field: &str) -> u64 {
        let name = field.bytes().fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        mix(mix(mix(self.seed ^ 0x9E37_79B9_7F4A_7C15).wrapping_add(u64::from(self.line))) ^ name)
    }

    fn number(self, field: &str, below: u32) -> u32 {
        u32::try_from(self.roll(field) % u64::from(below.max(1))).unwrap_or(0)
    }

    fn below(self, field: &str, below: usize) -> usize {
        self.number(field, u32::try_from(below).unwrap_or(u32::MAX)) as usize
    }

    fn one_in(self, times: u32, field: &str) -> bool {
        self.number(field, times) == 0
    }

    fn one_of<T: Copy>(self, field: &str, choices: &[T]) -> T {
        choices[self.below(field, choices.len())]
    }

    fn millis(self, field: &str, from: u32, to: u32) -> Duration {
        Duration::from_millis(u64::from(from + self.number(field, to - from)))
    }

    fn image(self) -> Image {
        Image(u8::try_from(self.number("image", Image::COUNT.into())).unwrap_or(0))
    }

    fn retention(self, field: &str) -> Retention {
        if self.one_in(2, field) { Retention::Delete } else { Retention::Retain }
    }
}

fn spec(dice: Dice, rules: &Rules) -> StatefulSetSpec {
    let claims = dice.one_of("claims", &[0, 0, 0, 1, 2]);
    let names = ["data", "logs"].into_iter().take(claims);
    StatefulSetSpec {
        start: dice.one_of("start", &[0, 0, 0, 0, 3]),
        pod_management_policy: dice
            .one_of("policy", &[PodManagementPolicy::OrderedReady, PodManagementPolicy::Parallel]),
        update_strategy: strategy(dice, rules),
        min_ready_seconds: min_ready_seconds(dice),
        revision_history_limit: history_limit(dice),
        template: dice.image().template(),
        claim_templates: names.map(claim_template).collect(),
        retention: RetentionPolicy {
            when_deleted: dice.retention("when deleted"),
            when_scaled: dice.retention("when scaled"),
        },
        ..StatefulSetSpec::new(dice.one_of("replicas", &[0, 1, 2, 3, 3, 4, 5, 5, 6, 8]), "")
    }
}

fn min_ready_seconds(dice: Dice) -> u32 {
    dice.one_of("minReadySeconds", &[0, 0, 0, 0, 1, 3, 10, 30])
}

fn history_limit(dice: Dice) -> i32 {
    dice.one_of("revisionHistoryLimit", &[10, 10, 2, 1, 0, -1])
}

fn max_unavailable(dice: Dice) -> IntOrPercent {
    let percent = 1 + dice.number("percent", 100);
    let pods = dice.one_of("pods", &[1, 2, 2, 3, 5]);
    if dice.one_in(3, "in percent") {
        IntOrPercent::Percent(percent)
    } else {
        IntOrPercent::Int(pods)
    }
}

fn partition(dice: Dice) -> u32 {
    dice.one_of("partition", &[0, 0, 0, 1, 2, 3, 7])
}

/// Mostly RollingUpdate. With the gate off `maxUnavailable` is seldom stored, because the API server drops it.
fn strategy(dice: Dice, rules: &Rules) -> UpdateStrategy {
    let is_kept = rules.update != UpdateRule::OneAtATime || dice.one_in(8, "kept");
    let rolling = RollingUpdate {
        partition: partition(dice),
        max_unavailable: Some(max_unavailable(dice)).filter(|_| is_kept),
    };
    match dice.number("strategy", 12) {
        0 => UpdateStrategy::OnDelete,
        1 | 2 => UpdateStrategy::RollingUpdate(None),
        3..6 if rules.recreate => UpdateStrategy::Recreate,
        _ => UpdateStrategy::RollingUpdate(Some(rolling)),
    }
}

/// A random line. The second line always changes the template.
fn any_line(dice: Dice, rules: &Rules) -> Line {
    use Cascade::{Background, Foreground, Orphan};
    let act = match dice.number("act", 100) {
        _ if dice.line == 2 => Act::SetImage(dice.image()),
        0..20 => Act::SetImage(dice.image()),
        20..34 => Act::Pod(ordinal(dice), pod_fault(dice)),
        34..44 => Act::Image(dice.image(), image_fault(dice)),
        44..54 => Act::Scale(dice.one_of("replicas", &[0, 1, 2, 3, 4, 5, 6, 8])),
        54..60 => deletion(dice),
        60..63 => pod_writing(dice),
        63..72 => spec_change(dice, rules),
        72..75 => Act::SetPartition(partition(dice)),
        75 | 76 => policy(dice),
        77..81 => placing(dice),
        81..86 => Act::Node(node(dice), node_fault(dice)),
        86..89 => node_writing(dice),
        89..91 => Act::DeleteSet(dice.one_of("cascade", &[Background, Foreground, Orphan])),
        91 | 92 => Act::MakeAgain,
        93 => Act::MakeAgainWithClaim,
        94 => Act::DeleteClaim(ordinal(dice)),
        95 => Act::Refuse(dice.one_in(2, "refuse")),
        96 => upgrade(dice, rules),
        _ => timing(dice),
    };
    Line { after: gap(dice), act }
}

/// An upgrade to a release with the same update strategies: a controller that meets an unknown strategy is not
/// modelled.
fn upgrade(dice: Dice, rules: &Rules) -> Act {
    let settings = Rules::distinct().filter(|other| other.recreate == rules.recreate);
    Act::Upgrade(dice.one_of("upgrade", &settings.collect::<Vec<_>>()))
}

/// Time before a line. Mostly shorter than the replacement of a pod, which takes about 2 s.
fn gap(dice: Dice) -> Duration {
    match dice.number("gap", 20) {
        0..2 => Duration::ZERO,
        2..11 => dice.millis("short", 1, 3_000),
        11..15 => dice.millis("middle", 3_000, 20_000),
        15..19 => dice.millis("long", 20_000, 90_000),
        _ => dice.millis("very long", 90_000, 500_000),
    }
}

fn ordinal(dice: Dice) -> u32 {
    dice.number("ordinal", 9)
}

fn deletion(dice: Dice) -> Act {
    let grace = dice.one_of("grace", &[0, 0, 1, 5, 60]);
    if dice.one_in(2, "within") {
        Act::DeletePodWithin(ordinal(dice), Duration::from_secs(grace))
    } else {
        Act::DeletePod(ordinal(dice))
    }
}

fn pod_fault(dice: Dice) -> PodFault {
    use PodFault::{Crashes, IsEvicted, IsNotReady, IsReady, ReadyWritten, Succeeds};
    let written = ReadyWritten(dice.one_in(2, "written"));
    let faults = [Crashes, IsEvicted, IsNotReady, IsNotReady, IsReady, written, Succeeds];
    dice.one_of("pod fault", &faults)
}

fn image_fault(dice: Dice) -> ImageFault {
    let exits = ImageFault::Exits {
        code: dice.one_of("exit code", &[0, 1]),
        after: match dice.one_in(3, "exits at once") {
            true => Duration::ZERO,
            false => dice.millis("exits after", 0, 40_000),
        },
    };
    let hangs = ImageFault::StopsAnswering { after: dice.millis("hangs after", 0, 40_000) };
    use ImageFault::{CannotBePulled, CannotStart, NeverReady, None};
    let faults =
        [None, None, CannotBePulled, CannotBePulled, CannotStart, NeverReady, exits, hangs];
    dice.one_of("image fault", &faults)
}

fn node(dice: Dice) -> NodeId {
    NodeId(u8::try_from(dice.number("node", Node::COUNT.into())).unwrap_or(0))
}

fn node_fault(dice: Dice) -> NodeFault {
    use NodeFault::{IsDeleted, IsLost, Returns};
    dice.one_of("node fault", &[IsLost, IsLost, IsLost, Returns, Returns, IsDeleted])
}

fn placing(dice: Dice) -> Act {
    use Placing::{Anywhere, Hurried, Large, Named, OnePerHost};
    use Placing::{Prioritised, Selected, Spread, TooLarge};
    let named = Named(NodeId(dice.one_of("named", &[1, 1, 7])));
    let all = [
        Anywhere,
        OnePerHost,
        OnePerHost,
        Spread,
        Large,
        TooLarge,
        Selected,
        named,
        Hurried,
        Prioritised,
    ];
    Act::Place(dice.one_of("placing", &all))
}

/// Quotas, LimitRanges and the PriorityClass.
fn policy(dice: Dice) -> Act {
    let quotum = match dice.number("quotum", 6) {
        0..3 => Quotum::Pods(dice.number("pods", 6)),
        3 => Quotum::Cpu(1 + dice.number("cores", 5)),
        4 => Quotum::Claims(dice.number("claims", 6)),
        _ => Quotum::Storage(dice.number("gibibytes", 6)),
    };
    match dice.number("policy", 10) {
        0..4 => Act::Quota(Some(quotum)),
        4 => Act::Quota(None),
        5 | 6 => Act::Limits(Some(dice.one_of("limited", &[Limited::Asks, Limited::AtMost]))),
        7 => Act::Limits(None),
        8 => Act::Priority(true),
        _ => Act::Priority(false),
    }
}

fn node_writing(dice: Dice) -> Act {
    use TaintEffect::{NoExecute, NoSchedule, PreferNoSchedule};
    let is_added = !dice.one_in(3, "is removed");
    let key = dice.one_of("taint", &[TaintKey::Dedicated, TaintKey::OutOfService]);
    let effect = dice.one_of("effect", &[NoExecute, NoExecute, NoSchedule, PreferNoSchedule]);
    match dice.one_in(3, "cordon") {
        true => Act::Cordon(node(dice), is_added),
        false => Act::Taint(node(dice), key, effect, is_added),
    }
}

fn pod_writing(dice: Dice) -> Act {
    let label = [Labelled::Revision, Labelled::Identity, Labelled::Identity, Labelled::Released];
    match dice.number("pod writing", 4) {
        0 => Act::Hold(ordinal(dice), !dice.one_in(3, "is released")),
        1 => Act::Label(ordinal(dice), dice.one_of("label", &label)),
        _ => Act::Evict(ordinal(dice)),
    }
}

fn spec_change(dice: Dice, rules: &Rules) -> Act {
    match dice.number("change", 9) {
        0..3 => Act::SetStrategy(strategy(dice, rules)),
        3 => Act::SetMaxUnavailable(max_unavailable(dice)),
        4 => Act::SetMinReadySeconds(min_ready_seconds(dice)),
        5 => Act::SetStart(dice.one_of("start", &[0, 1, 2, 5])),
        6 => Act::SetHistoryLimit(history_limit(dice)),
        _ => Act::SetRetention(RetentionPolicy {
            when_deleted: dice.retention("when deleted"),
            when_scaled: dice.retention("when scaled"),
        }),
    }
}

fn timing(dice: Dice) -> Act {
    let step = Step::ALL[dice.below("step", Step::ALL.len())];
    let takes = dice.millis("takes", 0, dice.one_of("at most", &[500, 5_000, 50_000]));
    match dice.number("timing", 8) {
        0 => Act::Jitter(Jitter {
            percent: dice.one_of("jitter", &[5, 20, 100]),
            seed: dice.number("jitter seed", 1_000),
        }),
        1 => Act::Slower(dice.image(), 1 + dice.number("slower", 9)),
        2..5 => Act::PodTiming(ordinal(dice), step, takes),
        _ => Act::Timing(step, takes),
    }
}

/// All faults end, so that whatever is still stuck is stuck by a rule.
fn healing() -> impl Iterator<Item = Line> {
    let images = Image::all().map(|image| Act::Image(image, ImageFault::None));
    let nodes = (0..Node::COUNT).map(|node| Act::Node(NodeId(node), NodeFault::Returns));
    let pods = (0..16).map(|ordinal| Act::Pod(ordinal, PodFault::IsReady));
    let held = (0..9).map(|ordinal| Act::Hold(ordinal, false));
    let cordons = (0..Node::COUNT).map(|node| Act::Cordon(NodeId(node), false));
    let policies = [Act::Quota(None), Act::Limits(None), Act::Priority(true), Act::Refuse(false)];
    images
        .chain(nodes)
        .chain(held)
        .chain(cordons)
        .chain(policies)
        .chain([Act::MakeAgain])
        .chain(pods)
        .map(|act| Line { after: Duration::from_secs(1), act })
}
