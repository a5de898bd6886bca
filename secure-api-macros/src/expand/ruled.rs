//! The rules of `#[validate(..)]` as constants, for the inventory: the same tokens that are called.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Expr, Lit, UnOp};

use crate::parse::{Entry, Trees, Value};

use super::Private;
use super::fields::{Kept, Told};

/// The rules of a field, as a word of it.
pub(super) fn ruled(private: &Private, told: &Told) -> TokenStream {
    let rules: Vec<TokenStream> = told.rules().filter_map(|kept| rule(private, kept)).collect();
    if rules.is_empty() { TokenStream::new() } else { quote!(.rules(&[#(#rules),*])) }
}

/// The rules of a struct as a whole, as a word of its shape.
pub(super) fn whole(private: &Private, told: &Told) -> TokenStream {
    let functions = told.rules().filter(|kept| kept.rule.key == "schema").filter_map(|kept| {
        let function = part(kept, "function")?;
        let function = text_or_source(&function.value);
        Some(quote!(#private::Rule::whole(#function)))
    });
    let functions: Vec<TokenStream> = functions.collect();
    if functions.is_empty() { TokenStream::new() } else { quote!(.rules(&[#(#functions),*])) }
}

fn part<'k>(kept: &'k Kept, key: &str) -> Option<&'k Entry> {
    kept.parts.iter().find(|part| part.key == key)
}

fn rule(private: &Private, kept: &Kept) -> Option<TokenStream> {
    let name = kept.rule.key.to_string();
    let named = |key: &str| part(kept, key).map_or(&kept.rule.value, |part| &part.value);
    let mut rule = match name.as_str() {
        "length" if plain_length(kept).is_some() => {
            let [min, max] = plain_length(kept).unwrap_or_default();
            let max = max.unwrap_or(u64::MAX);
            let (min, max) = (Literal::u64_unsuffixed(min.unwrap_or(0)), Literal::u64_unsuffixed(max));
            quote!(length(#min, #max))
        }
        "length" | "range" => {
            let mut rule = if name == "length" { quote!(LENGTH) } else { quote!(RANGE) };
            for key in ["min", "max", "equal", "exclusive_min", "exclusive_max"] {
                let Some(part) = part(kept, key) else { continue };
                let (word, bound) = (format_ident!("{key}"), bound(private, part));
                rule.extend(quote!(.#word(#bound)));
            }
            rule
        }
        "email" => quote!(EMAIL),
        "url" => quote!(URL),
        "non_control_character" => quote!(NON_CONTROL_CHARACTER),
        "required" => quote!(REQUIRED),
        "contains" | "does_not_contain" => {
            let word = format_ident!("{name}");
            let pattern = match (part(kept, "pattern"), &kept.rule.inner) {
                (None, Some(inner)) => pattern(private, inner.clone()),
                _ => pattern(private, named("pattern").to_token_stream()),
            };
            quote!(#word(#pattern))
        }
        "regex" => {
            let path = source(named("path"));
            quote!(regex(#path))
        }
        "must_match" => {
            let other = text_or_source(named("other"));
            quote!(must_match(#other))
        }
        "custom" => {
            let function = text_or_source(named("function"));
            quote!(custom(#function))
        }
        _ => return None,
    };
    if let Some(Value::Text(code)) = part(kept, "code").map(Entry::value) {
        rule.extend(quote!(.code(#code)));
    }
    Some(quote!(#private::Rule::#rule))
}

/// The least and the greatest of a length, where nothing else is said, and both as numbers.
fn plain_length(kept: &Kept) -> Option<[Option<u64>; 2]> {
    let mut bounds = [None; 2];
    for part in &kept.parts {
        let place = ["min", "max"].iter().position(|key| part.key == key);
        match (place, part.value()) {
            (Some(place), Value::Number(number)) => *bounds.get_mut(place)? = Some(number.base10_parse().ok()?),
            (None, _) if part.key == "code" || part.key == "message" => {}
            _ => return None,
        }
    }
    Some(bounds)
}

/// A literal, or a constant by its name. Anything else may not be known before it is asked for.
fn bound(private: &Private, part: &Entry) -> TokenStream {
    // Nearly all of them, and parsed without asking the compiler for a stream.
    if let Value::Number(number) = part.value()
        && number.suffix().is_empty()
    {
        return quote!(#private::Bound::Integer(#number));
    }
    let source = source(&part.value);
    let Ok(expr) = syn::parse2::<Expr>(part.value.to_token_stream()) else {
        return quote!(#private::Bound::Computed(#source));
    };
    match literal(&expr) {
        Some(Number::Integer(number)) => {
            let number = Literal::i128_unsuffixed(number);
            quote!(#private::Bound::Integer(#number))
        }
        Some(Number::Decimal(number)) => {
            let number = Literal::f64_unsuffixed(number);
            quote!(#private::Bound::Decimal(#number))
        }
        None if is_constant(&expr) => quote!(#private::Bound::of(#expr as i128, #expr as f64)),
        None => quote!(#private::Bound::Computed(#source)),
    }
}

enum Number {
    Integer(i128),
    Decimal(f64),
}

fn literal(expr: &Expr) -> Option<Number> {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse().ok().map(Number::Integer),
            Lit::Float(number) => number.base10_parse().ok().map(Number::Decimal),
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => literal(&unary.expr).map(|number| match number {
            Number::Integer(number) => Number::Integer(-number),
            Number::Decimal(number) => Number::Decimal(-number),
        }),
        Expr::Paren(inner) => literal(&inner.expr),
        Expr::Group(inner) => literal(&inner.expr),
        _ => None,
    }
}

/// By the case of its name: a lower one may be a fn or a static that is made when it is first asked for.
fn is_constant(expr: &Expr) -> bool {
    let Expr::Path(path) = expr else { return false };
    let name = path.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    path.qself.is_none() && name.chars().all(|sign| sign.is_ascii_uppercase() || sign.is_ascii_digit() || sign == '_')
}

fn pattern(private: &Private, tokens: TokenStream) -> TokenStream {
    match syn::parse2::<Expr>(tokens) {
        Ok(Expr::Lit(literal)) if matches!(literal.lit, Lit::Str(_)) => quote!(#private::Some(#literal)),
        _ => quote!(#private::None),
    }
}

fn source(value: &Trees) -> Literal {
    let text = value.to_string().replace(" :: ", "::");
    let mut literal = Literal::string(&text);
    literal.set_span(Span::call_site());
    literal
}

/// What is written in quotes in older versions of validator, and as a path in this one.
fn text_or_source(value: &Trees) -> Literal {
    match syn::parse2::<syn::LitStr>(value.to_token_stream()) {
        Ok(text) => Literal::string(&text.value()),
        Err(_) => source(value),
    }
}
