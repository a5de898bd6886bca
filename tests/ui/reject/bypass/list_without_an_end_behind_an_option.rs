use secure_api::prelude::*;

#[output]
struct View {
    title: String,
}

#[output]
struct Views(Option<Vec<View>>);

#[get("/views")]
#[secure(auth = "jwt")]
async fn views() -> Json<Views> {
    Json(Views(None))
}

fn main() {
    let _: Routes<()> = routes![views];
}
