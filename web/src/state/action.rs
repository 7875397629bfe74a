//! Actions: what a person did, in the past tense, and what happened by itself (time, replies, files).

use std::rc::Rc;

use rollout_engine::behavior::Step;
use rollout_engine::time::SimTime;

use scenario::Film;
use scenario::protocol::Reply;

use super::{Bringing, Choice, Comparing, Embedding, File, Pasting, PlanStep, PromptKey, Sharing};
use crate::text::Language;

/// Something that happened to the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A text field got the focus. Playback pauses.
    FieldEntered,
    /// The page opened with the film that this link names.
    FilmFollowed(Rc<str>),
    /// Actions wait for a part of the program, it came, or it could not be fetched.
    PartChanged(Bringing),
    /// This many milliseconds passed on the wall clock.
    TimePassed(u32),
    /// Play or Pause was pressed.
    PlayPressed,
    /// The cursor moves by one frame.
    Stepped(Direction),
    /// The cursor moves to the nearest frame that changes a pod.
    ChangeSought(Direction),
    /// The cursor moves to this time.
    CursorMoved(SimTime),
    /// The cursor moves by this many milliseconds. A negative number moves it back.
    CursorNudged(i64),
    /// The cursor moves to a position on the axis.
    AxisPointedAt {
        /// Distance from the left end of the axis, in the unit of `width`.
        x: i32,
        /// Width of the axis.
        width: i32,
    },
    /// The cursor moves to the next stall.
    StallSought,
    /// The timeline shows half as much time, centred on the playhead.
    ZoomedIn,
    /// The timeline shows the whole run.
    ZoomedOut,
    /// A drag on the axis marks a stretch. The first of these actions sets its start.
    StretchMarked {
        /// Distance from the left end of the axis, in the unit of `width`.
        x: i32,
        /// Width of the axis.
        width: i32,
    },
    /// The drag ended: the timeline zooms to the marked stretch.
    StretchTaken,
    /// The cursor moves to the beginning.
    WentHome,
    /// The cursor moves to the end.
    WentToEnd,
    /// A speed was chosen, in thousandths of real time.
    SpeedChosen(u32),
    /// The next faster or slower speed was chosen.
    SpeedStepped(Direction),
    /// A tab was chosen.
    TabChosen(Tab),
    /// A terminal was chosen.
    TerminalChosen(u16),
    /// Another terminal was opened.
    TerminalOpened,
    /// The sheet with the tools was opened or closed. Only narrow windows have a sheet.
    SheetToggled,
    /// A line was put into the open terminal's prompt without entering it.
    LineEdited(String),
    /// A control entered this line.
    LineTyped(Rc<str>),
    /// A key was pressed at a terminal's prompt.
    Prompted(u16, PromptKey),
    /// The second terminal pane was shown or hidden.
    SplitToggled,
    /// Height of the sheet was chosen, in percent of the window's height.
    SheetSized(u8),
    /// Keys moved the edge of the sheet, by tenths of the window.
    SheetMoved(Stride),
    /// A line was removed from the script, by its index.
    LineRemoved(usize),
    /// The scenario's own lines after the last typed line were dropped.
    LaterLinesDropped,
    /// A pod's own tab was opened, by ordinal.
    OwnOpened(u32),
    /// The pod's own tab was closed.
    OwnClosed,
    /// The pod's own tab shows YAML (`true`) or the pod's life.
    OwnYamlShown(bool),
    /// The Faults tab shows another image or pod, by name.
    SubjectChosen(String),
    /// Times and faults act from the beginning of the script (`true`) or from the cursor on.
    FromBeginningChosen(bool),
    /// Keys moved the partition.
    PartitionMoved(Stride),
    /// Another StatefulSet was chosen for the figure, by name.
    SetChosen(String),
    /// Nobody has typed into the manifest for a while.
    ManifestRested,
    /// The live object replaces its document in the editor.
    LiveTaken,
    /// A person has seen where the live object differs, and keeps the file.
    FileKept,
    /// A control has a new draft value.
    ControlEdited(Control, String),
    /// A number in a control went up or down by one.
    ControlStepped(Control, Direction),
    /// A control's value was entered. The control types its lines.
    ControlEntered(Control),
    /// A value in the figure was pressed, which opens its control.
    ControlAsked(Control),
    /// The control opened beside its value was closed without entering.
    AdjustingLeft,
    /// New text of the manifest.
    ManifestEdited(String),
    /// StatefulSets of old API versions in the manifest are rewritten as `apps/v1`.
    ReadAsV1,
    /// The text that a file or a rewrite replaced comes back to the editor.
    FormerPutBack,
    /// Apply was pressed.
    ManifestApplied,
    /// *Begin anew* was pressed: apply the manifest to an empty cluster.
    BegunAnew,
    /// The last change of the scenario was undone.
    Undone,
    /// The last undone change was redone.
    Redone,
    /// The scenario returns to the state in which it was opened.
    StartedOver,
    /// A pod got the focus, by ordinal.
    PodReached(u32),
    /// An arrow key moves the focus to another pod.
    PodsCrossed(Stride),
    /// A key among the pods that may be a letter of a pod's name.
    PodNamed(String),
    /// A pod's menu was opened with the focus on Delete.
    DeleteAsked(u32),
    /// A pod's menu was opened or closed.
    MenuToggled(u32),
    /// The focus left a pod's menu. A menu that disappears for any reason sends this too.
    MenuLeft,
    /// A person bets that the pod of this ordinal is deleted or created next.
    BetMade(u32),
    /// The list of unavailable pods shows all of them, not only the first few.
    AllUnavailableAsked,
    /// Escape was pressed. It closes the part that was opened last.
    Escaped,
    /// A theme was chosen.
    ThemeSwitched {
        /// Whether it is the dark theme.
        dark: bool,
    },
    /// An action around the figure.
    Around(Choice),
    /// An action on an embedded figure.
    Embed(Embedding),
    /// An action in the Share popover.
    Share(Sharing),
    /// An action on a pasted cluster.
    Yours(Pasting),
    /// An action on a comparison.
    Compare(Comparing),
    /// An action on a plan.
    Plan(PlanStep),
    /// A link was followed. This is its text after `#`.
    LinkFollowed(Rc<str>),
    /// A page that has just opened found saved state for its history entry, as JSON.
    Reopened(Rc<str>),
    /// A language was chosen.
    LanguageChosen(Language),
    /// The film of a gallery card arrived. `None` if the fetch failed.
    FilmArrived(&'static str, Option<Rc<Film>>),
    /// A requested file arrived. `None` if the fetch failed.
    FileArrived(File, Option<Rc<str>>),
    /// The list of keyboard shortcuts was opened or closed.
    KeysToggled,
    /// Single-letter shortcuts were turned on or off.
    LetterKeysSwitched,
    /// A shortcut moves the focus.
    FocusAsked(Focus),
    /// Replies of the service arrived.
    Replied(Vec<Reply>),
    /// The service failed to start, or stopped.
    ServiceLost,
    /// The window was resized.
    Resized(Layout),
    /// The system preference for reduced motion changed.
    MotionReduced(bool),
    /// The system's theme changed.
    SystemThemed {
        /// Whether it is dark now.
        dark: bool,
    },
}

