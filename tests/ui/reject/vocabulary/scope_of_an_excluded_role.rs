use secure_api::prelude::*;

#[derive(Roles)]
#[roles(exclusive(Editor, Auditor))]
enum Role {
    Editor,
    Auditor,
}

#[derive(Scopes)]
enum Scope {
    #[scope("books:audit", role = Role::Auditor)]
    Audit,
}

#[get("/x")]
#[secure(auth = "jwt", role = "editor", scope = "books:audit")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
