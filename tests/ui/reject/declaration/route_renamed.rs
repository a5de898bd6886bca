use secure_api::prelude::*;

use secure_api::get as fetch;

#[secure(auth = "jwt")]
#[fetch("/x")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
