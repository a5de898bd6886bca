use secure_api::prelude::*;

#[output]
struct View {
    id: u64,
}

#[get("/x")]
#[secure(public = "a reason", rate = "60/min")]
async fn show() -> Json<Paged<View>> {
    Json(Paged { items: Vec::new(), page: 1, per_page: 1_000_000, more: false })
}

fn main() {
    let _: Routes<()> = routes![show];
}
