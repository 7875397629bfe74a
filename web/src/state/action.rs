//! What a person can do, in the past tense of the person; and time, which passes by itself.

use std::rc::Rc;

use rollout_engine::behavior::Step;
use rollout_engine::time::SimTime;

use super::{Choice, Embedding, File, Grown, Key, Sharing};
use crate::text::Language;

/// Something that happened to the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// So many milliseconds went by on the wall.
    TimePassed(u32),
    /// Play or Pause.
    PlayPressed,
    /// One frame on or back.
    Stepped(Direction),
    /// To the next or previous frame in which a pod changes.
    ChangeSought(Direction),
    /// To this moment.
    CursorMoved(SimTime),
    /// So many milliseconds on, or back.
    CursorNudged(i64),
    /// To a place on the axis, in parts of its width.
    AxisPointedAt {
        /// From the left.
        x: i32,
        /// Of how many.
        width: i32,
    },
    /// To the next stall.
    StallSought,
    /// The timeline shows half as much, around the playhead.
    ZoomedIn,
    /// The timeline shows all of it.
    ZoomedOut,
    /// A stretch of the axis is being marked: from where this began to here.
    StretchMarked {
        /// From the left.
        x: i32,
        /// Of how many.
        width: i32,
    },
    /// The marked stretch is what the timeline is to show.
    StretchTaken,
    /// To the beginning.
    WentHome,
    /// To the end.
    WentToEnd,
    /// A speed from the list, in thousandths.
    SpeedChosen(u32),
    /// The next faster or slower speed.
    SpeedStepped(Direction),
    /// A tool was chosen.
    TabChosen(Tab),
    /// A terminal was chosen.
    TerminalChosen(u16),
    /// One more terminal.
    TerminalOpened,
    /// The tools were opened or closed, where they are a sheet.
    SheetToggled,
    /// A line was put into the prompt of the open terminal, and not entered.
    LineEdited(String),
    /// A control typed this line.
    LineTyped(Rc<str>),
    /// A key at the prompt of a terminal.
    Prompted(u16, Key),
    /// Two terminals are shown, or one again.
    SplitToggled,
    /// So many hundredths of the window's height are the tools', where they are a sheet.
    SheetSized(u8),
    /// A line of the script was removed.
    LineRemoved(usize),
    /// The scenario's own lines after the last typed one were dropped.
    LaterLinesDropped,
    /// A pod's own view was opened.
    OwnOpened(u32),
    /// It was closed.
    OwnClosed,
    /// Its YAML is shown, or its life.
    OwnYamlShown(bool),
    /// The faults of another image or pod are wanted.
    SubjectChosen(String),
    /// Another StatefulSet is drawn.
    SetChosen(String),
    /// Nothing was typed into the manifest for a while.
    ManifestRested,
    /// The live object takes the file's place in the editor.
    LiveTaken,
    /// The file stays as it is: where the live object differs was seen.
    FileKept,
    /// A control shows another value.
    ControlEdited(Control, String),
    /// A number went up or down by one.
    ControlStepped(Control, Direction),
    /// A control's line was entered.
    ControlEntered(Control),
    /// A value of the figure was pressed: its control is wanted.
    ControlAsked(Control),
    /// The control that was open where its value stands was left.
    AdjustingLeft,
    /// The manifest's text.
    ManifestEdited(String),
    /// The StatefulSets of old versions in the text are read as `apps/v1`.
    ReadAsV1,
    /// What stood in the editor before a file was opened stands there again.
    FormerPutBack,
    /// Apply.
    ManifestApplied,
    /// The manifest is applied to an empty cluster instead.
    BegunAnew,
    /// The last change of the scenario was undone.
    Undone,
    /// What was undone was done again.
    Redone,
    /// Back to the scenario as it was opened.
    StartedOver,
    /// A pod has the focus.
    PodReached(u32),
    /// From the pod that has the focus to another one.
    PodsCrossed(PodStep),
    /// So much of a pod's name was typed.
    PodNamed(String),
    /// A pod's menu was opened for its Delete, not further.
    DeleteAsked(u32),
    /// A pod's menu was opened or closed.
    MenuToggled(u32),
    /// The focus left a pod's menu; so it does when the menu goes, whatever closed it.
    MenuLeft,
    /// All pods that are not available are wanted, not the first few.
    AllUnavailableAsked,
    /// Whatever is open was closed.
    Escaped,
    /// Light or dark.
    ThemeSwitched {
        /// Which.
        dark: bool,
    },
    /// Something around the figure.
    Around(Choice),
    /// Something of an embedded figure.
    Embed(Embedding),
    /// Something in the Share popover.
    Share(Sharing),
    /// A link was followed: the letters after `#`.
    LinkFollowed(Rc<str>),
    /// What was kept of this entry of the browser's history was found there again.
    KeptFound(Rc<str>),
    /// A language was chosen.
    LanguageChosen(Language),
    /// A file that was wanted is here, or could not be fetched.
    FileArrived(File, Option<Rc<str>>),
    /// The list of keys was opened or closed.
    KeysToggled,
    /// Single letters act, or not.
    LetterKeysSwitched,
    /// The focus is wanted somewhere.
    FocusAsked(Focus),
    /// More of a long run is known.
    RunGrew(Grown),
    /// The window has another size.
    Resized(Layout),
    /// The system's wish for less motion.
    MotionReduced(bool),
}

/// On or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// On, up, later, more.
    Forward,
    /// Back, down, earlier, less.
    Back,
}

/// From one pod to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PodStep {
    /// So many further on, or back.
    By(i32),
    /// The first.
    First,
    /// The last.
    Last,
}

/// The tools.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// The pods that are not available, where pods are cells.
    Unavailable,
    /// Lines and what they print.
    #[default]
    Terminal,
    /// A pod's own view.
    Own,
    /// A control for each value.
    Change,
    /// The objects as kubectl prints them.
    Objects,
    /// The file.
    Manifest,
    /// How containers act.
    Faults,
}

/// The values that have a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// `spec.replicas`.
    Replicas,
    /// The first container's image.
    Image,
    /// `partition`.
    Partition,
    /// `maxUnavailable`.
    MaxUnavailable,
    /// `updateStrategy.type`.
    UpdateStrategy,
    /// `minReadySeconds`.
    MinReadySeconds,
    /// `podManagementPolicy`.
    PodManagementPolicy,
    /// How long a step of a pod's life takes.
    Step(Step),
    /// How an image's containers act.
    Fault,
    /// How long they run before they do.
    After,
    /// How many times slower an image starts.
    Slower,
    /// What happens to a pod.
    Pod,
    /// Whether a pod's node is there.
    Node,
}

impl Control {
    /// Whether it sets a field of the StatefulSet, rather than how containers act.
    pub fn is_of_the_set(self) -> bool {
        use Control::{After, Fault, Node, Pod, Slower, Step};
        !matches!(self, Step(_) | Fault | After | Slower | Pod | Node)
    }
}

/// What can be asked to have the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The prompt.
    Prompt,
    /// The pod of this ordinal.
    Pod(u32),
    /// The pod that had it last.
    Pods,
    /// The playhead.
    Time,
    /// The tab of the tool that is open.
    Tab,
    /// A control.
    Control(Control),
}

/// How wide the window and the timeline are, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The window.
    pub window: u32,
    /// The timeline without its row heads.
    pub figure: u32,
}

impl Default for Layout {
    fn default() -> Self {
        Self { window: 1440, figure: 820 }
    }
}
