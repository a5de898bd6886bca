//! Fields that the server sets: a client that could send them would choose its own role, or whose an object is (C67).

use super::audit::says_why;
use super::reasons::Vouch;
use super::shape::Name;
use super::vocabulary::same_text;

/// What an application says about names beyond the common ones: `secure_api::server_owned!(..)` at its root.
#[derive(Clone, Copy, Debug)]
pub struct ServerOwned {
    /// Whether the application says anything.
    pub declared: bool,
    /// Further names, in lower case and without separators.
    pub more: &'static [&'static str],
    /// Common names that a client may send here, spelled likewise, and why.
    pub fewer: &'static [Vouch],
}

impl ServerOwned {
    /// The common names alone.
    pub const COMMON: &'static ServerOwned = &ServerOwned { declared: false, more: &[], fewer: &[] };

    /// Whether the server alone sets a field of this name.
    pub const fn owns(&self, name: &Name) -> bool {
        match self.excuse(name) {
            Some(reason) if name.common => !says_why(reason),
            _ => name.common || self.names(name),
        }
    }

    const fn names(&self, name: &Name) -> bool {
        let mut place = 0;
        while place < self.more.len() {
            if same_text(self.more[place], name.normal) {
                return true;
            }
            place += 1;
        }
        false
    }

    /// Why a client may send a field that has one of the common names.
    pub const fn excuse(&self, name: &Name) -> Option<&'static str> {
        let mut place = 0;
        while place < self.fewer.len() {
            if same_text(self.fewer[place].what, name.normal) {
                return Some(self.fewer[place].reason);
            }
            place += 1;
        }
        None
    }
}
