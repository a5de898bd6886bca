//! What is taken and sent: types, bounds and rules.

use serde::Serialize;

use super::Asked;

/// What a value is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Schema {
    /// `true` or `false`.
    Bool,
    /// An integer.
    Integer {
        /// The least.
        #[serde(serialize_with = "super::json::least")]
        min: i128,
        /// The greatest.
        #[serde(serialize_with = "super::json::greatest")]
        max: u128,
    },
    /// A number that may have a fraction.
    Number,
    /// A text, by its characters (Unicode scalar values).
    Text {
        /// The fewest.
        min: u64,
        /// The most; `None` where the type has no bound, and of an input a [`Rule`] of the field does.
        max: Option<u64>,
        /// What it is the text of, by the names of JSON Schema where it has one (`uuid`, `date-time`, `date`, `uri`, `ipv4`,
        /// `ipv6`, `password`), and otherwise `ip` (either), `file-name`, `decimal`, `local-date-time`, `local-time`, and
        /// `time-offset-date-time`, which is how the crate `time` writes a date where it is not told to write RFC 3339.
        format: Option<String>,
    },
    /// A list.
    Array {
        /// Its elements.
        of: Box<Schema>,
        /// The fewest.
        min: u64,
        /// The most; `None` as for a text.
        max: Option<u64>,
    },
    /// A list with something else in each place.
    Tuple {
        /// What is in each.
        of: Vec<Schema>,
    },
    /// An object with keys that are not declared.
    Map {
        /// The keys, which are texts on the wire.
        keys: Box<Schema>,
        /// The values.
        values: Box<Schema>,
    },
    /// This, or null.
    Optional(Box<Schema>),
    /// A type of the inventory, by its name there.
    Named(String),
    /// One of these words.
    OneOf(Vec<String>),
    /// The id of an object, on which a decision is asked. A text that cannot be one is answered as a missing object is: 404.
    /// A number of it may be written as a text.
    ObjectId {
        /// The resource, with its modules.
        resource: String,
        /// What its ids are.
        key: Box<Schema>,
    },
    /// A text that is the path of a route.
    Link,
    /// Nothing is known of it.
    Unknown {
        /// The type, where that is known.
        type_name: Option<String>,
        /// Why.
        reason: String,
    },
}

/// A struct or an enum.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Type {
    /// A struct. As input it takes these fields and no others.
    Object {
        /// Its fields, in the order of their declaration.
        fields: Vec<Field>,
        /// The rules of the struct as a whole.
        rules: Vec<Rule>,
    },
    /// What is sent as the one thing that it holds.
    Newtype(Schema),
    /// An enum with content.
    Union {
        /// How it is told which variant it is.
        tagging: Tagging,
        /// The variants.
        variants: Vec<Variant>,
    },
}

/// How it is told which variant of an enum is sent, as serde has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Tagging {
    /// An object with the name of the variant as its one key; a variant without content is its name.
    External,
    /// A field among the others.
    Internal {
        /// Its name.
        tag: String,
    },
    /// A field, and the content in another.
    Adjacent {
        /// The field of the name.
        tag: String,
        /// The field of the content.
        content: String,
    },
    /// By nothing.
    Untagged,
}

/// A variant of an enum.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Variant {
    /// Its name on the wire.
    pub name: String,
    /// What it holds.
    pub content: VariantContent,
}

/// What a variant holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum VariantContent {
    /// Nothing.
    Nothing,
    /// One thing without a name.
    One(Schema),
    /// Several things without names.
    Several(Vec<Schema>),
    /// Fields.
    Object(Vec<Field>),
}

/// A field.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Field {
    /// Its name on the wire.
    pub name: String,
    /// Other names under which a client may send it.
    pub aliases: Vec<String>,
    /// What it is.
    pub schema: Schema,
    /// The rules that stand on it. They hold for what is not null.
    pub rules: Vec<Rule>,
    /// Whether it has to be there, or always is.
    pub required: bool,
    /// Of an input: whether it is null that stands for one that is left out, or a value of its own.
    pub has_default: bool,
    /// Of an answer: whose answers it is in, where those are not all.
    pub disclosed_to: Option<SeenBy>,
    /// Why nothing is asked of it, where that was written.
    pub vouched: Option<String>,
    /// Of an answer: whether the fields of its type stand here, and it does not.
    pub flattened: bool,
}

/// Whose answers a field is in: who has the roles and the scopes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SeenBy {
    /// The roles asked for.
    pub role: Option<Asked>,
    /// The scopes asked for.
    pub scope: Option<Asked>,
}

/// A rule on a field or a struct, with the code that a client is answered where it is broken.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Rule {
    /// The code; `None` where a fn of the application chooses it.
    pub code: Option<&'static str>,
    /// What is asked.
    pub check: Check,
}

/// What a rule asks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Check {
    /// A length: of a text in characters, of a list or a map in elements.
    Length {
        /// The least.
        min: Option<Bound>,
        /// The greatest.
        max: Option<Bound>,
        /// The only one.
        equal: Option<Bound>,
    },
    /// A range of numbers.
    Range {
        /// The least.
        min: Option<Bound>,
        /// The greatest.
        max: Option<Bound>,
        /// What it is greater than.
        exclusive_min: Option<Bound>,
        /// What it is less than.
        exclusive_max: Option<Bound>,
    },
    /// An e-mail address.
    Email,
    /// A URL.
    Url,
    /// A text that has this in it, or a map that has this key; `None` where it is made when it is asked for.
    Contains(Option<&'static str>),
    /// A text or a map that has not.
    DoesNotContain(Option<&'static str>),
    /// A regular expression, by its name in the program.
    Regex(&'static str),
    /// The same as another field, by its name in Rust.
    MustMatch(&'static str),
    /// A fn of the application, by its name there.
    Custom(&'static str),
    /// A fn of the application that is asked of the whole struct.
    Whole(&'static str),
    /// No control characters.
    NonControlCharacter,
    /// Not null.
    Required,
}

/// The bound of a rule. In JSON it is the number itself, or the source text.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Bound {
    /// An integer.
    Integer(#[serde(serialize_with = "super::json::least")] i128),
    /// A number with a fraction.
    Decimal(f64),
    /// Computed where it is asked: its source text.
    Computed(&'static str),
}
