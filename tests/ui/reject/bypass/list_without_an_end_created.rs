use secure_api::prelude::*;

#[output]
struct View {
    title: String,
}

#[get("/views")]
#[secure(auth = "jwt")]
async fn views() -> Created<Vec<View>> {
    Created::at(views::uri(), Vec::new())
}

fn main() {
    let _: Routes<()> = routes![views];
}
