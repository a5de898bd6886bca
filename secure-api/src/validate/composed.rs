//! Types made of bounded ones: arrays and tuples, which have an end, and maps, whose length a rule bounds:
//! `#[validate(length(max = 20))] labels: BTreeMap<Text<1, 30>, Text<1, 100>>`.

use std::collections::{BTreeMap, HashMap};

use crate::policy::{Field, Kind, Shape};

use super::rules::{Bounded, BoundedByRule};
use super::violations::{FieldPath, Violations};

/// Where an entry is: its key is the client's text, which no answer repeats.
const ENTRY: &str = "*";

#[diagnostic::do_not_recommend]
impl<T: Bounded, const N: usize> Bounded for [T; N] {
    const SHAPE: &'static Shape = &Shape::list(Kind::list(N, N), &[Field::elements(T::SHAPE)]);
    fn check(&self, at: &FieldPath<'_>, found: &mut Violations) {
        for (index, element) in self.iter().enumerate() {
            element.check(&at.index(index), found);
        }
    }
}

macro_rules! tuples {
    ($(($($part:ident $place:tt)*))*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($part: Bounded),*> Bounded for ($($part,)*) {
            const SHAPE: &'static Shape = &Shape::list(Kind::Tuple, &[$(Field::elements($part::SHAPE)),*]);
            fn check(&self, at: &FieldPath<'_>, found: &mut Violations) {
                $(self.$place.check(&at.index($place), found);)*
            }
        }
    )*};
}

tuples!((A 0 B 1)(A 0 B 1 C 2)(A 0 B 1 C 2 D 3));

#[diagnostic::do_not_recommend]
impl<K: Bounded, V: Bounded> BoundedByRule for BTreeMap<K, V> {
    const SHAPE: &'static Shape = &Shape::list(Kind::Map, &[Field::elements(K::SHAPE), Field::elements(V::SHAPE)]);
    fn check(&self, at: &FieldPath<'_>, found: &mut Violations) {
        check_entries(self.iter(), at, found);
    }
}

/// With the standard library's own hasher, which is keyed at random: a client cannot choose keys that collide.
#[diagnostic::do_not_recommend]
impl<K: Bounded, V: Bounded> BoundedByRule for HashMap<K, V> {
    const SHAPE: &'static Shape = &Shape::list(Kind::Map, &[Field::elements(K::SHAPE), Field::elements(V::SHAPE)]);
    fn check(&self, at: &FieldPath<'_>, found: &mut Violations) {
        check_entries(self.iter(), at, found);
    }
}

fn check_entries<'m, K: Bounded + 'm, V: Bounded + 'm>(
    entries: impl Iterator<Item = (&'m K, &'m V)>,
    at: &FieldPath<'_>,
    found: &mut Violations,
) {
    let entry = at.field(ENTRY);
    for (key, value) in entries {
        key.check(&entry, found);
        value.check(&entry, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::Violation;

    struct Broken;
    impl Bounded for Broken {
        fn check(&self, at: &FieldPath<'_>, found: &mut Violations) {
            found.push(&at.field("inner"), "broken");
        }
    }

    #[test]
    fn each_part_is_checked_at_its_place() {
        let mut found = Violations::new();
        Bounded::check(&[(1_u8, Broken), (2, Broken)], &FieldPath::root().field("pairs"), &mut found);
        let paths: Vec<_> = found.iter().map(Violation::path).collect();
        assert_eq!(paths, ["pairs[0][1].inner", "pairs[1][1].inner"]);
    }

    #[test]
    fn what_breaks_a_rule_in_a_map_is_told_without_its_key() {
        let mut found = Violations::new();
        let map = HashMap::from([(7_u8, Broken)]);
        BoundedByRule::check(&map, &FieldPath::root().field("labels"), &mut found);
        let map = BTreeMap::from([(7_u8, Some(Broken)), (8, None)]);
        BoundedByRule::check(&Some(map), &FieldPath::root().field("sorted"), &mut found);
        let paths: Vec<_> = found.iter().map(Violation::path).collect();
        assert_eq!(paths, ["labels.*.inner", "sorted.*.inner"]);
    }
}
