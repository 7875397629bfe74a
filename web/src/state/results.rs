//! Results of runs that are not kept: shapes, sentences and outcomes.
//!
//! The view computes each once per run and the state keeps it, because computing it again would need the run again.
//! Plain data: `view::preview`, `view::releases` and `view::manifest` compute it.

use crate::history::Stage;
use crate::text::Ends;

/// Parts of lanes that look alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// Letter of the revision.
    pub letter: char,
    /// Stage that these pods have reached.
    pub stage: Stage,
    /// Areas, as an SVG path.
    pub area: String,
    /// Upper edges, as an SVG path. For Pending, the whole line.
    pub edge: String,
}

/// Small drawing of a rollout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Width of the coordinate system. The drawing is stretched to the room it gets.
    pub width: String,
    /// Height.
    pub height: String,
    /// Parts of lanes, grouped by look.
    pub bands: Vec<Band>,
    /// Times at which a line ran, as an SVG path.
    pub flags: String,
}

/// Computed part of a gallery card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Drawing of its rollout.
    pub preview: Option<Preview>,
    /// One fact of its setup, in the API's words.
    pub fact: String,
}

/// Outcome of a scenario under one release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Drawing of its rollout.
    pub preview: Option<Preview>,
    /// How the rollout ends.
    pub ends: Option<Ends>,
    /// Effect of maxUnavailable. `None` if the scenario does not set it.
    pub asked: Option<Asked>,
    /// Output of kubectl for each line of the script.
    pub printed: Vec<String>,
}

/// Effect of maxUnavailable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The API server drops the field.
    Dropped,
    /// Parallel takes down this many pods at a time.
    Honoured {
        /// Number of pods.
        pods: u32,
        /// Whether broken pods count against it.
        broken_block: bool,
    },
}

/// Prediction of what Apply will do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Will {
    /// Letter of the new revision. `None` if there is no new revision.
    pub letter: Option<char>,
    /// Sentence about the effect.
    pub says: String,
    /// The API's message if it refuses.
    pub refusal: Option<String>,
    /// How the rollout ends, or what it would need.
    pub facts: Vec<String>,
    /// Drawing of the lanes, and its height.
    pub shape: Option<(Vec<Band>, i64)>,
    /// Changed fields: name, current value, new value.
    pub fields: Vec<(String, String, String)>,
}

/// Field in which the live object differs from the applied file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifferingField {
    /// Path of the field.
    pub field: String,
    /// Value in the live object.
    pub live: String,
    /// Value in the file. Empty if the file lacks the field.
    pub here: String,
    /// The difference in a sentence.
    pub says: String,
    /// Line that changed it, and when. Empty if unknown.
    pub by: String,
}
