//! What is half-typed: a line, a value, a manifest. None of it is part of the scenario yet.

use std::rc::Rc;

use super::Control;

/// What is half-typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drafts {
    /// The prompt.
    pub line: String,
    /// How many lines back in the history the prompt is; 0 is the draft itself.
    pub recalled: usize,
    /// A control that shows another value than the cluster has.
    pub control: Option<(Control, String)>,
    /// The manifest, where it differs from the file.
    pub manifest: Option<Rc<str>>,
    /// What kubectl answered to the last Apply, if it refused.
    pub refusal: Option<Rc<str>>,
}
