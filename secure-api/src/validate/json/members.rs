//! A JSON object by its members, borrowed from the text it was read from: for tokens and keys, which are looked at member by
//! member. Read without serde, since every request with a new token waits for it.

use std::borrow::Cow;

use super::super::fault::{FaultKind, ReadFault};
use super::scanner::{Progress, Scanner};
use super::{MAX_DEPTH, text_of};

/// More members than this and an object is refused: a repeated name is looked for pair by pair.
const MAX_MEMBERS: usize = 256;

/// The members of an object. No name occurs twice, so that whoever looks one up sees what everybody else sees.
pub(crate) struct Members<'a>(Vec<(Cow<'a, str>, Json<'a>)>);

/// A value, in the detail that tokens and keys need.
pub(crate) enum Json<'a> {
    Text(Cow<'a, str>),
    /// A number written as a whole one, and not negative.
    Whole(u64),
    List(Vec<Json<'a>>),
    Object(Members<'a>),
    /// `null`, a truth value, any other number.
    Other,
}

/// A member is there, with another type than it has to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WrongType;

/// It is no JSON, or no object. Which, nobody is told: it would quote the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable;

impl<'a> Members<'a> {
    /// Reads a document that is one object, with nothing after it.
    pub(crate) fn read(document: &'a [u8]) -> Result<Self, Unreadable> {
        let read = || {
            let mut scanner = Scanner::new(text_of(document)?);
            let Json::Object(members) = value(&mut scanner, MAX_DEPTH)? else { return Err(ReadFault::mistyped()) };
            scanner.end().map(|()| members)
        };
        read().map_err(|_| Unreadable)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Json<'a>> {
        self.0.iter().find(|(known, _)| is_same(known, name)).map(|(_, value)| value)
    }

    /// Each member, in the order of the document.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Json<'a>)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, WrongType> {
        self.get(name).map(Json::text).transpose()
    }
}

impl<'a> Json<'a> {
    /// The text that it is.
    pub(crate) fn text(&self) -> Result<&str, WrongType> {
        if let Json::Text(text) = self { Ok(text) } else { Err(WrongType) }
    }

    /// The number that it is, if that is a whole one and not negative.
    pub(crate) fn whole(&self) -> Result<u64, WrongType> {
        if let Json::Whole(number) = self { Ok(*number) } else { Err(WrongType) }
    }

    /// A list of nothing but strings.
    pub(crate) fn texts<'j>(items: &'j [Json<'a>]) -> Result<Vec<&'j str>, WrongType> {
        items.iter().map(|item| if let Json::Text(text) = item { Ok(text.as_ref()) } else { Err(WrongType) }).collect()
    }
}

/// Names are short, and most differ in their first letter: that is found out here before it would be by a call.
fn is_same(known: &str, name: &str) -> bool {
    known.len() == name.len() && known.bytes().eq(name.bytes())
}

fn value<'a>(scanner: &mut Scanner<'a>, depth: usize) -> Result<Json<'a>, ReadFault> {
    match scanner.peek() {
        Some(b'"') => match scanner.plain_string() {
            Some(plain) => Ok(Json::Text(Cow::Borrowed(plain))),
            None => scanner.string().map(Json::Text),
        },
        Some(b'{') => object(scanner, depth).map(Json::Object),
        Some(b'[') => list(scanner, depth).map(Json::List),
        Some(b't') => scanner.word("true").map(|()| Json::Other),
        Some(b'f') => scanner.word("false").map(|()| Json::Other),
        Some(b'n') => scanner.word("null").map(|()| Json::Other),
        Some(b'-' | b'0'..=b'9') => number(scanner),
        _ => Err(ReadFault::syntax()),
    }
}

fn object<'a>(scanner: &mut Scanner<'a>, depth: usize) -> Result<Members<'a>, ReadFault> {
    let below = below(depth)?;
    scanner.eat(b'{');
    let mut members: Vec<(Cow<'a, str>, Json<'a>)> = Vec::with_capacity(8);
    let mut progress = Progress::Opened;
    while let Some(name) = scanner.name(&mut progress)? {
        if members.len() >= MAX_MEMBERS
            || (guard!(DuplicateClaims) && members.iter().any(|(known, _)| is_same(known, &name)))
        {
            return Err(ReadFault::new(FaultKind::DuplicateKey));
        }
        members.push((name, value(scanner, below)?));
    }
    Ok(Members(members))
}

fn list<'a>(scanner: &mut Scanner<'a>, depth: usize) -> Result<Vec<Json<'a>>, ReadFault> {
    let below = below(depth)?;
    scanner.eat(b'[');
    let (mut progress, mut items) = (Progress::Opened, Vec::with_capacity(4));
    while scanner.has_entry(b']', &mut progress)? {
        items.push(value(scanner, below)?);
    }
    Ok(items)
}

fn below(depth: usize) -> Result<usize, ReadFault> {
    let below = depth.checked_sub(1).ok_or(ReadFault::new(FaultKind::Depth));
    if guard!(TokenDepth) { below } else { Ok(depth) }
}

fn number<'a>(scanner: &mut Scanner<'a>) -> Result<Json<'a>, ReadFault> {
    if let Some(whole) = scanner.whole() {
        return Ok(Json::Whole(whole));
    }
    let number = scanner.number()?;
    if !number.is_negative()
        && let Ok(whole) = number.integer()
    {
        return Ok(Json::Whole(whole));
    }
    // One that is no double either is refused, as everywhere.
    number.double().map(|_| Json::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: &Json<'_>) -> String {
        match value {
            Json::Text(text) => format!("{text:?}"),
            Json::Whole(number) => number.to_string(),
            Json::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(",")),
            Json::Object(members) => format!("{{{}}}", shown(members)),
            Json::Other => "other".to_owned(),
        }
    }

    fn shown(members: &Members<'_>) -> String {
        let member = |(name, value): &(Cow<'_, str>, Json<'_>)| format!("{name}:{}", written(value));
        members.0.iter().map(member).collect::<Vec<_>>().join(",")
    }

    fn read(document: &str) -> Option<String> {
        Members::read(document.as_bytes()).ok().map(|members| shown(&members))
    }

    #[test]
    fn members_are_read_in_their_order_and_unescaped() {
        let document =
            r#" { "a" : "x\n", "\u0062":[1,-1,0,-0,1.5,1e2,true,null,{"c":[]}], "d":18446744073709551615 } "#;
        let expected = r#"a:"x\n",b:[1,other,0,other,other,other,other,other,{c:[]}],d:18446744073709551615"#;
        assert_eq!(read(document).as_deref(), Some(expected));
    }

    #[test]
    fn what_is_ambiguous_malformed_or_no_object_is_refused() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(32), "]".repeat(32));
        let many = (0..=MAX_MEMBERS).map(|n| format!("\"{n}\":0")).collect::<Vec<_>>().join(",");
        for bad in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":1}"#,
            r#"{"a":{"b":1,"b":1}}"#,
            "[]",
            "1",
            "",
            "{",
            r#"{"a":1}x"#,
            r#"{"a":1,}"#,
            r#"{"a":01}"#,
            r#"{"a":1e999}"#,
            r#"{"a":"\ud800"}"#,
            "{\"a\":\"\u{1}\"}",
            r#"{"a"}"#,
            &deep,
            &format!("{{{many}}}"),
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert!(Members::read(b"{\"a\":\"\xff\"}").is_err());
    }
}
