//! LimitRange: what a pod or a claim has more or less of than it may. Upstream: `plugin/pkg/admission/limitranger`.

use std::rc::Rc;

use super::{AboveLimit, Bound, Breach, BrokenBy};
use crate::api::{
    Amounts, ClaimTemplate, Container, Limit, LimitOf, PodTemplate, Quantity, Resources, add, raise,
};

pub(super) fn breaches_of_pod(
    limit: &Limit,
    template: &PodTemplate,
    defaults: Option<&Resources>,
) -> Vec<Breach> {
    match limit.of {
        LimitOf::Container => template
            .all_containers()
            .flat_map(|container| breaches(limit, &container.resources_with(defaults)))
            .collect(),
        LimitOf::Pod => breaches(limit, &together(template, defaults)),
        LimitOf::PersistentVolumeClaim => Vec::new(),
    }
}

/// Requests above limits. Those of a template were compared when it was written, so the limits are defaults.
pub(super) fn above_limits(template: &PodTemplate, defaults: &Resources) -> Vec<AboveLimit> {
    let lists = [(false, &template.containers), (true, &template.init_containers)];
    let all = lists.into_iter().flat_map(|(is_init, list)| {
        list.iter().enumerate().map(move |(index, container)| (is_init, index, container))
    });
    let above = all.flat_map(|(is_init, index, container)| {
        let asked = container.resources_with(Some(defaults));
        let over = asked.requests.into_iter().filter_map(move |(resource, request)| {
            let limit = *asked.limits.get(&resource)?;
            let over = AboveLimit { is_init, index, resource, request, limit };
            (request.nanos > limit.nanos).then_some(over)
        });
        over.collect::<Vec<_>>()
    });
    above.collect()
}

/// The LimitRanger's sum: a resource that a main container lacks is not summed, and what an init container has counts
/// if it is more. Sums are written with decimal suffixes.
pub(super) fn together(template: &PodTemplate, defaults: Option<&Resources>) -> Resources {
    let all =
        |list: &[Container]| list.iter().map(|it| it.resources_with(defaults)).collect::<Vec<_>>();
    let (mains, inits) = (all(&template.containers), all(&template.init_containers));
    let total = |of: fn(&Resources) -> &Amounts| {
        let mut sum = Amounts::new();
        mains.iter().for_each(|main| add(&mut sum, of(main)));
        sum.retain(|name, _| mains.iter().all(|main| of(main).contains_key(name)));
        sum.values_mut().for_each(|amount| amount.is_binary = false);
        inits.iter().for_each(|init| raise(&mut sum, of(init)));
        sum
    };
    Resources { requests: total(|it| &it.requests), limits: total(|it| &it.limits) }
}

/// Upstream `minConstraint`, `maxConstraint`, `limitRequestRatioConstraint`.
pub(super) fn breaches(limit: &Limit, asked: &Resources) -> Vec<Breach> {
    let of = limit.of;
    let mut found = Vec::new();
    let mut breach = |resource: &Rc<str>, bound, enforced: &Quantity, by| {
        let resource = Rc::clone(resource);
        found.push(Breach { of, resource, bound, enforced: *enforced, by });
    };
    for (name, least) in &limit.min {
        let (request, most) = (asked.requests.get(name), asked.limits.get(name));
        match (request, most) {
            (None, _) => breach(name, Bound::Min, least, BrokenBy::NoRequest),
            (Some(request), _) if request.nanos < least.nanos => {
                breach(name, Bound::Min, least, BrokenBy::Request(*request));
            }
            (_, Some(most)) if most.nanos < least.nanos => {
                breach(name, Bound::Min, least, BrokenBy::Limit(*most));
            }
            _ => {}
        }
    }
    for (name, most) in &limit.max {
        let (request, limit) = (asked.requests.get(name), asked.limits.get(name));
        match (request, limit) {
            (_, None) => breach(name, Bound::Max, most, BrokenBy::NoLimit),
            (_, Some(limit)) if limit.nanos > most.nanos => {
                breach(name, Bound::Max, most, BrokenBy::Limit(*limit));
            }
            (Some(request), _) if request.nanos > most.nanos => {
                breach(name, Bound::Max, most, BrokenBy::Request(*request));
            }
            _ => {}
        }
    }
    for (name, ratio) in &limit.ratio {
        let of = |amounts: &Amounts| amounts.get(name).map_or(0, |amount| amount.nanos);
        match (of(&asked.requests), of(&asked.limits)) {
            (0, _) => breach(name, Bound::Ratio, ratio, BrokenBy::NoRequest),
            (_, 0) => breach(name, Bound::Ratio, ratio, BrokenBy::NoLimit),
            (request, limit)
                if limit.saturating_mul(1_000_000_000) > ratio.nanos.saturating_mul(request) =>
            {
                let millionths = limit.saturating_mul(1_000_000) / request;
                let millionths = i64::try_from(millionths).unwrap_or(i64::MAX);
                breach(name, Bound::Ratio, ratio, BrokenBy::Ratio(millionths));
            }
            _ => {}
        }
    }
    found
}

/// A claim has a request of storage and no limit, so only that is compared.
pub(super) fn breaches_of_claim(limit: &Limit, template: &ClaimTemplate) -> Vec<Breach> {
    let (LimitOf::PersistentVolumeClaim, Some(storage)) = (limit.of, template.storage) else {
        return Vec::new();
    };
    let bounds = [(Bound::Min, &limit.min), (Bound::Max, &limit.max)];
    let broken = bounds.into_iter().filter_map(|(bound, of)| {
        let (resource, enforced) = of.get_key_value("storage")?;
        let is_broken = match bound {
            Bound::Min => storage.nanos < enforced.nanos,
            _ => storage.nanos > enforced.nanos,
        };
        let (resource, enforced) = (Rc::clone(resource), *enforced);
        let by = BrokenBy::Request(storage);
        is_broken.then_some(Breach { of: limit.of, resource, bound, enforced, by })
    });
    broken.collect()
}
