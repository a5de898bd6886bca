//! Near miss of SA0270, SA0271, SA0272, SA0273, SA0274: text taken out by name, names of files, named origins.

#![deny(warnings)]

use secure_api::prelude::*;

#[input]
#[derive(Clone, Debug, PartialEq)]
struct Draft {
    title: Text<1, 40>,
    file: FileName<80>,
    tags: List<Text<1, 9>, 0, 3>,
}

#[output]
struct Kept {
    title: Text<1, 40>,
    file: FileName<80>,
    tags: List<Text<1, 9>, 0, 3>,
    length: usize,
}

#[post("/notes")]
#[secure(auth = "jwt")]
async fn keep(draft: Valid<Json<Draft>>) -> Json<Kept> {
    let Draft { title, file, tags } = draft.into_inner();
    let _ = std::process::Command::new("true").arg("--").arg(title.as_str()).arg(&file);
    let _ = (title == "one", file.within("/var/notes"), std::path::Path::new("/var").join(&file), format!("{}: {file:?}", title.as_str()));
    Json(Kept { length: title.as_str().len(), title, file, tags })
}

fn main() {
    let _: Routes<()> = routes![keep];
    let _ = Cors::origin("https://app.example").and("https://other.example").credentials();
}
