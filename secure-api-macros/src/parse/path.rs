//! `/articles/{id}`: where.

use super::Mistake;

/// As many parameters as the audit keeps places for.
const MOST_PARAMS: usize = 16;

/// A pattern that can only be read in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    pub(crate) text: String,
    pub(crate) params: Vec<String>,
}

/// Reads a pattern.
pub(crate) fn pattern(text: &str) -> Result<Pattern, Mistake> {
    if !text.starts_with('/') {
        return Err(Mistake::new(format!("the path `{text}` does not begin with `/`"), format!("write \"/{text}\"")));
    }
    if text == "/" {
        return Ok(Pattern { text: text.to_owned(), params: Vec::new() });
    }
    whole(text)?;
    let mut params: Vec<String> = Vec::new();
    for segment in text.split('/').skip(1) {
        let Some(name) = param_of(segment, text)? else { continue };
        if params.contains(&name) {
            let what = format!("the parameter `{name}` stands twice in the path `{text}`");
            return Err(Mistake::new(
                what,
                "give each parameter a name of its own, as in \"/orgs/{org}/users/{user}\"",
            ));
        }
        params.push(name);
    }
    if params.len() > MOST_PARAMS {
        let what = format!("the path `{text}` has {} parameters", params.len());
        return Err(Mistake::new(what, format!("use at most {MOST_PARAMS}")));
    }
    Ok(Pattern { text: text.to_owned(), params })
}

/// What is wrong with the text as a whole: two spellings of one path are two policies for one place.
fn whole(text: &str) -> Result<(), Mistake> {
    if let Some(start) = text.strip_suffix('/') {
        let what = format!("the path `{text}` ends in `/`");
        return Err(Mistake::new(what, format!("write \"{}\"", if start.is_empty() { "/" } else { start })));
    }
    if text.contains("//") {
        let what = format!("the path `{text}` has an empty segment");
        return Err(Mistake::new(what, "write one `/` between segments"));
    }
    if text.split('/').any(|segment| segment == ".." || segment == ".") {
        let what = format!("the path `{text}` steps out of itself");
        return Err(Mistake::new(what, "write the path that is meant, without `.` and `..`"));
    }
    if let Some(sign) = text.chars().find(|sign| matches!(sign, '%' | '?' | '#' | '\\')) {
        let help = match sign {
            '?' => "a query is an argument: take `query: Valid<Query<T>>` with `#[input]` on `T`",
            '%' => "write the decoded text: the framework decodes each segment once",
            _ => "leave it out",
        };
        return Err(Mistake::new(format!("the path `{text}` has a `{sign}`"), help));
    }
    if text.chars().any(|sign| sign.is_whitespace() || sign.is_control() || !sign.is_ascii()) {
        let what = format!("the path `{text}` has a sign that a path on the wire does not have");
        return Err(Mistake::new(what, "use letters, digits and `-._~`"));
    }
    Ok(())
}

fn param_of(segment: &str, text: &str) -> Result<Option<String>, Mistake> {
    if let Some(name) = segment.strip_prefix(':') {
        let what = format!("`{segment}` in the path `{text}` is the old spelling of a parameter");
        return Err(Mistake::new(
            what,
            format!("write `{{{name}}}`: \"{}\"", text.replace(segment, &format!("{{{name}}}"))),
        ));
    }
    if segment.contains('*') {
        let what = format!("`{segment}` in the path `{text}` takes the rest of a path, which no rule covers");
        return Err(Mistake::new(what, "write a segment each: \"/files/{folder}/{name}\""));
    }
    if !segment.contains(['{', '}']) {
        return Ok(None);
    }
    let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or_default();
    let plain = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
        && name.bytes().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == b'_');
    if plain {
        return Ok(Some(name.to_owned()));
    }
    let what = format!("`{segment}` in the path `{text}` is not a parameter");
    Err(Mistake::new(what, "a parameter is a whole segment with a lower-case name: \"/articles/{id}\""))
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn parameters_are_whole_segments() {
        let read = pattern("/orgs/{org}/users/{user_id}").expect("a pattern");
        assert_eq!(read.params, ["org", "user_id"]);
        assert!(pattern("/").expect("the root").params.is_empty());
        assert!(pattern("/.well-known/a~b_c").is_ok());
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_refused() {
        for (wrong, says) in [
            ("", "\"/\""),
            ("articles", "\"/articles\""),
            ("/articles/", "\"/articles\""),
            ("//", "\"/\""),
            ("/a//b", "one `/`"),
            ("/a/../b", "without"),
            ("/a/%2e", "decoded"),
            ("/a?b=c", "Valid<Query<T>>"),
            ("/a/:id", "\"/a/{id}\""),
            ("/a/{*rest}", "segment each"),
            ("/a/*rest", "segment each"),
            ("/a/{id}.json", "whole segment"),
            ("/a/{}", "whole segment"),
            ("/a/{Id}", "lower-case"),
            ("/a/{id}/{id}", "a name of its own"),
            ("/a b", "letters"),
            ("/é", "letters"),
        ] {
            let mistake = pattern(wrong).expect_err(wrong);
            assert!(mistake.help.contains(says), "{wrong}: {mistake:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = pattern(&text);
        }

        #[test]
        fn what_is_read_has_its_parameters(names in proptest::collection::hash_set("[a-z_][a-z0-9_]{0,8}", 0..8)) {
            let text: String = names.iter().map(|name| format!("/x/{{{name}}}")).collect();
            if !text.is_empty() {
                proptest::prop_assert_eq!(pattern(&text).map(|read| read.params.len()), Ok(names.len()));
            }
        }
    }
}
