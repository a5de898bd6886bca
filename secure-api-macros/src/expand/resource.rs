//! `#[derive(Resource)]`: how an object is found by its id, and the common rules of who may do what to it.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, Path, Type};

use crate::parse::{Entry, Trees, Value, did_you_mean, listed, split, value};
use crate::report::{Faults, Rule};

use super::Private;
use super::fields::{entries_of, plain};
use super::rule::fingerprint;

const KEYS: [&str; 6] = ["key", "store", "load", "load_all", "owner", "everyone"];
const EXAMPLE: &str = "#[resource(key = id, store = Db, load = Db::find, owner = owner)]";
const STANDARD: [&str; 3] = ["Read", "Update", "Delete"];

/// A rule that the derive writes.
struct Decision {
    /// An action's path; the standard ones by their name in the runtime.
    action: TokenStream,
    /// The field that holds the owner; without one everybody may.
    owner: Option<Ident>,
}

struct Resource<'i> {
    input: &'i DeriveInput,
    fields: Vec<(String, &'i Type)>,
}

pub(crate) fn resource(item: TokenStream) -> TokenStream {
    let private = Private::find();
    let mut faults = Faults::default();
    let Some(input) = faults.keep(syn::parse2::<DeriveInput>(item)) else { return faults.into_tokens() };
    let resource = Resource { fields: fields(&input, &mut faults), input: &input };
    let entries = entries(&input, &mut faults);
    let get = |key: &str| entries.iter().find(|entry| entry.key == key);
    // A misspelt key is missing only because it is misspelt.
    if faults.is_empty() {
        resource.complete(&entries, &mut faults);
    }
    let key = get("key").map(|entry| resource.key(entry, &mut faults));
    let (store, load) = (get("store").map(|entry| &entry.value), get("load").map(|entry| &entry.value));
    let decisions = resource.decisions(&private, get("owner"), get("everyone"), &mut faults);
    let right = faults.is_empty();
    let mistakes = faults.into_tokens();
    let (Some(key), Some(store), Some(load), true) = (key, store, load, right) else { return mistakes };
    let name = &input.ident;
    let text = name.to_string();
    let (params, types): (Vec<_>, Vec<_>) = key.into_iter().unzip();
    let key = if let [one] = types.as_slice() { one.clone() } else { quote!((#(#types),*)) };
    let found = quote_spanned!(load.span()=> (#load)(__store, __key).await);
    let load_all = get("load_all").map(|entry| load_all(&private, &entry.value, store));
    let decisions = decisions.iter().map(|decision| decision.expand(&private, name));
    quote! {
        impl #private::Resource for #name {
            const NAME: &'static str = #text;
            const FULL_NAME: &'static str = ::core::concat!(::core::module_path!(), "::", #text);
            const KEY: &'static [&'static str] = &[#(#params),*];
            type Key = #key;
            type Store = #store;
            async fn load(
                __store: &#store,
                __key: Self::Key,
            ) -> ::core::result::Result<::core::option::Option<Self>, #private::Problem> {
                #found.map_err(::core::convert::Into::into)
            }
            #load_all
        }
        #(#decisions)*
    }
}

/// The loader of several, where there is one of its own.
fn load_all(private: &Private, load: &Trees, store: &Trees) -> TokenStream {
    let found = quote_spanned!(load.span()=> (#load)(__store, __keys).await);
    quote! {
        async fn load_all(
            __store: &#store,
            __keys: ::std::vec::Vec<Self::Key>,
        ) -> ::core::result::Result<::std::vec::Vec<::core::option::Option<Self>>, #private::Problem> {
            #found.map_err(::core::convert::Into::into)
        }
    }
}

fn fields<'i>(input: &'i DeriveInput, faults: &mut Faults) -> Vec<(String, &'i Type)> {
    match &input.data {
        Data::Struct(data) if matches!(data.fields, Fields::Named(_)) && input.generics.params.is_empty() => {
            data.fields.iter().filter_map(|field| Some((plain(field.ident.as_ref()?), &field.ty))).collect()
        }
        _ => {
            let what = format!("`{}` is not a plain struct with named fields", input.ident);
            let help = "derive it on the struct that is loaded, or write `impl Resource` by hand";
            faults.add(Rule::Resource, &input.ident, what, help);
            Vec::new()
        }
    }
}

fn entries(input: &DeriveInput, faults: &mut Faults) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    for entry in entries_of(&input.attrs, "resource") {
        let entry = match entry {
            Ok(entry) => entry,
            Err(tokens) => {
                faults.add(
                    Rule::Resource,
                    &tokens,
                    format!("`{tokens}` is not an entry"),
                    format!("write `{EXAMPLE}`"),
                );
                continue;
            }
        };
        let name = entry.key.to_string();
        if !KEYS.contains(&name.as_str()) {
            let help = match did_you_mean(&name, &KEYS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the keys are {}", listed(&KEYS)),
            };
            faults.add(Rule::Resource, &entry.key, format!("`{name}` is not a key of `#[resource(..)]`"), help);
        } else if found.iter().any(|other| other.key == entry.key) {
            faults.add(Rule::Resource, &entry.key, format!("`{name}` is given twice"), "keep one of them");
        } else {
            found.push(entry);
        }
    }
    found
}

impl Resource<'_> {
    /// An object has a key, a store and a loader.
    fn complete(&self, entries: &[Entry], faults: &mut Faults) {
        let missing: Vec<&str> =
            ["key", "store", "load"].into_iter().filter(|key| given(entries, key).is_none()).collect();
        if !missing.is_empty() {
            let what =
                format!("nothing says how `{}` is found by its id: missing {}", self.input.ident, listed(&missing));
            let help = format!("write `#[resource({})]`", self.completed(entries).join(", "));
            match self.input.attrs.iter().find(|attr| attr.path().is_ident("resource")) {
                Some(attr) => faults.add(Rule::Resource, attr, what, help),
                None => faults.add(Rule::Resource, &self.input.ident, what, help),
            }
        }
        if let Some(entry) = entries.iter().find(|entry| entry.key == "load_all" && entry.value.is_empty()) {
            let help = "write `load_all = Db::find_all`, of `async fn find_all(db: &Db, ids: Vec<Id>) -> Result<Vec<Option<Self>>, Problem>`";
            faults.add(Rule::Resource, entry.tokens(), "`load_all` names no fn", help);
        }
    }

    /// What is there, and in the place of what is missing the likeliest: by the fields of the struct, and beside each other.
    fn completed(&self, entries: &[Entry]) -> Vec<String> {
        let named = |name: &str| self.fields.iter().find(|(field, _)| field == name).map(|(field, _)| field.as_str());
        let any_id = || self.fields.iter().map(|(field, _)| field.as_str()).find(|field| field.ends_with("_id"));
        let loader = given(entries, "load").and_then(|load| load.rsplit_once("::").map(|(store, _)| store.to_owned()));
        let store = given(entries, "store").or(loader).unwrap_or_else(|| "Db".to_owned());
        let key = named("id").or_else(any_id).unwrap_or("id");
        let mut all = vec![
            format!("key = {}", given(entries, "key").unwrap_or_else(|| key.to_owned())),
            format!("store = {store}"),
            format!("load = {}", given(entries, "load").unwrap_or_else(|| format!("{store}::find"))),
        ];
        let rest = entries.iter().filter(|entry| !["key", "store", "load"].iter().any(|key| entry.key == key));
        all.extend(rest.map(|entry| text(&entry.trees)));
        if all.len() == 3 && named("owner").is_some() {
            all.push("owner = owner".to_owned());
        }
        all
    }

    /// The parameters of the key with their types: of the fields of the same names, or written behind a colon.
    fn key(&self, entry: &Entry, faults: &mut Faults) -> Vec<(String, TokenStream)> {
        let parts = match entry.value() {
            Value::List(list) => split(list),
            _ => vec![entry.value.to_token_stream().into_iter().collect()],
        };
        let mut key = Vec::new();
        for part in parts {
            let tokens: TokenStream = part.into_iter().collect();
            match syn::parse2::<KeyPart>(tokens.clone()) {
                Ok(KeyPart { name, ty: Some(ty) }) => key.push((plain(&name), ty.to_token_stream())),
                Ok(KeyPart { name, ty: None }) => {
                    if let Some(ty) = self.field(&name, "key", faults) {
                        key.push((plain(&name), ty.to_token_stream()));
                    }
                }
                Err(_) => {
                    let help = "write `key = id`, `key = (org, user)`, or `key = (org: OrgId, user: UserId)`";
                    faults.add(Rule::Resource, &tokens, format!("`{tokens}` is not a part of a key"), help);
                }
            }
        }
        key
    }

    fn field(&self, name: &Ident, key: &str, faults: &mut Faults) -> Option<&Type> {
        let written = plain(name);
        let found = self.fields.iter().find(|(field, _)| *field == written).map(|(_, ty)| *ty);
        if found.is_none() {
            let known: Vec<&str> = self.fields.iter().map(|(field, _)| field.as_str()).collect();
            let help = match did_you_mean(&written, &known) {
                Some(near) => format!("did you mean `{key} = {near}`?"),
                None if key == "key" => {
                    format!("its fields are {}; or give the type: `key = {written}: Type`", listed(&known))
                }
                None => format!("its fields are {}", listed(&known)),
            };
            faults.add(Rule::Resource, name, format!("`{}` has no field `{written}`", self.input.ident), help);
        }
        found
    }

    /// `owner = field` is the rule of every standard action that is not open to everyone.
    fn decisions(
        &self,
        private: &Private,
        owner: Option<&Entry>,
        everyone: Option<&Entry>,
        faults: &mut Faults,
    ) -> Vec<Decision> {
        let mut decisions = Vec::new();
        let mut open: Vec<String> = Vec::new();
        if let Some(entry) = everyone {
            for action in actions(entry, entry.inner.clone(), "everyone(Read)", faults) {
                open.push(action.to_token_stream().to_string());
                decisions.push(Decision { action: action.to_token_stream(), owner: None });
            }
        }
        let Some(entry) = owner else { return decisions };
        if let Some(inner) = &entry.inner {
            let mut parts = split(inner.clone()).into_iter().map(|part| part.into_iter().collect::<TokenStream>());
            let field = parts.next().unwrap_or_default();
            let Some(field) = self.owner(field, entry, faults) else { return decisions };
            let named: Vec<TokenStream> = parts.collect();
            for action in actions(entry, Some(quote!(#(#named),*)), "owner(field, Update)", faults) {
                decisions.push(Decision { action: action.to_token_stream(), owner: Some(field.clone()) });
            }
            return decisions;
        }
        let Some(field) = self.owner(entry.value.to_token_stream(), entry, faults) else { return decisions };
        for standard in STANDARD.into_iter().filter(|standard| !open.iter().any(|action| action == standard)) {
            let action = Ident::new(standard, field.span());
            let at = private.at(field.span());
            decisions.push(Decision { action: quote!(#at::#action), owner: Some(field.clone()) });
        }
        decisions
    }

    fn owner(&self, tokens: TokenStream, entry: &Entry, faults: &mut Faults) -> Option<Ident> {
        match syn::parse2::<Ident>(tokens.clone()) {
            Ok(field) => self.field(&field, "owner", faults).map(|_| field),
            Err(_) => {
                let at = if tokens.is_empty() { entry.tokens() } else { tokens };
                let help = "write `owner = owner`, or `owner(owner, Update)` for some actions";
                faults.add(Rule::Resource, at, "`owner` takes the field that holds the owner's `Principal`", help);
                None
            }
        }
    }
}

/// The value of an entry as people write it.
fn given(entries: &[Entry], key: &str) -> Option<String> {
    entries.iter().find(|entry| entry.key == key && !entry.value.is_empty()).map(|entry| text(&entry.value))
}

fn text(tokens: &Trees) -> String {
    tokens.to_string().replace(" :: ", "::").replace(" ,", ",").replace(" : ", ": ")
}

struct KeyPart {
    name: Ident,
    ty: Option<Type>,
}

impl syn::parse::Parse for KeyPart {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        let colon: Option<syn::Token![:]> = input.parse()?;
        Ok(Self { name, ty: colon.map(|_| input.parse()).transpose()? })
    }
}

fn actions(entry: &Entry, tokens: Option<TokenStream>, example: &str, faults: &mut Faults) -> Vec<Path> {
    let mut found = Vec::new();
    for part in split(tokens.unwrap_or_default()) {
        let tokens: TokenStream = part.into_iter().collect();
        match value(tokens.clone()) {
            Value::Path(path) => found.push(path),
            _ => faults.add(
                Rule::Resource,
                &tokens,
                format!("`{tokens}` is not an action"),
                format!("write `{example}`"),
            ),
        }
    }
    if found.is_empty() {
        let what = format!("`{}` names no action", entry.key);
        faults.add(Rule::Resource, entry.tokens(), what, format!("write `{example}`"));
    }
    found
}

impl Decision {
    /// The rule by what it says, and not by how the runtime is called here.
    fn fingerprint(&self, private: &Private, name: &Ident) -> TokenStream {
        let action = self.action.clone().into_iter().last();
        let says = match &self.owner {
            Some(field) => quote!(#name #action owner = #field),
            None => quote!(#name #action everyone),
        };
        fingerprint(private, &says, proc_macro2::Span::call_site())
    }

    fn expand(&self, private: &Private, name: &Ident) -> TokenStream {
        let action = &self.action;
        let (caller, permits) = match &self.owner {
            Some(field) => (quote!(__caller), quote_spanned!(field.span()=> __caller.is(&self.#field))),
            None => (quote!(_), quote!(true)),
        };
        let known = self.fingerprint(private, name);
        quote! {
            impl #private::Authorize<#action> for #name {
                #known
                fn permits(&self, #caller: &#private::Caller) -> bool {
                    #permits
                }
            }
        }
    }
}
