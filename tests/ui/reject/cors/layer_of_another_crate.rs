use secure_api::prelude::*;

fn main() {
    let _ = Api::new(()).layer(());
}
