//! Near miss of SA0009, SA0010, SA0011, SA0012, SA0013, SA0103: open routes that say why, and callers who may be absent.
#![deny(warnings)]

use secure_api::prelude::*;

#[derive(Roles)]
enum Role {
    Reader,
}

#[get("/a")]
#[secure(public = "liveness probe, returns no data", rate = "60/min")]
async fn open() -> StatusCode {
    StatusCode::OK
}

// `public` beside `auth` is right where the caller is optional, and the argument says so too.
#[get("/b")]
#[secure(public = "the front page", auth = optional("jwt"), rate = "60/min")]
async fn told_apart(known: Option<Identity>, caller: Caller) -> StatusCode {
    let _ = (known, caller);
    StatusCode::OK
}

// A reason may be short, and in any letters.
#[get("/e")]
#[secure(public = "健康检查", rate = "60/min")]
async fn in_other_letters() -> StatusCode {
    StatusCode::OK
}

#[get("/f")]
#[secure(public = "demo", rate = "60/min")]
async fn in_a_word() -> StatusCode {
    StatusCode::OK
}

// A role beside `auth`, and no rate: the default one holds.
#[get("/c")]
#[secure(auth = "jwt", role = Role::Reader)]
async fn closed(caller: Identity) -> StatusCode {
    let _ = caller;
    StatusCode::OK
}

// `auth` alone: any caller who proves who they are.
#[get("/d")]
#[secure(auth = "jwt")]
async fn any_caller() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![open, told_apart, in_other_letters, in_a_word, closed, any_caller];
}
