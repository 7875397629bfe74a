//! What a person has to know of a pasted cluster, and its words in the terminal. The page has words of its own.

use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};

/// Something about a pasted cluster that a person has to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Note {
    /// So many parts could not be read.
    Unread(usize),
    /// ControllerRevisions of this set are missing.
    NoRevisions(String),
    /// The pods of this set were not printed: so many were made up from its status.
    NoPods(String, u32),
    /// Pods that could not be read, because they name no revision: the name of the first, and how many more there are.
    NoRevisionOf(String, usize),
    /// Pods that have further owners beside the set, which are not kept: the name of the first, and how many more there are.
    TwoOwners(String, usize),
    /// Objects that have the uid of another one: kind and name of the first, those of the object whose uid it has, and how many
    /// more there are.
    SameUid(String, String, usize),
    /// Objects that name an owner with another uid than it has, and are taken as its own: kind and name of the first, and how many
    /// more there are.
    OtherOwner(String, usize),
    /// Pods that belong to no set here, and were left out: the name of the first, and how many more there are.
    Nobodys(String, usize),
    /// So many objects of this kind were left out.
    LeftOut(String, usize),
}

impl Display for Note {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unread(parts) => write!(f, "{parts} part(s) could not be read"),
            Self::NoRevisions(set) => {
                write!(
                    f,
                    "{set}: ControllerRevisions are missing: older templates are known by their images alone"
                )
            }
            Self::NoPods(set, pods) => {
                write!(f, "{set}: pods are missing: {pods} made up from its status")
            }
            Self::NoRevisionOf(pod, 0) => write!(f, "{pod} names no revision: left out"),
            Self::NoRevisionOf(pod, more) => {
                write!(f, "{pod} and {more} more name no revision: left out")
            }
            Self::TwoOwners(pod, 0) => write!(f, "{pod} has a further owner: left out"),
            Self::TwoOwners(pod, more) => {
                write!(f, "{pod} and {more} more have further owners: left out")
            }
            Self::SameUid(object, of, 0) => write!(f, "{object} has the uid of {of}"),
            Self::SameUid(object, of, more) => {
                write!(
                    f,
                    "{object} has the uid of {of}, and {more} more have one of another object"
                )
            }
            Self::OtherOwner(object, 0) => {
                write!(f, "{object} names another uid of its owner: taken as that one's")
            }
            Self::OtherOwner(object, more) => write!(
                f,
                "{object} and {more} more name another uid of their owner: taken as that one's"
            ),
            Self::Nobodys(pod, 0) => write!(f, "{pod} belongs to no StatefulSet here: left out"),
            Self::Nobodys(pod, more) => {
                write!(f, "{pod} and {more} more belong to no StatefulSet here: left out")
            }
            Self::LeftOut(kind, count) => write!(f, "{kind} ({count}): left out"),
        }
    }
}
