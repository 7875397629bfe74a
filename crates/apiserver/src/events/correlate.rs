//! Event correlation (client-go `EventCorrelator`): counts, aggregates and rate-limits events. Which events occur is in
//! [`super`].

use std::collections::{BTreeMap, BTreeSet};

use rollout_engine::api::Uid;
use rollout_engine::time::SimTime;

use super::Event;

/// Number of different messages from which similar events are aggregated.
const DIFFERENT_MAX: usize = 10;
/// Time without a similar event after which their messages are forgotten, in milliseconds.
const FORGOTTEN_AFTER_MS: u128 = 600_000;
/// Events that a source may report at once about an object (client-go's spam filter).
const BURST: u32 = 25;
/// Time after which it may report one more, in milliseconds.
const REFILL_MS: i64 = 300_000;

type EventKind = (Uid, &'static str, &'static str, bool);
/// Identity of a stored event. An aggregated one has no message in it.
type Same = (EventKind, String, Option<String>);

/// Events of all objects.
#[derive(Clone, Debug, Default)]
pub(super) struct Correlator {
    kinds: BTreeMap<EventKind, (BTreeSet<String>, SimTime)>,
    stored: BTreeMap<Same, Event>,
    tokens: BTreeMap<(Uid, &'static str), (u32, SimTime)>,
    reported: u32,
    /// Keys of the events that changed since the last call of `take_fresh`.
    fresh: Vec<Same>,
}

impl Correlator {
    /// Reports an event.
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

    /// Returns all stored events, unsorted.
    pub(super) fn stored(&self) -> impl Iterator<Item = &Event> {
        self.stored.values()
    }

    /// Returns the key and the message under which an event is stored.
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
        // Upstream forgets any of the messages, in the order of a Go map. This forgets the greatest.
        messages.pop_last();
        ((kind, String::new(), None), format!("(combined from similar events): {}", event.message))
    }

    /// Takes a token from the bucket of this source and object. Returns whether it was empty.
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
