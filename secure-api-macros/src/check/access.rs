//! Who may call.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::LitStr;

use crate::declare::{Declaration, Handler};
use crate::model::{Access, Names, Requirement};
use crate::parse::{Entry, Value, did_you_mean, value};
use crate::report::{Faults, Rule};

use super::{no_reason, says_why};

/// What `auth` says.
enum Auth {
    Required,
    Optional,
}

/// A route says who may call it: callers who prove who they are, or anyone, for a reason. Not both.
pub(crate) fn access(declaration: &Declaration, handler: &Handler, faults: &mut Faults) -> Option<Access> {
    let auth = declaration.get("auth");
    let read_auth = auth.map(|entry| read_auth(entry, faults));
    let role = declaration.get("role").map(|entry| requirement(entry, faults));
    let scope = declaration.get("scope").map(|entry| requirement(entry, faults));
    if let Some(public) = declaration.get("public") {
        let reason = reason(public, faults);
        needs_no_caller(declaration, faults);
        has_a_rate(declaration, public, faults);
        if let (Some(auth), Some(Some(Auth::Required))) = (auth, &read_auth) {
            let what = "`public` and `auth` contradict each other";
            let help = "leave out `public`, or tell known callers apart: `auth = optional(\"jwt\")`";
            faults.add(Rule::PublicAccess, &auth.key, what, help);
        }
        let optional = read_auth.is_some();
        return Some(Access::Public { reason: reason?, optional });
    }
    match read_auth {
        None => {
            // A misspelt `auth` has its message already.
            if !declaration.meant("auth") && !declaration.meant("public") {
                missing_auth(declaration, handler, faults);
            }
            None
        }
        Some(Some(Auth::Optional)) => {
            let rate = if declaration.get("rate").is_none() { ", rate = \"60/min\"" } else { "" };
            let help =
                format!("write `auth = \"jwt\"`, or add `public = \"why nobody has to say who they are\"{rate}`");
            let at = auth.map(Entry::at).unwrap_or_default();
            faults.add(Rule::Auth, at, "`optional(..)` stands only beside `public`", help);
            None
        }
        Some(_) => Some(Access::Caller { role: role.flatten(), scope: scope.flatten() }),
    }
}

/// A route without `auth` is open, and being open is a claim of its own.
fn missing_auth(declaration: &Declaration, handler: &Handler, faults: &mut Faults) {
    if let Some(entry) = declaration.get("role").or(declaration.get("scope")) {
        let what = format!("`{}` needs a caller, and nothing says how one proves who it is", entry.key);
        return faults.add(Rule::NoAuth, &entry.key, what, "add `auth = \"jwt\"`");
    }
    let rate = declaration.get("rate").map_or_else(|| "\"60/min\"".to_owned(), |rate| rate.value.to_string());
    let public = format!("#[secure(public = \"why nobody has to say who they are\", rate = {rate})]");
    let help = format!("write one of these:\n{}\n{public}", with_auth(declaration));
    let what = format!("nothing says who may call `{}`", handler.sig.ident);
    faults.add(Rule::NoAuth, &handler.sig.ident, what, help);
}

fn with_auth(declaration: &Declaration) -> String {
    let rate = declaration.get("rate").map(|rate| format!(", rate = {}", rate.value)).unwrap_or_default();
    format!("#[secure(auth = \"jwt\"{rate})]")
}

/// The schemes are a closed set.
fn read_auth(entry: &Entry, faults: &mut Faults) -> Option<Auth> {
    match entry.value() {
        Value::Text(scheme) => known_scheme(&scheme, faults).then_some(Auth::Required),
        Value::Call(name, inner) if name == "optional" => match value(inner) {
            Value::Text(scheme) => known_scheme(&scheme, faults).then_some(Auth::Optional),
            _ => {
                faults.add(Rule::Auth, entry.at(), "`optional(..)` takes a scheme", "write `auth = optional(\"jwt\")`");
                None
            }
        },
        _ => {
            faults.add(Rule::Auth, entry.at(), "`auth` takes a scheme", "write `auth = \"jwt\"`");
            None
        }
    }
}

fn known_scheme(scheme: &LitStr, faults: &mut Faults) -> bool {
    let written = scheme.value();
    if written == "jwt" {
        return true;
    }
    let near = match written.to_lowercase().as_str() {
        "bearer" | "token" | "jws" => Some("jwt"),
        other => did_you_mean(other, &["jwt"]),
    };
    let help = match near {
        Some(near) => format!("did you mean `auth = \"{near}\"`?"),
        None => "write `auth = \"jwt\"`, the only scheme so far".to_owned(),
    };
    faults.add(Rule::Auth, scheme, format!("`{written}` is not a scheme"), help);
    false
}

