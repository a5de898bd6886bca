//! `#[derive(Roles)]` and `#[derive(Scopes)]`: closed vocabularies, with what each name includes.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::{Data, DeriveInput, Fields, LitStr, Variant};

use crate::parse::{did_you_mean, listed, split};
use crate::report::{Faults, Rule};

use super::Private;
use super::exclusion::{Part, exclusions, is_exclusion};
use super::fields::{args_of, separated};
use super::holders::{Said, holders, said};

/// A bit a name.
const MOST: usize = 64;

pub(super) struct Kind {
    pub(super) one: &'static str,
    pub(super) many: &'static str,
    derive: &'static str,
}

const ROLES: Kind = Kind { one: "role", many: "roles", derive: "Roles" };
const SCOPES: Kind = Kind { one: "scope", many: "scopes", derive: "Scopes" };

pub(crate) fn roles(item: TokenStream) -> TokenStream {
    vocabulary(item, &ROLES)
}

pub(crate) fn scopes(item: TokenStream) -> TokenStream {
    vocabulary(item, &SCOPES)
}

fn vocabulary(item: TokenStream, kind: &Kind) -> TokenStream {
    let private = Private::find();
    let mut faults = Faults::default();
    let Some(input) = faults.keep(syn::parse2::<DeriveInput>(item)) else { return faults.into_tokens() };
    let variants = plain_variants(&input, kind, &mut faults);
    let said: Vec<Said> = variants.iter().map(|variant| said(variant, kind, &mut faults)).collect();
    let names = names(&variants, &said, kind, &mut faults);
    let parts = args_of(&input.attrs, kind.many).flat_map(split);
    let (apart, chains): (Vec<Part>, Vec<Part>) = parts.partition(is_exclusion);
    let grants = grants(chains, &variants, kind, &mut faults);
    let exclusive = exclusions(&apart, &variants, &grants, kind, &mut faults);
    let holders = holders(&private, &said);
    let right = faults.is_empty();
    let mistakes = faults.into_tokens();
    let (name, derive) = (&input.ident, format_ident!("{}", kind.derive));
    let alias = format_ident!("__SecureApi{}", kind.derive);
    let text = name.to_string();
    let idents: Vec<&Ident> = variants.iter().map(|variant| &variant.ident).collect();
    // With a mistake there is still a vocabulary, so that the routes that use it add no message.
    let bit = if right { quote!(1 << (self as u32)) } else { quote!(0) };
    let used = right.then(|| quote!(const _: fn() = || { let _ = [#(#name::#idents),*]; };));
    quote! {
        #mistakes
        impl #private::#derive for #name {
            const VOCABULARY: &'static #private::Vocabulary = &#private::Vocabulary {
                type_id: ::core::any::TypeId::of::<#name>,
                type_name: #text,
                names: &[#(#names),*],
                grants: &[#(#grants),*],
                exclusive: &[#(#exclusive),*],
                holders: #holders,
            };
            fn bit(self) -> u64 {
                #bit
            }
        }
        #used
        #[doc(hidden)]
        #[allow(dead_code)]
        pub(crate) type #alias = #name;
    }
}

/// The bit of a name is the place of its variant, so variants hold nothing and have no numbers of their own.
fn plain_variants(input: &DeriveInput, kind: &Kind, faults: &mut Faults) -> Vec<Variant> {
    let one = kind.one;
    let Data::Enum(data) = &input.data else {
        let help = format!("write `pub enum {} {{ .. }}` with a variant a {one}", input.ident);
        faults.add(Rule::Vocabulary, &input.ident, format!("`{}` is not an enum", input.ident), help);
        return Vec::new();
    };
    if !input.generics.params.is_empty() {
        faults.add(Rule::Vocabulary, &input.generics, "a vocabulary has no parameters", "leave them out");
    }
    if data.variants.is_empty() {
        let what = format!("`{}` declares no {one}", input.ident);
        faults.add(Rule::Vocabulary, &input.ident, what, format!("add a variant a {one}"));
    }
    if let Some(extra) = data.variants.iter().nth(MOST) {
        let what = format!("`{}` declares more than {MOST} {}", input.ident, kind.many);
        faults.add(Rule::Vocabulary, extra, what, format!("keep {MOST}: finer rights are rules on objects"));
    }
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            let what = format!("the {one} `{}` has fields", variant.ident);
            faults.add(Rule::Vocabulary, variant, what, format!("write `{}` alone", variant.ident));
        }
        if let Some((_, number)) = &variant.discriminant {
            let what = format!("the {one} `{}` has a number of its own", variant.ident);
            faults.add(Rule::Vocabulary, number, what, format!("write `{}` alone", variant.ident));
        }
    }
    data.variants.iter().cloned().collect()
}

fn names(variants: &[Variant], said: &[Said], kind: &Kind, faults: &mut Faults) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (variant, said) in variants.iter().zip(said) {
        let name = said.name.as_ref().map_or_else(|| separated(&variant.ident.to_string(), '_'), LitStr::value);
        let at = said.name.as_ref().map_or_else(|| variant.ident.to_token_stream(), ToTokens::to_token_stream);
        // RFC 6749, 3.3 for scopes; a role with a space in it would be two scopes.
        let plain = !name.is_empty() && name.chars().all(|sign| sign.is_ascii_graphic() && sign != '"' && sign != '\\');
        if !plain {
            let what = format!("`{name}` is not a name of a {}", kind.one);
            let between = if kind.one == "scope" { ":" } else { "_" };
            let plainer: Vec<&str> =
                name.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
            let as_one = if plainer.is_empty() { "editor".to_owned() } else { plainer.join(between) };
            let help =
                format!("use letters, digits and signs, without spaces and quotes: `#[{}(\"{as_one}\")]`", kind.one);
            faults.add(Rule::Vocabulary, &at, what, help);
        }
        if names.contains(&name) {
            let what = format!("two {} are called `{name}`", kind.many);
            faults.add(Rule::Vocabulary, &at, what, format!("give one another name: `#[{}(\"..\")]`", kind.one));
        }
        names.push(name);
    }
    names
}

/// For each variant the bits of all that it includes: `#[roles(Admin > Editor > Reader)]`, at any depth.
fn grants(chains: Vec<Part>, variants: &[Variant], kind: &Kind, faults: &mut Faults) -> Vec<u64> {
    let mut includes: Vec<u64> =
        (0..variants.len()).map(|place| 1_u64.checked_shl(place as u32).unwrap_or(0)).collect();
    for chain in chains {
        for pair in links(chain, variants, kind, faults).windows(2) {
            let ((above, _), (below, at)) = (&pair[0], &pair[1]);
            includes[*above] |= 1 << below;
            close(&mut includes);
            if includes[*below] & (1 << above) != 0 {
                let (above, below) = (&variants[*above].ident, &variants[*below].ident);
                let what = format!("`{above}` includes `{below}`, which includes `{above}`");
                faults.add(Rule::Inclusion, at, what, "leave out one of the inclusions: equal names are one name");
                return includes;
            }
        }
    }
    includes
}

fn close(includes: &mut [u64]) {
    for _ in 0..includes.len() {
        for place in 0..includes.len() {
            let mut all = includes[place];
            for (other, bits) in includes.iter().enumerate() {
                if all & (1 << other) != 0 {
                    all |= bits;
                }
            }
            includes[place] = all;
        }
    }
}

/// The variants of one chain, from the one that includes most.
fn links(chain: Part, variants: &[Variant], kind: &Kind, faults: &mut Faults) -> Vec<(usize, Ident)> {
    let mut found = Vec::new();
    let mut refuse = |at: TokenStream, what: String, help: String| faults.add(Rule::Inclusion, at, what, help);
    for (place, tree) in chain.iter().enumerate() {
        match tree {
            TokenTree::Ident(name) if place % 2 == 0 => match variants.iter().position(|known| known.ident == *name) {
                Some(variant) => found.push((variant, name.clone())),
                None => {
                    let known: Vec<String> = variants.iter().map(|variant| variant.ident.to_string()).collect();
                    let known: Vec<&str> = known.iter().map(String::as_str).collect();
                    let help = match did_you_mean(&name.to_string(), &known) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("the variants are {}", listed(&known)),
                    };
                    refuse(quote!(#name), format!("`{name}` is not a variant of this enum"), help);
                    return Vec::new();
                }
            },
            TokenTree::Punct(sign) if place % 2 == 1 && sign.as_char() == '>' && place + 1 < chain.len() => {}
            other => {
                let what = format!("`{other}` does not stand in an inclusion");
                let order: Vec<String> = variants.iter().rev().map(|variant| variant.ident.to_string()).collect();
                let help = format!("write `#[{}({})]`, the one that may do most first", kind.many, order.join(" > "));
                refuse(quote!(#other), what, help);
                return Vec::new();
            }
        }
    }
    if let [(_, alone)] = found.as_slice() {
        let help = format!("write what it includes: `#[{}({alone} > ..)]`, or leave it out", kind.many);
        refuse(quote!(#alone), format!("`{alone}` includes nothing here"), help);
    }
    found
}
