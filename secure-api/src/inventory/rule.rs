//! Rules as `#[input]` writes them: constants, one word after the other.

use super::{Bound, Check, Rule};

#[doc(hidden)]
impl Rule {
    /// A length without a bound yet.
    pub const LENGTH: Rule = Rule::of("length", Check::Length { min: None, max: None, equal: None });
    /// A range without a bound yet.
    pub const RANGE: Rule =
        Rule::of("range", Check::Range { min: None, max: None, exclusive_min: None, exclusive_max: None });
    /// An e-mail address.
    pub const EMAIL: Rule = Rule::of("email", Check::Email);
    /// A URL.
    pub const URL: Rule = Rule::of("url", Check::Url);
    /// No control characters.
    pub const NON_CONTROL_CHARACTER: Rule = Rule::of("non_control_character", Check::NonControlCharacter);
    /// Not null.
    pub const REQUIRED: Rule = Rule::of("required", Check::Required);

    /// A length, where both ends are written as numbers: 0 and the greatest there is stand for none. One call in place of
    /// several, since this is what most fields say.
    pub const fn length(min: u64, max: u64) -> Rule {
        let min = if min == 0 { None } else { Some(Bound::Integer(min as i128)) };
        let max = if max == u64::MAX { None } else { Some(Bound::Integer(max as i128)) };
        Rule::of("length", Check::Length { min, max, equal: None })
    }

    const fn of(code: &'static str, check: Check) -> Rule {
        Rule { code: Some(code), check }
    }

    /// With this in it.
    pub const fn contains(what: Option<&'static str>) -> Rule {
        Rule::of("contains", Check::Contains(what))
    }

    /// Without it.
    pub const fn does_not_contain(what: Option<&'static str>) -> Rule {
        Rule::of("does_not_contain", Check::DoesNotContain(what))
    }

    /// A regular expression.
    pub const fn regex(name: &'static str) -> Rule {
        Rule::of("regex", Check::Regex(name))
    }

    /// The same as another field.
    pub const fn must_match(field: &'static str) -> Rule {
        Rule::of("must_match", Check::MustMatch(field))
    }

    /// A fn, which chooses the code.
    pub const fn custom(function: &'static str) -> Rule {
        Rule { code: None, check: Check::Custom(function) }
    }

    /// A fn that is asked of the whole struct, and chooses the code.
    pub const fn whole(function: &'static str) -> Rule {
        Rule { code: None, check: Check::Whole(function) }
    }

    /// Answered with this code.
    #[must_use]
    pub const fn code(self, code: &'static str) -> Rule {
        Rule { code: Some(code), ..self }
    }

    /// The least.
    #[must_use]
    pub const fn min(self, bound: Bound) -> Rule {
        self.bounded(Some(bound), None, None, None)
    }

    /// The greatest.
    #[must_use]
    pub const fn max(self, bound: Bound) -> Rule {
        self.bounded(None, Some(bound), None, None)
    }

    /// The only length.
    #[must_use]
    pub const fn equal(self, bound: Bound) -> Rule {
        match self.check {
            Check::Length { min, max, .. } => Rule { check: Check::Length { min, max, equal: Some(bound) }, ..self },
            _ => self,
        }
    }

    /// What it is greater than.
    #[must_use]
    pub const fn exclusive_min(self, bound: Bound) -> Rule {
        self.bounded(None, None, Some(bound), None)
    }

    /// What it is less than.
    #[must_use]
    pub const fn exclusive_max(self, bound: Bound) -> Rule {
        self.bounded(None, None, None, Some(bound))
    }

    const fn bounded(
        self,
        least: Option<Bound>,
        greatest: Option<Bound>,
        above: Option<Bound>,
        below: Option<Bound>,
    ) -> Rule {
        let check = match self.check {
            Check::Length { min, max, equal } => {
                Check::Length { min: either(least, min), max: either(greatest, max), equal }
            }
            Check::Range { min, max, exclusive_min, exclusive_max } => Check::Range {
                min: either(least, min),
                max: either(greatest, max),
                exclusive_min: either(above, exclusive_min),
                exclusive_max: either(below, exclusive_max),
            },
            other => other,
        };
        Rule { check, ..self }
    }
}

const fn either(new: Option<Bound>, old: Option<Bound>) -> Option<Bound> {
    if new.is_some() { new } else { old }
}

#[doc(hidden)]
impl Bound {
    /// A number of the program, of whichever type, both as an integer and as one with a fraction: where they are the same it
    /// is an integer.
    pub const fn of(integer: i128, decimal: f64) -> Bound {
        if integer as f64 == decimal { Bound::Integer(integer) } else { Bound::Decimal(decimal) }
    }
}