/// Being open is a written claim: the reason is read in every review.
fn reason(entry: &Entry, faults: &mut Faults) -> Option<String> {
    match entry.value() {
        Value::Text(reason) if says_why(&reason.value()) => Some(reason.value()),
        written => {
            let text = if let Value::Text(text) = written { text.value() } else { String::new() };
            let help = "write what it serves, and why to everybody: `public = \"why nobody has to say who they are\"`";
            faults.add(Rule::PublicReason, entry.at(), no_reason("public", &text), help);
            None
        }
    }
}

/// Nobody asks an anonymous caller for a role.
fn needs_no_caller(declaration: &Declaration, faults: &mut Faults) {
    for key in ["role", "scope"] {
        if let Some(entry) = declaration.get(key) {
            let what = format!("`{key}` needs a caller, and `public` says that there is none");
            let help = format!("leave out `{key}`, or write `auth = \"jwt\"` in place of `public`");
            faults.add(Rule::PublicAccess, &entry.key, what, help);
        }
    }
}

/// What anyone may call anyone may call without end.
fn has_a_rate(declaration: &Declaration, public: &Entry, faults: &mut Faults) {
    if declaration.get("rate").is_none() {
        let help = "add `rate = \"60/min\"`, which counts each client address";
        faults.add(Rule::PublicRate, &public.key, "a `public` route has no rate", help);
    }
}

/// Several roles are `any` or `all` of them: frameworks disagree on what a bare list means, so it means nothing here.
pub(super) fn requirement(entry: &Entry, faults: &mut Faults) -> Option<Requirement> {
    let key = &entry.key;
    match entry.value() {
        Value::Text(_) | Value::Path(_) => {
            let names = names(key, vec![entry.value.to_token_stream()], faults)?;
            Some(Requirement { all: false, names })
        }
        Value::Call(how, inner) if how == "any" || how == "all" => {
            let parts: Vec<TokenStream> =
                crate::parse::split(inner).into_iter().map(|part| part.into_iter().collect()).collect();
            if parts.is_empty() {
                let what = format!("`{how}()` of nothing");
                faults.add(
                    Rule::Requirement,
                    entry.at(),
                    what,
                    format!("name the {key}s: `{how}({}, ..)`", example(key)),
                );
                return None;
            }
            Some(Requirement { all: how == "all", names: names(key, parts, faults)? })
        }
        Value::List(inner) => {
            let what = format!("a bare list of {key}s does not say whether one is enough or all are needed");
            faults.add(Rule::Requirement, entry.at(), what, format!("write `any({inner})` or `all({inner})`"));
            None
        }
        _ => {
            let help = format!("write `{key} = {}`, `any(..)` or `all(..)`", example(key));
            faults.add(Rule::Requirement, entry.at(), format!("`{key}` takes a {key}"), help);
            None
        }
    }
}

fn example(key: &Ident) -> &'static str {
    if key == "role" { "Role::Editor" } else { "Scope::Write" }
}

fn names(key: &Ident, parts: Vec<TokenStream>, faults: &mut Faults) -> Option<Names> {
    let (mut texts, mut paths) = (Vec::new(), Vec::new());
    for part in parts {
        match value(part.clone()) {
            Value::Text(text) if !text.value().trim().is_empty() => texts.push(text),
            Value::Path(path) if path.segments.len() > 1 => paths.push(path),
            Value::Path(path) => {
                let (name, of) = (spelled(&path), example(key).split("::").next().unwrap_or_default());
                let what = format!("`{name}` does not say which vocabulary it is of");
                faults.add(Rule::Requirement, part, what, format!("write `{of}::{name}`, with the enum's name"));
                return None;
            }
            _ => {
                let what = format!("`{part}` is not a {key}");
                faults.add(Rule::Requirement, part, what, format!("write `{}` or its name in quotes", example(key)));
                return None;
            }
        }
    }
    named_once(key, &texts, LitStr::value, faults)?;
    named_once(key, &paths, spelled, faults)?;
    match (texts.is_empty(), paths.is_empty()) {
        (_, true) => Some(Names::Texts(texts)),
        (true, _) => Some(Names::Paths(paths)),
        _ => {
            let what = format!("{key}s are spelled in two ways here");
            faults.add(Rule::Requirement, &texts[0], what, format!("spell all of them like `{}`", spelled(&paths[0])));
            None
        }
    }
}

/// A name that stands twice was most likely meant to be another one.
fn named_once<T: ToTokens>(key: &Ident, names: &[T], spelt: impl Fn(&T) -> String, faults: &mut Faults) -> Option<()> {
    let again = names
        .iter()
        .enumerate()
        .find(|(place, name)| names.iter().take(*place).any(|before| spelt(before) == spelt(name)));
    let Some((_, again)) = again else { return Some(()) };
    let what = format!("the {key} `{}` is asked for twice", spelt(again));
    faults.add(Rule::NamedTwice, again, what, format!("leave it out, or name the {key} that was meant"));
    None
}

/// A path as people write it.
fn spelled(path: &syn::Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}
