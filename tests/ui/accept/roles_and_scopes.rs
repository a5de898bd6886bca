//! Near miss of SA0050, SA0051, SA0052, SA0130, SA0131: names that each say something, and that somebody could have together.

#![deny(warnings)]

use secure_api::prelude::*;

mod model {
    use secure_api::Roles;

    #[derive(Roles, Clone, Copy, Debug)]
    #[roles(Admin > Viewer, Admin > Auditor, exclusive(Admin, Operator), exclusive(Auditor, Operator))]
    pub(crate) enum Role {
        #[role("read-only")]
        Viewer,
        Auditor,
        Admin,
        Operator,
    }
}

secure_api::use_roles!(model::Role);

#[derive(Scopes)]
#[scopes(Write > Read)]
enum Scope {
    Read,
    #[scope("books:write", role = model::Role::Admin)]
    Write,
    #[scope(role = model::Role::Operator)]
    Operate,
}

#[get("/a")]
#[secure(auth = "jwt", role = "admin")]
async fn h0() -> StatusCode {
    StatusCode::OK
}

#[get("/b")]
#[secure(auth = "jwt", role = any("auditor", "read-only"))]
async fn h1() -> StatusCode {
    StatusCode::OK
}

#[get("/c")]
#[secure(auth = "jwt", role = all(model::Role::Operator, model::Role::Viewer))]
async fn h2() -> StatusCode {
    StatusCode::OK
}

#[get("/d")]
#[secure(auth = "jwt", scope = "books:write")]
async fn h3() -> StatusCode {
    StatusCode::OK
}

#[get("/e")]
#[secure(auth = "jwt", role = any(model::Role::Auditor), scope = all(Scope::Write))]
async fn h4() -> StatusCode {
    StatusCode::OK
}

#[get("/f")]
#[secure(auth = "jwt", role = any("auditor", "operator"), scope = any("read", "operate"))]
async fn h5() -> StatusCode {
    StatusCode::OK
}

#[get("/g")]
#[secure(auth = "jwt", role = any(model::Role::Viewer, model::Role::Operator), scope = Scope::Operate)]
async fn h6() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![h0, h1, h2, h3, h4, h5, h6];
}
