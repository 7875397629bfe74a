//! English texts of the top line and its popovers, and of the figure down to its reason.

/// Appends these texts to the list and passes it on to the next macro.
macro_rules! figure {
    ($next:ident $($then:ident)*; $($before:tt)*) => { $next! { $($then)*; $($before)*
            // Numbers from zero on, as far as they are written in words.
            NumberWords = opening "no one two three four five six seven eight nine ten eleven twelve";

            // The top bar.
            SkipToPods = opening "Skip to the pods";
            Scenario = opening "Scenario";
            AllScenarios = "All scenarios";
            OwnScenario = opening "Scenarios";
            MoreChoices = opening "Share, language, theme";
            ToDark = opening "Dark theme";
            ToLight = opening "Light theme";
            NotFetched = opening "It could not be fetched. Without a connection the page stays as it is.";
            FigureNotFetched = opening "This figure could not be fetched.";
            RestNotFetched = opening "What follows could not be fetched. The next press tries again.";
            TryAgain = opening "Try again";
            LinkNotFetched = "This link is not open yet: something that it needs could not be fetched. The next press tries again.";
            WorkedOut = opening "Being worked out …";

            // The gallery.
            GalleryAsks = "What would you like to know?";
            GalleryExplains = "Each question is a rollout that runs. The figure is its shape: a lane for each pod, time to the right, a line where something was typed.";
            BackToFigure = "Back to the figure";
            NumberOf = opening "{number} of {of}";
            PreviousScenario = opening "Previous scenario";
            NextScenario = opening "Next scenario";
            Watch = opening "Watch";
            Answer = opening "Answer";
            Bet = "Bet on it";
            BetIs = "it is deleted or created next";
            BetMade = "Your bet: {pod} is next.";
            BetWon = "Next: {pods}. You won.";
            BetLost = "Next: {pods}. Your bet was {pod}.";
            NextQuestion = opening "Next: {question}";
            Goal = opening "To try";
            GoalReached = opening "Reached.";
            Hint = opening "Hint";
            TypeByHand = opening "Type it yourself";
            FromDocument = opening "From: {document}";

            // The releases.
            KubernetesRelease = "Kubernetes release";
            WhatWouldDiffer = "What would differ here.";
            NothingWouldDiffer = "Nothing differs here: every release does the same.";
            TheGate = "The gate is MaxUnavailableStatefulSet.";
            GateIsOn = "the gate is on";
            GateIsOffAgain = "the gate is off again";
            GateOn = opening "gate on";
            GateOff = opening "gate off";
            WithRecreate = opening "with Recreate";
            WithoutRecreate = opening "without Recreate";
            ChangedMinReadySeconds = "Parallel waits for minReadySeconds between pods.";
            ChangedBudget = "maxUnavailable is kept, and so many pods are replaced at a time.";
            ChangedBudgetBlocks = "A broken pod uses up the budget, even one that the update would replace.";
            ChangedBudgetDropped = "maxUnavailable is dropped again, and pods are replaced one at a time.";
            ChangedBudgetAgain = "maxUnavailable is kept again.";
            ChangedBrokenFirst = "Under Parallel broken outdated pods are replaced first, and without limit.";
            ChangedOnDelete = "A rollout completes under OnDelete too.";
            ChangedPercentage = "A percentage in maxUnavailable is of the pods from the partition on.";
            ChangedBelowPartition = "An unavailable pod below the partition no longer uses up the budget.";
            ChangedCondemnedFirst = "Parallel scales down before it creates missing pods.";
            ChangedRecreate = "The strategy Recreate needs no gate.";
            ChangedMembership = "A pod made by hand is adopted only if its name is exactly one of the set's.";
            ChangedLabel = "kubectl label says what it did not find on standard error.";
            ChangedExplain = "kubectl explain says that maxUnavailable is rounded down.";
            ReleaseWithGate = opening "{release}, {gate}";
            AsRelease = "As {release}";
            MaxUnavailableDropped = "One at a time: maxUnavailable is dropped";
            MaxUnavailableHonoured = "{pods:Words} at a time";
            ByRulesOf = "{says}, by the rules of {release}";
            ParallelBlocks = "{ends}; under Parallel a broken pod blocks all";
            NoRecreate = "{as}: this scenario does not use Recreate";
            RecreateWould = "with it all {replicas:words} go at once: {ends}";
            KubectlSays = "kubectl says";
            ByItsRules = "By its own rules";
            EarlierReleases = "1.28 to 1.32: as 1.33 here; type : release 1.30. Everything else that differs:";

            // The question, and the set-up below it.
            NoQuestion = "How does this StatefulSet roll out?";
            Replicas = opening "{replicas} {replicas?replica|replicas}";
            SetUp = opening ", {strategy}, {policy}";
            ImageChanges = opening ". The image changes at {at}.";

            LinesTyped = "{typed:number} {typed?line|lines} typed. ";
            LinesTypedAndDropped = "{typed:number} {typed?line|lines} typed; {dropped:number} later {dropped?line|lines} dropped. ";
            LaterLinesStay = "{later:number} later {later?line stays|lines stay}:";
            DropLaterLines = "drop {later?it|them}";
            Undo = opening "Undo";
            Redo = opening "Redo";
            StartOver = opening "Back to the beginning";

            // The pods.
            Pods = opening "Pods";
            PodsOf = opening "Pods of StatefulSet {set}";
            Revision = opening "revision";
            Image = opening "image";
            Changed = opening "changed";
            NoPod = opening "no pod";
            NotReady = opening "not Ready";
            Ready = opening "Ready";
            Available = "available";
            NotAvailable = opening "Ready, not available";
            Leaving = opening "leaving";
            Stopped = opening "stopped";
            NodeNotReady = opening "node NotReady";
            AvailableIn = opening "available in {seconds} s";
            Restarts = opening "{restarts} {restarts?restart|restarts}";
            PodSaid = "{pod}, revision {letter}, {status}, {readiness}";
            TooMany = "{pods:number} pods: the timeline has a line for each few of them.";
            RoleBoth = opening "current and update";
            RoleCurrent = opening "current";
            RoleUpdate = opening "update";
            RoleLeftOver = "left over";
        RoleLeftOn = opening "left on {pod}";
            Creating = opening "creating {pods:number}, ";
            UnavailableOf = opening "{pods:number} unavailable of ";
            MaxUnavailable = opening "maxUnavailable {pods}";
            Delete = "Delete";

            // Brackets over the plates.
            NextBatch = opening "next batch, waits for {pod}";
            NextPod = opening "next, waits for {pod}";
            Next = opening "next";
            Unavailable = "Unavailable {pods:number}";
            UnavailableHead = "kubectl get pods, those that are unavailable";
            UnavailableMore = "and {more:number} more.";
            UnavailableAll = "Show all";
            UnavailableDiffers = "The budget counts {pods:number}: an ordinal without a pod counts, a condemned pod does not.";
            UnavailableNote = "Every word of kubectl for the few that matter; the rest are available, and a press on a cell shows any one.";
            HeldBy = opening "everything waits for {pod}";
            ThisBatch = opening "this batch";
            ThisPod = opening "this pod";
            AlreadyAt = opening "already at {letter}, nothing to do";
        Condemned = opening "condemned: replicas is {replicas}";

            // What the pods from the partition on do, and those below it.
            EveryPodMoves = opening "every pod moves to {update}";
            EveryPodMayMove = opening "every pod may move";
            EveryPodStays = opening "every pod stays at {current}";
            MoveTo = opening "move to {update}";
            StayAt = opening "stay at {current}";
            MayMove = opening "may move";
            Stay = opening "stay";

            // The reason. `held` is one of the texts below these sentences, or nothing.
            Why = opening "Why";
            NoSet = opening "There is no StatefulSet at this moment.";
            APod = opening "A pod";
            NoPodWanted = opening "replicas is 0, so there is no pod.";
            OnePodRuns = opening "The one pod runs revision {update}.";
            BothPodsRun = opening "Both pods run revision {update}.";
            AllPodsRun = opening "All {replicas:words} pods run revision {update}.";
            PodsAreReplaced = "{names} {count?is|are} deleted and {count?returns|return} at revision {update}.";
            PodsAreDeleted = "{names} {count?is|are} deleted: replicas is {replicas}.";
            PodsAreCreated = "{names} {count?is|are} created.";
            PodsAreMadeInVain = "{names} {count?is|are} created and, in the same sync, deleted again.";
            SetIsBeingDeleted = "The StatefulSet is being deleted; its pods go with it.";
            NamespaceIsBeingDeleted = "The namespace is being deleted; nothing can be created in it any more.";
            FinishedPodIsGoing = opening "{on} has ended, and is created again once it is gone.";
            ClaimIsStale = "A claim of {on} is being collected, so {on} is not created yet.";
            StillTerminating = opening "{on} is still terminating{held}.";
            NotReadyYet = opening "{on} is not Ready yet{held}.";
            NotReadyKilled = opening "{on} is not Ready: the {probe} of container {container} failed, and it was killed{held}.";
            ReadyNotAvailableYet = opening "{on} is Ready but not available yet{held}.";
            OnItsWay = opening "{on} is on its way; no other pod waits for it.";
            DeletedByHand = opening "{names} {count?keeps its|keep their} revision until {count?it is|they are} deleted by hand.";
            PartitionSplits = opening "Every pod from {first} on runs revision {update}; up to {last} they stay.";
            PartitionHoldsEach = opening "The partition holds every pod at the revision that it has.";
            PartitionHoldsAll = opening "The partition holds every pod at revision {current}.";
            NotAvailableYet = "{on} is not available yet{held}.";
            BudgetIsSpent = opening "{on} is not available, and maxUnavailable is spent{held}.";
            BudgetIsSpentBy = opening "{unavailable:Words} pods are unavailable, as many as may be; {one} is next.";
        BudgetIsOverspent = "{unavailable:Words} pods are unavailable, more than may be; {one} waits.";
        RecreateIsDeleting = opening "Every pod of another revision goes before the first is created.";
            PodIsImmutable = "{on} was made by another StatefulSet of this name and lacks a volume, which no pod can get later.";
            PodIsRefused = opening "{on} could not be created: {refusal}. The controller tries again, later each time.";
            ClaimIsRefused = "A claim of {on} could not be created: {refusal}. The controller tries again, later each time.";
            NewsSet = opening "The set has changed; the controller looks at it now.";
            NewsGone = opening "{on} is gone; the controller looks at it now.";
            NewsReady = opening "{on} is Ready; the controller looks at it now.";
            NewsNotReady = "{on} has changed and is not Ready; the controller looks at it now.";
            NewsStops = "{on} is told to stop; the controller looks at it now.";
            NewsStopped = opening "{on} has stopped; the controller looks at it now.";
            NewsCreated = "{on} is created; the controller looks at it now.";
            NewsOther = opening "Something has changed; the controller looks at it now.";
            NewsLater = "The last sync no longer describes the pods; the next one comes in {looks_in} s.";
            NewsActed = "The last sync has acted; the next one comes in {looks_in} s.";
            NewsNever = "The last sync no longer describes the pods; the next one comes with the next change.";
            SyncHasFailed = "The sync has failed and is tried again.";
            HeldReturn = " and returns once it is gone";
            HeldCreation = opening ", so {names} {count?is|are} not created yet";
            HeldDeletion = opening ", so {names} {count?is|are} not deleted yet";
            HeldPod = opening ", so the next pod ({names}) waits";
            HeldBatch = opening ", so the next batch ({names}) waits";
            HeldItself = opening ", and is replaced only once it is Ready";
            HeldItselfLonger = ", and is replaced only once it is available";
            HeldNothing = opening ", and nothing else is done";
            ShortName = opening "pod {name}";
            ShortNames = "pods {name}";
            TwoNames = opening "{first}, {second}";
            NamesAndMore = opening "{names} and {more:number} more";

            // The rule's name.
            Rule = opening "Rule";
            RuleImmutable = "FailedUpdate: a sync that fails is tried again with back-off";
            RuleRefused = opening "FailedCreate: a sync that fails is tried again with back-off";
            RuleUpdateDown = "RollingUpdate: from the highest ordinal down";
            RuleScaleDown = "Scaling down: from the highest ordinal down";
            RuleParallelAll = "Parallel: all at once";
            RuleOrderedUp = "OrderedReady: from the lowest ordinal up";
            RuleOrderedBatch = opening "OrderedReady: all Ready before the next batch";
            RuleOrderedCreate = opening "OrderedReady: each Ready before the next is created";
            RuleOrderedDelete = opening "OrderedReady: all Ready before one is deleted";
            RuleOrderedNotPast = opening "OrderedReady goes past no pod that is not Ready";
            RuleOrderedGone = opening "OrderedReady: a pod is gone before anything else is done";
            RuleMinReady = opening "minReadySeconds: Ready for long enough before the next";
            RuleEachGone = opening "OrderedReady: each gone before the next is deleted";
            RuleBrokenLast = opening "OrderedReady: broken pods go last";
            RuleNameOnce = opening "A name is used once: gone before it is created again";
            RuleStaleClaim = "A claim that is being collected is not taken over";
            RuleParallelNoWait = opening "Parallel: no pod waits for another";
            RuleOnlyReady = "Nothing is left to do but to become Ready";
            RuleOnDelete = opening "OnDelete: nothing is replaced by itself";
            RulePartition = opening "partition: lower ordinals keep their revision";
            RuleOneAtATime = "RollingUpdate: one at a time";
            RuleBudget = opening "maxUnavailable: no more than that many at once";
            RuleWindow = opening "Parallel: a sliding window, no batches";
        RuleRecreate = opening "Recreate: all go, then all come";
            RuleSetDeleted = "A set that is being deleted is left alone";
            RuleNamespaceDeleted = "Nothing is created in a namespace that is being deleted";

            // The end of the wait.
            GoesOnWhen = opening "Goes on when";
            NothingIsWaitedFor = opening "Nothing is waited for.";
            PartitionIsLowered = opening "the partition is lowered.";
            SomebodyDeletes = opening "somebody deletes a pod.";
            IsGone = opening "{on} is gone";
            IsAvailable = opening "{on} is available";
            IsReady = opening "{on} is Ready";
            SomeAreAvailable = opening "{enough:words} of {unavailable:words} {enough?is|are} available";
        AfterTheLine = opening "{what}, after the line of {line}.";
            InSeconds = opening "{what}, in {seconds} s. Nothing to type.";
            OnceItIs = opening "{what}.";

            // The figure in an article.
            OpenIn = opening "Kubernetes {release}. Open ↗";
    } };
}
