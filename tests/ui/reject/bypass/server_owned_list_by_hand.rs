use secure_api::__private as hands_off;
use secure_api::prelude::*;

pub(crate) const __SECURE_API_SERVER_OWNED: &hands_off::ServerOwned = &hands_off::ServerOwned {
    declared: true,
    more: &[],
    fewer: &[hands_off::Vouch { what: "role", reason: "" }],
};

#[input]
struct Draft {
    role: Text<1, 20>,
}

#[post("/drafts")]
#[secure(auth = "jwt")]
async fn draft(body: Valid<Json<Draft>>) -> NoContent {
    let _ = body;
    NoContent
}

fn main() {
    let _: Routes<()> = routes![draft];
}
