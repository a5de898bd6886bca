use secure_api::prelude::*;

#[input]
struct Rights {
    is_admin: bool,
}

#[input]
struct Draft {
    versions: (Rights, List<Draft, 0, 3>),
}

#[post("/drafts")]
#[secure(auth = "jwt")]
async fn draft(body: Valid<Json<Draft>>) -> NoContent {
    let (rights, older) = &body.versions;
    let _ = (rights.is_admin, older);
    NoContent
}

fn main() {
    let _: Routes<()> = routes![draft];
}
