#![deny(warnings)]

use secure_api::prelude::*;

mod model {
    use secure_api::Roles;

    #[derive(Roles, Clone, Copy, Debug)]
    #[roles(Admin > Viewer, Admin > Auditor)]
    pub(crate) enum Role {
        #[role("read-only")]
        Viewer,
        Auditor,
        Admin,
    }
}

secure_api::use_roles!(model::Role);

#[derive(Scopes)]
enum Scope {
    Write,
}

#[get("/a")]
#[secure(auth = "jwt", role = "admin")]
async fn h0() -> StatusCode {
    StatusCode::OK
}

#[get("/b")]
#[secure(auth = "jwt", role = any("admin", "read-only"))]
async fn h1() -> StatusCode {
    StatusCode::OK
}

#[get("/c")]
#[secure(auth = "jwt", role = all(model::Role::Admin, model::Role::Viewer))]
async fn h2() -> StatusCode {
    StatusCode::OK
}

#[get("/d")]
#[secure(auth = "jwt", scope = "write")]
async fn h3() -> StatusCode {
    StatusCode::OK
}

#[get("/e")]
#[secure(auth = "jwt", role = any(model::Role::Auditor), scope = all(Scope::Write))]
async fn h4() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![h0, h1, h2, h3, h4];
}
