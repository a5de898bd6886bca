use secure_api::prelude::*;

#[input]
struct Search {
    page: Page<50>,
    title: Text<1, 80>,
}

#[get("/x")]
#[secure(auth = "jwt")]
async fn show(search: Valid<Query<Search>>) -> StatusCode {
    let _ = (&search.page, &search.title);
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
