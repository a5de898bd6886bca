//! Near miss of SA0114: generic handlers with their types.
#![deny(warnings)]
#![forbid(unsafe_code)]

use secure_api::prelude::*;

mod ports {
    use std::future::Future;

    pub trait Repo: Clone + Send + Sync {
        fn count(&self) -> impl Future<Output = u64> + Send;
    }

    #[derive(Clone)]
    pub struct Pg;

    #[derive(Clone)]
    pub struct Memory;

    impl Repo for Pg {
        async fn count(&self) -> u64 {
            1
        }
    }

    impl Repo for Memory {
        async fn count(&self) -> u64 {
            2
        }
    }
}

use ports::{Memory, Pg, Repo};

#[output]
#[derive(Default)]
struct Count {
    count: u64,
}

#[input]
struct Draft {
    title: Text<1, 30>,
}

mod handlers {
    use super::*;

    #[get("/count")]
    #[secure(auth = "jwt", rate = "10/min")]
    pub(crate) async fn count<R: Repo>(State(repo): State<R>) -> Json<Count> {
        Json(Count { count: repo.count().await })
    }

    #[post("/drafts")]
    #[secure(auth = "jwt", rate = "10/min")]
    pub(crate) async fn keep<R>(State(repo): State<R>, draft: Valid<Json<Draft>>) -> StatusCode
    where
        R: Repo,
    {
        let _ = (repo.count().await, draft.title.as_str());
        StatusCode::ACCEPTED
    }
}

#[post("/any")]
#[secure(auth = "jwt", rate = "10/min")]
async fn any<T: secure_api::validate::Input>(draft: Valid<Json<T>>) -> StatusCode {
    let _ = draft;
    StatusCode::ACCEPTED
}

#[get("/both")]
#[secure(auth = "jwt", rate = "10/min")]
async fn both<A: Repo, B: Repo, const N: u64>(State(a): State<A>, State(b): State<B>) -> Json<Count> {
    Json(Count { count: a.count().await + b.count().await + N })
}

#[get("/view")]
#[secure(auth = "jwt", rate = "10/min")]
async fn view<T: secure_api::respond::Output + Default>() -> Json<T> {
    Json(T::default())
}

fn main() {
    let _: Routes<Pg> =
        routes![handlers::count::<Pg>, handlers::keep<Pg>, any::<Draft>, both::<Pg, Pg, 3>, view::<Count>];
    let _: Routes<Memory> = routes![handlers::count::<Memory>];
}
