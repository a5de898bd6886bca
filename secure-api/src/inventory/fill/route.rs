//! One route.

use crate::handle::{ArgInfo, ObjectInfo, PathPart};
use crate::inventory::{
    Access, Answer, Guard, Input, Limit, ObjectRule, Param, Per, Place, Route, Schema, Scheme, Vouched,
};
use crate::policy::{self, Rate, RateKey, RoutePolicy, Shape};

use super::asked::{asked, limited};
use super::{Mounted, Types};

/// All of it but the answer.
pub(super) fn route(mounted: &Mounted<'_>, types: &mut Types) -> Route {
    let Mounted { path, policy, args, declared, .. } = mounted;
    let reads_body = args.iter().any(|arg| arg.body);
    let counts_callers = policy.rates.iter().any(|rate| rate.key == RateKey::Caller);
    Route {
        method: policy.method.as_str().to_owned(),
        path: (*path).to_owned(),
        handler: policy.handler.to_owned(),
        file: file(policy.file),
        line: policy.line,
        access: access(&policy.access),
        rates: policy.rates.iter().map(limit).collect(),
        caller_rate: policy.access.scheme().is_some() && !counts_callers,
        body_limit: reads_body.then_some(policy.body_limit),
        timeout_ms: policy.timeout_ms,
        concurrency: (policy.concurrency > 0).then_some(policy.concurrency),
        params: params(mounted, types),
        objects: args.iter().filter_map(|arg| arg.object.as_ref()).map(object).collect(),
        inputs: args.iter().filter_map(|arg| input(arg, types)).collect(),
        answer: Answer { status: None, schema: None, location: false, foreign: false, page: false },
        limited: declared.limited().iter().map(limited).collect(),
        vouched: vouched(mounted),
    }
}

/// The file, without what only the machine has that it was built on.
fn file(named: &str) -> String {
    let named = named.replace('\\', "/");
    let absolute = named.starts_with('/') || named.get(1..3) == Some(":/");
    if !absolute {
        return named;
    }
    match named.rfind("/src/") {
        Some(place) => named.get(place + 1..).unwrap_or_default().to_owned(),
        None => named.rsplit('/').next().unwrap_or_default().to_owned(),
    }
}

fn access(access: &policy::Access) -> Access {
    match access {
        policy::Access::Public { reason, optional } => {
            Access::Public { reason: (*reason).to_owned(), optional: optional.map(scheme) }
        }
        policy::Access::Caller { scheme: by, role, scope } => {
            Access::Caller { scheme: scheme(*by), role: role.as_ref().map(asked), scope: scope.as_ref().map(asked) }
        }
    }
}

fn scheme(scheme: policy::Scheme) -> Scheme {
    match scheme {
        policy::Scheme::Jwt => Scheme::Jwt,
    }
}

/// A limit.
pub(crate) fn limit(rate: &Rate) -> Limit {
    Limit {
        quota: rate.quota(),
        count: rate.count,
        window_s: rate.window_s,
        burst: (rate.burst > rate.count).then_some(rate.burst),
        per: match rate.key {
            RateKey::Caller => Per::Caller,
            RateKey::Address => Per::Address,
            RateKey::Route => Per::Route,
        },
    }
}

/// Where each parameter goes: to a decision by its name, or to an argument by its place among those that no decision takes.
fn params(mounted: &Mounted<'_>, types: &mut Types) -> Vec<Param> {
    let Mounted { policy, args, free, .. } = mounted;
    let parts: Vec<(&PathPart, &Shape)> = args
        .iter()
        .flat_map(|arg| arg.path.iter().zip(arg.path_shapes.iter().copied().chain(core::iter::repeat(Shape::VALUE))))
        .collect();
    let each = policy.params.iter().enumerate().map(|(place, name)| {
        let part = free.iter().position(|at| *at == place).and_then(|at| parts.get(at));
        let decided = args.iter().filter_map(|arg| arg.object.as_ref()).find_map(|object| key(object, name));
        let shape = decided.map(|(_, shape)| shape).or(part.map(|(_, shape)| *shape)).unwrap_or(Shape::VALUE);
        Param {
            name: (*name).to_owned(),
            schema: types.schema(shape, ""),
            guarded_by: guard(policy, name, decided.map(|(object, _)| object), part.map(|(part, _)| *part)),
        }
    });
    each.collect()
}

/// The decision that a parameter is a key of, and what its values are.
fn key<'o>(object: &'o ObjectInfo, name: &str) -> Option<(&'o ObjectInfo, &'static Shape)> {
    let place = object.keys.iter().position(|key| *key == name)?;
    Some((object, object.key_shapes.get(place).copied().unwrap_or(Shape::VALUE)))
}

fn guard(policy: &RoutePolicy, name: &str, decided: Option<&ObjectInfo>, part: Option<&PathPart>) -> Guard {
    if let Some(object) = decided {
        return Guard::Object { resource: object.full_name.to_owned(), action: object.action.to_owned() };
    }
    if let Some(excused) = policy.excused.iter().find(|excused| excused.param == name) {
        return Guard::Excused { reason: excused.reason.to_owned() };
    }
    let (type_name, reason) = part.map_or(("", ""), |part| (part.type_name, part.no_id));
    Guard::NoId { type_name: type_name.to_owned(), reason: reason.to_owned() }
}

fn object(object: &ObjectInfo) -> ObjectRule {
    ObjectRule {
        resource: object.full_name.to_owned(),
        action: object.action.to_owned(),
        argument: object.argument.to_owned(),
        keys: object.keys.iter().map(|key| (*key).to_owned()).collect(),
        read_only: object.read_only,
        fingerprint: object.fingerprint.map(str::to_owned),
    }
}

fn input(arg: &ArgInfo, types: &mut Types) -> Option<Input> {
    let place = match (arg.body, arg.query, arg.flat) {
        (true, _, false) => Place::Json,
        (true, _, true) => Place::Form,
        (false, true, _) => Place::Query,
        (false, false, _) => return None,
    };
    let schema: Schema = types.schema(arg.input, "");
    Some(Input { place, schema })
}

/// Each reason once: of what arrives, and of what leaves.
fn vouched(mounted: &Mounted<'_>) -> Vec<Vouched> {
    let arrives = mounted.args.iter().flat_map(|arg| {
        let mut all = arg.reasons.all();
        all.extend(arg.input.vouched(mounted.policy.server_owned));
        all
    });
    let arrives = arrives.map(|vouch| (vouch, false));
    let leaves = mounted.declared.vouched().iter().map(|vouch| (*vouch, true));
    let mut found: Vec<Vouched> = Vec::new();
    for (vouch, sent) in arrives.chain(leaves) {
        let one = Vouched { what: vouch.what.to_owned(), reason: vouch.reason.to_owned(), sent };
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::file;

    #[test]
    fn a_file_is_named_without_the_machine() {
        for (named, told) in [
            ("src/routes.rs", "src/routes.rs"),
            ("examples/articles/src/routes.rs", "examples/articles/src/routes.rs"),
            ("/home/ada/work/api/src/routes/mod.rs", "src/routes/mod.rs"),
            ("C:\\work\\api\\src\\routes.rs", "src/routes.rs"),
            ("/tmp/one.rs", "one.rs"),
        ] {
            assert_eq!(file(named), told);
        }
    }
}
