//! One field of an output: what it is called, who sees it, how it is written.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{DeriveInput, Field, LitStr, Path, Type, Variant};

use crate::check::{audience, credential_in, no_audience};
use crate::declare::vouched;
use crate::model::{Audience, Names, Requirement};
use crate::parse::{Entry, Value};
use crate::report::{Faults, Rule};

use super::Private;
use super::fields::{entries_of, mentions, plain};
use super::output::probe;
use super::policy::requirement;
use super::wire::{named_for, recased};

pub(super) struct Sent<'i> {
    pub(super) ty: &'i Type,
    pub(super) ident: Option<&'i Ident>,
    /// The field as reports call it: `ArticleView::contact`.
    pub(super) text: String,
    /// Its name in the type: `contact`, or that of the variant or of the newtype around it.
    name: &'i Ident,
    /// Its place among all fields of the type.
    place: usize,
    /// Whether its type mentions a parameter.
    pub(super) generic: bool,
    pub(super) skipped: bool,
    pub(super) vouched: Option<LitStr>,
    /// Whether the vouch, if there is one, was understood: a wrong one has its own message.
    pub(super) vouch_is_right: bool,
    pub(super) audience: Option<Audience>,
    /// `skip_serializing_if`
    pub(super) skip_if: Option<Path>,
    /// `serialize_with`, or the `serialize` of `with`.
    pub(super) with: Option<Path>,
    /// What else serde is told.
    pub(super) serde: Vec<TokenStream>,
    pub(super) renamed: Option<String>,
}

impl<'i> Sent<'i> {
    pub(super) fn read(
        field: &'i Field,
        place: usize,
        input: &'i DeriveInput,
        variant: Option<&'i Variant>,
        faults: &mut Faults,
    ) -> Self {
        let around = variant.map_or(&input.ident, |variant| &variant.ident);
        let name = field.ident.as_ref().unwrap_or(around);
        let has_vouch = field.attrs.iter().any(|attr| attr.path().is_ident("vouched"));
        let vouched = vouched(&field.attrs, faults);
        let mut sent = Self {
            ty: &field.ty,
            ident: field.ident.as_ref(),
            text: format!("{}::{}", plain(&input.ident), plain(name)),
            name,
            place,
            generic: mentions_a_parameter(&field.ty, input),
            skipped: false,
            vouch_is_right: vouched.is_some() || !has_vouch,
            vouched,
            audience: None,
            skip_if: None,
            with: None,
            serde: Vec::new(),
            renamed: None,
        };
        for entry in entries_of(&field.attrs, "serde") {
            match entry {
                Ok(entry) => sent.serde(entry, faults),
                Err(tokens) => sent.serde.push(tokens),
            }
        }
        if sent.ident.is_none() {
            no_audience(&field.attrs, "a field without a name", faults);
        } else if sent.skipped {
            no_audience(&field.attrs, "a field that is never sent", faults);
        } else {
            sent.audience = audience(&field.attrs, faults);
        }
        sent
    }

    /// What is asked before the field is written is asked of the field itself, and not of what wraps it here.
    fn serde(&mut self, entry: Entry, faults: &mut Faults) {
        let path = |entry: &Entry| match entry.value() {
            Value::Text(text) => text.parse::<Path>().ok(),
            _ => None,
        };
        match entry.key.to_string().as_str() {
            "skip" | "skip_serializing" => {
                self.skipped = true;
                self.serde.push(quote!(skip_serializing));
                return;
            }
            "skip_serializing_if" => self.skip_if = path(&entry),
            "serialize_with" => self.with = path(&entry),
            "with" => {
                self.with = path(&entry).map(|mut path| {
                    path.segments.push(format_ident!("serialize").into());
                    path
                });
            }
            "rename" => {
                self.renamed = named_for(&entry, "serialize");
                self.serde.push(entry.tokens());
                return;
            }
            "getter" => {
                let what = "`#[serde(getter)]` sends something else than the field that is declared";
                return faults.add(Rule::Output, entry.tokens(), what, "leave it out");
            }
            // About reading, or about bounds, which are our own.
            "bound" | "borrow" | "default" | "deserialize_with" | "skip_deserializing" | "alias" => return,
            _ => {
                self.serde.push(entry.tokens());
                return;
            }
        }
        if path(&entry).is_none() {
            self.serde.push(entry.tokens());
        }
    }

    /// The names it has: in the type, and on the wire.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        [Some(plain(self.name)), self.renamed.clone()].into_iter().flatten()
    }

    /// Its name on the wire, in the case that its type asks for.
    pub(super) fn wire_name(&self, case: Option<&str>) -> String {
        let name = plain(self.name);
        let recased = || case.and_then(|case| recased(&name, case));
        self.renamed.clone().or_else(recased).unwrap_or(name)
    }

    /// The tokens for a message on its name.
    pub(super) fn at(&self) -> TokenStream {
        self.name.to_token_stream()
    }

    /// Whether its type may be one that nobody declared.
    pub(super) fn foreign(&self) -> bool {
        self.vouched.is_some() && !self.generic
    }

    /// Whether it may be left out.
    pub(super) fn optional(&self) -> bool {
        self.audience.is_some() || self.skip_if.is_some()
    }

    /// The last argument of its `Shown`: whether the type is one that was declared.
    pub(super) fn how(&self, private: &Private) -> TokenStream {
        match (self.generic, self.foreign()) {
            (true, _) => quote!(true),
            (false, false) => quote!({ __READY }),
            (false, true) => {
                let disclosed = probe(private, self.ty);
                quote!({ __READY && #disclosed })
            }
        }
    }

    pub(super) fn place(&self) -> usize {
        self.place
    }

    pub(super) fn limit_name(&self) -> Ident {
        format_ident!("__LIMITED_{}", self.place)
    }

    /// Who sees it, as a constant, and the audits of names in quotes.
    pub(super) fn limit(&self, private: &Private) -> Option<TokenStream> {
        let Audience { role, scope } = self.audience.as_ref()?;
        let (name, text) = (self.limit_name(), &self.text);
        let asks = |asked: &Option<Requirement>, of| asked.as_ref().map(|asked| requirement(private, asked, of));
        let (roles, scopes) = (asks(role, "role"), asks(scope, "scope"));
        let mut audits = TokenStream::new();
        for (rule, asked) in [("audience_role", role), ("audience_scope", scope)] {
            let Some(Names::Texts(texts)) = asked.as_ref().map(|asked| &asked.names) else { continue };
            for text in texts {
                let (at, rule) = (private.at(text.span()), Ident::new(rule, text.span()));
                audits.extend(quote_spanned! {text.span()=>
                    const _: () = #at::audit::#rule(&#name, #text);
                });
            }
        }
        Some(quote! {
            const #name: #private::Limited = #private::Limited::field(#text) #roles #scopes;
            #audits
        })
    }

    /// Whether the excuse is for the type alone.
    pub(super) fn named_harmlessly(&self) -> bool {
        self.names().all(|name| credential_in(&name).is_none())
    }
}

fn mentions_a_parameter(ty: &Type, input: &DeriveInput) -> bool {
    let types = input.generics.type_params().map(|param| &param.ident);
    let params: Vec<&Ident> = types.chain(input.generics.const_params().map(|param| &param.ident)).collect();
    mentions(ty, &params)
}
