use secure_api::prelude::*;

#[output]
struct View {
    id: u32,
}

#[get("/x")]
#[secure(auth = "jwt")]
async fn show() -> (StatusCode, Json<Vec<View>>) {
    todo!()
}

fn main() {
    let _: Routes<()> = routes![show];
}
