use secure_api::prelude::*;

#[derive(Roles)]
#[roles(Admin > Editor)]
enum Role {
    Editor,
    Admin,
}

#[get("/x")]
#[secure(auth = "jwt", role = "edtior")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
