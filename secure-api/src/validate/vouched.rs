//! A field that somebody vouched for: somebody else's type, which has no bound that we know.
//!
//! What a bound is known for keeps it. A constant of an impl is found before one of a trait, but only where the impl's bounds
//! hold: that is how an expansion, whose types are all known, asks whether a type is [`Bounded`].

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::OsString;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use crate::policy::{Kind, Shape};

use super::rules::Bounded;
use super::violations::{FieldPath, Violations};

/// How the rules of a type are run.
pub type Check<T> = fn(&T, &FieldPath<'_>, &mut Violations);

/// Asks what is known of a type.
#[derive(Debug)]
pub struct Known<T>(core::marker::PhantomData<T>);

/// Stands for an input inside itself, where its fields are looked at.
#[derive(Debug)]
pub struct Itself;

#[diagnostic::do_not_recommend]
impl Bounded for Itself {
    const SHAPE: &'static Shape = &Shape::value(Kind::Itself);
}

/// What is so of a type of which nothing is known.
pub trait Unknown<T> {
    /// Runs nothing.
    const CHECK: Check<T> = |_, _, _| {};
    /// A value.
    const SHAPE: &'static Shape = &Shape::value(Kind::Foreign(core::any::type_name::<T>));
}

/// What is so of a type that is not known to be without end.
pub trait MayEnd {
    /// Whether it takes input of any size.
    const ENDLESS: bool = false;
}

impl<T> Unknown<T> for Known<T> {}
impl<T> MayEnd for Known<T> {}

impl<T: Bounded> Known<T> {
    /// Its rules.
    pub const CHECK: Check<T> = <T as Bounded>::check;
    /// What it is made of.
    pub const SHAPE: &'static Shape = T::SHAPE;
}

impl<T: Endless> Known<T> {
    /// Whether it takes input of any size.
    pub const ENDLESS: bool = true;
}

/// A type that takes input of any size, and for which there is a bounded one: nobody has to vouch for it.
pub trait Endless {}

impl<T: Endless> Endless for Option<T> {}
impl<T: Endless, const N: usize> Endless for [T; N] {}

macro_rules! endless {
    ($([$($of:ident),*] $ty:ty)*) => {$(impl<$($of),*> Endless for $ty {})*};
}

endless! {
    [] String
    [] PathBuf
    [] OsString
    [] serde_json::Value
    [T] Vec<T>
    [T] VecDeque<T>
    [T] LinkedList<T>
    [T] BinaryHeap<T>
    [T] BTreeSet<T>
    [T, S] HashSet<T, S>
    [K, V] BTreeMap<K, V>
    [K, V, S] HashMap<K, V, S>
}

impl Endless for Cow<'_, str> {}
impl Endless for Box<str> {}
impl Endless for Arc<str> {}
impl Endless for Rc<str> {}
impl<T> Endless for Box<[T]> {}
