//! Near miss of SA0112, SA0113: one path by two methods, a literal beside a parameter, and two names where the tree goes on.
#![deny(warnings)]

use secure_api::prelude::*;

macro_rules! handlers {
    ($($name:ident $method:ident $path:literal)*) => {$(
        #[$method($path)]
        #[secure(auth = "jwt", rate = "10/min")]
        async fn $name() -> StatusCode {
            StatusCode::OK
        }
    )*};
}

handlers! {
    root get "/"
    me get "/users/me"
    also_me put "/users/me"
    one get "/users/one/posts"
}

#[get("/users/{id}")]
#[secure(auth = "jwt", no_object_check(id) = "names are public here")]
async fn user() -> StatusCode {
    StatusCode::OK
}

// Another name for the parameter, and another place: the tree goes on behind it.
#[get("/users/{name}/posts")]
#[secure(auth = "jwt", no_object_check(name) = "names are public here")]
async fn posts() -> StatusCode {
    StatusCode::OK
}

#[cfg(any())]
#[get("/users/me")]
#[secure(auth = "jwt")]
async fn not_here() -> StatusCode {
    StatusCode::OK
}

fn main() {
    let _: Routes<()> = routes![
        root,
        #[cfg(any())]
        not_here,
        me,
        also_me,
        #[cfg(all())]
        one,
        user,
        posts,
    ];
    let _: Routes<()> = routes![];
}
