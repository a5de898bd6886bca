use secure_api::prelude::*;

#[derive(Roles)]
#[roles(Admin > Editor > Reader, exclusive(Editor, Auditor))]
enum Role {
    Reader,
    Editor,
    Admin,
    Auditor,
}

#[get("/x")]
#[secure(auth = "jwt", role = all("admin", "auditor"))]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
