use secure_api::prelude::*;

#[get("/x")]
#[secure(auth = "jwt")]
struct Show;

fn main() {}
