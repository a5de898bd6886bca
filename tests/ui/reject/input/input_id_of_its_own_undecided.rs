use secure_api::prelude::*;

#[input]
struct Draft {
    id: u64,
}

#[post("/drafts")]
#[secure(auth = "jwt")]
async fn create(draft: Valid<Json<Draft>>) -> StatusCode {
    let _ = draft;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![create];
}
