//! How often, how much, how long.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::LitStr;

use crate::declare::Declaration;
use crate::model::{Bound, Rate};
use crate::parse::{CountedBy, Entry, RateText, Value, duration_ms, rate, size, split, value};
use crate::report::{Faults, Rule};

/// What a rate may count by on this route.
struct Counted {
    has_caller: bool,
    may_have_caller: bool,
}

/// Every rate is a sentence of the grammar, and counts by something that the route has.
pub(crate) fn rates(declaration: &Declaration, faults: &mut Faults) -> Vec<Rate> {
    let Some(entry) = declaration.get("rate") else { return Vec::new() };
    let public = declaration.get("public").is_some();
    let counted = Counted { has_caller: !public, may_have_caller: !public || declaration.get("auth").is_some() };
    let parts: Vec<TokenStream> = match entry.value() {
        Value::List(list) => split(list).into_iter().map(|part| part.into_iter().collect()).collect(),
        _ => vec![entry.value.to_token_stream()],
    };
    if parts.is_empty() || entry.value.is_empty() {
        faults.add(Rule::Rate, entry.at(), "`rate` has no rate", "write `rate = \"10/min\"`");
        return Vec::new();
    }
    let read: Vec<Rate> = parts.into_iter().filter_map(|part| one_rate(part, &counted, faults)).collect();
    not_only_the_route(&read, entry, faults);
    read
}

fn one_rate(part: TokenStream, counted: &Counted, faults: &mut Faults) -> Option<Rate> {
    match value(part.clone()) {
        Value::Text(text) => {
            let read = parsed(&text, faults)?;
            let per = read.per.unwrap_or(if counted.has_caller { CountedBy::Caller } else { CountedBy::Address });
            by_somebody_there(per, &text, counted, faults);
            Some(written(&read, per, &text))
        }
        Value::Path(path) => Some(Rate::Named(path)),
        _ => {
            let help = "write `rate = \"10/min\"`, a list of them, or the name of a constant: `rate = limits::LOGIN`";
            faults.add(Rule::Rate, part.clone(), format!("`{part}` is not a rate"), help);
            None
        }
    }
}

fn written(read: &RateText, per: CountedBy, text: &LitStr) -> Rate {
    let RateText { count, window_s, burst, .. } = *read;
    Rate::Written { count, window_s, burst, per, at: text.span() }
}

fn parsed(text: &LitStr, faults: &mut Faults) -> Option<RateText> {
    rate(&text.value()).map_err(|mistake| faults.add(Rule::Rate, text, mistake.what, mistake.help)).ok()
}

/// Calls are counted by somebody who is there: on a public route nobody is known.
fn by_somebody_there(per: CountedBy, text: &LitStr, counted: &Counted, faults: &mut Faults) {
    if per == CountedBy::Caller && !counted.may_have_caller {
        let what = "`per caller` counts callers, and on a public route none is known";
        let help = "write `per address`, or tell known callers apart: `auth = optional(\"jwt\")`";
        faults.add(Rule::RateKey, text, what, help);
    }
}

/// A limit that all callers share lets one of them lock out the others, so it never stands alone.
fn not_only_the_route(rates: &[Rate], entry: &Entry, faults: &mut Faults) {
    let shared = |rate: &Rate| matches!(rate, Rate::Written { per: CountedBy::Route, .. });
    if !rates.is_empty() && rates.iter().all(shared) {
        let what = "`per route` alone lets one caller use up what all share";
        let shared = entry.value.to_string();
        let shared = shared.trim_start_matches('[').trim_end_matches([']', ',', ' ']).trim();
        let help = format!("add a stricter limit for each caller: `rate = [\"1/min\", {shared}]`");
        faults.add(Rule::RateKey, entry.at(), what, help);
    }
}

/// A rate with a name says whose calls it counts, since no route says it for it.
pub(crate) fn named_rate(text: &LitStr, faults: &mut Faults) -> Option<Rate> {
    let read = parsed(text, faults)?;
    let Some(per) = read.per else {
        let written = text.value();
        let help = format!("write rate!(\"{written} per caller\") or rate!(\"{written} per address\")");
        faults.add(Rule::RateKey, text, "a named rate does not say whose calls it counts", help);
        return None;
    };
    Some(written(&read, per, text))
}

/// A body has a bound, which memory has to hold for each call.
pub(crate) fn body(declaration: &Declaration, faults: &mut Faults) -> Option<Bound> {
    let entry = declaration.get("body")?;
    let Value::Text(text) = entry.value() else {
        faults.add(Rule::Body, entry.at(), "`body` takes a size", "write `body = \"64kb\"`");
        return None;
    };
    let read = size(&text.value()).map_err(|mistake| faults.add(Rule::Body, &text, mistake.what, mistake.help));
    read.ok().map(|bytes| Bound { bytes, at: text.span() })
}

/// A handler has a time budget, which a slot is held for.
pub(crate) fn timeout(declaration: &Declaration, faults: &mut Faults) -> Option<u64> {
    let entry = declaration.get("timeout")?;
    let Value::Text(text) = entry.value() else {
        faults.add(Rule::Timeout, entry.at(), "`timeout` takes a time", "write `timeout = \"5s\"`");
        return None;
    };
    duration_ms(&text.value()).map_err(|mistake| faults.add(Rule::Timeout, &text, mistake.what, mistake.help)).ok()
}

/// As many calls at once as are written, and at least one.
pub(crate) fn concurrency(declaration: &Declaration, faults: &mut Faults) -> Option<u32> {
    const MOST: u32 = 1_000_000;
    let entry = declaration.get("concurrency")?;
    let number = match entry.value() {
        Value::Number(number) => number.base10_parse::<u32>().ok(),
        _ => None,
    };
    match number {
        Some(0) => {
            let what = "`concurrency = 0` lets nobody in";
            faults.add(Rule::Concurrency, entry.at(), what, "write how many calls may run at once: `concurrency = 32`");
            None
        }
        Some(number) if number <= MOST => Some(number),
        _ => {
            let what = format!("`concurrency` takes a whole number up to {MOST}");
            faults.add(Rule::Concurrency, entry.at(), what, "write `concurrency = 32`");
            None
        }
    }
}
