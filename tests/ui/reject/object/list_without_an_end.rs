use secure_api::prelude::*;

#[output]
struct View {
    id: u64,
}

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> Json<Vec<View>> {
    Json(Vec::new())
}

fn main() {
    let _: Routes<()> = routes![show];
}
