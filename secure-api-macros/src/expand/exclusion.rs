//! `#[roles(exclusive(Auditor, Operator))]`: roles of which a caller holds one at most.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::Variant;

use crate::parse::{did_you_mean, listed, split};
use crate::report::{Faults, Rule};

use super::vocabulary::Kind;

/// One part of `#[roles(..)]`, as it is written.
pub(super) type Part = Vec<TokenTree>;

/// Whether a part names what excludes one another, and not what includes what.
pub(super) fn is_exclusion(part: &Part) -> bool {
    matches!(part.as_slice(), [TokenTree::Ident(name), TokenTree::Group(_)] if name == "exclusive")
}

/// The bits of each set. A set of one excludes nothing, and a role that includes two of a set could not be held.
pub(super) fn exclusions(
    parts: &[Part],
    variants: &[Variant],
    grants: &[u64],
    kind: &Kind,
    faults: &mut Faults,
) -> Vec<u64> {
    let mut sets = Vec::new();
    for part in parts {
        let [name, TokenTree::Group(inner)] = part.as_slice() else { continue };
        if kind.one != "role" {
            let help = "leave it out: what a token may do at once is for its issuer to say";
            faults.add(
                Rule::Exclusion,
                quote!(#name #inner),
                format!("{} do not exclude one another", kind.many),
                help,
            );
            continue;
        }
        let written = split(inner.stream());
        let named = written.len();
        let members: Vec<(usize, TokenStream)> =
            written.into_iter().filter_map(|member| place_of(member, variants, faults)).collect();
        if members.len() < named {
            continue;
        }
        let bits: u64 = members.iter().fold(0, |bits, (place, _)| bits | (1 << place));
        if members.len() < 2 || bits.count_ones() < members.len() as u32 {
            let two: Vec<String> = variants.iter().take(2).map(|variant| variant.ident.to_string()).collect();
            let help = format!("name two roles or more, each once: `exclusive({})`", two.join(", "));
            faults.add(Rule::Exclusion, quote!(#name #inner), "nothing excludes one another here", help);
            continue;
        }
        for (holder, held) in variants.iter().zip(grants) {
            let both: Vec<String> = members
                .iter()
                .filter(|(place, _)| held & (1 << place) != 0)
                .map(|(_, name)| format!("`{name}`"))
                .collect();
            if let [first, second, ..] = both.as_slice() {
                let what = format!("nobody could be `{}`: it includes {first} and {second}", holder.ident);
                let help = "leave out one of the inclusions, or this exclusion";
                faults.add(Rule::Exclusion, quote!(#name #inner), what, help);
                break;
            }
        }
        sets.push(bits);
    }
    sets
}

fn place_of(member: Part, variants: &[Variant], faults: &mut Faults) -> Option<(usize, TokenStream)> {
    let tokens: TokenStream = member.into_iter().collect();
    let written = tokens.to_string();
    if let Some(place) = variants.iter().position(|known| known.ident == written) {
        return Some((place, tokens));
    }
    let known: Vec<String> = variants.iter().map(|variant| variant.ident.to_string()).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let help = match did_you_mean(&written, &known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the variants are {}", listed(&known)),
    };
    faults.add(Rule::Exclusion, tokens, format!("`{written}` is not a variant of this enum"), help);
    None
}
