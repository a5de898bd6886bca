use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> serde_json::Value {
    todo!()
}

fn main() {
    let _: Routes<()> = routes![show];
}
