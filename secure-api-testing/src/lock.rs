//! Compares an application with its `security.lock`.

use std::env;
use std::fs;
use std::io;
use std::path::Path;

use secure_api::inventory::Inventory;
use secure_api::lock::{Change, Direction, Lock};

/// What [`locked!`](crate::locked) looks at: with `write` the file is brought up to date, where nothing is in the way.
const VARIABLE: &str = "SECURITY_LOCK";

/// Compares an application with the `security.lock` beside the `Cargo.toml` of the crate that it stands in.
///
/// ```no_run
/// # use secure_api::prelude::*;
/// # fn api() -> Api<()> { Api::new(()) }
/// #[test]
/// fn the_policies_are_those_that_were_reviewed() {
///     secure_api_testing::locked!(api());
/// }
/// ```
///
/// A difference fails the test, and is told by what it means: whether somebody may do more than before. It is accepted by
/// `SECURITY_LOCK=write cargo test`, which writes the file. A weakening needs an approval in the file first, with a reason; the
/// line to paste is in the message.
#[macro_export]
macro_rules! locked {
    ($api:expr) => {
        $crate::lock::compare(
            &$api.inventory(),
            ::std::path::Path::new(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/security.lock")),
        )
    };
}

/// Compares an application with a file, or writes it where `SECURITY_LOCK=write` says so.
///
/// # Panics
/// Where the two differ, with what differs and how it is accepted; where there is no file, or what it says cannot be read.
#[track_caller]
pub fn compare(inventory: &Inventory, path: &Path) {
    #[allow(clippy::disallowed_methods, reason = "how a test is told to accept what it sees")]
    let write = env::var(VARIABLE).is_ok_and(|how| how == "write");
    if let Err(message) = judge(inventory, path, write) {
        panic!("{message}");
    }
}

fn judge(inventory: &Inventory, path: &Path, write: bool) -> Result<(), String> {
    let (now, name) = (Lock::of(inventory), path.display());
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && write => return kept(path, &now),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(format!(
                "there is no {name} yet: `{VARIABLE}=write cargo test` writes it, to be reviewed and committed"
            ));
        }
        Err(error) => return Err(format!("{name} cannot be read: {error}")),
    };
    let file = Lock::parse(&text).map_err(|faults| format!("{name} is no lock file\n{faults}"))?;
    let changes = file.changes(&now);
    match file.updated(&now) {
        Ok(new) if write => kept(path, &new),
        Ok(_) if changes.is_empty() => Ok(()),
        Ok(_) => Err(format!("{}\naccept it by `{VARIABLE}=write cargo test`", told(&changes, path))),
        Err(unapproved) => {
            Err(format!("{}\n{unapproved}then accept it by `{VARIABLE}=write cargo test`", told(&changes, path)))
        }
    }
}

/// The file is written whole or not at all.
fn kept(path: &Path, lock: &Lock) -> Result<(), String> {
    let beside = path.with_extension("lock.new");
    let written = fs::write(&beside, lock.to_string()).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

fn told(changes: &[Change], path: &Path) -> String {
    let count = |direction| changes.iter().filter(|change| change.direction() == direction).count();
    let mut told = format!(
        "the application is not what {} says: {} weakening, {} neutral, {} tightening\n",
        path.display(),
        count(Direction::Weakening),
        count(Direction::Neutral),
        count(Direction::Tightening),
    );
    for change in changes {
        told.push_str(&format!("\n{change}\n"));
    }
    told
}
