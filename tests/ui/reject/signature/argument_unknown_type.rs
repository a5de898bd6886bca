use secure_api::prelude::*;

struct Mine;

#[post("/x")]
#[secure(auth = "jwt")]
async fn show(taken: Mine) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
