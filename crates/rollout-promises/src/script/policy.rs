//! The policies of a session: its one quota, LimitRange and claim template.

use std::rc::Rc;

use rollout_engine::api::{Amounts, ClaimTemplate, Limit, LimitOf, Policy, Quantity, Quota};

/// What a quota counts, and how much there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quotum {
    /// `pods`.
    Pods(u32),
    /// `requests.cpu`, in whole cores.
    Cpu(u32),
    /// `persistentvolumeclaims`.
    Claims(u32),
    /// `requests.storage`, in gibibytes.
    Storage(u32),
}

impl Quotum {
    /// The resource's name, and the amount as a manifest has it.
    pub fn hard(self) -> (&'static str, String) {
        match self {
            Self::Pods(pods) => ("pods", pods.to_string()),
            Self::Cpu(cores) => ("requests.cpu", cores.to_string()),
            Self::Claims(claims) => ("persistentvolumeclaims", claims.to_string()),
            Self::Storage(gibibytes) => ("requests.storage", format!("{gibibytes}Gi")),
        }
    }

    pub(super) fn policy(self) -> Policy {
        let amount = match self {
            Self::Pods(number) | Self::Cpu(number) | Self::Claims(number) => {
                Quantity::count(number)
            }
            Self::Storage(gibibytes) => gibi(gibibytes),
        };
        let hard = Amounts::from([(self.hard().0.into(), amount)]);
        Policy::Quota(Rc::new(Quota { hard, scopes: Vec::new() }))
    }
}

/// What a LimitRange says of containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limited {
    /// A container without requests asks for one core.
    Asks,
    /// And no container may have more than four.
    AtMost,
}

impl Limited {
    /// The fields of its one limit as JSON, and with its own defaults as the engine has it.
    pub fn limit(self) -> (&'static str, Limit) {
        let cores = |number| Amounts::from([("cpu".into(), Quantity::count(number))]);
        let plain = Limit {
            of: LimitOf::Container,
            min: Amounts::new(),
            max: Amounts::new(),
            default: Amounts::new(),
            default_request: cores(1),
            ratio: Amounts::new(),
        };
        match self {
            Self::Asks => (r#""defaultRequest":{"cpu":"1"}"#, plain),
            Self::AtMost => (
                r#""defaultRequest":{"cpu":"1"},"max":{"cpu":"4"}"#,
                Limit { max: cores(4), default: cores(4), ..plain },
            ),
        }
    }
}

pub(super) fn gibi(number: u32) -> Quantity {
    Quantity { nanos: i128::from(number) * 1_073_741_824 * 1_000_000_000, is_binary: true }
}

/// A claim template as `told` writes it: one gibibyte of the default class.
pub(crate) fn claim_template(name: &str) -> ClaimTemplate {
    ClaimTemplate {
        name: name.into(),
        document: "".into(),
        class: "standard".into(),
        storage: Some(gibi(1)),
    }
}
