//! Where a handler is found, and which of its parameters are excused.

use syn::LitStr;

use crate::declare::Declaration;
use crate::model::{Excuse, Method, Route};
use crate::parse::{Value, did_you_mean, listed, pattern};
use crate::report::{Faults, Rule};

use super::{no_reason, says_why};

/// A pattern can only be read in one way: two spellings of one place would be two policies for it.
pub(crate) fn route(
    method: Method,
    args: proc_macro2::TokenStream,
    at: &proc_macro2::TokenStream,
    faults: &mut Faults,
) -> Option<Route> {
    let name = method.attribute();
    let Ok(literal) = syn::parse2::<LitStr>(args.clone()) else {
        let at = if args.is_empty() { at.clone() } else { args };
        let what = format!("`#[{name}(..)]` takes a path");
        faults.add(Rule::Path, at, what, format!("write #[{name}(\"/articles/{{id}}\")]"));
        return None;
    };
    match pattern(&literal.value()) {
        Ok(pattern) => Some(Route { method, pattern, literal }),
        Err(mistake) => {
            faults.add(Rule::Path, &literal, mistake.what, mistake.help);
            None
        }
    }
}

/// An excuse names a parameter of the path and says why no decision is needed: it is read in every review.
pub(crate) fn excuses(declaration: &Declaration, route: Option<&Route>, faults: &mut Faults) -> Vec<Excuse> {
    let mut found: Vec<Excuse> = Vec::new();
    for entry in declaration.all("no_object_check") {
        let example = |name: &str| format!("write `no_object_check({name}) = \"why no decision is needed\"`");
        let Some(param) = entry.inner.clone().and_then(|inner| syn::parse2::<syn::Ident>(inner).ok()) else {
            let first = route.and_then(|route| route.pattern.params.first()).map_or("param", String::as_str);
            faults.add(Rule::Excuse, entry.tokens(), "`no_object_check` names no parameter", example(first));
            continue;
        };
        let name = param.to_string();
        if let Some(route) = route
            && !route.pattern.params.contains(&name)
        {
            let known: Vec<&str> = route.pattern.params.iter().map(String::as_str).collect();
            let help = match did_you_mean(&name, &known) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => "leave it out: the path has no parameters".to_owned(),
                None => format!("its parameters are {}", listed(&known)),
            };
            let what = format!("the path `{}` has no parameter `{name}`", route.pattern.text);
            faults.add(Rule::Excuse, &param, what, help);
        }
        if found.iter().any(|excuse| excuse.param == param) {
            faults.add(Rule::Excuse, &param, format!("`{name}` is excused twice"), "keep one reason");
            continue;
        }
        match entry.value() {
            Value::Text(reason) if says_why(&reason.value()) => {
                found.push(Excuse { param, reason: reason.value() });
            }
            written => {
                let text = if let Value::Text(text) = written { text.value() } else { String::new() };
                let what = no_reason(&format!("no_object_check({name})"), &text);
                faults.add(Rule::Excuse, entry.at(), what, example(&name));
            }
        }
    }
    found
}
