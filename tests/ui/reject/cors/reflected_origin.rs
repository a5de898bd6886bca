use secure_api::prelude::*;

fn main() {
    let _ = Api::new(()).cors(Cors::origin(|origin: &str| origin.ends_with(".example")));
}
