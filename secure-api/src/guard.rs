//! Where a guard stands in the path of a request.

/// `true`, with the name of the guard that stands here. In a build of the mutation score alone, which sets `secure_api_mutation`, one
/// of them is `false`; `mutation` lists them.
#[cfg(not(secure_api_mutation))]
macro_rules! guard {
    ($guard:ident) => {
        true
    };
}

#[cfg(secure_api_mutation)]
macro_rules! guard {
    ($guard:ident) => {
        $crate::mutation::Guard::$guard.stands()
    };
}
