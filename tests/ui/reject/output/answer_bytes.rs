use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> axum::body::Bytes {
    todo!()
}

fn main() {
    let _: Routes<()> = routes![show];
}
