//! What the audit knows of a type of input, as a constant.

use crate::inventory::Rule;

use super::kind::Kind;
use super::reasons::Vouch;
use super::server_owned::ServerOwned;

/// A type of input: what it is the id of, and its fields.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// What it is on the wire.
    pub kind: Kind,
    /// The object that it is an id of.
    pub id: Option<IdInfo>,
    /// Whether a plain value of it may name an object.
    pub may_be_id: bool,
    /// The most elements of the page that it asks for.
    pub page: Option<u32>,
    /// Whether it may be left out.
    pub optional: bool,
    /// Whether it has fields: a query and a form are flat, and hold none of these.
    pub is_object: bool,
    /// The fields, or the elements of a list.
    pub fields: &'static [Field],
    /// The rules of a struct as a whole.
    pub rules: &'static [Rule],
}

/// A field of an input, or the elements of a list.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in Rust, as `title`; `[]` are the elements of a list.
    pub name: &'static str,
    /// The field as messages have it, as `Draft::title`; empty for elements.
    pub what: &'static str,
    /// What is known of its type.
    pub shape: &'static Shape,
    /// Its names in Rust and on the wire, each once; none where no client can send it.
    pub names: &'static [Name],
    /// Why nothing is asked of it; `None` where all is.
    pub vouched: Option<&'static str>,
    /// Whether it is called like the id of an object.
    pub called_id: bool,
    /// Its names on the wire, the usual one first, where that is not its name in Rust alone.
    pub wire: Option<&'static [&'static str]>,
    /// Whether it may be left out because something stands for it then.
    pub given: bool,
    /// The function that reads it, in place of its type.
    pub read_by: Option<&'static str>,
    /// The rules that stand on it.
    pub rules: &'static [Rule],
}

/// A name of a field that a client may send.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// As it is written.
    pub written: &'static str,
    /// The same in lower case and without separators.
    pub normal: &'static str,
    /// Whether it is one of those that the server commonly owns.
    pub common: bool,
}

/// The resource that an id is one of.
#[derive(Clone, Copy, Debug)]
pub struct IdInfo {
    /// The resource, for messages.
    pub type_name: &'static str,
    /// The resource with its modules.
    pub full_name: &'static str,
    /// How many values make its key.
    pub parts: usize,
}

impl Shape {
    /// A value of which nothing more has to be known.
    pub const VALUE: &'static Shape = &Shape {
        kind: Kind::Unknown,
        id: None,
        may_be_id: false,
        page: None,
        optional: false,
        is_object: false,
        fields: &[],
        rules: &[],
    };

    /// A value of this kind.
    pub const fn value(kind: Kind) -> Self {
        Self { kind, ..*Self::VALUE }
    }

    /// A number or a text, which may name an object.
    pub const fn word(kind: Kind) -> Self {
        Self { may_be_id: true, ..Self::value(kind) }
    }

    /// One of a few words.
    pub const fn words(words: &'static [&'static str]) -> Self {
        Self::value(Kind::Words(words))
    }

    /// A struct of fields, known by its name.
    pub const fn object<T: ?Sized>(fields: &'static [Field]) -> Self {
        Self { is_object: true, fields, ..Self::value(Kind::Object(core::any::type_name::<T>)) }
    }

    /// With rules of the struct as a whole.
    #[must_use]
    pub const fn rules(self, rules: &'static [Rule]) -> Self {
        Self { rules, ..self }
    }

    /// A list, by the kinds of elements that it has.
    pub const fn list(kind: Kind, elements: &'static [Field]) -> Self {
        let (mut may_be_id, mut place) = (false, 0);
        while place < elements.len() {
            may_be_id |= elements[place].shape.may_be_id;
            place += 1;
        }
        Self { may_be_id, fields: elements, ..Self::value(kind) }
    }

    /// The first field here or inside that the server alone sets, and its name.
    pub const fn first_owned(&self, by: &ServerOwned) -> Option<(&'static Field, &'static Name)> {
        let mut place = 0;
        while place < self.fields.len() {
            if let Some(name) = self.fields[place].owned(by) {
                return Some((&self.fields[place], name));
            }
            place += 1;
        }
        place = 0;
        while place < self.fields.len() {
            if let Some(found) = self.fields[place].shape.first_owned(by) {
                return Some(found);
            }
            place += 1;
        }
        None
    }

    /// The first field here or inside that is vouched for with a reason that is none.
    pub const fn first_blank(&self) -> Option<&'static str> {
        let mut place = 0;
        while place < self.fields.len() {
            let field = &self.fields[place];
            if let Some(reason) = field.vouched
                && !super::audit::says_why(reason)
            {
                return Some(field.what);
            }
            if let Some(what) = field.shape.first_blank() {
                return Some(what);
            }
            place += 1;
        }
        None
    }

    /// What is vouched for here and inside, and what a client may send because the application says so.
    pub fn vouched(&self, by: &ServerOwned) -> Vec<Vouch> {
        let mut found = Vec::new();
        for field in self.fields {
            found.extend(field.vouched.map(|reason| Vouch { what: field.what, reason }));
            found.extend(field.excused(by));
            found.extend(field.shape.vouched(by));
        }
        found
    }
}

