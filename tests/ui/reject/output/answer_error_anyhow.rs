use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> Result<StatusCode, anyhow::Error> {
    todo!()
}

fn main() {
    let _: Routes<()> = routes![show];
}
