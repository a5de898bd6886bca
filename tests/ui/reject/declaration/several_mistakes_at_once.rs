use secure_api::prelude::*;

#[get("/x/:id")]
#[secure(autth = "jwt", role = ["admin", "editor"], rate = "10/minute", body = "0kb")]
fn show(caller: &Identity) -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
