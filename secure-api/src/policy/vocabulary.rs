//! Roles and scopes: closed vocabularies, one of each an application.

use core::any::TypeId;
use core::fmt;

/// The names of a vocabulary and what each includes.
pub struct Vocabulary {
    /// The type that declares it.
    pub type_id: fn() -> TypeId,
    /// The type's name, for messages.
    pub type_name: &'static str,
    /// The names as they stand in a token. The place of a name is its bit.
    pub names: &'static [&'static str],
    /// For each name the bits that its holder has, its own among them.
    pub grants: &'static [u64],
}

impl Vocabulary {
    /// Whether both are declared by the same type.
    pub fn same(&self, other: &Vocabulary) -> bool {
        (self.type_id)() == (other.type_id)()
    }

    /// The bits that the holder of `name` has; 0 for a name that is not declared.
    pub fn granted_by(&self, name: &str) -> u64 {
        let place = self.names.iter().position(|known| *known == name);
        place.and_then(|place| self.grants.get(place)).copied().unwrap_or(0)
    }

    /// The bit of `name`, at compile time too; 0 for a name that is not declared.
    pub const fn bit(&self, name: &str) -> u64 {
        let mut place = 0;
        while place < self.names.len() {
            if same_text(self.names[place], name) {
                return 1 << place;
            }
            place += 1;
        }
        0
    }
}

impl fmt::Debug for Vocabulary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vocabulary").field("type_name", &self.type_name).field("names", &self.names).finish()
    }
}

/// The roles of an application: `#[derive(Roles)]` on a plain enum.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a role",
    label = "not an enum of roles",
    note = "declare the roles of the application once: `#[derive(Roles)] pub enum Role {{ Reader, Editor }}`",
    note = "rule: SA0212 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0212/"
)]
pub trait Roles: Send + Sync + Sized + 'static {
    /// The declared names.
    const VOCABULARY: &'static Vocabulary;
    /// The bit of this role.
    fn bit(self) -> u64;
}

/// The scopes of an application: `#[derive(Scopes)]` on a plain enum.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a scope",
    label = "not an enum of scopes",
    note = "declare the scopes of the application once: `#[derive(Scopes)] pub enum Scope {{ .. }}`",
    note = "rule: SA0212 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0212/"
)]
pub trait Scopes: Send + Sync + Sized + 'static {
    /// The declared names.
    const VOCABULARY: &'static Vocabulary;
    /// The bit of this scope.
    fn bit(self) -> u64;
}

/// The bits that the holders of `bits` have by inclusion.
pub fn grants_of(vocabulary: &Vocabulary, bits: u64) -> u64 {
    let mut held = 0;
    for (place, grants) in vocabulary.grants.iter().enumerate() {
        if bits & (1 << place) != 0 {
            held |= grants;
        }
    }
    held
}

pub(super) const fn same_text(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}
