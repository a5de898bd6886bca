use secure_api::prelude::*;

#[derive(Scopes)]
enum Scope {
    #[scope("articles:read")]
    Read,
    #[scope("articles:write")]
    Write,
}

#[get("/x")]
#[secure(auth = "jwt", scope = all("articles:read", "articles:wirte"))]
async fn show() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
