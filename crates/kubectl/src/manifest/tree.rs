//! From the YAML reader's events to a [`Value`].
//!
//! Nodes are counted, because a few aliases can stand for millions of them, and so is depth.

use std::collections::BTreeMap;

use libyaml_safer::{EventData, ScalarStyle};

use super::events::{Events, Place, Placed, Text};
use super::scalar::resolve;
use super::{Broken, not_yaml};
use crate::value::Value;

/// More than a text of 64 kB can hold without aliases.
const NODES_MAX: usize = 100_000;

/// Deeper than any object; a hostile text must not exhaust the stack.
const DEPTH_MAX: usize = 160;

/// Tags whose words are resolved as if there was none.
const RESOLVED: [&str; 4] = [
    "tag:yaml.org,2002:bool",
    "tag:yaml.org,2002:int",
    "tag:yaml.org,2002:float",
    "tag:yaml.org,2002:null",
];

/// Reads the first YAML document of a text.
pub(super) fn read(text: &str) -> Result<Value, Broken> {
    let text = Text::new(text);
    text.refuse_tags_before_commas()?;
    let mut tree = Tree { events: text.events(), anchors: BTreeMap::new(), nodes: 0, depth: 0 };
    loop {
        let event = tree.events.next()?;
        match event.0 {
            EventData::StreamStart { .. } | EventData::DocumentStart { .. } => {}
            EventData::StreamEnd => return Ok(Value::Null),
            _ => return tree.finish(event),
        }
    }
}

struct Tree<'a> {
    events: Events<'a>,
    /// What each anchor stands for; `None` while that is being read.
    anchors: BTreeMap<String, Option<Value>>,
    nodes: usize,
    depth: usize,
}

impl Tree<'_> {
    /// The whole document; its rest must be readable as well.
    fn finish(&mut self, event: Placed) -> Result<Value, Broken> {
        let value = self.node(event)?;
        loop {
            match self.events.next()?.0 {
                EventData::StreamEnd | EventData::DocumentStart { .. } => return Ok(value),
                _ => {}
            }
        }
    }

    fn node(&mut self, (event, place): Placed) -> Result<Value, Broken> {
        self.count(1, place)?;
        match event {
            EventData::Alias { anchor } => self.alias(&anchor, place),
            EventData::Scalar { anchor, tag, value, style, .. } => {
                let value = scalar(tag.as_deref(), value, style);
                self.keep(anchor, || value)
            }
            EventData::SequenceStart { anchor, .. } => self.nested(anchor, place, Self::list),
            EventData::MappingStart { anchor, .. } => self.nested(anchor, place, Self::map),
            _ => Ok(Value::Null),
        }
    }

    fn keep(
        &mut self,
        anchor: Option<String>,
        value: impl FnOnce() -> Value,
    ) -> Result<Value, Broken> {
        let value = value();
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, Some(value.clone()));
        }
        Ok(value)
    }

    fn nested(
        &mut self,
        anchor: Option<String>,
        place: Place,
        read: fn(&mut Self) -> Result<Value, Broken>,
    ) -> Result<Value, Broken> {
        if self.depth == DEPTH_MAX {
            return Err(refused(place, "exceeded max depth"));
        }
        if let Some(anchor) = &anchor {
            self.anchors.insert(anchor.clone(), None);
        }
        self.depth += 1;
        let value = read(self)?;
        self.depth -= 1;
        self.keep(anchor, || value)
    }

    fn alias(&mut self, anchor: &str, place: Place) -> Result<Value, Broken> {
        match self.anchors.get(anchor) {
            None => Err(refused(place, &format!("unknown anchor '{anchor}' referenced"))),
            Some(None) => Err(refused(place, &format!("anchor '{anchor}' value contains itself"))),
            Some(Some(value)) => {
                let value = value.clone();
                self.count(size(&value), place)?;
                Ok(value)
            }
        }
    }

    fn list(&mut self) -> Result<Value, Broken> {
        let mut items = Vec::new();
        loop {
            match self.events.next()? {
                (EventData::SequenceEnd, _) => return Ok(Value::List(items)),
                event => items.push(self.node(event)?),
            }
        }
    }

    fn map(&mut self) -> Result<Value, Broken> {
        let mut entries = Entries::default();
        loop {
            let key = self.events.next()?;
            if matches!(key.0, EventData::MappingEnd) {
                return Ok(Value::Map(entries.entries));
            }
            let (merges, place) = (is_merge(&key.0), key.1);
            let key = self.node(key)?;
            let event = self.events.next()?;
            let value = self.node(event)?;
            if merges {
                entries.merge(value).ok_or_else(|| {
                    refused(place, "map merge requires map or sequence of maps as the value")
                })?;
            } else {
                entries.write(key_text(key, place)?, value);
            }
        }
    }

    fn count(&mut self, nodes: usize, place: Place) -> Result<(), Broken> {
        self.nodes += nodes;
        let fits = self.nodes <= NODES_MAX;
        fits.then_some(()).ok_or_else(|| refused(place, "document contains excessive aliasing"))
    }
}

/// What Go's reader refuses although it is well-formed; it tells no line.
fn refused(place: Place, problem: &str) -> Broken {
    Broken { line: place.line, column: place.column, message: not_yaml(problem) }
}

fn scalar(tag: Option<&str>, text: String, style: ScalarStyle) -> Value {
    let resolves = match tag {
        Some(tag) => RESOLVED.contains(&tag),
        None => style == ScalarStyle::Plain,
    };
    if resolves { resolve(&text) } else { Value::String(text) }
}

fn is_merge(key: &EventData) -> bool {
    matches!(key, EventData::Scalar { value, style: ScalarStyle::Plain, tag: None, .. } if value == "<<")
}

fn key_text(key: Value, place: Place) -> Result<String, Broken> {
    match key {
        Value::String(text) | Value::Number(text) => Ok(text),
        Value::Int(_) | Value::Bool(_) => Ok(key.to_json()),
        _ => Err(refused(place, &format!("invalid map key: {}", key.to_go()))),
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::List(items) => items.iter().map(size).sum::<usize>() + 1,
        Value::Map(entries) => entries.iter().map(|(_, value)| size(value) + 1).sum::<usize>() + 1,
        _ => 1,
    }
}

/// The entries of a map in their order, each key once.
#[derive(Default)]
struct Entries {
    entries: Vec<(String, Value)>,
    places: BTreeMap<String, usize>,
}

impl Entries {
    /// The last of two equal keys wins, at the place of the first.
    fn write(&mut self, key: String, value: Value) {
        let place = *self.places.entry(key.clone()).or_insert(self.entries.len());
        match self.entries.get_mut(place) {
            Some(entry) => entry.1 = value,
            None => self.entries.push((key, value)),
        }
    }

    /// What stands behind `<<` is written there and then: it gives way to what follows only. Of several maps the first wins.
    fn merge(&mut self, value: Value) -> Option<()> {
        match value {
            Value::List(maps) => maps.into_iter().rev().try_for_each(|map| match map {
                Value::Map(_) => self.merge(map),
                _ => None,
            }),
            Value::Map(entries) => {
                entries.into_iter().for_each(|(key, value)| self.write(key, value));
                Some(())
            }
            _ => None,
        }
    }
}
