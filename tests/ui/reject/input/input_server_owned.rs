use secure_api::prelude::*;

#[input]
struct Draft {
    title: Text<1, 120>,
    role: Text<1, 20>,
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
