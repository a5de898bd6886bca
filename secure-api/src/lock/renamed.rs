//! Routes whose parameters have other names now: each is the route that it was, and not one gone and one new.

use super::Lock;
use super::line::{Said, Subject};

/// A route under its old name and its new one.
pub(super) struct Renamed {
    pub(super) was: Subject,
    pub(super) now: Subject,
    /// With the new names of its parameters.
    pub(super) old: Said,
    pub(super) new: Said,
}

impl Renamed {
    pub(super) fn concerns(&self, subject: &Subject) -> bool {
        *subject == self.was || *subject == self.now
    }
}

/// Those of the old routes that are gone and of the new ones that match the same requests. Of one shape there is one route at
/// most: two would be in each other's way.
pub(super) fn routes(old: &Lock, new: &Lock) -> Vec<Renamed> {
    let only_in = |one: &Lock, other: &Lock| -> Vec<(Subject, Said)> {
        let own = one.lines.iter().filter(|(subject, _)| subject.kind == "route" && !other.lines.contains_key(subject));
        own.map(|(subject, said)| (subject.clone(), said.clone())).collect()
    };
    let mut born = only_in(new, old);
    let pair = |(was, said): (Subject, Said)| {
        let place = born.iter().position(|(now, _)| shape(&now.name) == shape(&was.name))?;
        let (now, new) = born.swap_remove(place);
        let old = with_names(said, &params(&was.name), &params(&now.name));
        Some(Renamed { was, now, old, new })
    };
    only_in(old, new).into_iter().filter_map(pair).collect()
}

/// A method and a path without the names of parameters.
fn shape(name: &str) -> String {
    segments(name)
        .map(|segment| if param(segment).is_some() { kind(segment) } else { segment })
        .collect::<Vec<_>>()
        .join("/")
}

fn segments(name: &str) -> impl Iterator<Item = &str> {
    name.split('/')
}

fn param(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}').map(|name| name.trim_start_matches('*'))
}

fn kind(segment: &str) -> &'static str {
    if segment.starts_with("{*") { "{*}" } else { "{}" }
}

fn params(name: &str) -> Vec<&str> {
    segments(name).filter_map(param).collect()
}

/// What is said of `object.id` is said of `object.key`.
fn with_names(said: Said, was: &[&str], now: &[&str]) -> Said {
    let name = |attribute: String| {
        let Some((what, param)) = attribute.split_once('.') else { return attribute };
        let known = was.iter().position(|name| *name == param).and_then(|place| now.get(place));
        match known {
            Some(now) if PER_PARAM.contains(&what) => format!("{what}.{now}"),
            _ => attribute,
        }
    };
    Said(said.0.into_iter().map(|(attribute, terms)| (name(attribute), terms)).collect())
}

/// Attributes that name a parameter.
const PER_PARAM: [&str; 3] = ["excused", "no-id", "object"];