impl Field {
    /// A field that no client can send.
    #[must_use]
    pub const fn hidden(name: &'static str, what: &'static str, shape: &'static Shape) -> Self {
        Self {
            name,
            what,
            shape,
            names: &[],
            vouched: None,
            called_id: false,
            wire: None,
            given: false,
            read_by: None,
            rules: &[],
        }
    }

    /// A field under these names.
    #[must_use]
    pub const fn sent(name: &'static str, what: &'static str, shape: &'static Shape, names: &'static [Name]) -> Self {
        Self { names, ..Self::hidden(name, what, shape) }
    }

    /// A kind of elements.
    #[must_use]
    pub const fn elements(shape: &'static Shape) -> Self {
        Self::hidden("[]", "", shape)
    }

    /// One that is called like the id of an object.
    #[must_use]
    pub const fn called_id(self) -> Self {
        Self { called_id: true, ..self }
    }

    /// One that clients write by other names than its own; by none where they cannot send it.
    #[must_use]
    pub const fn wire(self, wire: &'static [&'static str]) -> Self {
        Self { wire: Some(wire), ..self }
    }

    /// One that may be left out.
    #[must_use]
    pub const fn given(self) -> Self {
        Self { given: true, ..self }
    }

    /// One that a function reads.
    #[must_use]
    pub const fn read_by(self, function: &'static str) -> Self {
        Self { read_by: Some(function), ..self }
    }

    /// One on which rules stand.
    #[must_use]
    pub const fn rules(self, rules: &'static [Rule]) -> Self {
        Self { rules, ..self }
    }

    /// One of which somebody says why nothing is asked.
    #[must_use]
    pub const fn vouched(self, reason: &'static str) -> Self {
        Self { vouched: Some(reason), ..self }
    }

    /// The name that makes it the server's. A plain id has a message of its own, and an `Id<T>` is decided on before it is
    /// anything, whatever the field is called.
    const fn owned(&self, by: &ServerOwned) -> Option<&'static Name> {
        if self.vouched.is_some() || (self.called_id && (self.shape.may_be_id || self.shape.id.is_some())) {
            return None;
        }
        let mut place = 0;
        while place < self.names.len() {
            if by.owns(&self.names[place]) {
                return Some(&self.names[place]);
            }
            place += 1;
        }
        None
    }

    fn excused(&self, by: &ServerOwned) -> impl Iterator<Item = Vouch> {
        let names = if self.vouched.is_some() { &[] } else { self.names };
        let what = self.what;
        names.iter().filter_map(move |name| by.excuse(name)).map(move |reason| Vouch { what, reason })
    }
}

impl Name {
    /// A name that the server does not commonly own.
    #[must_use]
    pub const fn of(written: &'static str, normal: &'static str) -> Self {
        Self { written, normal, common: false }
    }

    /// One that it does.
    #[must_use]
    pub const fn common(written: &'static str, normal: &'static str) -> Self {
        Self { common: true, ..Self::of(written, normal) }
    }
}
