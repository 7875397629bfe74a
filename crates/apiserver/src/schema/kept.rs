//! Fields of kinds that are stored but that no controller acts on: ConfigMap, Secret, Deployment. They are here to
//! report mistakes in them.

use super::pod::POD_TEMPLATE_SPEC;
use super::{
    LABEL_SELECTOR, OBJECT_META, STRING_MAP, Struct, Type, always, any, object, pointer, value,
};
use crate::release::Release;
use crate::value::Value;

/// Fields of a v1 ConfigMap.
pub static CONFIG_MAP: Struct = object(
    "ConfigMap",
    &[
        value("apiVersion", Type::String),
        value("binaryData", STRING_MAP),
        value("data", STRING_MAP),
        pointer("immutable", Type::Bool),
        value("kind", Type::String),
        always("metadata", Type::Object(&OBJECT_META)),
    ],
);

/// Fields of a v1 Secret.
pub static SECRET: Struct = Struct {
    name: "Secret",
    fields: &[
        value("apiVersion", Type::String),
        value("data", Type::Map(&Type::Bytes)),
        pointer("immutable", Type::Bool),
        value("kind", Type::String),
        always("metadata", Type::Object(&OBJECT_META)),
        value("stringData", STRING_MAP),
        value("type", Type::String).or("Opaque"),
    ],
    rule: encode_strings,
};

/// Moves `stringData` into `data`, encoded as base64.
fn encode_strings(secret: &mut Value, _: Release) {
    let Some(strings) = secret.remove("stringData") else { return };
    for (key, value) in strings.entries() {
        *secret.entry_at(&["data", key]) =
            Value::String(base64(value.as_str().unwrap_or_default()));
    }
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for bytes in text.as_bytes().chunks(3) {
        let bits = bytes.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        let bits = bits << (8 * (3 - bytes.len()));
        for place in 0..4 {
            let letter = LETTERS.get(bits >> (18 - 6 * place) & 63);
            encoded.push(
                letter.filter(|_| place <= bytes.len()).map_or('=', |letter| char::from(*letter)),
            );
        }
    }
    encoded
}

/// Fields of an apps/v1 Deployment.
pub static DEPLOYMENT: Struct = object(
    "Deployment",
    &[
        value("apiVersion", Type::String),
        value("kind", Type::String),
        always("metadata", Type::Object(&OBJECT_META)),
        always("spec", Type::Object(&DEPLOYMENT_SPEC)),
        any("status"),
    ],
);

static DEPLOYMENT_SPEC: Struct = object(
    "DeploymentSpec",
    &[
        value("minReadySeconds", Type::Int32),
        value("paused", Type::Bool),
        pointer("progressDeadlineSeconds", Type::Int32).or("600"),
        pointer("replicas", Type::Int32).or("1"),
        pointer("revisionHistoryLimit", Type::Int32).or("10"),
        pointer("selector", Type::Object(&LABEL_SELECTOR)),
        always("strategy", Type::Object(&DEPLOYMENT_STRATEGY)),
        always("template", Type::Object(&POD_TEMPLATE_SPEC)),
    ],
);

static DEPLOYMENT_STRATEGY: Struct = Struct {
    name: "DeploymentStrategy",
    fields: &[
        pointer("rollingUpdate", Type::Object(&ROLLING_UPDATE)),
        value("type", Type::String).or("RollingUpdate"),
    ],
    rule: default_stanza,
};

static ROLLING_UPDATE: Struct = object(
    "RollingUpdateDeployment",
    &[pointer("maxSurge", Type::IntOrString), pointer("maxUnavailable", Type::IntOrString)],
);

fn default_stanza(strategy: &mut Value, _: Release) {
    if strategy.text_at(&["type"]) != "RollingUpdate" {
        return;
    }
    for name in ["maxSurge", "maxUnavailable"] {
        let field = strategy.entry_at(&["rollingUpdate", name]);
        if field.is_null() {
            *field = Value::string("25%");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_padded() {
        assert_eq!(
            ["", "a", "ab", "abc", "abcd"].map(base64),
            ["", "YQ==", "YWI=", "YWJj", "YWJjZA=="]
        );
    }
}
