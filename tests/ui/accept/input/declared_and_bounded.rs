//! Near miss of SA0026, SA0028, SA0202, SA0203, SA0206, SA0207, SA0211: what arrives is declared, bounded and validated.
#![deny(warnings)]

use secure_api::prelude::*;

// Nested in place of flattened; words in place of an enum with fields; a rule in place of a bounded type.
#[input]
#[derive(Debug)]
struct Draft {
    title: Text<1, 120>,
    #[validate(length(max = 120))]
    subtitle: String,
    #[validate(url, length(max = 200))]
    home: Option<String>,
    tags: List<Text<1, 30>, 0, 10>,
    #[validate(length(max = 10))]
    numbers: Vec<u32>,
    part: Part,
    kind: Kind,
}

#[input]
#[derive(Debug)]
struct Part {
    page: u32,
}

#[input]
#[derive(Debug)]
enum Kind {
    Note,
}

#[claims]
struct Tenant {
    tenant: String,
}

// By an alias, since the type counts and not its name.
type Body<T> = Valid<Json<T>>;

#[post("/a")]
#[secure(auth = "jwt")]
async fn create(draft: Body<Draft>, tenant: Claims<Tenant>) -> StatusCode {
    let _ = (&tenant.tenant, &draft.title, &draft.subtitle, &draft.home, &draft.tags, &draft.numbers);
    let _ = (draft.part.page, matches!(draft.kind, Kind::Note));
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![create];
}
