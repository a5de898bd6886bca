#![deny(warnings)]

use secure_api::prelude::*;

#[input]
#[derive(Clone, Debug)]
#[serde(rename_all = "kebab-case")]
struct Draft {
    #[validate(length(equal = 2))]
    country: String,
    #[serde(rename = "e-mail")]
    #[validate(email)]
    mail: Option<String>,
    #[validate(url, length(max = 200))]
    home_page: Option<String>,
    #[validate(range(max = 100))]
    #[serde(default)]
    per_page: u32,
    #[validate(length(max = 3))]
    parts: Vec<Part>,
    #[cfg(any())]
    gone: NotThere,
    r#type: Kind,
}

#[input]
#[derive(Clone, Debug)]
struct Part {
    page: u32,
}

#[input]
#[derive(Clone, Copy, Debug)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Note,
    LongText,
}

#[post("/a")]
#[secure(auth = "jwt")]
async fn post_it(draft: Valid<Json<Draft>>) -> StatusCode {
    let Draft { country, mail, home_page, per_page, parts, r#type } = draft.into_inner();
    let _ = (country, mail, home_page, per_page, parts.iter().map(|part| part.page).sum::<u32>(), r#type);
    let _ = (Kind::Note, Kind::LongText);
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![post_it];
}
