//! What the compiler calls a conflict is what the router refuses, and nothing else.

use super::*;

fn entry(path: &str) -> Listed {
    let path: &'static str = String::leak(path.to_owned());
    let policy: &'static RoutePolicy = Box::leak(Box::new(RoutePolicy::get(path, &[]).handler("of a test")));
    Listed { number: 0, policy, args: &[], endless: false, shape: hash(path) }
}

/// Every path of up to three of these segments, and some longer ones.
fn patterns() -> Vec<Listed> {
    const SEGMENTS: [&str; 6] = ["a", "ab", "a.b", "{x}", "{y}", "{xy}"];
    let mut paths = vec![String::new()];
    let mut from = 0;
    for _ in 0..3 {
        let to = paths.len();
        for at in from..to {
            for segment in SEGMENTS {
                if !(segment.starts_with('{') && paths[at].contains(segment)) {
                    paths.push(format!("{}/{segment}", paths[at]));
                }
            }
        }
        from = to;
    }
    paths[0] = "/".to_owned();
    paths.extend(
        ["/a/{x}/a/{y}/a", "/a/{y}/a/{x}/a", "/a/{x}/a/{y}/ab", "/{a}/{b}/{c}/{d}", "/abc", "/~", "/a-b"]
            .map(str::to_owned),
    );
    paths.iter().map(|path| entry(path)).collect()
}

fn refused(router: &mut matchit::Router<()>, entry: &Listed) -> bool {
    router.insert(entry.policy.path, ()).is_err()
}

#[test]
fn every_pair_of_patterns_is_judged_as_the_router_does() {
    let patterns = patterns();
    let mut pairs = 0;
    for first in &patterns {
        for second in &patterns {
            let mut router = matchit::Router::new();
            assert!(!refused(&mut router, first));
            let (theirs, ours) = (refused(&mut router, second), conflict(first, second).is_some());
            assert_eq!(theirs, ours, "{} beside {}", first.policy.path, second.policy.path);
            pairs += 1;
        }
    }
    assert!(pairs >= 10_000, "{pairs}");
}

proptest::proptest! {
    #[test]
    fn a_list_of_patterns_is_judged_as_the_router_does(places in proptest::collection::vec(0_usize..180, 3..12)) {
        let patterns = patterns();
        let mut router = matchit::Router::new();
        let mut routed: Vec<&Listed> = Vec::new();
        for place in places {
            let next = &patterns[place % patterns.len()];
            let ours = routed.iter().any(|before| conflict(before, next).is_some());
            proptest::prop_assert_eq!(refused(&mut router, next), ours, "{} after {:?}", next.policy.path, routed);
            if !ours {
                routed.push(next);
            }
        }
    }
}

#[test]
fn one_path_has_many_methods() {
    let get = entry("/a");
    let post = Listed { policy: Box::leak(Box::new(RoutePolicy::post("/a", &[]).handler("of a test"))), ..get };
    assert!(conflict(&get, &post).is_none());
    let says = conflict(&post, &post).map(|text| text.as_str().to_owned()).unwrap_or_default();
    assert!(
        says.starts_with("`POST /a` is routed twice\n") && says.contains(&format!(":{}\n", post.policy.line)),
        "{says}"
    );
}
