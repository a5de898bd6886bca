//! Near miss of SA0004, SA0201: owned arguments with patterns, attributes on the fn, and parameters of types that are named.
#![deny(warnings)]

use secure_api::prelude::*;

#[derive(Clone)]
struct Pool<T> {
    of: T,
}

#[derive(Clone)]
struct Connection;

// The type has parameters, the handler has none.
#[get("/a")]
#[cfg(all())]
#[secure(auth = "jwt")]
async fn show(State(Pool { of }): State<Pool<Connection>>, _: Identity, mut who: Option<Identity>) -> StatusCode {
    who = who.take();
    let _ = (of, who);
    StatusCode::OK
}

fn main() {
    let _: Routes<Pool<Connection>> = routes![show];
    let _ = Pool { of: Connection };
}
