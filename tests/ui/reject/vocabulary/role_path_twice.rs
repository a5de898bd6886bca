use secure_api::prelude::*;

#[derive(Roles)]
#[roles(Admin > Editor > Reader)]
enum Role {
    Reader,
    Editor,
    Admin,
    Auditor,
}

#[get("/x")]
#[secure(auth = "jwt", role = any(Role::Editor, Role::Editor))]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
