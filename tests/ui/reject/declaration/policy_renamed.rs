use secure_api::prelude::*;

use secure_api::secure as guarded;

#[get("/x")]
#[guarded(auth = "jwt")]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
