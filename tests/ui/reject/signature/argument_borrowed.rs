use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show(caller: &Identity) -> StatusCode {
    let _ = caller;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