impl Action {
    /// Whether it moves the cursor, plays, or chooses what the timeline shows.
    pub fn is_of_time(&self) -> bool {
        matches!(
            self,
            Self::TimePassed(_)
                | Self::PlayPressed
                | Self::Stepped(_)
                | Self::ChangeSought(_)
                | Self::CursorMoved(_)
                | Self::CursorNudged(_)
                | Self::AxisPointedAt { .. }
                | Self::StallSought
                | Self::WentHome
                | Self::WentToEnd
                | Self::ZoomedIn
                | Self::ZoomedOut
                | Self::StretchMarked { .. }
                | Self::StretchTaken
        )
    }
}

/// Direction of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Later, up, more.
    Forward,
    /// Earlier, down, less.
    Back,
}

/// A movement by a key, among pods or rows, or of a value. Where it leads is reckoned from where the state is: a second key
/// may come before the first one is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stride {
    /// By this many. A negative number moves back.
    By(i32),
    /// To the first, or to the least value.
    First,
    /// To the last, or to the greatest value.
    Last,
}

impl Stride {
    /// Returns where the movement leads from a place, between two ends.
    pub fn from(self, at: u32, (first, last): (u32, u32)) -> u32 {
        match self {
            Self::By(by) => at.saturating_add_signed(by).clamp(first, last.max(first)),
            Self::First => first,
            Self::Last => last.max(first),
        }
    }
}

/// Tabs of the tools.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Pods that are not available. Only where the figure draws pods as cells.
    Unavailable,
    /// Terminals.
    #[default]
    Terminal,
    /// One pod's own tab: its life or its YAML.
    Own,
    /// A control for each value.
    Change,
    /// Objects as kubectl prints them.
    Objects,
    /// Manifest editor.
    Manifest,
    /// How containers and pods behave.
    Faults,
}

/// Values that have a control.
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
    /// How long one step of a pod's life takes.
    Step(Step),
    /// Fault of an image's containers.
    Fault,
    /// How long containers run before the fault happens.
    After,
    /// Factor by which an image starts slower.
    Slower,
    /// What happens to a pod.
    Pod,
    /// Whether a pod's node is up.
    Node,
}

impl Control {
    /// Returns whether the control sets a field of the StatefulSet. The others set how containers behave.
    pub fn is_of_the_set(self) -> bool {
        use Control::{After, Fault, Node, Pod, Slower, Step};
        !matches!(self, Step(_) | Fault | After | Slower | Pod | Node)
    }

    /// Returns whether the control sets how containers behave from some time on. Others are values of the set, or
    /// events.
    pub fn is_setting(self) -> bool {
        use Control::{After, Fault, Slower, Step};
        matches!(self, Step(_) | Fault | After | Slower)
    }
}

/// Targets of a request for the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// Prompt of the open terminal.
    Prompt,
    /// Pod of this ordinal.
    Pod(u32),
    /// Pod that last had the focus.
    Pods,
    /// Pod of this ordinal on the board of a side.
    OnBoard(usize, u32),
    /// Pod that last had the focus on the board of a side.
    OfBoard(usize),
    /// Playhead.
    Time,
    /// Tab of the open tool.
    Tab,
    /// A control.
    Control(Control),
}

/// Room for the page, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Width of the window.
    pub window: u32,
    /// Width of the timeline without its row headers.
    pub figure: u32,
    /// Height class of the window.
    pub height: Height,
}

impl Default for Layout {
    fn default() -> Self {
        Self { window: 1440, figure: 820, height: Height::Ample }
    }
}

/// Height class of a window that has the tools beside the figure. A narrower window is always `Ample`, because it
/// scrolls anyway. `styles/low.css` repeats the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Height {
    /// Below 760 px.
    Low,
    /// Below 970 px: everything down to the axis is in view.
    Short,
    /// Below 984 px: room for five pods, not for a figure with more parts.
    Middle,
    /// Every part has its usual size.
    Ample,
}

impl Height {
    /// Returns the class of a window of this width and height, in CSS pixels.
    pub fn of(width: u32, height: u32) -> Self {
        match height {
            _ if width < 1_200 => Self::Ample,
            0..760 => Self::Low,
            760..970 => Self::Short,
            970..984 => Self::Middle,
            _ => Self::Ample,
        }
    }
}
