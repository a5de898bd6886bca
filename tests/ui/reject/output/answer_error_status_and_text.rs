use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> Result<StatusCode, (StatusCode, String)> {
    Ok(StatusCode::OK)
}

fn main() {
    let _: Routes<()> = routes![show];
}
