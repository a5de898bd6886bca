use secure_api::prelude::*;

#[output]
struct View {
    id: u64,
}

#[get("/x")]
#[secure(public = "a reason", rate = "60/min")]
async fn show(page: Valid<Query<Page<5000>>>) -> Json<Paged<View>> {
    Json(Paged::cut((1..9).map(|id| View { id }), &page))
}

fn main() {
    let _: Routes<()> = routes![show];
}
