use secure_api::prelude::*;

#[output]
struct View {
    title: String,
}

#[output]
#[serde(untagged)]
enum Views {
    One(View),
    All(Vec<View>),
}

#[get("/views")]
#[secure(auth = "jwt")]
async fn views() -> Json<Views> {
    let _ = Views::All(Vec::new());
    Json(Views::One(View { title: String::new() }))
}

fn main() {
    let _: Routes<()> = routes![views];
}
