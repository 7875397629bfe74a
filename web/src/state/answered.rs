//! Whether the scenario's question has been answered.
//!
//! Once answered, a question stays answered, even if the cursor moves back. Only the gallery's own run is ever
//! marked: not one under another release, nor one with an earlier typed line that changes the cluster. So the
//! playground never states an answer that it has not shown. `view::answer` writes the sentence.

use std::rc::Rc;

use scenario::{Answer, BLOG_ANSWER};

/// Which question has been answered.
#[derive(Clone, Debug)]
pub struct Answered {
    /// Texts for the opening scenario's question. They are built in, because the gallery arrives later.
    pub opening: Rc<Answer>,
    /// Last answered question, and its release.
    pub said: Option<(Rc<str>, Rc<str>)>,
}

impl Default for Answered {
    fn default() -> Self {
        // A test parses the text, so the fallback is never used.
        Self { opening: Rc::new(Answer::parse(BLOG_ANSWER).unwrap_or_default()), said: None }
    }
}
