//! The order of states against what it is for, and files as people have them.

use proptest::prelude::*;

use super::*;

/// A state of these lines, without their seals.
fn state(lines: &[&str]) -> Lock {
    let read = |line: &&str| line::unsealed(line).unwrap();
    Lock { lines: lines.iter().map(read).collect(), ..Lock::default() }
}

const ROLES: [&str; 3] = ["role admin includes=editor,reader", "role editor includes=reader", "role reader"];

/// What a change from the one line to the other is, in an application with the roles above.
fn direction(old: &str, new: &str) -> Option<Direction> {
    let with = |line: &str| {
        let mut lines = [&ROLES[..], &["limit caller rate=1200/60s/caller"]].concat();
        lines.extend(Some(line).filter(|line| !line.is_empty()));
        state(&lines)
    };
    let changes = with(old).changes(&with(new));
    assert!(changes.len() < 2, "{changes:?}");
    changes.first().map(Change::direction)
}

#[test]
fn every_key_of_a_route_has_a_stricter_and_a_weaker_state() {
    for (strict, weak) in [
        ("access=jwt role=any(admin)", "access=jwt role=any(editor)"),
        ("access=jwt role=any(admin)", "access=jwt role=any(admin,editor)"),
        ("access=jwt role=all(admin,auditor)", "access=jwt role=any(admin,auditor)"),
        ("access=jwt role=any(reader)", "access=jwt"),
        ("access=jwt scope=all(read,write)", "access=jwt scope=all(read)"),
        ("access=jwt role=any(reader)", "public=\"a liveness probe\""),
        ("access=jwt rate=10/60s/caller", "access=jwt rate=11/60s/caller"),
        ("access=jwt rate=10/60s/caller", "access=jwt rate=10/60s/caller/burst20"),
        ("access=jwt rate=10/60s/caller,100/60s/route", "access=jwt rate=10/60s/caller"),
        ("access=jwt", "access=jwt rate=100000/60s/caller"),
        ("access=jwt rate=60/60s/address", "access=jwt rate=60/60s/address,100000/60s/caller"),
        ("access=jwt answer=200(View)", "access=jwt answer=200(View) vouched.View::a=\"no secret\""),
        ("access=jwt body=1024", "access=jwt body=65536"),
        ("access=jwt timeout=1000ms", "access=jwt timeout=10000ms"),
        ("access=jwt concurrency=8", "access=jwt concurrency=9"),
        ("access=jwt concurrency=8", "access=jwt"),
        ("access=jwt object.id=Article/Read", "access=jwt excused.id=\"a public list\""),
        ("access=jwt", "access=jwt vouched.Draft::color=\"an enum of another crate\""),
        ("public=\"a probe\"", "public=\"a probe\" excused.id=\"no object\""),
    ] {
        let route = |said: &str| format!("route POST /x {said}");
        assert_eq!(direction(&route(strict), &route(weak)), Some(Direction::Weakening), "{strict} to {weak}");
        assert_eq!(direction(&route(weak), &route(strict)), Some(Direction::Tightening), "{weak} to {strict}");
        assert_eq!(direction(&route(weak), &route(weak)), None, "{weak}");
    }
}

#[test]
fn what_cannot_be_compared_is_a_weakening_both_ways() {
    for (one, other) in [
        ("route GET /x access=jwt role=any(editor)", "route GET /x access=jwt role=any(auditor)"),
        ("route GET /x access=jwt object.id=Article/Read", "route GET /x access=jwt object.id=Author/Read"),
        ("route GET /x access=jwt rate=10/60s/caller", "route GET /x access=jwt rate=10/60s/address"),
        ("route GET /x access=jwt rate=10/60s/caller", "route GET /x access=jwt rate=2/1s/caller"),
        ("rule Article/Read hash=aa", "rule Article/Read hash=bb"),
        ("route GET /x access=jwt answer=200(View)", "route GET /x access=jwt answer=200(FullView)"),
        ("route GET /x access=jwt answer=200(View)", "route GET /x access=jwt answer=page(document)"),
        ("issuer https://i.test audience=2000", "issuer https://i.test audience=1000"),
        (
            "issuer https://i.test grants=role(claim:roles,prefix:api:,same-names)",
            "issuer https://i.test grants=role(claim:roles,same-names)",
        ),
        ("issuer https://i.test algorithms=ES256", "issuer https://i.test algorithms=of-each-key"),
        ("takes Draft .with=contains(1..5)", "takes Draft .with=contains(2..4)"),
        ("takes Draft .title=text(1..120)", "takes Draft .title=text(0..100)"),
        ("takes Draft .title=text(..10)", "takes Draft .title=integer(..10)"),
    ] {
        assert_eq!(direction(one, other), Some(Direction::Weakening), "{one} to {other}");
        assert_eq!(direction(other, one), Some(Direction::Weakening), "{other} to {one}");
    }
}

