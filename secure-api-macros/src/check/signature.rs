//! What a handler must look like.

use quote::{ToTokens, quote};
use syn::visit::{self, Visit};
use syn::{FnArg, Ident, ReturnType, Safety, Signature, Type, TypeImplTrait, TypeParam, TypeReference};

use crate::report::{Faults, Rule};

/// A handler is a plain async fn whose arguments are owned and named by their types: the audit asks every type what it
/// reads, and what has no name or may not be there cannot be asked.
pub(crate) fn signature(sig: &Signature, faults: &mut Faults) {
    let name = &sig.ident;
    let mut refuse = |at: &dyn ToTokens, what: String, help: &str| faults.add(Rule::Signature, quote!(#at), what, help);
    if sig.asyncness.is_none() {
        refuse(&sig.fn_token, format!("`{name}` is not async"), &format!("write `async fn {name}`"));
    }
    if !matches!(sig.safety, Safety::Default) {
        refuse(&sig.safety, format!("`{name}` is unsafe to call"), "a handler is a plain `async fn`");
    }
    if let Some(constness) = &sig.constness {
        refuse(constness, format!("`{name}` is const"), "a handler is a plain `async fn`");
    }
    if let Some(abi) = &sig.abi {
        refuse(abi, format!("`{name}` has a foreign calling convention"), "a handler is a plain `async fn`");
    }
    if let Some(variadic) = &sig.variadic {
        refuse(variadic, format!("`{name}` is variadic"), "name each argument");
    }
    for lifetime in sig.generics.lifetimes() {
        let help = "take arguments owned: a list names the types of a handler, and no lifetime outlives a request";
        refuse(lifetime, format!("`{name}` is generic over the lifetime `{}`", lifetime.lifetime), help);
    }
    for param in sig.generics.type_params().filter(|param| is_open(sig, param)) {
        let what = format!("`{}` may be any type, and an argument of `{name}` is made of it", param.ident);
        let help = format!(
            "say what it has to be: `{0}: Repo`, with a `trait Repo: Clone + Send + Sync` of your own\nor, of what arrives, `{0}: secure_api::validate::Input`",
            param.ident
        );
        refuse(param, what, &help);
    }
    if let ReturnType::Type(_, answer) = &sig.output {
        named(answer, &mut refuse);
    }
    for arg in &sig.inputs {
        match arg {
            FnArg::Receiver(receiver) => {
                let help = "a handler is a free fn; take the state as `State(db): State<Db>`";
                refuse(receiver, format!("`{name}` takes `self`"), help);
            }
            FnArg::Typed(typed) => {
                if let Some(attr) = typed.attrs.first() {
                    let help = "put `#[cfg(..)]` on two handlers: the audit must see each argument";
                    refuse(attr, format!("an argument of `{name}` has an attribute"), help);
                }
                owned(&typed.ty, &mut refuse);
            }
        }
    }
}

/// Whether nothing bounds a type that an argument depends on. None that a handler takes is made of any type whatever, and
/// rustc would say so of each trait that it lacks.
fn is_open(sig: &Signature, param: &TypeParam) -> bool {
    let bounded = !param.bounds.is_empty()
        || sig
            .generics
            .where_clause
            .as_ref()
            .is_some_and(|clause| Mention::of(&param.ident, |it| it.visit_where_clause(clause)));
    !bounded && sig.inputs.iter().any(|arg| Mention::of(&param.ident, |it| it.visit_fn_arg(arg)))
}

/// Whether a name stands in a piece of syntax.
struct Mention<'n> {
    name: &'n Ident,
    found: bool,
}

impl<'n> Mention<'n> {
    fn of(name: &'n Ident, look: impl FnOnce(&mut Self)) -> bool {
        let mut mention = Self { name, found: false };
        look(&mut mention);
        mention.found
    }
}

impl Visit<'_> for Mention<'_> {
    fn visit_ident(&mut self, word: &Ident) {
        self.found |= word == self.name;
    }
}

/// An answer is a named type: what hides behind a trait cannot be asked whether it may leave.
fn named(answer: &Type, refuse: &mut dyn FnMut(&dyn ToTokens, String, &str)) {
    let finder = Finder::of(answer);
    if let Some(unnamed) = finder.unnamed {
        let what = format!("`{}` hides what is sent", unnamed.to_token_stream().to_string().replace(" :: ", "::"));
        refuse(unnamed, what, "name the type: `Json<T>` with `#[output]` on `T`, `StatusCode`, ..");
    }
    if let Some(borrowed) = finder.borrowed {
        let what = format!("`{}` is borrowed, and its owner is gone when it is sent", borrowed.to_token_stream());
        refuse(borrowed, what, "give it away owned");
    }
}

/// An argument is owned and named: it is made before the handler is called, and asked what it reads.
fn owned(ty: &Type, refuse: &mut dyn FnMut(&dyn ToTokens, String, &str)) {
    let finder = Finder::of(ty);
    if let Some(borrowed) = finder.borrowed {
        let owned = borrowed.elem.to_token_stream();
        let what = format!("`&{owned}` is borrowed, and nobody owns it while the handler runs");
        refuse(borrowed, what, &format!("take it owned: `{owned}`"));
    }
    if let Some(unnamed) = finder.unnamed {
        let what = format!("`{}` has no name that the audit could ask", unnamed.to_token_stream());
        refuse(unnamed, what, "name the type");
    }
}

/// The first borrow and the first unnamed type in a type.
#[derive(Default)]
struct Finder<'t> {
    borrowed: Option<&'t TypeReference>,
    unnamed: Option<&'t TypeImplTrait>,
}
impl<'t> Visit<'t> for Finder<'t> {
    fn visit_type_reference(&mut self, reference: &'t TypeReference) {
        let for_ever = reference.lifetime.as_ref().is_some_and(|lifetime| lifetime.ident == "static");
        if !for_ever {
            self.borrowed.get_or_insert(reference);
        }
        visit::visit_type_reference(self, reference);
    }
    fn visit_type_impl_trait(&mut self, unnamed: &'t TypeImplTrait) {
        self.unnamed.get_or_insert(unnamed);
    }
}

impl<'t> Finder<'t> {
    fn of(ty: &'t Type) -> Self {
        let mut finder = Self::default();
        finder.visit_type(ty);
        finder
    }
}
