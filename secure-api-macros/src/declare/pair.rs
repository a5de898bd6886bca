//! The two attributes of a handler find each other, in either order.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::spanned::Spanned;
use syn::{Attribute, Meta, Path};

use crate::model::Method;
use crate::parse::{Value, entries, value};
use crate::report::{Faults, Rule};

use super::{Handler, KEYS, foreign};

/// The argument of an attribute that has done its work and only keeps its import in use.
pub(crate) const CONSUMED: &str = "__consumed";

/// Which attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Route(Method),
    Secure,
}

/// The attributes of one handler, taken off it.
pub(crate) struct Marks {
    /// The arguments of each `#[secure(..)]`.
    pub(crate) policies: Vec<Written>,
    /// The arguments of each route attribute.
    pub(crate) routes: Vec<(Method, Written)>,
    /// Route attributes of other frameworks, which would make a route that no policy guards.
    foreign: Vec<Attribute>,
    consumed: Vec<Path>,
}

/// An attribute's arguments, and a token to underline.
pub(crate) struct Written {
    pub(crate) args: TokenStream,
    pub(crate) at: TokenStream,
}

impl Mark {
    /// By the last segment, since a path may be spelled in full.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let name = path.segments.last()?.ident.to_string();
        if name == "secure" {
            return Some(Mark::Secure);
        }
        Method::ALL.into_iter().find(|method| name == method.attribute()).map(Mark::Route)
    }
}

impl Marks {
    /// The attribute that runs, and those of its kind that are still on the handler.
    pub(crate) fn collect(first: Mark, args: TokenStream, handler: &mut Handler) -> Self {
        let (policies, routes, foreign, consumed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut marks = Self { policies, routes, foreign, consumed };
        let here = Ident::new("_", Span::call_site());
        marks.insert(first, Written { args, at: quote!(#here) });
        handler.attrs.retain(|attr| {
            if foreign::is_route(attr.path()) {
                marks.foreign.push(attr.clone());
                return false;
            }
            let Some(mark) = Mark::of(attr.path()) else { return true };
            marks.insert(mark, Written { args: args_of(attr), at: attr_tokens(attr) });
            marks.consumed.push(attr.path().clone());
            false
        });
        marks
    }

    /// Reports what is missing or too much, and takes look-alikes off the handler.
    pub(crate) fn check(&self, handler: &mut Handler, faults: &mut Faults) {
        for (_, second) in self.routes.iter().skip(1) {
            let help = "keep one: a second route is a handler of its own, with a policy of its own";
            faults.add(Rule::Twice, &second.at, format!("`{}` has two routes", handler.sig.ident), help);
        }
        for second in self.policies.iter().skip(1) {
            let what = format!("`{}` has two policies", handler.sig.ident);
            faults.add(Rule::Twice, &second.at, what, "keep one `#[secure(..)]`");
        }
        for attr in &self.foreign {
            foreign::refuse(attr, &handler.sig.ident, faults);
        }
        if let (Some((method, route)), true) = (self.routes.first(), self.policies.is_empty()) {
            no_policy(*method, route, handler, faults);
        }
        let routed = !self.routes.is_empty() || !self.foreign.is_empty();
        if let (Some(policy), false) = (self.policies.first(), routed) {
            no_route(policy, handler, faults);
        }
    }

    /// The consumed attributes once more, for an item that they leave as it is, so that their imports are not unused.
    pub(crate) fn consumed(&self) -> TokenStream {
        let attribute = |path: &Path| {
            // On its name, where one of another framework says what it thinks of this.
            let consumed = Ident::new(CONSUMED, path.span());
            quote!(#[#path(#consumed)])
        };
        self.consumed.iter().map(attribute).collect()
    }

    fn insert(&mut self, mark: Mark, written: Written) {
        match mark {
            Mark::Secure => self.policies.push(written),
            Mark::Route(method) => self.routes.push((method, written)),
        }
    }
}

fn no_policy(method: Method, route: &Written, handler: &mut Handler, faults: &mut Faults) {
    let name = &handler.sig.ident;
    let alias = take_alias(&mut handler.attrs, |args| {
        entries(args.clone()).into_iter().flatten().any(|entry| KEYS.iter().any(|key| entry.key == key.name))
    });
    if let Some(alias) = alias {
        let what = "`secure` is imported under another name, which the route attribute cannot see through";
        let help = "import it as it is: `use secure_api::secure;`";
        return faults.add(Rule::NoPolicy, alias, what, help);
    }
    let what = format!("`{name}` has a route and no policy: `#[{}(..)]` needs `#[secure(..)]`", method.attribute());
    let help = "add one of these below it:\n#[secure(auth = \"jwt\")]\n#[secure(public = \"why nobody has to say who they are\", rate = \"60/min\")]";
    faults.add(Rule::NoPolicy, &route.at, what, help);
}

fn no_route(policy: &Written, handler: &mut Handler, faults: &mut Faults) {
    let name = &handler.sig.ident;
    let alias = take_alias(&mut handler.attrs, |args| match value(args.clone()) {
        Value::Text(path) => path.value().starts_with('/'),
        _ => false,
    });
    if let Some(alias) = alias {
        let what = "a route attribute is imported under another name, which `#[secure(..)]` cannot see through";
        let help = "import it as it is: `use secure_api::get;`";
        return faults.add(Rule::NoRoute, alias, what, help);
    }
    let what = format!("`{name}` has a policy and no route");
    let help = format!(
        "add where it is found: #[get(\"/{name}\")], or post, put, patch, delete\nif one stands above, it is another framework's: `use secure_api::get;`"
    );
    faults.add(Rule::NoRoute, &policy.at, what, help);
}

/// Takes the first attribute whose arguments look alike off a handler: it would only complain once more.
fn take_alias(attrs: &mut Vec<Attribute>, looks_alike: impl Fn(&TokenStream) -> bool) -> Option<Path> {
    let place = attrs.iter().position(|attr| matches!(&attr.meta, Meta::List(list) if looks_alike(&list.tokens)))?;
    Some(attrs.remove(place).path().clone())
}

fn args_of(attr: &Attribute) -> TokenStream {
    match &attr.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    }
}

fn attr_tokens(attr: &Attribute) -> TokenStream {
    quote!(#attr)
}
