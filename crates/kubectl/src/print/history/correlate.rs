//! The event recorder's memory (client-go `EventCorrelator`): count, combine, silence.

use std::collections::{BTreeMap, BTreeSet};

use rollout_engine::api::Uid;
use rollout_engine::time::SimTime;

use super::Event;

/// So many different messages of one kind, and the next are combined.
const DIFFERENT_MAX: usize = 10;
/// A kind is forgotten after so long without an event of it.
const FORGOTTEN_AFTER_MS: u128 = 600_000;
/// So many events of one object may come at once, ...
const BURST: u32 = 25;
/// ... and then one more every so often.
const REFILL_MS: i64 = 300_000;

type Kind = (Uid, &'static str, &'static str, bool);
/// What makes two events one: a combined one has no message of its own.
type Same = (Kind, String, Option<String>);

/// The events of all objects.
#[derive(Clone, Debug, Default)]
pub(super) struct Correlator {
    kinds: BTreeMap<Kind, (BTreeSet<String>, SimTime)>,
    stored: BTreeMap<Same, Event>,
    tokens: BTreeMap<(Uid, &'static str), (u32, SimTime)>,
    reported: u32,
    /// The keys of those that changed since somebody last asked.
    fresh: Vec<Same>,
}

impl Correlator {
    /// An event comes in.
    pub(super) fn report(&mut self, mut event: Event) {
        let (same, message) = self.aggregate(&event);
        event.message = message;
        self.reported += 1;
        let silent = self.is_silenced(&event);
        if !silent {
            self.fresh.push(same.clone());
        }
        match self.stored.get_mut(&same) {
            _ if silent => {}
            Some(stored) => {
                (stored.count, stored.last) = (stored.count + 1, event.last);
                stored.message = event.message;
            }
            None => {
                event.number = self.reported;
                self.stored.insert(same, event);
            }
        }
    }

    pub(super) fn take_fresh(&mut self) -> Vec<Event> {
        let fresh = std::mem::take(&mut self.fresh);
        fresh.iter().filter_map(|same| self.stored.get(same)).cloned().collect()
    }

    /// All events, in no particular order.
    pub(super) fn stored(&self) -> impl Iterator<Item = &Event> {
        self.stored.values()
    }

    /// Under which key it is stored, and with which message.
    fn aggregate(&mut self, event: &Event) -> (Same, String) {
        let kind = (event.uid, event.source, event.reason, event.is_warning);
        let (messages, last) =
            self.kinds.entry(kind).or_insert_with(|| (BTreeSet::new(), event.last));
        if event.last.since(*last).as_millis() > FORGOTTEN_AFTER_MS {
            messages.clear();
        }
        *last = event.last;
        messages.insert(event.message.clone());
        if messages.len() < DIFFERENT_MAX {
            let same = (kind, event.field.clone(), Some(event.message.clone()));
            return (same, event.message.clone());
        }
        // Upstream forgets any one of them, by the order of a Go map; here the greatest.
        messages.pop_last();
        ((kind, String::new(), None), format!("(combined from similar events): {}", event.message))
    }

    /// A bucket of tokens for each source and object.
    fn is_silenced(&mut self, event: &Event) -> bool {
        let (tokens, since) =
            self.tokens.entry((event.uid, event.source)).or_insert((BURST, event.last));
        let passed = (event.last.as_millis() - since.as_millis()) / REFILL_MS;
        let refilled = u32::try_from(passed).unwrap_or(BURST);
        if refilled > 0 {
            *tokens = tokens.saturating_add(refilled).min(BURST);
            *since = event.last;
        }
        let silent = *tokens == 0;
        *tokens = tokens.saturating_sub(1);
        silent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(correlator: &mut Correlator, message: &str, seconds: i64) {
        let at = SimTime::from_secs(seconds);
        correlator.report(Event { message: message.to_owned(), ..Event::at(at) });
    }

    #[test]
    fn equal_events_are_counted() {
        let mut correlator = Correlator::default();
        report(&mut correlator, "a", 0);
        report(&mut correlator, "a", 5);
        let stored: Vec<_> = correlator.stored().collect();
        assert_eq!(stored.len(), 1);
        assert_eq!((stored[0].count, stored[0].last), (2, SimTime::from_secs(5)));
    }

    /// Recorded: a1-seed000.txt.
    #[test]
    fn the_tenth_different_message_is_combined() {
        let mut correlator = Correlator::default();
        for number in 0..10 {
            report(&mut correlator, &format!("Create Pod web-{number}"), 0);
        }
        let stored: Vec<_> = correlator.stored().collect();
        let combined = stored.iter().filter(|event| event.message.starts_with("(combined"));
        assert_eq!(
            combined.map(|event| &*event.message).collect::<Vec<_>>(),
            ["(combined from similar events): Create Pod web-9"]
        );
    }

    /// Recorded: a1-seed000.txt, whose set says nothing after its 25th event.
    #[test]
    fn an_object_that_reports_too_much_is_silenced() {
        let mut correlator = Correlator::default();
        for _ in 0..30 {
            report(&mut correlator, "a", 0);
        }
        report(&mut correlator, "b", 1);
        report(&mut correlator, "c", 301);
        let counts: Vec<_> = correlator.stored().map(|event| event.count).collect();
        assert_eq!(counts, [25, 1]);
    }
}
