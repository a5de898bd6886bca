use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> Result<StatusCode, std::io::Error> {
    Ok(StatusCode::OK)
}

fn main() {
    let _: Routes<()> = routes![show];
}
