//! Collects the output of a line while it runs.
//!
//! Text is stored as it is printed. Of a watch only start and end are stored: its rows follow from the cluster's
//! changes between and are made for a trace ([`Printing::finish`]). What a terminal shows at a frame is in `trace`.

use kubectl::Stream;
use kubectl::print::{Watch, WatchPrinter};
use rollout_engine::time::SimTime;
use rollout_engine::trace::{FrameIndex, Trace as Rollout};
use rollout_engine::version::Rules;

use crate::fork::changes_cluster;
use crate::script::{Line, Origin};
use crate::trace::{Channel, Output, Part};

/// Output of a line so far.
#[derive(Clone, Debug)]
pub(super) struct Printing {
    /// Everything but the parts.
    pub(super) output: Output,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
enum Piece {
    Text(Part),
    Rows { watch: Box<Watch>, opened: (FrameIndex, SimTime), closed: Option<FrameIndex> },
}

impl Printing {
    /// Starts with a line that has not run.
    pub(super) fn of(line: &Line) -> Self {
        let output = Output {
            terminal: line.terminal,
            shown: line.origin == Origin::Typed || !line.is_ours(),
            writes: changes_cluster(&line.text),
            ..Output::default()
        };
        Self { output, pieces: Vec::new() }
    }

    /// Adds printed text.
    pub(super) fn print(
        &mut self,
        stream: Stream,
        text: String,
        (frame, at): (FrameIndex, SimTime),
    ) {
        let channel = if stream == Stream::Err { Channel::Err } else { Channel::Out };
        self.pieces.push(Piece::Text(Part { frame, at, channel, text }));
    }

    /// Records that a watch starts (`Some`) or ends (`None`).
    pub(super) fn follow(&mut self, watch: Option<Watch>, here: (FrameIndex, SimTime)) {
        match (self.pieces.last_mut(), watch) {
            (Some(Piece::Rows { closed, .. }), None) => *closed = closed.or(Some(here.0)),
            (Some(Piece::Rows { closed: None, .. }), Some(_)) | (_, None) => {}
            (_, Some(watch)) => {
                let watch = Box::new(watch);
                self.pieces.push(Piece::Rows { watch, opened: here, closed: None });
            }
        }
    }

    /// Returns the output up to the end of a trace. `rules` are those at its start.
    pub(super) fn finish(self, rollout: &Rollout, rules: &Rules) -> Output {
        let mut output = self.output;
        for (piece, number) in self.pieces.into_iter().zip(0..) {
            match piece {
                Piece::Text(part) => output.parts.push(part),
                Piece::Rows { watch, opened, closed } => {
                    let parts = rows(&watch, opened, closed, (rollout, rules));
                    let part = |(frame, text)| Part {
                        frame,
                        at: opened.1,
                        channel: Channel::Watch(number),
                        text,
                    };
                    output.parts.extend(parts.into_iter().map(part));
                }
            }
        }
        output
    }
}

/// Returns the rows of a watch, one text per frame.
fn rows(
    watch: &Watch,
    (opened, at): (FrameIndex, SimTime),
    closed: Option<FrameIndex>,
    (rollout, rules): (&Rollout, &Rules),
) -> Vec<(FrameIndex, String)> {
    let until = closed.map_or(rollout.last(), |closed| closed.min(rollout.last()));
    let mut now = rollout.seek(opened);
    let rules_now = now.cluster.upgraded().unwrap_or(rules);
    let (mut printer, list) =
        WatchPrinter::open(watch, &now.cluster, (rollout, opened), at, rules_now);
    let mut rows = vec![(opened, list)];
    for index in (opened.0 + 1..=until.0).map(FrameIndex) {
        let changes = rollout.changes(index);
        if changes.is_empty() {
            continue;
        }
        rollout.move_to(&mut now, index);
        let rules_now = now.cluster.upgraded().unwrap_or(rules);
        let row = |change| printer.row(change, &now.cluster, now.at, rules_now);
        let text: String = changes.iter().map(row).collect();
        rows.push((index, text));
    }
    rows.retain(|(_, text)| !text.is_empty());
    rows
}
