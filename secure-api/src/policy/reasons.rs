//! What somebody vouched for in the types of a handler, with the reason: it shows in the policy report.

/// One thing that is not checked, and why that is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vouch {
    /// What is vouched for, as `Draft::color`.
    pub what: &'static str,
    /// Why.
    pub reason: &'static str,
}

/// What is vouched for in a type, and in the types of its fields.
#[derive(Clone, Copy, Debug)]
pub struct Reasons {
    /// In the type itself.
    pub own: &'static [Vouch],
    /// In the types that it is made of.
    pub inner: &'static [&'static Reasons],
}

impl Reasons {
    /// Nothing.
    pub const NONE: &'static Reasons = &Reasons { own: &[], inner: &[] };

    /// All of them, from the outside in.
    pub fn all(&self) -> Vec<Vouch> {
        let mut found = self.own.to_vec();
        found.extend(self.inner.iter().flat_map(|inner| inner.all()));
        found
    }
}
