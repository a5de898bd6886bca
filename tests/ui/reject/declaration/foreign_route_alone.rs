use secure_api::prelude::*;

// What actix's and Rocket's attributes leave in place of the fn.
#[allow(non_camel_case_types)]
struct show;

fn main() {
    let _ = show;
    let _: Routes<()> = routes![show];
}
