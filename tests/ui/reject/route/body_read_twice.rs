use secure_api::prelude::*;

#[input]
struct Draft {
    page: u32,
}

#[post("/x")]
#[secure(auth = "jwt")]
async fn show(a: Valid<Json<Draft>>, b: Valid<Form<Draft>>) -> StatusCode {
    let _ = (a.page, b.page);
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
