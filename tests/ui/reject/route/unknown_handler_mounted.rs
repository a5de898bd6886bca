use secure_api::prelude::*;

fn main() {
    let _: Routes<()> = routes![shwo];
}
