//! What `#[output]` says of a type: its members, by calls.

use crate::inventory::{Field, Schema, Tagging, Type, Variant, VariantContent, by_function, disclosed};

use super::declared::TypeOf;
use super::{Declared, Limited};

/// Says what a type is.
pub type Says = fn(&mut Declared) -> Schema;

/// One member of a type that is sent.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    name: &'static str,
    says: Says,
    limited: Option<Limited>,
    vouched: Option<(&'static str, &'static str)>,
    written_by: Option<&'static str>,
    optional: bool,
    flattened: bool,
}

/// One variant of an enum that is sent.
#[derive(Clone, Copy, Debug)]
pub struct VariantOf<'m> {
    name: &'static str,
    held: Held<'m>,
}

#[derive(Clone, Copy, Debug)]
enum Held<'m> {
    Nothing,
    One(Member),
    Several(&'m [Member]),
    Object(&'m [Member]),
}

impl Member {
    /// A member by its name on the wire, and what says its type.
    #[must_use]
    pub const fn of(name: &'static str, says: Says) -> Self {
        Self { name, says, limited: None, vouched: None, written_by: None, optional: false, flattened: false }
    }

    /// One that only some see.
    #[must_use]
    pub const fn limited(self, to: Limited) -> Self {
        Self { limited: Some(to), optional: true, ..self }
    }

    /// One that is sent for a reason.
    #[must_use]
    pub const fn vouched(self, what: &'static str, reason: &'static str) -> Self {
        Self { vouched: Some((what, reason)), ..self }
    }

    /// One that a function writes.
    #[must_use]
    pub const fn written_by(self, function: &'static str) -> Self {
        Self { written_by: Some(function), ..self }
    }

    /// One that may be absent.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// One whose members stand in its place.
    #[must_use]
    pub const fn flattened(self) -> Self {
        Self { flattened: true, ..self }
    }

    fn schema(&self, all: &mut Declared) -> Schema {
        if let Some((what, reason)) = self.vouched {
            all.vouch(what, reason);
        }
        if let Some(limited) = self.limited {
            all.limit(limited);
        }
        let schema = (self.says)(all);
        match (self.written_by, schema) {
            (Some(function), _) => by_function(function, "written"),
            (None, Schema::Unknown { type_name, reason }) => {
                let reason = self.vouched.map_or(reason, |(_, vouched)| vouched.to_owned());
                Schema::Unknown { type_name, reason }
            }
            (None, known) => known,
        }
    }

    fn field(&self, all: &mut Declared) -> Field {
        Field {
            schema: self.schema(all),
            name: self.name.to_owned(),
            aliases: Vec::new(),
            rules: Vec::new(),
            required: !self.optional,
            has_default: false,
            disclosed_to: self.limited.as_ref().map(disclosed),
            vouched: self.vouched.map(|(_, reason)| reason.to_owned()),
            flattened: self.flattened,
        }
    }
}

impl<'m> VariantOf<'m> {
    /// One without content.
    #[must_use]
    pub const fn nothing(name: &'static str) -> Self {
        Self { name, held: Held::Nothing }
    }

    /// One that holds one thing without a name.
    #[must_use]
    pub const fn one(name: &'static str, member: Member) -> Self {
        Self { name, held: Held::One(member) }
    }

    /// One that holds several.
    #[must_use]
    pub const fn several(name: &'static str, members: &'m [Member]) -> Self {
        Self { name, held: Held::Several(members) }
    }

    /// One with fields.
    #[must_use]
    pub const fn object(name: &'static str, members: &'m [Member]) -> Self {
        Self { name, held: Held::Object(members) }
    }

    fn variant(&self, all: &mut Declared) -> Variant {
        let content = match self.held {
            Held::Nothing => VariantContent::Nothing,
            Held::One(member) => VariantContent::One(member.schema(all)),
            Held::Several(members) => {
                VariantContent::Several(members.iter().map(|member| member.schema(all)).collect())
            }
            Held::Object(members) => VariantContent::Object(members.iter().map(|member| member.field(all)).collect()),
        };
        Variant { name: self.name.to_owned(), content }
    }
}

/// What an expansion says. What has a type of the application is a call of what has none.
impl Declared {
    /// A struct.
    pub fn object<T: 'static>(&mut self, members: &[Member]) -> Schema {
        self.object_of(TypeOf::of::<T>(), members)
    }

    /// A struct of which there is no more to say than the names and the types: what most say.
    pub fn fields<T: 'static>(&mut self, names: &[&'static str], says: &[Says]) -> Schema {
        self.fields_of(TypeOf::of::<T>(), names, says)
    }

    /// What is sent as the one thing that it holds.
    pub fn newtype<T: 'static>(&mut self, member: Member) -> Schema {
        self.newtype_of(TypeOf::of::<T>(), member)
    }

    /// An enum whose variants are told apart by their names: in an object of one key, or in these fields.
    pub fn tagged<T: 'static>(&mut self, tags: &[&str], variants: &[VariantOf<'_>]) -> Schema {
        self.tagged_of(TypeOf::of::<T>(), tags, variants)
    }

    /// An enum whose variants nothing tells apart.
    pub fn untagged<T: 'static>(&mut self, variants: &[VariantOf<'_>]) -> Schema {
        self.union_of(TypeOf::of::<T>(), Tagging::Untagged, variants)
    }

    fn object_of(&mut self, of: TypeOf, members: &[Member]) -> Schema {
        self.named(of, |all| {
            let fields = members.iter().map(|member| member.field(all)).collect();
            Type::Object { fields, rules: Vec::new() }
        })
    }

    fn fields_of(&mut self, of: TypeOf, names: &[&'static str], says: &[Says]) -> Schema {
        let members: Vec<Member> = names.iter().zip(says).map(|(name, says)| Member::of(name, *says)).collect();
        self.object_of(of, &members)
    }

    fn newtype_of(&mut self, of: TypeOf, member: Member) -> Schema {
        self.named(of, |all| Type::Newtype(member.schema(all)))
    }

    fn tagged_of(&mut self, of: TypeOf, tags: &[&str], variants: &[VariantOf<'_>]) -> Schema {
        let tagging = match *tags {
            [tag, content, ..] => Tagging::Adjacent { tag: tag.to_owned(), content: content.to_owned() },
            [tag] => Tagging::Internal { tag: tag.to_owned() },
            [] => Tagging::External,
        };
        if tags.is_empty() && variants.iter().all(|variant| matches!(variant.held, Held::Nothing)) {
            return Schema::OneOf(variants.iter().map(|variant| variant.name.to_owned()).collect());
        }
        self.union_of(of, tagging, variants)
    }

    fn union_of(&mut self, of: TypeOf, tagging: Tagging, variants: &[VariantOf<'_>]) -> Schema {
        self.named(of, |all| {
            let variants = variants.iter().map(|variant| variant.variant(all)).collect();
            Type::Union { tagging, variants }
        })
    }
}
