//! The table of rules that a macro can check. Ids are never reused.
//!
//! Rules that need types stand in `secure_api::policy::audit`, from `SA0100`.

macro_rules! rules {
    ($($name:ident $id:literal $about:literal)*) => {
        /// A rule that a declaration can break.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Rule {
            $(#[doc = $about] $name,)*
        }

        impl Rule {
            /// All of them.
            #[cfg(test)]
            pub(crate) const ALL: &[Rule] = &[$(Rule::$name),*];

            /// The id that stands in the message.
            pub(crate) fn id(self) -> &'static str {
                match self {
                    $(Rule::$name => $id,)*
                }
            }
        }
    };
}

rules! {
    NoPolicy "SA0001" "a route attribute without `#[secure(..)]`"
    NoRoute "SA0002" "`#[secure(..)]` without a route attribute"
    Twice "SA0003" "two policies or two routes on one handler"
    Signature "SA0004" "a handler that is not a plain async fn of owned arguments"
    Path "SA0005" "a path pattern that is malformed, or that two routes could read differently"
    UnknownKey "SA0006" "a key that `#[secure(..)]` does not have"
    DuplicateKey "SA0007" "a key that is given twice"
    Value "SA0008" "a value of the wrong kind"
    NoAuth "SA0009" "neither `auth` nor `public`"
    PublicReason "SA0010" "`public` without a reason"
    PublicRate "SA0011" "`public` without a rate"
    PublicAccess "SA0012" "`public` beside what needs a caller"
    Auth "SA0013" "an unknown scheme, or `optional` where it means nothing"
    Requirement "SA0014" "roles or scopes that are not one, `any(..)` or `all(..)`"
    Rate "SA0015" "a rate that is not a sentence of the grammar"
    RateKey "SA0016" "a rate counted by something that the route does not have"
    Body "SA0017" "a body size out of bounds"
    Timeout "SA0018" "a time budget out of bounds"
    Concurrency "SA0019" "a concurrency that lets nothing or everything in"
    Excuse "SA0020" "`no_object_check` of no parameter or without a reason"
    Vocabulary "SA0021" "a vocabulary that is not a plain enum of distinct names"
    Inclusion "SA0022" "inclusions that are circular or of unknown roles"
    Action "SA0023" "an action that is not a unit struct"
    Resource "SA0024" "a resource without key, store or loader"
    PathValue "SA0025" "a path value that is neither a fieldless enum nor a newtype"
    Input "SA0026" "an input that is not a closed struct of bounded fields"
    Output "SA0027" "an output that is not a plain type"
    Claims "SA0028" "claims that are not a plain struct"
    Mounted "SA0029" "an entry of `routes![..]` that is not the name of a handler"
    NamedTwice "SA0050" "a role or a scope that is asked for twice"
    Exclusion "SA0051" "roles that exclude one another and could not, or that are none"
    Holder "SA0052" "a scope that needs something else than a role"
}

#[cfg(test)]
mod tests {
    use super::Rule;

    #[test]
    fn ids_are_distinct() {
        let mut ids: Vec<_> = Rule::ALL.iter().map(|rule| rule.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), Rule::ALL.len());
    }
}
