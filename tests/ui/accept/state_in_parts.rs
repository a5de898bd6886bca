#![deny(warnings)]

use secure_api::prelude::*;

use axum::extract::FromRef;

#[derive(Clone)]
struct Db;

#[derive(Clone)]
struct App {
    db: Db,
}

impl FromRef<App> for Db {
    fn from_ref(app: &App) -> Self {
        app.db.clone()
    }
}

#[get("/a")]
#[secure(auth = "jwt")]
async fn show(State(db): State<Db>) -> StatusCode {
    let _ = db;
    StatusCode::OK
}

fn mount(_: Routes<App>) {}

fn main() {
    let _ = App { db: Db };
    mount(routes![show]);
}
