use secure_api::prelude::*;

struct Tenant;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show(taken: Claims<Tenant>) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
