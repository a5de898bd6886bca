use secure_api::prelude::*;

struct Draft {
    page: u32,
}

#[post("/x")]
#[secure(auth = "jwt")]
async fn show(taken: Valid<Json<Draft>>) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
