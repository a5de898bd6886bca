use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show<T>(State(_): State<T>) -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
