async fn wrong(caller: &Identity) -> StatusCode {
    StatusCode::OK
}
#[secure(__consumed)]
#[doc(hidden)]
#[allow(non_camel_case_types, missing_debug_implementations)]
struct wrong {}
const _: () = {
    use ::secure_api::__private as __p;
    impl<const TYPES: usize> __p::SecureRoute<TYPES> for wrong {
        type Args = __p::Args<(), 0>;
        type Answer = __p::NoContent;
        const POLICY: &'static __p::RoutePolicy = __p::REFUSED;
        fn handler() -> impl __p::Handler<Self::Args, Self::Answer> {
            __p::Nobody
        }
    }
};
::core::compile_error! {
    "`:id` in the path `/articles/:id` is the old spelling of a parameter\nhelp: write `{id}`: \"/articles/{id}\"\nrule: SA0005 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0005/"
}
::core::compile_error! {
    "`&Identity` is borrowed, and nobody owns it while the handler runs\nhelp: take it owned: `Identity`\nrule: SA0004 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0004/"
}
::core::compile_error! {
    "`raet` is not a key of `#[secure(..)]`\nhelp: did you mean `rate = \"10/min\"`?\nrule: SA0006 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0006/"
}
::core::compile_error! {
    "nothing says who may call `wrong`\nhelp: write one of these:\n      #[secure(auth = \"jwt\")]\n      #[secure(public = \"why nobody has to say who they are\", rate = \"60/min\")]\nrule: SA0009 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0009/"
}
