use secure_api::prelude::*;

#[input]
struct Draft {
    parts: List<Part, 0, 3>,
}

#[input]
struct Part {
    created_at: u64,
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
