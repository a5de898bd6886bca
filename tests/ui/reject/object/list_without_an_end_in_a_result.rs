use secure_api::prelude::*;

#[output]
struct View {
    id: u64,
}

type Answer<T> = Result<Json<T>, Problem>;

#[get("/x")]
#[secure(public = "a reason", rate = "60/min")]
async fn show() -> Answer<Vec<View>> {
    Ok(Json(Vec::new()))
}

fn main() {
    let _: Routes<()> = routes![show];
}
