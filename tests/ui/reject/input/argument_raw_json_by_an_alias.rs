use secure_api::prelude::*;

#[input]
struct Draft {
    page: u32,
}

type Body = Json<Draft>;

#[post("/x")]
#[secure(auth = "jwt")]
async fn show(taken: Body) -> StatusCode {
    let _ = taken;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
