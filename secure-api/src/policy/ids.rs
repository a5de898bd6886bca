//! The ids of objects that an input holds, as a constant that the audit reads.

/// The ids in a type of input and in its fields.
#[derive(Clone, Copy, Debug)]
pub struct IdFields {
    /// What the type itself is the id of.
    pub id: Option<IdInfo>,
    /// The fields by their names; `[]` are the elements of a list.
    pub fields: &'static [(&'static str, &'static IdFields)],
}

/// The resource that an id is one of.
#[derive(Clone, Copy, Debug)]
pub struct IdInfo {
    /// The resource, for messages.
    pub type_name: &'static str,
    /// The resource with its modules.
    pub full_name: &'static str,
}

impl IdFields {
    /// No ids.
    pub const NONE: &'static IdFields = &IdFields { id: None, fields: &[] };
}
