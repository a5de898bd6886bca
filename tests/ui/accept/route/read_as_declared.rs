//! Near miss of SA0005, SA0025, SA0029, SA0101, SA0102, SA0200, SA0204, SA0205: paths, what reads them, and what is mounted.
#![deny(warnings)]

use axum::extract::FromRef;
use secure_api::prelude::*;

#[derive(Clone)]
struct Db;

#[derive(Clone)]
struct App {
    db: Db,
}

// A part of the state is provided.
impl FromRef<App> for Db {
    fn from_ref(app: &App) -> Self {
        app.db.clone()
    }
}

#[derive(PathValue)]
enum Language {
    English,
}

#[derive(PathValue)]
#[path_value(not_an_id = "a name of a colour names no object")]
struct Colour(Text<1, 20>);

#[input]
struct Filter {
    page: u32,
}

// Dots inside of a segment, and as many values as parameters.
#[get("/.well-known/v1.0/{language}/{colour}")]
#[secure(auth = "jwt")]
async fn by_place(Path((language, colour)): Path<(Language, Colour)>, State(db): State<Db>) -> StatusCode {
    let _ = (matches!(language, Language::English), colour.0, db);
    StatusCode::OK
}

// A query is read on GET and DELETE, beside nothing or beside one body elsewhere.
#[delete("/cache")]
#[secure(auth = "jwt")]
async fn by_query(query: Valid<Query<Filter>>) -> StatusCode {
    let _ = query.page;
    StatusCode::OK
}

mod deeper {
    use super::{Filter, StatusCode, Valid};
    use secure_api::prelude::*;

    #[post("/both")]
    #[secure(auth = "jwt")]
    pub(crate) async fn both(query: Valid<Query<Filter>>, body: Valid<Json<Filter>>) -> StatusCode {
        let _ = (query.page, body.page);
        StatusCode::OK
    }
}

fn main() {
    let _: Routes<App> = routes![by_place, by_query, deeper::both,];
    let _ = (App { db: Db }, Language::English);
}
