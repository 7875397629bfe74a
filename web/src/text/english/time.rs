//! English texts of the Share popover, of the end of a rollout, and of the timeline.

/// Appends these texts to the list and passes it on to the next macro.
macro_rules! time {
    ($next:ident $($then:ident)*; $($before:tt)*) => { $next! { $($then)*; $($before)*
            // The Share popover.
            ShareButton = opening "Share";
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
            ShareTooLong = "This scenario does not fit into a link of 16,000 letters; save the file.";
            LinkIsLong = "A long link: some programs cut links of more than 2,000 letters.";
            LeaveOut = "Leave out of the link what is not simulated (without arguments revisions have other names):";
            ShellIs = "The script, for a real cluster. There the playground’s own lines are comments.";
            TranscriptIs = "What was typed and what was printed, to the end.";
            ManifestIs = "The manifest, as the scenario begins with it.";
            SharePoster = "Poster";
            PosterIs = "What stands there before the figure runs, and on paper: save both beside your page.";
            PictureIs = "The timeline. Readable on light and on dark.";
            FileIs = "The scenario, to keep. Open it here, or drop it on the page.";
            FileNoScenario = "This file is no scenario: {what}.";
            FileTooLarge = "This file is larger than {kilobytes} kB.";
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
            EmbedSite = "For which kind of site";
            EmbedLanguage = "Its language";
            EmbedPagesLanguage = "the page’s";
            EmbedFluid = "fluid";
            EmbedRests = "rests";
            EmbedPlays = "plays when seen";
            EmbedNoCaption = "no caption";
            EmbedCaption = "caption";
            EmbedNoPoster = "no poster";
            EmbedPoster = "poster";
            EmbedStretch = "The part that it plays";
            EmbedWhole = "whole";
            EmbedFromTo = "{from} to {to}";
            EmbedPreview = "Preview of the embedded figure";

            // A link that cannot be read.
            LinkDamaged = "This link is damaged after letter {letter}.";
            LinkNewer = "This link was made by a later playground. Reload the page, or open the link where it was made.";
            LinkNoBase = "The gallery has no scenario {name}.";
            LinkSetting = "In this link {what}.";
            LinkTooLong = "This is longer than any link of the playground.";
            LinkNoScenario = "The text in this link is no scenario: {what}.";

            // Stuck.
            Stuck = opening "Stuck:";
            StuckImage = opening "{on} cannot pull its image{held}.";
            StuckCrash = opening "{on} crashes again and again{held}.";
            StuckImageOf = "Container {container} of {on} cannot pull its image{held}.";
            StuckCrashOf = "Container {container} of {on} crashes again and again{held}.";
            StuckKilled = opening "In {on} the {probe} of container {container} fails again and again{held}.";
            FreesUnscheduled = opening "The scheduler tries again, and {on} gets a node.";
            FreesName = "The name, a dash and the revision's hash may have 63 characters together: a shorter name leaves room.";
            FreesConfig = "The kubelet tries again, and {on} starts.";
            StuckUnscheduled = opening "No node fits {on}{held}. The scheduler says: {refusal}.";
            StuckConfig = "{on} cannot be started, because something that its container refers to does not exist{held}.";
            FreesRefused = opening "The controller tries again at the end of its back-off.";
            StuckFailed = "{on} has failed{held}.";
            StuckOnLostNode = "{on} is on a node that is lost{held}.";
            StuckNeverReady = opening "{on} never becomes Ready{held}.";
            StuckNotOwn = "A pod that is not the set's own is called {on}: the sync fails at it{held}.";
            FreesNotOwn = "The name is free, and the next sync creates {on} as the set's own.";
            StuckClaim = "A claim of {on} is being deleted while {on} has it: the sync fails at it{held}.";
            FreesClaim = "The claim goes with its pod, and the next sync creates both again.";
            StuckTerminating = opening "{on} is terminating and does not go, held by its node or a finalizer{held}.";
            FreesForced = opening "Its object goes at once, whether its containers have ended or not; a finalizer would still hold it.";
            StuckStarting = "{on} has been creating its containers for too long, perhaps for want of a volume or an address{held}.";
            FreesStarting = "It starts anew; what holds it up is in kubectl describe pod of your cluster.";
            FreesTemplate = opening "The template is as before, and {on} returns with it.";
            FreesPod = opening "It returns at revision {update}.";
            FreesCondemned = opening "It goes and does not return: its ordinal is out of range.";
            TypeIt = opening "Type it";
            WouldLast = opening "Would last";
            ForEver = opening "for ever, if nobody types";

            // The end of the rollout. Links to times are in brackets.
            Time = opening "Time";
            EndsCreated = "Done [{span} after it is created].";
            EndsNotCreated = opening "Not done [{span} after it is created].";
            EndsReady = opening "Done [{span} after the change]; [at least {lowest:number} of {replicas:number} Ready] throughout.";
            EndsAvailable = opening "Done [{span} after the change]; [at least {lowest:number} of {replicas:number} available] throughout.";
            EndsNotReady = opening "Not done [{span} after the change]; [at least {lowest:number} of {replicas:number} Ready] so far.";
            EndsPastedReady = opening "Done [{span} after the paste]; [at least {lowest:number} of {replicas:number} Ready] throughout.";
            EndsPastedAvailable = "Done [{span} after the paste]; [at least {lowest:number} of {replicas:number} available] throughout.";
            EndsPastedNotReady = opening "Not done [{span} after the paste]; [at least {lowest:number} of {replicas:number} Ready] so far.";
            EndsPastedNotAvailable = "Not done [{span} after the paste]; [at least {lowest:number} of {replicas:number} available] so far.";
            EndsComputing = "Not done by [{at}], computing on.";
            EndsNotAvailable = "Not done [{span} after the change]; [at least {lowest:number} of {replicas:number} available] so far.";
            EndsDeleted = opening "The set is deleted; its pods are gone [{span} later].";
            EndsOrphaned = "The set is deleted; {left:number} {left?pod is|pods are} left.";
            EndsAssumed = "This assumes that {image} starts in [] and is Ready [] later.";
            EndsAssumedNoProbe = "This assumes that {image} starts in [].";
            EndsCut = "Not done [{span} after the change]. There the playground stops looking.";
            EndsUnmovedReady = "Nothing moves; {lowest:number} of {replicas:number} Ready.";
            EndsUnmovedAvailable = "Nothing moves; {lowest:number} of {replicas:number} available.";
            EndsShortReady = "{span}, at least {lowest:number} of {replicas:number} Ready";
            EndsShortAvailable = "{span}, at least {lowest:number} of {replicas:number} available";
            Seconds = opening "{seconds} s";
            Minutes = "{minutes} min";
            MinutesAndSeconds = opening "{minutes} min {seconds} s";

            // The timeline.
            Timeline = opening "Timeline";
            Chart = opening "Ready, available and updated pods over time";
            Desired = opening "desired";
            Lowest = opening "lowest";
            CountReady = opening "{ready:number} ready";
            CountReadyAvailable = opening "{ready:number} ready, {available:number} available";
            CountUpdated = opening "{pods:number} updated";
            QuietFrom = opening "no pod changes from {at} on";

            // The transport.
            Playback = opening "Playback";
            PreviousChange = opening "Previous change";
            StepBack = opening "Step back";
            Play = opening "Play";
            Pause = opening "Pause";
            StepForward = opening "Step forward";
            NextChange = opening "Next change";
            Speed = opening "Speed";
            NextStall = opening "Next stall";
            ZoomIn = opening "Zoom in";
            ZoomOut = opening "Whole time";
            Frame = opening "frame {frame:number} of {of:number}";

            // The list of keys.
            Keys = opening "Keyboard shortcuts";
            LetterKeys = "Single letters act";
            Close = opening "Close";
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
    } };
}
