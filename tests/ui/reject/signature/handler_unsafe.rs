use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
async unsafe fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
