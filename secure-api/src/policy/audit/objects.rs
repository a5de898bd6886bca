//! The rules of ids in an input, of pages and of lists: C59, C91, C118.

use crate::handle::ArgInfo;
use crate::policy::text::Text;
use crate::policy::vocabulary::same_text;
use crate::policy::{IdInfo, LONGEST_PAGE, RoutePolicy, Shape};

/// Each id in an input has an argument that decides on it, each page an end, and what is flat has no fields inside.
pub(super) const fn input(policy: &RoutePolicy, args: &[ArgInfo], place: usize) -> Option<Text> {
    let arg = &args[place];
    walk(policy, args, arg, &Place { shape: arg.input, parent: Shape::VALUE, far: false }, Text::of(&[]))
}

/// A type within an input.
struct Place<'p> {
    shape: &'p Shape,
    /// What it is in.
    parent: &'p Shape,
    /// Whether anything that holds its parent may be left out.
    far: bool,
}

const fn walk(policy: &RoutePolicy, args: &[ArgInfo], arg: &ArgInfo, place: &Place<'_>, at: Text) -> Option<Text> {
    let shape = place.shape;
    if let Some(id) = shape.id
        && let Some(text) = decided(policy, args, arg, &id, place, at.as_str())
    {
        return Some(text);
    }
    if let Some(most) = shape.page
        && (most == 0 || most > LONGEST_PAGE)
    {
        let text = "a page has from 1 to 1000 elements\nhelp: write `Page<100>`, `PerPage<100>`";
        return Some(Text::of(&[text]).rule("SA0119"));
    }
    if shape.is_object && arg.flat && !at.as_str().is_empty() {
        return Some(nested(arg, shape, at.as_str()));
    }
    let far = place.far || place.parent.optional;
    let mut number = 0;
    while number < shape.fields.len() {
        let field = &shape.fields[number];
        let inner = Place { shape: field.shape, parent: shape, far };
        let dot = if at.as_str().is_empty() || same_text(field.name, "[]") { "" } else { "." };
        if let Some(found) = walk(policy, args, arg, &inner, Text::of(&[at.as_str(), dot, field.name])) {
            return Some(found);
        }
        number += 1;
    }
    None
}

const fn decided(
    policy: &RoutePolicy,
    args: &[ArgInfo],
    arg: &ArgInfo,
    id: &IdInfo,
    place: &Place<'_>,
    field: &str,
) -> Option<Text> {
    if id.parts != 1 {
        return Some(Text::of(&[
            "`",
            field,
            "` is one id, and several together find `",
            id.type_name,
            "`\nhelp: give it a key of its own: `#[resource(key = id, ..)]`\n      or put its ids into the path, where `Authorized<",
            id.type_name,
            ", ..>` takes all of them",
        ]).rule("SA0118"));
    }
    if is_decided(id, args) {
        return None;
    }
    let action = if policy.method.is_safe() { "Read" } else { "Update" };
    let text = Text::of(&[
        "`",
        field,
        "` is the id of `",
        id.type_name,
        "`, and no argument decides who may use it\nhelp: take `decide: Decide<",
        id.type_name,
        ", ",
        action,
        ">` as well, which gives ",
    ]);
    let text = text.and_call(arg, id, place, field);
    Some(
        text.and(
            "\n      in a handler that returns a `Result`, as `Result<NoContent, Problem>`: the refusal is its error",
        )
        .rule("SA0115"),
    )
}

impl Text {
    /// What to write in the handler.
    const fn and_call(self, arg: &ArgInfo, id: &IdInfo, place: &Place<'_>, field: &str) -> Self {
        let read = if arg.body { "body" } else { "query" };
        let (optional, within) = (place.shape.optional, place.parent.optional);
        let Some(at) = first_bracket(field) else {
            let text = self.and("the object: ");
            return match (place.far || within, optional) {
                (true, _) => text.and_all(&["`decide.one(id).await?`, with an `id: &Id<", id.type_name, ">`"]),
                (false, true) => text.and_all(&[
                    "`match &",
                    read,
                    ".",
                    field,
                    " { Some(id) => Some(decide.one(id).await?), None => None }`",
                ]),
                (false, false) => text.and_all(&["`decide.one(&", read, ".", field, ").await?`"]),
            };
        };
        let (text, (list, rest)) = (self.and("all of the objects or none: "), field.split_at(at));
        if place.far || rest.len() > "[]".len() || place.parent.fields.len() > 1 {
            return text.and_all(&["`decide.all(ids).await?`, with an iterator of `&Id<", id.type_name, ">`"]);
        }
        let (borrow, each) = match (within, optional) {
            (false, false) => ("&", ""),
            (true, true) => ("", ".iter().flatten().flatten()"),
            _ => ("", ".iter().flatten()"),
        };
        text.and_all(&["`decide.all(", borrow, read, ".", list, each, ").await?`"])
    }

    const fn and_all(self, pieces: &[&str]) -> Self {
        let (mut text, mut at) = (self, 0);
        while at < pieces.len() {
            text = text.and(pieces[at]);
            at += 1;
        }
        text
    }
}

const fn is_decided(id: &IdInfo, args: &[ArgInfo]) -> bool {
    let mut at = 0;
    while at < args.len() {
        if let Some(object) = &args[at].object
            && object.keys.is_empty()
            && same_text(object.full_name, id.full_name)
        {
            return true;
        }
        at += 1;
    }
    false
}

const fn first_bracket(field: &str) -> Option<usize> {
    let (field, mut at) = (field.as_bytes(), 0);
    while at < field.len() {
        if field[at] == b'[' {
            return Some(at);
        }
        at += 1;
    }
    None
}

const fn nested(arg: &ArgInfo, shape: &Shape, field: &str) -> Text {
    let what = if arg.body { "a form" } else { "a query" };
    let text = Text::of(&["`", field, "` has fields of its own, and ", what, " is flat: no request could give it"]);
    let text = match shape.page {
        Some(_) => text.and("\nhelp: take two fields, `#[serde(default)] page: PageNumber` and `#[serde(default)] per_page: PerPage<100>`,\n          and join them: `Page::of(query.page, query.per_page)`"),
        None => text.and("\nhelp: write its fields here"),
    };
    let text = if arg.body { text.and(", or take `Valid<Json<T>>`") } else { text };
    text.rule("SA0117")
}

/// What a `GET` answers with has an end (C91).
pub(super) const fn answer(policy: &RoutePolicy, endless: bool) -> Option<Text> {
    if !endless || !policy.method.is_safe() {
        return None;
    }
    let text = "a list without an end: it grows with what is stored, and one request takes all of it\nhelp: take `decide: Decide<T, Read>` and `page: Valid<Query<Page<100>>>`, and return `Result<Json<Paged<V>>, Problem>`, where `V` is your `#[output]`:\n          Ok(Json(decide.page(&page).await?.map(|one| V::from(&*one))))\n      or `Json<Paged<V>>` by `Paged::cut(all, &page)` of what is no object\n      or, of what never grows, `Json<List<V, 0, 50>>`";
    Some(Text::of(&[text]).rule("SA0116"))
}
