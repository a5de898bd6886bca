use secure_api::prelude::*;

#[secure(auth = "jwt")]
#[head("/x")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