#[test]
fn lines_of_the_application_open_and_close_it() {
    for (strict, weak) in [
        ("limit source rate=600/60s/address", "limit source rate=1000/60s/address"),
        ("", "cors https://app.test"),
        ("cors https://app.test", "cors https://app.test credentials=yes"),
        ("", "proxy 10.0.0.0/8"),
        ("", "danger plain-http reason=\"behind a tunnel\""),
        ("", "adopted GET /old"),
        ("", "issuer https://issuer.test algorithms=ES256"),
        ("issuer https://i.test algorithms=ES256", "issuer https://i.test algorithms=ES256,HS256"),
        ("count danger most=0", "count danger most=1"),
        ("", "route GET /x public=\"a probe\""),
        ("", "takes Draft .color=vouched"),
        ("takes Draft .title=required,text(1..120)", "takes Draft .title=text(1..120)"),
        ("takes Draft .title=text(1..120)", "takes Draft .title=text(1..121)"),
        ("takes Hook .headers=list(0..10,text(1..200))", "takes Hook .headers=list(0..100000,text(1..200))"),
        (
            "takes Pair .pair=tuple(at-0(text(1..9)),at-1(bool))",
            "takes Pair .pair=tuple(at-0(text(0..100)),at-1(bool))",
        ),
        ("takes Span *=custom(dates_in_order)", "takes Span"),
        ("sends Quiz .answer=only(any(admin)),text", "sends Quiz .answer=text"),
        ("sends P .public=only(any(admin)),text", "sends P .public=text"),
        ("", "role support includes=admin,editor"),
        ("", "rule Article/Read hash=unknown"),
        ("takes Draft .tags=list(..10,text(1..30))", "takes Draft .tags=list(..10,text(1..31))"),
        ("takes Draft .contact=email,text(..254)", "takes Draft .contact=text(..254)"),
        ("takes Draft .kind=one-of(a,b)", "takes Draft .kind=one-of(a,b,c)"),
        ("takes Draft .kind=one-of(a,b)", "takes Draft .kind=text(1..9)"),
        ("takes Draft .color=text(..9)", "takes Draft .color=text(..9),vouched"),
        ("sends View .contact=only(any(admin)),text", "sends View .contact=text"),
    ] {
        assert_eq!(direction(strict, weak), Some(Direction::Weakening), "{strict} to {weak}");
        assert_eq!(direction(weak, strict), Some(Direction::Tightening), "{weak} to {strict}");
    }
    let includes = |more: &str| state(&[ROLES[0], ROLES[2], &format!("role editor includes=reader{more}")]);
    let changes = includes("").changes(&includes(",admin"));
    assert_eq!(changes.iter().map(Change::direction).collect::<Vec<_>>(), [Direction::Weakening]);
}

#[test]
fn what_nobody_can_do_more_with_is_neutral() {
    for (old, new) in [
        ("", "route GET /x access=jwt role=any(reader)"),
        ("", "takes Draft .title=text(1..120)"),
        ("takes Draft .title=text(1..120)", "takes Draft .note=text(..10) .title=text(1..120)"),
        ("sends View .title=text", "sends View .text=text .title=text"),
        ("route GET /x public=\"a probe\"", "route GET /x public=\"a liveness probe\""),
        ("route GET /x access=jwt answer=200", "route GET /x access=jwt answer=204"),
        ("route GET /x access=jwt role=any(editor)", "route GET /x access=jwt role=any(admin,editor)"),
    ] {
        assert_eq!(direction(old, new), Some(Direction::Neutral), "{old} to {new}");
    }
}

#[test]
fn a_route_whose_parameters_have_other_names_is_the_same_route() {
    let old = "route DELETE /orgs/{org}/a/{id} access=jwt object.id=Article/Delete object.org=Org/Read role=any(admin)";
    let renamed = old.replace("{id}", "{key}").replace("object.id", "object.key");
    assert_eq!(direction(old, &renamed), Some(Direction::Neutral));
    let told = state(&[old]).changes(&state(&[&renamed]))[0].to_string();
    assert_eq!(told, "neutral    route DELETE /orgs/{org}/a/{key} (was route DELETE /orgs/{org}/a/{id})");
    for weaker in [
        renamed.replace(" role=any(admin)", ""),
        renamed.replace("object.key=Article/Delete", "excused.key=\"a public list\""),
        // The two change places: what was asked of the one is asked of the other.
        old.replace("{org}", "{x}").replace("{id}", "{org}").replace("{x}", "{id}"),
    ] {
        assert_eq!(direction(old, &weaker), Some(Direction::Weakening), "{weaker}");
        let (file, now) = (state(&[old]), state(&[&weaker]));
        let line = approval(&file, &now, "support deletes them");
        let approved = with(&file, &line).updated(&now).unwrap();
        assert!(Lock::parse(&approved.to_string()).unwrap().changes(&now).is_empty());
    }
    // Another path is another route, and so is a rest of the path.
    let (file, moved) = (state(&["route GET /a/{id} access=jwt"]), state(&["route GET /b/{id} access=jwt"]));
    assert_eq!(file.changes(&moved).len(), 2);
    assert_eq!(file.changes(&state(&["route GET /a/{*id} access=jwt"])).len(), 2);
}

