use secure_api::prelude::*;

#[output]
struct View {
    title: String,
}

#[get("/views")]
#[secure(auth = "jwt")]
async fn views() -> Json<List<View, 0, { usize::MAX }>> {
    Json(List::default())
}

fn main() {
    let _: Routes<()> = routes![views];
}
