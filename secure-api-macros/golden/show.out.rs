/// Shows an article.
#[tracing::instrument]
pub async fn show(article: Authorized<Article, Read>) -> Json<ArticleView> {
    article.view()
}
#[secure(__consumed)]
#[doc(hidden)]
#[allow(non_camel_case_types, missing_debug_implementations)]
pub struct show {}
const _: () = {
    use ::secure_api::__private as __p;
    const __P: &__p::RoutePolicy = &__p::RoutePolicy::get("/articles/{id}", &["id"])
        .handler(::core::concat!(::core::module_path!(), "::show"))
        .jwt()
        .role(__p::roles(&[Role::Reader], &[Role::Reader as u32], false));
    const __A: &[__p::ArgInfo] = &[__p::arg::<Authorized<Article, Read>>()];
    impl<const TYPES: usize> __p::SecureRoute<TYPES> for show {
        type Args = __p::Args<(Authorized<Article, Read>,), { __A.len() }>;
        type Answer = Json<ArticleView>;
        const POLICY: &'static __p::RoutePolicy = __P;
        fn handler() -> impl __p::Handler<Self::Args, Self::Answer> {
            show
        }
    }
    impl show {
        pub fn uri(id: impl __p::PathValue) -> __p::Link {
            __p::link(__P, &[__p::part(&id)])
        }
    }
    const _: () = __p::audit::argument(__P, __A, 0);
    const _: () = __p::audit::path(__P, __A);
    const _: () = __p::audit::answer(__P, __p::endless!(Json < ArticleView >));
};
