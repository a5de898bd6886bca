use secure_api::prelude::*;

#[output]
struct View {
    title: String,
}

#[output]
struct All<T>(Vec<T>);

#[get("/views")]
#[secure(auth = "jwt")]
async fn views() -> Json<All<View>> {
    Json(All(Vec::new()))
}

fn main() {
    let _: Routes<()> = routes![views];
}
