use secure_api::prelude::*;

#[input]
struct Order {
    address: Option<Address>,
}

#[input]
struct Address {
    city: Text<1, 80>,
}

#[post("/x")]
#[secure(auth = "jwt")]
async fn show(form: Valid<Form<Order>>) -> StatusCode {
    let _ = form.address.as_ref().map(|address| &address.city);
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![show];
}
