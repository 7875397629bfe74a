//! English: every text of the page by name. Short declarative sentences in the present tense; pods are subjects; one
//! word for one thing.
//!
//! The order is that of `web/text/zh.txt`. The forms of a placeholder are in [`super::template`].

use super::{Language, Text};

macro_rules! texts {
    ($($name:ident = $says:literal;)*) => {
        /// The name of a text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Key { $(#[doc = $says] $name,)* }

        const TEXTS: &[&str] = &[$($says,)*];

        /// All of them, in their order.
        #[cfg(test)]
        pub const NAMES: &[&str] = &[$(stringify!($name),)*];
    };
}

/// How many texts there are.
pub const COUNT: usize = TEXTS.len();

/// What the page says in English.
pub static ENGLISH: Text = Text { language: Language::English, texts: TEXTS };

texts! {
    // Numbers from zero on, as far as they are written in words.
    NumberWords = "no one two three four five six seven eight nine ten eleven twelve";

    // The top bar.
    Scenario = "Scenario";
    AllScenarios = "All scenarios";
    OwnScenario = "Scenarios";
    MoreChoices = "Share, language, theme";
    ToDark = "Dark theme";
    ToLight = "Light theme";
    NotFetched = "It could not be fetched. Without a connection the page stays as it is.";

    // The gallery.
    GalleryAsks = "What would you like to know?";
    GalleryExplains = "Each question is a rollout that runs. The figure is its shape: a lane for each pod, time to the right, a line where something was typed.";
    BackToFigure = "Back to the figure";
    NumberOf = "{number} of {of}";
    PreviousScenario = "Previous scenario";
    NextScenario = "Next scenario";
    Goal = "To try";
    GoalReached = "Reached.";
    Hint = "Hint";
    FromDocument = "From: {document}";

    // The releases.
    KubernetesRelease = "Kubernetes release";
    WhatWouldDiffer = "What would differ here.";
    TheGate = "The gate is MaxUnavailableStatefulSet.";
    GateIsOn = "the gate is on";
    GateIsOffAgain = "the gate is off again";
    GateOn = "gate on";
    GateOff = "gate off";
    WithRecreate = "with Recreate";
    ReleaseWithGate = "{release}, {gate}";
    AsRelease = "As {release}";
    MaxUnavailableDropped = "One at a time: maxUnavailable is dropped";
    MaxUnavailableHonoured = "{pods:Words} at a time";
    ByRulesOf = "{says}, by the rules of {release}";
    ParallelBlocks = "{ends}; under Parallel a broken pod blocks all";
    NoRecreate = "{as}: this scenario does not use Recreate";
    RecreateWould = "with it all {replicas:words} go at once: {ends}";
    KubectlSays = "kubectl says";
    ByItsRules = "By its own rules";
    EarlierReleases = "1.28 to 1.32: as 1.33 here. Everything else that differs:";

    // The question, and the set-up below it.
    NoQuestion = "How does this StatefulSet roll out?";
    Replicas = "{replicas} {replicas?replica|replicas}";
    SetUp = ", {strategy}, {policy}";
    ImageChanges = ". The image changes at {at}.";

    LinesTyped = "{typed:number} {typed?line|lines} typed. ";
    LinesTypedAndDropped = "{typed:number} {typed?line|lines} typed; {dropped:number} later {dropped?line|lines} dropped. ";
    LaterLinesStay = "{later:number} later {later?line stays|lines stay}:";
    DropLaterLines = "drop {later?it|them}";
    Undo = "Undo";
    Redo = "Redo";
    StartOver = "Back to the beginning";

    // The pods.
    Pods = "Pods";
    PodsOf = "Pods of StatefulSet {set}";
    Revision = "revision";
    Image = "image";
    Changed = "changed";
    NoPod = "no pod";
    NotReady = "not Ready";
    Ready = "Ready";
    Available = "available";
    NotAvailable = "Ready, not available";
    Leaving = "leaving";
    Stopped = "stopped";
    NodeNotReady = "node NotReady";
    AvailableIn = "available in {seconds} s";
    Restarts = "{restarts} {restarts?restart|restarts}";
    PodSaid = "{pod}, revision {letter}, {status}, {readiness}";
    TooMany = "{pods:number} pods: the timeline has a line for each few of them.";
    RoleBoth = "current and update";
    RoleCurrent = "current";
    RoleUpdate = "update";
    RoleLeftOver = "left over";
    UnavailableOf = "{pods:number} unavailable of ";
    MaxUnavailable = "maxUnavailable {pods}";
    Delete = "Delete";

    // Brackets over the plates.
    NextBatch = "next batch, waits for {pod}";
    NextPod = "next, waits for {pod}";
    Next = "next";
    Unavailable = "Unavailable {pods:number}";
    UnavailableHead = "kubectl get pods, those that are unavailable";
    UnavailableMore = "and {more:number} more.";
    UnavailableAll = "Show all";
    UnavailableDiffers = "The budget counts {pods:number}: an ordinal without a pod counts, a condemned pod does not.";
    UnavailableNote = "Every word of kubectl for the few that matter; the rest are available, and a press on a cell shows any one.";
    HeldBy = "everything waits for {pod}";
    ThisBatch = "this batch";
    ThisPod = "this pod";
    Condemned = "condemned: replicas is {replicas}";

    // What the partition means to the pods from it on, and to those below.
    EveryPodMoves = "every pod moves to {update}";
    EveryPodMayMove = "every pod may move";
    EveryPodStays = "every pod stays at {current}";
    MoveTo = "move to {update}";
    StayAt = "stay at {current}";
    MayMove = "may move";
    Stay = "stay";

    // The reason. `held` is one of the texts below these sentences, or nothing.
    Why = "Why";
    NoSet = "There is no StatefulSet at this moment.";
    APod = "A pod";
    NoPodWanted = "replicas is 0, so there is no pod.";
    OnePodRuns = "The one pod runs revision {update}.";
    AllPodsRun = "All {replicas:words} pods run revision {update}.";
    PodsAreReplaced = "{names} {count?is|are} deleted and {count?returns|return} at revision {update}.";
    PodsAreDeleted = "{names} {count?is|are} deleted: replicas is {replicas}.";
    PodsAreCreated = "{names} {count?is|are} created.";
    SetIsBeingDeleted = "The StatefulSet is being deleted; its pods go with it.";
    FinishedPodIsGoing = "{on} has ended, and is created again once it is gone.";
    ClaimIsStale = "A claim of {on} is being collected, so {on} is not created yet.";
    StillTerminating = "{on} is still terminating{held}.";
    NotReadyYet = "{on} is not Ready yet{held}.";
    ReadyNotAvailableYet = "{on} is Ready but not available yet{held}.";
    OnItsWay = "{on} is on its way; no other pod waits for it.";
    DeletedByHand = "{names} {count?keeps its|keep their} revision until {count?it is|they are} deleted by hand.";
    PartitionSplits = "Every pod from {first} on runs revision {update}; up to {last} they stay.";
    PartitionHoldsAll = "The partition holds every pod at revision {current}.";
    NotAvailableYet = "{on} is not available yet{held}.";
    BudgetIsSpent = "{on} is not available, and maxUnavailable is spent{held}.";
    RecreateIsDeleting = "Every pod of another revision goes before the first is created.";
    SyncHasFailed = "The sync has failed and is tried again.";
    HeldReturn = " and returns once it is gone";
    HeldCreation = ", so {names} {count?is|are} not created yet";
    HeldDeletion = ", so {names} {count?is|are} not deleted yet";
    HeldPod = ", so the next pod ({names}) waits";
    HeldBatch = ", so the next batch ({names}) waits";
    HeldNothing = ", and nothing else is done";
    TwoNames = "{first}, {second}";
    NamesAndMore = "{names} and {more:number} more";

    // The rule's name.
    Rule = "Rule";
    RuleUpdateDown = "RollingUpdate: from the highest ordinal down";
    RuleScaleDown = "Scaling down: from the highest ordinal down";
    RuleParallelAll = "Parallel: all at once";
    RuleOrderedUp = "OrderedReady: from the lowest ordinal up";
    RuleOrderedBatch = "OrderedReady: all Ready before the next batch";
    RuleOrderedCreate = "OrderedReady: each Ready before the next is created";
    RuleOrderedDelete = "OrderedReady: all Ready before one is deleted";
    RuleOrderedNotPast = "OrderedReady goes past no pod that is not Ready";
    RuleOrderedGone = "OrderedReady: a pod is gone before anything else is done";
    RuleMinReady = "minReadySeconds: Ready for long enough before the next";
    RuleEachGone = "OrderedReady: each gone before the next is deleted";
    RuleBrokenLast = "OrderedReady: broken pods go last";
    RuleNameOnce = "A name is used once: gone before it is created again";
    RuleStaleClaim = "A claim that is being collected is not taken over";
    RuleParallelNoWait = "Parallel: no pod waits for another";
    RuleOnlyReady = "Nothing is left to do but to become Ready";
    RuleOnDelete = "OnDelete: nothing is replaced by itself";
    RulePartition = "partition: lower ordinals keep their revision";
    RuleOneAtATime = "RollingUpdate: one at a time";
    RuleBudget = "maxUnavailable: no more than that many at once";
    RuleRecreate = "Recreate: all go, then all come";
    RuleSetDeleted = "A set that is being deleted is left alone";

    // When it goes on.
    GoesOnWhen = "Goes on when";
    NothingIsWaitedFor = "Nothing is waited for.";
    PartitionIsLowered = "the partition is lowered.";
    SomebodyDeletes = "somebody deletes a pod.";
    IsGone = "{on} is gone";
    IsAvailable = "{on} is available";
    IsReady = "{on} is Ready";
    AfterTheLine = "{what}, after the line of {line}.";
    InSeconds = "{what}, in {seconds} s. Nothing to type.";
    OnceItIs = "{what}.";

    // The figure in an article.
    OpenIn = "Kubernetes {release}. Open ↗";

    // What can be taken away.
    ShareButton = "Share";
    ShareTitle = "Share this rollout";
    FromBeginning = "from the beginning";
    FromMoment = "at {at}";
    SecretSets = "The manifest sets ";
    SecretIn = " {place}. Everything below would carry its value.";
    SecretLine = "in line {line}";
    BlankIt = "Blank it";
    KeepIt = "Keep it";
    ShowIt = "Show the manifest";
    ShareLink = "Link";
    ShareMarkdown = "Markdown";
    ShareHtml = "HTML";
    ShareShell = "Shell";
    ShareTranscript = "Transcript";
    SharePicture = "Picture";
    ShareFile = "File";
    ShareTooLong = "This manifest does not fit into a link; save the file.";
    ShellIs = "The script, for a real cluster. There the playground’s own lines are comments.";
    TranscriptIs = "What was typed and what was printed, to the end.";
    ManifestIs = "The manifest, as the scenario begins with it.";
    PictureIs = "The timeline. Readable on light and on dark.";
    FileIs = "The scenario, to keep. Open it here, or drop it on the page.";
    FileNoScenario = "This file is no scenario: {what}.";
    Letters = "{letters} letters";
    FileLines = "{lines} lines";
    Save = "Save";
    Saved = "✓ Saved";
    OpenFile = "Open…";
    EmbedFigure = "figure";
    EmbedTransport = "transport";
    EmbedTerminal = "terminal";
    EmbedAuto = "auto";
    EmbedLight = "light";
    EmbedDark = "dark";
    EmbedSize = "Size of the figure";
    EmbedShows = "What it shows";
    EmbedTheme = "Its theme";
    EmbedPreview = "Preview of the embedded figure";

    // A link that cannot be read.
    LinkDamaged = "This link is damaged after letter {letter}.";
    LinkNewer = "This link was made by a later playground. Reload the page, or open the link where it was made.";
    LinkNoBase = "The gallery has no scenario {name}.";
    LinkSetting = "In this link {what}.";
    LinkTooLong = "This is longer than any link of the playground.";
    LinkNoScenario = "The text in this link is no scenario: {what}.";

    // Stuck.
    Stuck = "Stuck:";
    StuckImage = "{on} cannot pull its image{held}.";
    StuckCrash = "{on} crashes again and again{held}.";
    StuckFailed = "{on} has failed{held}.";
    StuckOnLostNode = "{on} is on a node that is lost{held}.";
    StuckNeverReady = "{on} never becomes Ready{held}.";
    FreesTemplate = "The template is as before, and {on} returns with it.";
    FreesPod = "It returns at revision {update}.";
    TypeIt = "Type it";
    WouldLast = "Would last";
    ForEver = "for ever, if nobody types";

    // How it ends. What leads to a moment stands in brackets.
    Time = "Time";
    EndsCreated = "Done [{span} after it is created].";
    EndsNotCreated = "Not done [{span} after it is created].";
    EndsReady = "Done [{span} after the change]; [at least {lowest:number} of {replicas:number} Ready] throughout.";
    EndsAvailable = "Done [{span} after the change]; [at least {lowest:number} of {replicas:number} available] throughout.";
    EndsNotReady = "Not done [{span} after the change]; [at least {lowest:number} of {replicas:number} Ready] so far.";
    EndsComputing = "Not done by [{at}], computing on.";
    EndsNotAvailable = "Not done [{span} after the change]; [at least {lowest:number} of {replicas:number} available] so far.";
    EndsUnmovedReady = "Nothing moves; {lowest:number} of {replicas:number} Ready.";
    EndsUnmovedAvailable = "Nothing moves; {lowest:number} of {replicas:number} available.";
    EndsShortReady = "{span}, at least {lowest:number} of {replicas:number} Ready";
    EndsShortAvailable = "{span}, at least {lowest:number} of {replicas:number} available";
    Seconds = "{seconds} s";
    Minutes = "{minutes} min";
    MinutesAndSeconds = "{minutes} min {seconds} s";

    // The timeline.
    Timeline = "Timeline";
    Chart = "Ready, available and updated pods over time";
    Desired = "desired";
    Lowest = "lowest";
    CountReady = "{ready:number} ready";
    CountReadyAvailable = "{ready:number} ready, {available:number} available";
    CountUpdated = "{pods:number} updated";
    QuietFrom = "no pod changes from {at} on";

    // The transport.
    Playback = "Playback";
    PreviousChange = "Previous change";
    StepBack = "Step back";
    Play = "Play";
    Pause = "Pause";
    StepForward = "Step forward";
    NextChange = "Next change";
    Speed = "Speed";
    NextStall = "Next stall";
    ZoomIn = "Zoom in";
    ZoomOut = "Whole time";
    Frame = "frame {frame:number} of {of:number}";

    // The list of keys.
    Keys = "Keyboard shortcuts";
    LetterKeys = "Single letters act";
    Close = "Close";
    SpaceBar = "Space";
    DoesPlay = "play, pause";
    DoesStep = "step back, step forward";
    DoesChange = "previous change, next change";
    DoesEnds = "beginning, end";
    DoesStall = "next stall";
    DoesSpeed = "slower, faster";
    DoesZoom = "zoom in, whole time";
    DoesUndo = "undo; with Shift redo";
    DoesTerminal = "to the terminal";
    DoesPods = "to the pods; then a name or an ordinal: to that pod";
    DoesTime = "to the time";
    DoesList = "this list";
    DoesBack = "back";

    // The tools.
    Tools = "Terminal and tools";
    Terminal = "Terminal";
    Terminals = "Terminals";
    NewTerminal = "New terminal";
    TerminalLine = "Terminal line";
    Change = "Change";
    Less = "less {control}";
    More = "more {control}";
    EnterTypesIt = "↵ Enter types it";
    Manifest = "Manifest";
    Problems = "{problems:number} {problems?problem|problems}";
    Line = "line {line}";
    Apply = "Apply";
    InvalidKeeps = "The figure keeps what was last applied.";
    BeginAnew = "Begin anew with it";

    // The terminal.
    Copy = "Copy";
    Copied = "✓ Copied";
    TwoPanes = "Two panes";
    ClosePane = "Close this pane";
    Splitter = "Height of the upper pane";
    Completions = "Completions";
    CompletionHint = "{chosen} of {all}. ↑ ↓ choose, Tab or → takes it, Escape closes.";
    AndMore = "and {more} more";
    History = "History";
    Search = "search";
    SearchHint = "Ctrl-R older, Enter types it, → takes it to change it, Escape leaves.";
    Earlier = "earlier";
    PromptHint = "Tab completes, ↑ recalls. A line typed here happens at {at}.";
    RunsUntil = "Runs since {since}, until {until}.";
    RunsOn = "Runs since {since}, until Ctrl-C.";
    BusyHint = "A line typed now begins when the line above ends. Another terminal is free at once.";
    QueuedHint = "Begins when the line above ends, at {at}. Another terminal is free at once.";
    QueuedForEver = "Begins when the line above ends. Ctrl-C ends it.";
    BlockOf = "{lines} {lines?line|lines}";
    NewerRows = "{rows} newer {rows?row|rows} ↓";
    TryNext = "Try next";
    TryDelete = "At which revision does it come back?";
    TryUndo = "In mid-rollout: which pods move?";
    TryScaleUp = "In which order do they come?";
    TryScaleDown = "Which pods go, and in which order?";
    TryRestart = "A new revision with the same image: who goes first?";
    PhoneKeys = "Keys";
    EarlierLine = "Earlier line";
    LaterLine = "Later line";
    SheetHeight = "Height of the tools";

    // Change, objects and faults.
    Objects = "Objects";
    Faults = "Faults";
    Immutable = "immutable";
    FaultsAbout = "How the containers of an image behave. Each is a line of the script, and part of the link.";
    NoProbe = "no readiness probe: Ready as soon as it runs";
    NodeOf = "node of {pod}";
    InTheScript = "In the script";
    Remove = "Remove";
    RemoveLine = "Remove {line}";

    // The menu and the own view of a pod.
    Open = "Open";
    OpenShows = "its life, conditions, events, YAML";
    Crash = "Crash";
    FailReadiness = "Fail readiness";
    PassReadiness = "Pass readiness";
    Evict = "Evict";
    LoseNode = "Lose its node";
    BringNodeBack = "Bring its node back";
    Describe = "Describe";
    CloseOwn = "Close {pod}";
    Life = "Life";
    Yaml = "YAML";
    Conditions = "Conditions";
    SoFar = "so far";
    OwnNone = "No pod has this name now.";
    OwnReady = "Ready since {since}.";
    OwnSettling = "Ready since {since}, not available yet.";
    OwnIs = "{status} since {since}.";
    OwnIsBecause = "{status} since {since}: {cause}.";
    TwoSentences = "{one} {two}";
    OwnWaits = "It is next, and waits for {pod}.";
    OwnIsWaitedFor = "The controller waits for it.";
    OwnHolds = "{names} {count?waits|wait} for it.";
    OwnCondemned = "replicas is {replicas}, so it is to go.";
    OwnOnDelete = "It keeps its revision until it is deleted by hand.";
    OwnStays = "The partition is {partition}, so it stays at {letter}.";
    OwnTurn = "Its turn comes after {pod}.";
    OwnCameFirst = "Of its batch the lowest ordinal returns first; {pod} comes after it.";
    OwnCameAfter = "Of its batch the lowest ordinal returns first; it came after {pod}.";
    OwnReplaced = "It was replaced as soon as {pod} was {what}.";
    OwnCreated = "It was created as soon as {pod} was {what}.";
    CauseCreated = "created at {letter}";
    CauseCreatedAfter = "created: {pod} was {what}";
    CauseCreatedFirst = "created at {letter}, lowest first";
    CauseStarts = "starts {image}";
    CauseNotReady = "its probe does not succeed yet";
    CauseNoProbe = "no probe: Ready at once";
    CauseProbe = "its probe succeeds";
    CauseAvailable = "Ready for minReadySeconds";
    CauseStopped = "stopped, not yet removed";
    CauseImage = "its image cannot be pulled";
    CauseCrash = "its container ends by itself";
    CauseFailed = "it has failed for good";
    CauseByHand = "deleted by hand";
    CauseSetGone = "its StatefulSet is deleted";
    CauseNode = "its node is lost";
    CauseScaled = "replicas leaves it out";
    CauseUpdate = "the template changed";

    // The manifest, before it is applied.
    DocumentsSay = "{documents} documents. One StatefulSet is drawn.";
    SetRow = "{replicas} {replicas?replica|replicas}, line {line}";
    Kept = "kept";
    KeptNotSimulated = "kept, not simulated";
    AppliesAll = "applies all {documents}, as kubectl does";
    LiveDiffers = "The live object differs";
    DifferSays = "{fields:Words} {fields?field was|fields were} changed in the cluster, not in this file.";
    ApplySetsBack = "Apply sets {fields?it|them} back.";
    ApplySetsSomeBack = "Apply sets {back:words} of them back, and leaves the rest.";
    ApplyLeaves = "Apply leaves {fields?it|them} as {fields?it is|they are}.";
    NotHere = "not here";
    HereIs = "here {value}";
    ChangedBy = "{line}, {at}";
    TakeOver = "Take over the live object";
    KeepFile = "Keep this file";
    TakingLoses = "Taking over loses the {comments} {comments?comment|comments} of this file.";
    WillHead = "What Apply will do";
    WillCreate = "A new StatefulSet: {pods} {pods?pod is|pods are} created.";
    WillInBatches = "{pods:Words} at a time, highest first.";
    WillBegin = "It begins when {pod} is {what}, in {seconds} s.";
    WillReturnAt = "A pod that is deleted returns at {letter}.";
    WillDoNothing = "Nothing changes: the cluster is as this file says.";
    WillReplaceAll = "New revision: all {pods} {pods?pod|pods} will be replaced.";
    WillGoBack = "Back to an earlier revision: {pods} {pods?pod|pods} will be replaced.";
    WillReplaceSome = "New revision: {pods} of {all} pods will be replaced.";
    WillBeHeld = "A new revision, but nothing moves: partition is {partition}.";
    WillWaitForHands = "A new revision, but nothing moves: the strategy is OnDelete.";
    WillOnlyChange = "Nothing is replaced: only {fields} changes.";
    WillScaleUp = "{names} {pods?is|are} created{order}, at {letter}.";
    WillScaleDown = "{names} {pods?is|are} deleted{order}.";
    OneByOne = ", one after the other";
    AtOnce = ", all at once";
    NamesTo = "{first} to {last}";
    WillBeRefused = "Refused by the API server.";
    WillBeRefusedFor = "Refused: {field} is immutable.";
    WillNeed = "It would need delete --cascade=orphan, then apply.";

    // The foot.
    RunsRulesOf = "Runs the StatefulSet controller’s rules of Kubernetes {release} in this page.";
    WhatIsModelled = "What is modelled, and what is not";
}
