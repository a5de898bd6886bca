//! Fields that the server sets: a client that could send them would choose its own role, or whose an object is (C67).

use super::audit::input::says_why;
use super::reasons::Vouch;
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

    /// Whether the server alone sets a field.
    pub const fn owns(&self, field: &FieldInfo) -> bool {
        match self.excuse(field) {
            Some(reason) if field.common => !says_why(reason),
            _ => field.common || self.names(field),
        }
    }

    const fn names(&self, field: &FieldInfo) -> bool {
        let mut place = 0;
        while place < self.more.len() {
            if same_text(self.more[place], field.name) {
                return true;
            }
            place += 1;
        }
        false
    }

    /// Why a client may send a field that has one of the common names.
    pub const fn excuse(&self, field: &FieldInfo) -> Option<&'static str> {
        let mut place = 0;
        while place < self.fewer.len() {
            if same_text(self.fewer[place].what, field.name) {
                return Some(self.fewer[place].reason);
            }
            place += 1;
        }
        None
    }
}

/// A name of a field of an input that nobody vouched for.
#[derive(Clone, Copy, Debug)]
pub struct FieldInfo {
    /// The field, as `Draft::role`.
    pub what: &'static str,
    /// A name of it in Rust or on the wire, as it is written.
    pub written: &'static str,
    /// The same in lower case and without separators.
    pub name: &'static str,
    /// Whether the name is one of the common ones.
    pub common: bool,
    /// Whether the field has a message of its own already.
    pub reported: bool,
}

/// The fields of an input, and those of the types of its fields.
#[derive(Clone, Copy, Debug)]
pub struct InputFields {
    /// Its own.
    pub own: &'static [FieldInfo],
    /// Those inside.
    pub inner: &'static [&'static InputFields],
}

impl InputFields {
    /// No field.
    pub const NONE: &'static InputFields = &InputFields { own: &[], inner: &[] };

    /// The first one that the server alone sets.
    pub const fn first_owned(&self, by: &ServerOwned) -> Option<&'static FieldInfo> {
        let mut place = 0;
        while place < self.own.len() {
            if by.owns(&self.own[place]) && !self.own[place].reported {
                return Some(&self.own[place]);
            }
            place += 1;
        }
        place = 0;
        while place < self.inner.len() {
            if let Some(found) = self.inner[place].first_owned(by) {
                return Some(found);
            }
            place += 1;
        }
        None
    }

    /// Those that a client may send because the application says so, with its reason.
    pub fn excused(&self, by: &ServerOwned) -> Vec<Vouch> {
        let excused = |field: &FieldInfo| by.excuse(field).map(|reason| Vouch { what: field.what, reason });
        let mut found: Vec<Vouch> = self.own.iter().filter_map(excused).collect();
        found.extend(self.inner.iter().flat_map(|inner| inner.excused(by)));
        found
    }
}