#[test]
fn what_holds_tokens_and_issuers_has_a_stricter_and_a_weaker_state() {
    for (strict, weak) in [
        ("revocations all longest-life=60s", ""),
        ("revocations all longest-life=60s", "revocations all longest-life=61s"),
        ("issuer https://i.test known-keys=60s", "issuer https://i.test known-keys=61s"),
        ("issuer $JWT_ISSUER", "issuer $JWT_ISSUER or=https://i.test"),
        ("issuer $JWT_ISSUER", "issuer $JWT_ISSUER or-audience=https://api.test"),
    ] {
        assert_eq!(direction(strict, weak), Some(Direction::Weakening), "{strict} to {weak}");
        let back = direction(weak, strict).unwrap();
        assert!(back < Direction::Weakening, "{weak} to {strict}: {back}");
    }
    let (one, other) = ("issuer $JWT_ISSUER or=https://i.test", "issuer $JWT_ISSUER or=https://j.test");
    assert_eq!(direction(one, other), Some(Direction::Weakening));
}

const OLD: &str = "route GET /x access=jwt role=any(admin)";
const NEW: &str = "route GET /x access=jwt";

/// The line to paste, with a reason.
fn approval(file: &Lock, now: &Lock, because: &str) -> String {
    let told = file.updated(now).unwrap_err().to_string();
    let line = told.lines().find(|line| line.trim_start().starts_with("approve ")).unwrap();
    line.trim().replace("because=\"\"", &format!("because=\"{because}\""))
}

fn with(file: &Lock, line: &str) -> Lock {
    Lock::parse(&format!("{file}{line}\n")).unwrap()
}

#[test]
fn a_weakening_needs_an_approval_which_it_uses_up() {
    let (file, now) = (state(&[OLD]), state(&[NEW]));
    let line = approval(&file, &now, "support reads them, ticket 12");
    let approved = with(&file, &line).updated(&now).unwrap();
    let text = approved.to_string();
    assert!(text.contains(" because=\"support reads them, ticket 12\" from="), "{text}");
    assert!(!text.contains("approve "), "{text}");
    // It is read back, and changes nothing of what the line says.
    let read = Lock::parse(&text).unwrap();
    assert_eq!((read.changes(&now), read.hash()), (Vec::new(), now.hash()));
    // Back, and weaker once more: the approval of then is of no use.
    let back = read.updated(&file).unwrap();
    assert!(!back.to_string().contains("because="));
    assert!(back.updated(&now).is_err());
}

#[test]
fn an_approval_is_for_two_states_and_says_why() {
    let (file, now, weaker) = (state(&[OLD]), state(&[NEW]), state(&["route GET /x public=\"for all\""]));
    let line = approval(&file, &now, "support reads them");
    let other = with(&file, &line).updated(&weaker).unwrap_err().to_string();
    assert!(other.contains("a weakening needs") && other.contains("was not made, or was made already"), "{other}");
    assert!(with(&now, &line).updated(&now).is_err(), "it was made already");
    let elsewhere = line.replace("/x", "/y");
    assert!(with(&file, &elsewhere).updated(&now).is_err(), "it is another route's");
    for blank in ["", " ", "tbd"] {
        let line = approval(&file, &now, blank);
        let fault = Lock::parse(&format!("{file}{line}\n")).unwrap_err().to_string();
        assert!(fault.contains("an approval is"), "{fault}");
    }
}

#[test]
fn a_tightening_needs_no_approval_and_keeps_those_of_other_lines() {
    let (file, now) = (state(&[OLD, "route GET /y access=jwt"]), state(&[NEW, "route GET /y access=jwt"]));
    let line = approval(&file, &now, "support reads them");
    let approved = with(&file, &line).updated(&now).unwrap();
    let tighter = state(&[NEW, "route GET /y access=jwt role=any(admin)"]);
    let text = approved.updated(&tighter).unwrap().to_string();
    assert!(text.contains("because=\"support reads them\""), "{text}");
}

