//! The texts of the tools, and of the foot of the page.

/// Puts these texts behind those before them, and hands all of them on.
macro_rules! tools {
    ($next:ident $($then:ident)*; $($before:tt)*) => { $next! { $($then)*; $($before)*
            // The tools.
            Tools = opening "Terminal and tools";
            Terminal = opening "Terminal";
            Terminals = opening "Terminals";
            NewTerminal = opening "New terminal";
            TerminalLine = opening "Terminal line";
            Change = opening "Change";
            Less = "less {control}";
            More = "more {control}";
            EnterTypesIt = "↵ Enter types it";
            Manifest = opening "Manifest";
            Problems = "{problems:number} {problems?problem|problems}";
            Line = "line {line}";
            Apply = "Apply";
            InvalidKeeps = "The figure keeps what was last applied.";
            BeginAnew = "Begin anew with it";

            // The terminal.
            Copy = opening "Copy";
            Copied = "✓ Copied";
            TwoPanes = opening "Two panes";
            ClosePane = "Close this pane";
            Splitter = "Height of the upper pane";
            Completions = "Completions";
            CompletionHint = "{chosen} of {all}. ↑ ↓ choose, Tab or → takes it, Escape closes.";
            AndMore = "and {more} more";
            History = "History";
            Search = "search";
            SearchHint = "Ctrl-R older, Enter types it, → takes it to change it, Escape leaves.";
            Earlier = "earlier";
            PromptHint = opening "Tab completes, ↑ recalls. A line typed here happens at {at}.";
            SuggestionHint = "→ takes the suggestion. A line typed here happens at {at}.";
        RunsUntil = "Runs since {since}, until {until}.";
            RunsOn = "Runs since {since}, until Ctrl-C.";
            BusyHint = "A line typed now begins when the line above ends. Another terminal is free at once.";
            QueuedHint = "Begins when the line above ends, at {at}. Another terminal is free at once.";
            QueuedForEver = "Begins when the line above ends. Ctrl-C ends it.";
            BlockOf = "{lines} {lines?line|lines}";
            NewerRows = "{rows} newer {rows?row|rows} ↓";
            TryNext = opening "Try next";
            TryDelete = opening "At which revision does it come back?";
            TryUndo = opening "In mid-rollout: which pods move?";
            TryScaleUp = opening "In which order do they come?";
            TryScaleDown = "Which pods go, and in which order?";
            TryRestart = opening "A new revision with the same image: who goes first?";
            PhoneKeys = opening "Keys";
            EarlierLine = opening "Earlier line";
            LaterLine = opening "Later line";
            SheetHeight = opening "Height of the tools";

            // Change, objects and faults.
            Objects = opening "Objects";
            Faults = opening "Faults";
            Immutable = "immutable";
            FaultsAbout = "How containers behave: those of an image, of a name or of a pod. Each is a line of the script, and part of the link.";
            NoProbe = "no readiness probe: Ready as soon as it runs";
            TimesSlower = "times slower";
        ActsAfter = "after";
            Containers = "Containers";
            Images = "Images";
            PodsHead = "Pods";
            MainContainer = "main";
            InitContainer = "init";
            Sidecar = "sidecar";
            ContainerOf = "{container} of {pod}";
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
            CauseImageOf = "the image of container {container} cannot be pulled";
            CauseCrashOf = "container {container} ends by itself";
            CauseKilled = "the {probe} of container {container} fails, so the kubelet kills it";
            CauseNotReadyOf = "container {container} is not Ready yet";
            CauseProbeFails = "the {probe} of container {container} fails";
            StartupProbe = "startup probe";
            ReadinessProbe = "readiness probe";
            LivenessProbe = "liveness probe";
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
            RunsRulesOf = opening "Runs the StatefulSet controller’s rules of Kubernetes {release} in this page.";
            WhatIsModelled = opening "What is modelled, and what is not";
    } };
}
