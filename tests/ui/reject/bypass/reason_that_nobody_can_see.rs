use secure_api::prelude::*;

#[get("/health")]
#[secure(public = "\u{2800}\u{3164}\u{200b}", rate = "60/min")]
async fn health() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![health];
}