#[test]
fn a_line_that_was_changed_by_hand_is_seen() {
    let text = state(&[OLD, "route GET /y access=jwt"]).to_string();
    assert!(Lock::parse(&text).is_ok());
    let fault = Lock::parse(&text.replace("admin", "reader")).unwrap_err().to_string();
    assert_eq!(fault, "line 2: it was changed by hand: its seal is that of another line");
    for (text, why) in [
        ("route GET /x access=jwt", "no seal"),
        ("x ~00", "no name"),
        ("route GET /x access ~00", "no value"),
        ("route GET /x access= ~00", "not one"),
        ("route GET /x a=b a=b ~00", "twice"),
    ] {
        let fault = Lock::parse(text).unwrap_err().to_string();
        assert!(fault.contains(why), "{fault}");
    }
    let twice = format!("{text}{}", state(&[OLD]));
    assert!(Lock::parse(&twice).unwrap_err().to_string().contains("stands there twice"));
    let both = format!("{}\nx\n", text.replace("admin", "reader"));
    assert_eq!(Lock::parse(&both).unwrap_err().to_string().lines().count(), 2, "all faults at once");
}

#[test]
fn what_changed_is_told_worst_first() {
    let old = state(&["route GET /a access=jwt", "route GET /b access=jwt role=any(admin)"]);
    let new = state(&["route GET /a access=jwt role=any(admin)", "route GET /b access=jwt", "route GET /c access=jwt"]);
    let told: Vec<String> = old.changes(&new).iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "weakening  route GET /b\n    weakening  role: any(admin) -> -",
            "neutral    route GET /c (new)",
            "tightening route GET /a\n    tightening role: - -> any(admin)",
        ]
    );
}

/// Roles that include those below them, as `a > b > c` and `d`.
const NAMES: [(&str, &[&str]); 4] = [("a", &["b", "c"]), ("b", &["c"]), ("c", &[]), ("d", &[])];

fn asked() -> impl Strategy<Value = (bool, Vec<&'static str>)> {
    let names = proptest::sample::subsequence(NAMES.map(|(name, _)| name).to_vec(), 1..=4);
    (any::<bool>(), names)
}

/// Whether a caller to whom these names were granted meets a requirement.
fn meets(granted: &[&str], (all, wanted): &(bool, Vec<&str>)) -> bool {
    let includes = |name: &str| NAMES.iter().find(|(own, _)| *own == name).map_or(&[][..], |(_, includes)| includes);
    let has = |name: &&str| granted.iter().any(|own| own == name || includes(own).contains(name));
    if *all { wanted.iter().all(has) } else { wanted.iter().any(has) }
}

proptest! {
    /// By every set of names that a caller may be granted.
    #[test]
    fn a_stricter_requirement_lets_in_nobody_more(one in asked(), other in asked()) {
        let line = |(all, names): &(bool, Vec<&str>)| {
            format!("route GET /x role={}({})", if *all { "all" } else { "any" }, names.join(","))
        };
        let with = |asked| {
            let mut lines = vec!["role a includes=b,c", "role b includes=c", "role c", "role d"];
            let line = line(asked);
            lines.push(&line);
            state(&lines)
        };
        let change = with(&one).changes(&with(&other)).first().map(Change::direction);
        let callers = (0_u32..16).map(|bits| {
            NAMES.iter().enumerate().filter(|(place, _)| bits >> place & 1 == 1).map(|(_, (name, _))| *name).collect::<Vec<_>>()
        });
        let (mut more, mut fewer) = (false, false);
        for granted in callers {
            more |= !meets(&granted, &one) && meets(&granted, &other);
            fewer |= meets(&granted, &one) && !meets(&granted, &other);
        }
        let expected = match (more, fewer) {
            (true, _) => Some(Direction::Weakening),
            (false, true) => Some(Direction::Tightening),
            (false, false) => (one != other).then_some(Direction::Neutral),
        };
        prop_assert_eq!(change, expected);
    }

    /// Whatever a field, a reason or a path is called.
    #[test]
    fn what_is_written_is_read_back(name in "\\PC{1,12}", other in "[=~,()\"% a-z.]{1,9}", why in "\\PC{0,30}") {
        let mut lock = Lock::default();
        for (kind, name) in [("takes", &name), ("cors", &other)] {
            let subject = Subject::new(kind, write::escaped(name));
            lock.add(&subject, format!(".{}", write::escaped(&other)), Term::word("bool"));
            lock.add(&subject, format!(".{}", write::escaped(name)), Term::of("contains", vec![Term::word(write::escaped(name))]));
            lock.add(&subject, "reason", Term::Text(why.clone()));
        }
        let read = Lock::parse(&lock.to_string());
        prop_assert_eq!(read.map_err(|error| error.to_string()), Ok(lock));
    }

    #[test]
    fn no_text_makes_the_reader_fail(text in "\\PC{0,200}", line in "(route GET /x|approve |takes D) ?[a-z=(),\"~. ]{0,60}") {
        let _ = Lock::parse(&text);
        let _ = Lock::parse(&line);
    }
}
