use secure_api::prelude::*;

#[post("/x")]
#[secure(auth = "jwt")]
async fn show(taken: Path<(u8, String)>) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
