use secure_api::prelude::*;
use secure_api::respond::Output;

#[output]
struct View {
    id: u64,
}

#[get("/x")]
#[secure(auth = "jwt")]
async fn list<T: Output>() -> Json<Vec<T>> {
    Json(Vec::new())
}

fn main() {
    let _: Routes<()> = routes![list::<View>];
}
