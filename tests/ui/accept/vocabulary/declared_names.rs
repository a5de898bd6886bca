//! Near miss of SA0014, SA0021, SA0022, SA0109, SA0212: roles and scopes as they are declared, in quotes and as paths.
#![deny(warnings)]

use secure_api::prelude::*;

// Two paths to one role are no circle. Names differ in a letter.
#[derive(Roles)]
#[roles(Admin > Editor > Reader, Admin > Auditor > Reader)]
enum Role {
    Reader,
    Editor,
    Auditor,
    Admin,
    #[role("admin2")]
    Second,
}

#[derive(Scopes)]
enum Scope {
    #[scope("articles:read")]
    Read,
    #[scope("articles:write")]
    Write,
}

#[get("/a")]
#[secure(auth = "jwt", role = "editor", scope = "articles:write")]
async fn one_of_each() -> StatusCode {
    StatusCode::OK
}

#[get("/b")]
#[secure(auth = "jwt", role = any("admin2", "auditor"), scope = all(Scope::Read, Scope::Write))]
async fn several() -> StatusCode {
    StatusCode::OK
}

// A set of one is a set.
#[get("/c")]
#[secure(auth = "jwt", role = all(Role::Reader))]
async fn set_of_one() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _ = [Role::Reader, Role::Editor, Role::Auditor, Role::Admin, Role::Second];
    let _: Routes<()> = routes![one_of_each, several, set_of_one];
}
