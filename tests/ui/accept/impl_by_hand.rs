//! Near miss of SA0111: an impl that says what a macro could have said is asked the same questions.
#![deny(warnings)]

use secure_api::__private as hands_off;
use secure_api::prelude::*;

#[allow(non_camel_case_types)]
struct open {}

impl hands_off::SecureRoute for open {
    type Args = hands_off::Args<(Path<u64>,), 1>;
    type Answer = NoContent;
    const POLICY: &'static hands_off::RoutePolicy = &hands_off::RoutePolicy::get("/open/{id}", &["id"])
        .generic("open")
        .public("anybody may see it")
        .rates(&[hands_off::Rate::new(10, 60, 0, hands_off::RateKey::Address)])
        .excused(&[hands_off::Excused::new("id", "there is but one")]);
    fn handler() -> impl hands_off::Handler<Self::Args, Self::Answer> {
        hands_off::Nobody
    }
}

fn main() {
    let _: Routes<()> = routes![open];
}
