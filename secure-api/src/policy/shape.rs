//! What the audit knows of a type of input, as a constant.

/// A type of input: what it is the id of, and its fields.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The object that it is an id of.
    pub id: Option<IdInfo>,
    /// The most elements of the page that it asks for.
    pub page: Option<u32>,
    /// Whether it has fields: a query and a form are flat, and hold none of these.
    pub is_object: bool,
    /// The fields by their names in Rust; `[]` are the elements of a list.
    pub fields: &'static [(&'static str, &'static Shape)],
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
    pub const VALUE: &'static Shape = &Shape { id: None, page: None, is_object: false, fields: &[] };

    /// A struct of fields.
    pub const fn object(fields: &'static [(&'static str, &'static Shape)]) -> Self {
        Self { is_object: true, fields, ..*Self::VALUE }
    }

    /// A list, by its one kind of element.
    pub const fn list(elements: &'static [(&'static str, &'static Shape)]) -> Self {
        Self { fields: elements, ..*Self::VALUE }
    }
}
