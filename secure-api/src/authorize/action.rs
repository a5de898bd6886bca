//! What is done to an object.

/// What is done to an object: `#[derive(Action)] struct Publish;`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an action",
    label = "not an action on an object",
    note = "use `Read`, `Update` or `Delete`, or declare one of your own: `#[derive(Action)] pub struct {Self};`",
    note = "rule: SA0215 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0215/"
)]
pub trait Action: Send + Sync + 'static {
    /// The name, for messages and events.
    const NAME: &'static str;
    /// Whether the object is only looked at. Such an action does not fit a method that changes things.
    const READ_ONLY: bool;
    /// The action. What is none has none, so that only that is said of it, and nothing of its rules.
    #[doc(hidden)]
    type Itself: Action;
}

/// Looking at an object.
#[derive(Clone, Copy, Debug)]
pub struct Read;

/// Changing an object.
#[derive(Clone, Copy, Debug)]
pub struct Update;

/// Removing an object.
#[derive(Clone, Copy, Debug)]
pub struct Delete;

impl Action for Read {
    const NAME: &'static str = "Read";
    const READ_ONLY: bool = true;
    type Itself = Self;
}

impl Action for Update {
    const NAME: &'static str = "Update";
    const READ_ONLY: bool = false;
    type Itself = Self;
}

impl Action for Delete {
    const NAME: &'static str = "Delete";
    const READ_ONLY: bool = false;
    type Itself = Self;
}
