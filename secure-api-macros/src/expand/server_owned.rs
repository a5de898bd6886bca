//! `server_owned!("tier", not("role") = "reason")`: what the application's own list of server-owned fields is.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::LitStr;

use crate::check::{is_server_owned, normal, says_why};
use crate::parse::{Entry, Value, split};
use crate::report::{Faults, Rule};

use super::Private;

const EXAMPLE: &str = "write `secure_api::server_owned!(\"tier\", not(\"role\") = \"why a client may send it\");`";

pub(crate) fn server_owned(list: TokenStream) -> TokenStream {
    let private = Private::find();
    let mut faults = Faults::default();
    let (mut more, mut fewer) = (Vec::new(), TokenStream::new());
    let parts: Vec<TokenStream> = split(list).into_iter().map(|part| part.into_iter().collect()).collect();
    if parts.is_empty() {
        let here = proc_macro2::Ident::new("_", proc_macro2::Span::call_site());
        faults.add(Rule::ServerOwned, here, "a list of server-owned fields that names none", EXAMPLE);
    }
    for part in parts {
        match syn::parse2::<LitStr>(part.clone()) {
            Ok(name) => more.extend(further(&name, &mut faults)),
            Err(_) => fewer.extend(excused(&private, part, &mut faults)),
        }
    }
    let mistakes = faults.into_tokens();
    let declared = quote!(#private::server_owned!());
    quote! {
        #mistakes
        #[doc(hidden)]
        #[allow(dead_code)]
        pub(crate) const __SECURE_API_SERVER_OWNED: &#private::ServerOwned =
            &#private::ServerOwned { declared: true, more: &[#(#more),*], fewer: &[#fewer] };
        const _: () = #private::audit::misplaced_list(#declared);
    }
}

/// A name that the server sets in this application too.
fn further(name: &LitStr, faults: &mut Faults) -> Option<String> {
    let normal = normal(&name.value());
    if normal.is_empty() {
        faults.add(Rule::ServerOwned, name, "this is not the name of a field", EXAMPLE);
        return None;
    }
    if is_server_owned(&normal) {
        let what = format!("`{}` is in the common list already", name.value());
        faults.add(Rule::ServerOwned, name, what, "leave it out here");
        return None;
    }
    Some(normal)
}

/// `not("role") = "reason"`: less than the common list is a claim.
fn excused(private: &Private, part: TokenStream, faults: &mut Faults) -> Option<TokenStream> {
    let entry = crate::parse::entries(part.clone()).into_iter().next().and_then(Result::ok);
    let Some(Entry { key, inner: Some(inner), value, .. }) = entry.filter(|entry| entry.key == "not") else {
        faults.add(Rule::ServerOwned, &part, format!("`{part}` is not the name of a field in quotes"), EXAMPLE);
        return None;
    };
    let Ok(name) = syn::parse2::<LitStr>(inner) else {
        faults.add(Rule::ServerOwned, &part, "`not(..)` takes the name of a field in quotes", EXAMPLE);
        return None;
    };
    let common = normal(&name.value());
    if !is_server_owned(&common) {
        let what = format!("`{}` is not in the common list: there is nothing to take out", name.value());
        faults.add(Rule::ServerOwned, &name, what, "leave it out here");
        return None;
    }
    match crate::parse::value(value.to_token_stream()) {
        Value::Text(reason) if says_why(&reason.value()) => {
            Some(quote!(#private::Vouch { what: #common, reason: #reason },))
        }
        _ => {
            let at = if value.is_empty() { quote!(#key) } else { value.to_token_stream() };
            let what = format!("nothing says why a client may send `{}`", name.value());
            faults.add(Rule::ServerOwned, at, what, EXAMPLE);
            None
        }
    }
}
