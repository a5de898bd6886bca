use secure_api::prelude::*;

secure_api::server_owned!("tier", not("role") = "here it is the title of a job");

#[input]
struct Draft {
    role: Text<1, 20>,
    tier: u8,
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
