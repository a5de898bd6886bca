use axum::http::Uri;
use secure_api::handle::Reason;
use secure_api::prelude::*;

struct Unsaid;

impl Reason for Unsaid {
    const NAME: &'static str = "Unsaid";
    const REASON: &'static str = concat!("\u{200b}", "-", "\u{feff}");
}

#[get("/where")]
#[secure(auth = "jwt")]
async fn place(uri: Vouched<Uri, Unsaid>) -> NoContent {
    let _ = uri;
    NoContent
}

fn main() {
    let _: Routes<()> = routes![place];
}
