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
    /// Sets of names of which a caller holds one at most, with all that is included.
    pub exclusive: &'static [u64],
    /// Of scopes: the roles that they need.
    pub holders: Option<Holders>,
}

/// The roles without which scopes count for nothing.
#[derive(Clone, Copy, Debug)]
pub struct Holders {
    /// The vocabulary of the roles.
    pub roles: &'static Vocabulary,
    /// For each scope the bit of the role that it needs; 0 where it needs none.
    pub bits: &'static [u64],
}

impl Vocabulary {
    /// One without a name.
    pub const EMPTY: Vocabulary =
        Vocabulary { type_id: TypeId::of::<()>, type_name: "", names: &[], grants: &[], exclusive: &[], holders: None };

    /// Whether both are declared by the same type.
    pub fn same(&self, other: &Vocabulary) -> bool {
        (self.type_id)() == (other.type_id)()
    }

    /// The bits that the holder of `name` has; 0 for a name that is not declared.
    pub fn granted_by(&self, name: &str) -> u64 {
        let place = self.names.iter().position(|known| *known == name);
        place.and_then(|place| self.grants.get(place)).copied().unwrap_or(0)
    }

    /// The names of these bits.
    pub(crate) fn names_of(&self, bits: u64) -> impl Iterator<Item = &'static str> {
        let held = (0..u64::BITS).map(move |place| (bits >> place) & 1 == 1);
        self.names.iter().zip(held).filter(|(_, held)| *held).map(|(name, _)| *name)
    }

    /// The bits of `bits` that may be held by a caller with these bits of `roles`.
    pub(crate) fn held_with(&self, bits: u64, roles: Option<&Vocabulary>, role_bits: u64) -> u64 {
        let Some(holders) = &self.holders else { return bits };
        let known = roles.is_some_and(|roles| roles.same(holders.roles));
        let may = |needed: u64| needed == 0 || (known && role_bits & needed != 0);
        let allowed = (0..u64::BITS).zip(holders.bits).filter(|(_, needed)| may(**needed));
        bits & allowed.fold(0, |all, (place, _)| all | (1 << place))
    }

    /// Whether nobody may hold all of these, at compile time too.
    pub const fn excluded(&self, bits: u64) -> bool {
        let mut place = 0;
        while place < self.exclusive.len() {
            if (self.exclusive[place] & bits).count_ones() > 1 {
                return true;
            }
            place += 1;
        }
        false
    }

    /// The bits that the holders of `bits` have by inclusion, at compile time too.
    pub const fn granted_with(&self, bits: u64) -> u64 {
        let (mut held, mut place) = (0, 0);
        while place < self.grants.len() {
            if bits & (1 << place) != 0 {
                held |= self.grants[place];
            }
            place += 1;
        }
        held
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
