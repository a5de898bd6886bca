use secure_api::__private as hands_off;
use secure_api::prelude::*;

#[allow(non_camel_case_types)]
struct open {}

impl hands_off::SecureRoute for open {
    type Args = hands_off::Args<(), 0>;
    type Answer = NoContent;
    const POLICY: &'static hands_off::RoutePolicy =
        &hands_off::RoutePolicy::get("/open/", &[]).generic("open").jwt();
    fn handler() -> impl hands_off::Handler<Self::Args, Self::Answer> {
        hands_off::Nobody
    }
}

fn main() {
    let _: Routes<()> = routes![open];
}
