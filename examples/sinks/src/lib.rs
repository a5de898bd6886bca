//! Text of a request where it could do harm: in SQL, in the name of a file, in HTML (C127).
//!
//! `Text` and `FileName` have no `Display` and are no paths, so that `format!("SELECT .. {term}")` and
//! `folder.join(term)` do not compile; `sqlx` takes no text for a statement that was put together.
#![forbid(unsafe_code)]

mod notes;

pub use notes::Notes;
use secure_api::prelude::*;

/// A note as its author writes it.
#[input]
#[derive(Clone, Debug)]
pub struct Draft {
    title: Text<1, 80>,
    text: Text<0, 2000>,
}

/// What is looked for.
#[input]
#[derive(Clone, Debug)]
pub struct Search {
    term: Text<1, 80>,
}

/// What is kept beside the notes, by the name of a file.
#[input]
#[derive(Clone, Debug)]
pub struct Attachment {
    file: FileName<80>,
    text: Text<0, 2000>,
}

/// A note as everybody sees it. Written as JSON: what looks like HTML in it is a string.
#[output]
#[derive(Clone, Debug)]
pub struct NoteView {
    id: i64,
    title: String,
    text: String,
}

/// The length of a file, in bytes.
#[output]
#[derive(Clone, Copy, Debug)]
pub struct Length {
    bytes: u64,
}

/// The application, without the keys that it believes.
pub fn api(notes: Notes) -> Api<Notes> {
    Api::new(notes).mount(routes![create, search, attach, attachment])
}

/// Keeps a note. Each value is bound, and none is part of the statement.
#[post("/notes")]
#[secure(auth = "jwt", rate = "60/min")]
async fn create(State(notes): State<Notes>, draft: Valid<Json<Draft>>) -> Result<Created<NoteView>, Problem> {
    let note = notes.insert(draft.title.as_str(), draft.text.as_str()).await.map_err(Problem::unavailable)?;
    Ok(Created::at(search::uri(), note))
}

/// Notes with a term in their title. `%` and `_` in it stand for themselves.
#[get("/notes")]
#[secure(auth = "jwt", rate = "60/min")]
async fn search(
    State(notes): State<Notes>,
    search: Valid<Query<Search>>,
) -> Result<Json<List<NoteView, 0, 100>>, Problem> {
    let found = notes.with_title_like(search.term.as_str()).await.map_err(Problem::unavailable)?;
    List::try_from(found).map(Json).map_err(Problem::internal)
}

/// Keeps a file. Its name leads nowhere but into the folder.
#[put("/files")]
#[secure(auth = "jwt", rate = "60/min")]
async fn attach(State(notes): State<Notes>, sent: Valid<Json<Attachment>>) -> Result<NoContent, Problem> {
    let written = tokio::fs::write(sent.file.within(notes.files()), sent.text.as_str()).await;
    written.map(|()| NoContent).map_err(Problem::unavailable)
}

/// How long a file is.
#[get("/files/{file}")]
#[secure(auth = "jwt", rate = "60/min", no_object_check(file) = "the files of this example are everybody's")]
async fn attachment(State(notes): State<Notes>, Path(file): Path<FileName<80>>) -> Result<Json<Length>, Problem> {
    match tokio::fs::metadata(file.within(notes.files())).await {
        Ok(found) => Ok(Json(Length { bytes: found.len() })),
        Err(_) => Err(Problem::not_found()),
    }
}
