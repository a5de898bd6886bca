async fn wrong(caller: &Identity) -> StatusCode {
    StatusCode::OK
}
#[doc(hidden)]
#[allow(non_camel_case_types, missing_debug_implementations)]
struct wrong {}
const _: () = {
    impl ::secure_api::__private::SecureRoute for wrong {
        const POLICY: &'static ::secure_api::__private::RoutePolicy = ::secure_api::__private::REFUSED;
        const ARGS: &'static [::secure_api::__private::ArgInfo] = &[];
    }
    impl<__S> ::secure_api::__private::Mount<__S> for wrong {
        fn mount() -> ::secure_api::__private::Endpoint<__S> {
            ::secure_api::__private::refused::<__S>()
        }
    }
};
#[secure(__consumed)]
const _: () = ();
::core::compile_error! { "`&Identity` is borrowed, and nobody owns it while the handler runs\nhelp: take it owned: `Identity`\nrule: SA0004 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0004/" }
::core::compile_error! { "`:id` in the path `/articles/:id` is the old spelling of a parameter\nhelp: write `{id}`: \"/articles/{id}\"\nrule: SA0005 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0005/" }
::core::compile_error! { "`raet` is not a key of `#[secure(..)]`\nhelp: did you mean `rate = \"10/min\"`?\nrule: SA0006 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0006/" }
::core::compile_error! { "nothing says who may call `wrong`\nhelp: write one of these:\n      #[secure(auth = \"jwt\")]\n      #[secure(public = \"why nobody has to say who they are\", rate = \"60/min\")]\nrule: SA0009 https://docs.rs/secure-api/latest/secure_api/manual/rules/sa0009/" }
