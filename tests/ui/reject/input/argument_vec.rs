use secure_api::prelude::*;

#[post("/x")]
#[secure(auth = "jwt")]
async fn show(taken: Vec<u8>) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
