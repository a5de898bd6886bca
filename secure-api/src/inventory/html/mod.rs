//! The inventory as one page, for people who review it: it needs no network, and can be filtered.
//!
//! What stands in it are texts of the program: reasons, paths, names. Each is escaped, the script writes none of them, and the
//! page's own policy (CSP) lets nothing run but that script, known by its hash. Without it the page shows everything.

mod parts;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Inventory;
use parts::{application, coverage, filters, reasons, routes, types};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

impl Inventory {
    /// One page of HTML, with all that it needs in it.
    #[must_use]
    pub fn to_html(&self) -> String {
        let public = self.public().len();
        let policy = format!(
            "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
            hash(STYLE),
            hash(SCRIPT)
        );
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>What the API does</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
             <h1>What the API does</h1>\n<p>{} routes, {public} of them for anyone.</p>\n\
             {}{}{}{}{}{}\
             <script>{SCRIPT}</script>\n</body>\n</html>\n",
            self.routes.len(),
            filters(self),
            routes(self),
            reasons(self),
            application(self),
            types(self),
            coverage(self),
        )
    }
}

/// What a policy knows an inline script or style by.
pub(crate) fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(digest(&SHA256, text.as_bytes())))
}

/// Text as text, in an element and in an attribute with quotes.
pub(crate) fn escaped(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => all.push_str("&amp;"),
            '<' => all.push_str("&lt;"),
            '>' => all.push_str("&gt;"),
            '"' => all.push_str("&quot;"),
            '\'' => all.push_str("&#39;"),
            other => all.push(other),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{SCRIPT, STYLE, escaped, hash};

    #[test]
    fn text_stays_text() {
        let evil = "</td><script>alert(1)</script>\" onload='x' & <!--";
        let told = escaped(evil);
        assert!(!told.contains(['<', '>', '"', '\'']), "{told}");
        assert_eq!(told.matches('&').count(), told.matches(';').count());
    }

    #[test]
    fn the_script_and_the_style_end_where_they_do() {
        for inline in [SCRIPT, STYLE] {
            assert!(!inline.contains("</") && !inline.contains("<!--"));
        }
        assert!(!SCRIPT.contains("innerHTML") && !SCRIPT.contains("eval"));
    }

    #[test]
    fn a_hash_is_the_one_of_csp() {
        // The example of the recommendation, CSP Level 2, 7.18.
        assert_eq!(hash("alert('Hello, world.');"), "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
    }
}
