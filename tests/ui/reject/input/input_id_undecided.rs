use secure_api::prelude::*;

#[input]
struct Transfer {
    amount: u32,
    account_id: u64,
}

#[post("/transfers")]
#[secure(auth = "jwt")]
async fn create(transfer: Valid<Json<Transfer>>) -> StatusCode {
    let _ = transfer;
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![create];
}
