//! The rules of ids in an input and of lists: C59, C91.

use crate::handle::ArgInfo;
use crate::policy::text::Text;
use crate::policy::vocabulary::same_text;
use crate::policy::{IdFields, IdInfo, RoutePolicy};

/// An id in an input has an argument that decides on it.
pub(super) const fn ids(policy: &RoutePolicy, args: &[ArgInfo], place: usize) -> Option<Text> {
    let Some((at, id)) = undecided(args[place].ids, args, Text::of(&[])) else { return None };
    let (field, read) = (at.as_str(), if args[place].body { "body" } else { "query" });
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
        ">` as well, ",
    ]);
    let text = if has_list(field) {
        text.and("which gives all of the objects or none: `decide.all(ids).await?`, with an iterator of `&Id<").and(id.type_name).and(">`")
    } else {
        text.and("which gives the object: `decide.one(&").and(read).and(".").and(field).and(").await?`")
    };
    Some(text.and("\nrule: SA0115"))
}

/// The first id that nothing decides on, and where it is.
const fn undecided(ids: &IdFields, args: &[ArgInfo], at: Text) -> Option<(Text, IdInfo)> {
    if let Some(id) = ids.id
        && !is_decided(&id, args)
    {
        return Some((at, id));
    }
    let mut place = 0;
    while place < ids.fields.len() {
        let (name, inner) = ids.fields[place];
        let dot = if at.as_str().is_empty() || same_text(name, "[]") { "" } else { "." };
        if let Some(found) = undecided(inner, args, Text::of(&[at.as_str(), dot, name])) {
            return Some(found);
        }
        place += 1;
    }
    None
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

const fn has_list(field: &str) -> bool {
    let (field, mut at) = (field.as_bytes(), 0);
    while at < field.len() {
        if field[at] == b'[' {
            return true;
        }
        at += 1;
    }
    false
}

/// What a `GET` answers with has an end (C91).
pub const fn answer(policy: &RoutePolicy, endless: bool) -> Option<Text> {
    if !endless || !policy.method.is_safe() {
        return None;
    }
    let text = "a list without an end: it grows with what is stored, and one request takes all of it\nhelp: take `decide: Decide<T, Read>` and `page: Valid<Query<Page<100>>>`, and return `Json<Paged<View>>`:\n          Ok(Json(decide.page(&page).await?.map(|one| View::from(&*one))))\n      or `Json<Paged<View>>` by `Paged::cut(all, &page)` of what is no object\n      or, of what never grows, `Json<List<View, 0, 50>>`\nrule: SA0116";
    Some(Text::of(&[text]))
}
