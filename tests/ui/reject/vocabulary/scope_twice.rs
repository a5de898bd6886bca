use secure_api::prelude::*;

#[derive(Scopes)]
enum Scope {
    Read,
    Write,
}

#[get("/x")]
#[secure(auth = "jwt", scope = all("read", "write", "read"))]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
