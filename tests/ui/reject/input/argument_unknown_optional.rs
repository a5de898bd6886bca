use secure_api::prelude::*;

struct Tenant;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show(tenant: Option<Tenant>) -> StatusCode {
    let _ = tenant;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
