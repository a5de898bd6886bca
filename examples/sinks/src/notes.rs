//! The store.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use sqlx::Row;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions, SqliteRow};

use crate::NoteView;

/// Notes in memory, and a folder of files.
#[derive(Clone, Debug)]
pub struct Notes {
    pool: SqlitePool,
    files: Arc<PathBuf>,
}

impl Notes {
    /// An empty store.
    ///
    /// # Errors
    /// Where SQLite does not open.
    pub async fn open(files: PathBuf) -> Result<Self, sqlx::Error> {
        // A database in memory is that of its connection.
        let options = SqliteConnectOptions::from_str("sqlite::memory:")?;
        let one = SqlitePoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        let pool = one.connect_with(options).await?;
        sqlx::query("CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL)")
            .execute(&pool)
            .await?;
        Ok(Self { pool, files: Arc::new(files) })
    }

    /// The folder of the files.
    pub(crate) fn files(&self) -> &Path {
        &self.files
    }

    pub(crate) async fn insert(&self, title: &str, text: &str) -> Result<NoteView, sqlx::Error> {
        let row = sqlx::query("INSERT INTO notes (title, text) VALUES (?, ?) RETURNING id, title, text")
            .bind(title)
            .bind(text)
            .fetch_one(&self.pool)
            .await?;
        note(&row)
    }

    pub(crate) async fn with_title_like(&self, term: &str) -> Result<Vec<NoteView>, sqlx::Error> {
        let rows =
            sqlx::query("SELECT id, title, text FROM notes WHERE title LIKE ? ESCAPE '\\' ORDER BY id LIMIT 100")
                .bind(pattern(term))
                .fetch_all(&self.pool)
                .await?;
        rows.iter().map(note).collect()
    }
}

/// The pattern of a term anywhere. A bound value is safe from injection, and its wildcards still work: unless escaped, `%`
/// finds everything.
fn pattern(term: &str) -> String {
    let mut pattern = String::from("%");
    for sign in term.chars() {
        if matches!(sign, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(sign);
    }
    pattern + "%"
}

fn note(row: &SqliteRow) -> Result<NoteView, sqlx::Error> {
    Ok(NoteView { id: row.try_get("id")?, title: row.try_get("title")?, text: row.try_get("text")? })
}
