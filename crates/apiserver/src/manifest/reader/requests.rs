//! The requests that a reader makes of serde_yaml, as serde's seeds and visitors.
//!
//! A node is requested as an enum first ([`EnumRequest`]), and once more as whatever it is ([`AnyRequest`]). Why is
//! said in [`super`], which decides between them; the entries of a mapping are collected in `entries`.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IgnoredAny, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::entries::{Entries, is_merge, key_text};
use super::{FirstAnswer, NodeReader};
use crate::manifest::tree::{Content, Entry, Node, Offset};
use crate::value::{Value, go_syntax};

/// The first request for a node: as an enum.
pub(super) struct EnumRequest<'de, 's>(pub(super) NodeReader<'de, 's>);

impl<'de> DeserializeSeed<'de> for EnumRequest<'de, '_> {
    type Value = FirstAnswer;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<FirstAnswer, D::Error> {
        self.0.count(1)?;
        from.deserialize_enum("", &[], self)
    }
}

impl<'de> Visitor<'de> for EnumRequest<'de, '_> {
    type Value = FirstAnswer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<FirstAnswer, A::Error> {
        let source = self.0;
        let at = Offset(source.next_node());
        match access.variant_seed(VariantSeed(source))? {
            (FirstAnswer::Tag, below) => {
                let node = below.newtype_variant_seed(AnyRequest { source, at })?;
                Ok(FirstAnswer::Node(as_text(node)))
            }
            (node, _) => Ok(node),
        }
    }
}

/// Turns a scalar with a local tag into a string.
fn as_text(node: Node) -> Node {
    match node.content {
        Content::Scalar(value) if value.as_str().is_none() => {
            let content = Content::Scalar(Value::String(value.to_json()));
            Node { content, ..node }
        }
        _ => node,
    }
}

/// Reads the variant of the enum. serde_yaml gives the text of a scalar as a newtype, and a local tag as a string.
struct VariantSeed<'de, 's>(NodeReader<'de, 's>);

impl<'de> DeserializeSeed<'de> for VariantSeed<'de, '_> {
    type Value = FirstAnswer;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<FirstAnswer, D::Error> {
        from.deserialize_newtype_struct("", self)
    }
}

impl<'de> Visitor<'de> for VariantSeed<'de, '_> {
    type Value = FirstAnswer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar or a tag")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<FirstAnswer, D::Error> {
        from.deserialize_str(ScalarVisitor(self.0)).map(FirstAnswer::Node)
    }

    fn visit_str<E>(self, _tag: &str) -> Result<FirstAnswer, E> {
        Ok(FirstAnswer::Tag)
    }
}

struct ScalarVisitor<'de, 's>(NodeReader<'de, 's>);

impl<'de> Visitor<'de> for ScalarVisitor<'de, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, lent: &'de str) -> Result<Node, E> {
        self.0.lent(lent).map_err(|problem| self.0.refuse(problem))
    }

    /// A quoted scalar with escapes, a scalar of several lines or a block scalar is always a string.
    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(self.0.scalar(Value::string(text)))
    }
}

/// The second request for a node, which is a sequence or mapping, or has a local tag.
pub(super) struct AnyRequest<'de, 's> {
    pub(super) source: NodeReader<'de, 's>,
    pub(super) at: Offset,
}

impl<'de> DeserializeSeed<'de> for AnyRequest<'de, '_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Node, D::Error> {
        from.deserialize_any(self)
    }
}

impl AnyRequest<'_, '_> {
    fn holding(&self, content: Content) -> Node {
        Node { at: self.at, written: None, content }
    }
}

impl<'de> Visitor<'de> for AnyRequest<'de, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("YAML")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(self.holding(Content::Scalar(Value::string(""))))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(self.holding(Content::Scalar(Value::Bool(value))))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(self.holding(Content::Scalar(Value::Int(value))))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(self.holding(Content::Scalar(Value::Number(value.to_string()))))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(self.holding(Content::Scalar(Value::Number(value.to_string()))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(self.holding(Content::Scalar(Value::string(text))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = self.source.node(
            &mut from,
            |from, seed| from.next_element_seed(seed),
            |from, seed| from.next_element_seed(seed),
        )? {
            items.push(item);
        }
        Ok(self.holding(Content::List(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Node, A::Error> {
        let source = self.source;
        let mut entries = Entries::default();
        while let Some(key) = source.node(
            &mut from,
            |from, seed| from.next_key_seed(seed),
            |from, seed| from.next_key_seed(seed),
        )? {
            let (at, merges) = (key.at, is_merge(&key, source.text));
            let name = key_text(&key).ok_or_else(|| {
                let written = go_syntax(&key.value(), "interface {}");
                source.refuse(format!("invalid map key: {written}"))
            })?;
            let value = source.node(
                &mut from,
                |from, seed| from.next_value_seed(seed).map(Some),
                |from, seed| from.next_value_seed(seed).map(Some),
            )?;
            let value = value.ok_or_else(|| A::Error::custom("a key without a value"))?;
            if merges {
                entries.merge(value).ok_or_else(|| {
                    let problem = "map merge requires map or sequence of maps as the value";
                    source.refuse(problem.to_owned())
                })?;
            } else {
                entries.write(Entry { key: name, at, value });
            }
        }
        Ok(self.holding(Content::Map(entries.entries)))
    }

    /// A local tag below a local tag, or at the root. Kubernetes ignores local tags.
    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Node, A::Error> {
        let (_, below) = access.variant::<IgnoredAny>()?;
        below.newtype_variant_seed(self).map(as_text)
    }
}

/// Accepts a sequence, a mapping or an empty text as the root.
pub(super) struct RootVisitor<'de, 's>(pub(super) AnyRequest<'de, 's>);

impl<'de> Visitor<'de> for RootVisitor<'de, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence or mapping")
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(self.0.holding(Content::Scalar(Value::Null)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, from: A) -> Result<Node, A::Error> {
        self.0.visit_seq(from)
    }

    fn visit_map<A: MapAccess<'de>>(self, from: A) -> Result<Node, A::Error> {
        self.0.visit_map(from)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Node, A::Error> {
        self.0.visit_enum(access)
    }
}
