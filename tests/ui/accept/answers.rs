#![deny(warnings)]

use secure_api::prelude::*;

#[output]
enum View<T> {
    One { item: T },
    Many(Vec<T>),
    #[serde(rename = "none")]
    Nothing,
}

struct Missing;

impl SafeError for Missing {
    fn into_problem(self) -> Problem {
        Problem::not_found()
    }
}

#[get("/a")]
#[secure(auth = "jwt")]
async fn view() -> Result<Json<View<u32>>, Missing> {
    let _ = (View::Many(vec![1]), View::<u32>::Nothing, Missing);
    Ok(Json(View::One { item: 1 }))
}

#[post("/b")]
#[secure(auth = "jwt")]
async fn create() -> Created<View<String>> {
    Created::at(view::uri(), View::Nothing)
}

#[get("/c")]
#[secure(auth = "jwt")]
async fn list() -> Json<List<View<bool>, 0, 9>> {
    Json(List::default())
}

#[put("/c")]
#[secure(auth = "jwt")]
async fn replace() -> Json<Vec<View<bool>>> {
    Json(Vec::new())
}

fn main() {
    let _: Routes<()> = routes![view, create, list, replace];
}
