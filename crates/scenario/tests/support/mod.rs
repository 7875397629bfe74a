//! Parts of the transcripts test.
//!
//! [`files`] finds the transcripts and checks that the recorded ones are unchanged, [`compare`] finds differences
//! between two outputs, [`lists`] has the known differences, [`report`] prints.

pub(crate) mod compare;
pub(crate) mod diff;
pub(crate) mod files;
pub(crate) mod lists;
pub(crate) mod mid_start;
pub(crate) mod placeholders;
pub(crate) mod report;
pub(crate) mod rows;
