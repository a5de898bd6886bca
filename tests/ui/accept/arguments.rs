#![deny(warnings)]

use secure_api::prelude::*;

#[derive(Clone)]
struct Db;

#[input]
struct Page {
    page: u32,
}

#[post("/a")]
#[secure(auth = "jwt")]
async fn h0(State(db): State<Db>, caller: Identity, query: Valid<Query<Page>>, body: Valid<Json<Page>>) -> StatusCode {
    let _ = (db, caller, query.page, body.page);
    StatusCode::OK
}

#[get("/b")]
#[secure(public = "a reason", auth = optional("jwt"), rate = "60/min")]
async fn h1(caller: Caller, who: Option<Identity>) -> StatusCode {
    let _ = (caller, who);
    StatusCode::OK
}

#[put("/c")]
#[secure(auth = "jwt")]
async fn h2(mut body: Valid<Form<Page>>) -> StatusCode {
    body = body;
    let _ = body.page;
    StatusCode::OK
}

fn main() {
    let _: Routes<Db> = routes![h0, h1, h2];
}
