//! The parts of the transcripts test.
//!
//! [`files`] finds the transcripts and checks that nobody touched the recorded ones, [`compare`] says where two outputs
//! differ, [`lists`] holds what is known to differ, [`report`] prints.

pub(crate) mod compare;
pub(crate) mod diff;
pub(crate) mod files;
pub(crate) mod lists;
pub(crate) mod mid_start;
pub(crate) mod placeholders;
pub(crate) mod report;
pub(crate) mod rows;
