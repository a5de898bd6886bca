use secure_api::prelude::*;

#[get("/x//y")]
#[secure(auth = "jwt")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
