//! The place of a field in a manifest's text, so that an error can stand beside what it is about.

use libyaml_safer::EventData;

use super::Broken;
use super::events::{Events, Place, Placed, Text};

/// A step of a path such as `spec.containers[0].image`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// The place of the field at `path`, or of the nearest one above it that is written: its key, or the beginning of an item of a list.
pub(super) fn place_of(text: &str, path: &str) -> Place {
    let text = Text::new(text);
    let mut search = Search { events: text.events(), found: Place { line: 1, column: 1 } };
    // What cannot be read was told already; the nearest place found stands.
    let _ = search.document(&steps(path));
    search.found
}

/// Keys may hold dots (`metadata.labels.app.kubernetes.io/name`); such a path leads to the map that holds them.
fn steps(path: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let mut pieces = part.split('[');
        steps.extend(pieces.next().filter(|key| !key.is_empty()).map(Step::Key));
        steps.extend(pieces.map(|piece| {
            let inner = piece.trim_end_matches(']');
            inner.parse().map_or(Step::Key(inner), Step::Index)
        }));
    }
    steps
}

struct Search<'a> {
    events: Events<'a>,
    found: Place,
}

impl Search<'_> {
    fn document(&mut self, steps: &[Step<'_>]) -> Result<(), Broken> {
        loop {
            let event = self.events.next()?;
            match event.0 {
                EventData::StreamStart { .. } | EventData::DocumentStart { .. } => {}
                EventData::StreamEnd => return Ok(()),
                _ => {
                    self.found = event.1;
                    return self.node(&event, steps);
                }
            }
        }
    }

    /// Looks for the rest of the path in a node that has begun.
    fn node(&mut self, event: &Placed, steps: &[Step<'_>]) -> Result<(), Broken> {
        match (&event.0, steps.split_first()) {
            (EventData::MappingStart { .. }, Some((step, rest))) => self.entries(*step, rest),
            (EventData::SequenceStart { .. }, Some((step, rest))) => self.items(*step, rest),
            _ => Ok(()),
        }
    }

    fn entries(&mut self, step: Step<'_>, rest: &[Step<'_>]) -> Result<(), Broken> {
        loop {
            let key = self.events.next()?;
            match &key.0 {
                EventData::MappingEnd => return Ok(()),
                EventData::Scalar { value, .. } if step == Step::Key(value) => {
                    self.found = key.1;
                    let value = self.events.next()?;
                    return self.node(&value, rest);
                }
                _ => {
                    self.skip(&key.0)?;
                    let value = self.events.next()?;
                    self.skip(&value.0)?;
                }
            }
        }
    }

    fn items(&mut self, step: Step<'_>, rest: &[Step<'_>]) -> Result<(), Broken> {
        for index in 0.. {
            let item = self.events.next()?;
            if matches!(item.0, EventData::SequenceEnd) {
                break;
            }
            if step == Step::Index(index) {
                self.found = item.1;
                return self.node(&item, rest);
            }
            self.skip(&item.0)?;
        }
        Ok(())
    }

    /// Passes over a node that has begun.
    fn skip(&mut self, event: &EventData) -> Result<(), Broken> {
        let mut depth = depth_after(event);
        while depth > 0 {
            depth += depth_after(&self.events.next()?.0);
        }
        Ok(())
    }
}

fn depth_after(event: &EventData) -> i32 {
    match event {
        EventData::MappingStart { .. } | EventData::SequenceStart { .. } => 1,
        EventData::MappingEnd | EventData::SequenceEnd => -1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# web\nspec:\n  replicas: 3\n  template:\n    spec:\n      containers:\n      - name: a\n        image: x\n      - image: y\n        name: b\n        \"ports\":\n          - containerPort: 80\n";

    fn check(text: &str, path: &str, line: usize, column: usize) {
        assert_eq!(place_of(text, path), Place { line, column }, "{path}");
    }

    #[test]
    fn fields_are_found_by_their_path() {
        check(TEXT, "spec", 2, 1);
        check(TEXT, "spec.replicas", 3, 3);
        check(TEXT, "spec.template.spec.containers", 6, 7);
        check(TEXT, "spec.template.spec.containers[0].image", 8, 9);
        check(TEXT, "spec.template.spec.containers[1]", 9, 9);
        check(TEXT, "spec.template.spec.containers[1].name", 10, 9);
        check(TEXT, "spec.template.spec.containers[1].ports[0].containerPort", 12, 13);
        check("{a: {b: [1, {c: 2}]}}", "a.b[1].c", 1, 14);
    }

    #[test]
    fn a_missing_field_is_shown_at_the_nearest_one_above() {
        check(TEXT, "spec.selector", 2, 1);
        check(TEXT, "metadata.name", 2, 1);
        check(TEXT, "spec.template.metadata.labels", 4, 3);
        check(TEXT, "spec.template.spec.containers[7]", 6, 7);
        check("", "spec", 1, 1);
        check("a: [", "a.b", 1, 1);
    }
}
