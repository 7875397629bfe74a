//! The API server's responses to a controller whose pods and claims it rejects, as the messages of Events have them.
//!
//! Not here: the reasons alone ([`crate::refusals`]).

use rollout_engine::api::StatefulSet;
use rollout_engine::cluster::{CreationFailure, Refusal};

use crate::refusals::{aggregate, why_refused};
use crate::release::Release;
use crate::value::quoted;

/// Returns the API server's response to a controller that asks for a pod. A webhook's message is unchanged; other
/// admission plug-ins name the pod (upstream `NewForbidden`); errors of validation are listed.
pub(super) fn words(failure: &CreationFailure, set: &StatefulSet, release: Release) -> String {
    let pod = format!("{}-{}", set.name, failure.ordinal);
    match &failure.why {
        Refusal::Said(words) if words.starts_with("admission webhook ") => words.to_string(),
        Refusal::LabelIsTooLong => too_long(failure, &pod, set, release),
        Refusal::RequestsAboveLimits(_) => {
            format!("Pod {} is invalid: {}", quoted(&pod), why_refused(&failure.why))
        }
        Refusal::Claims(claims) => aggregate(claims.iter().map(|(template, why)| {
            let claim = format!("{template}-{pod}");
            format!("failed to create PVC {claim}: {}", words_of_claim(&claim, why))
        })),
        other => format!("pods {pod:?} is forbidden: {}", why_refused(other)),
    }
}

/// Returns the API server's response to a controller that asks for a claim.
pub(super) fn words_of_claim(claim: &str, why: &Refusal) -> String {
    format!("persistentvolumeclaims {claim:?} is forbidden: {}", why_refused(why))
}

fn too_long(failure: &CreationFailure, pod: &str, set: &StatefulSet, release: Release) -> String {
    let revision = format!("{}-{}", set.name, failure.revision);
    let problem = |value: &str| {
        let why = release.words_of_long_labels();
        (value.len() > 63).then_some(())?;
        Some(format!("metadata.labels: Invalid value: {}: {why}", quoted(value)))
    };
    let mut problems: Vec<_> = [&revision, pod].into_iter().filter_map(problem).collect();
    if pod.len() > 63 {
        let why = "must be no more than 63 characters";
        problems.push(format!("spec.hostname: Invalid value: {}: {why}", quoted(pod)));
    }
    match problems.as_slice() {
        [only] => format!("Pod {} is invalid: {only}", quoted(pod)),
        all => format!("Pod {} is invalid: [{}]", quoted(pod), all.join(", ")),
    }
}
