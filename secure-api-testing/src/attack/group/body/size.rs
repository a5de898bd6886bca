//! How long a body may be, with and without an honest length, and that none is read before its sender may call (C13, C14, C87).

use super::{FORM, GROUP, Input, JSON, Place, caller_ask};
use crate::attack::ask::{Ask, Body, Caller, Who};
use crate::attack::case::{Case, Expected, Stop};
use crate::attack::lab::Lab;
use crate::attack::value::as_form;

/// Longer bodies are not made.
const LONGEST: usize = 16 << 20;

impl Input<'_> {
    /// As long as declared, and a byte longer, with and without an honest length.
    pub(super) fn sizes(&self) -> Vec<Case> {
        let Some(limit) =
            self.route.body.and_then(|limit| usize::try_from(limit).ok()).filter(|limit| *limit <= LONGEST)
        else {
            return Vec::new();
        };
        let text = if self.place == Place::Json { self.sample.to_string() } else { as_form(&self.sample) };
        let mut cases = Vec::new();
        if self.place == Place::Json && text.len() < limit {
            let padded = |length: usize| self.text(&format!("{text}{}", " ".repeat(length - text.len())));
            let chunked = |ask: Ask| Ask { body: Body::Chunked(ask.bytes().to_vec().into()), ..ask };
            cases.push(self.case("as long as may be", padded(limit), self.admitted()));
            cases.push(self.case("as long as may be, in chunks", chunked(padded(limit)), self.admitted()));
            cases.push(self.case("a byte too long, in chunks", chunked(padded(limit + 1)), Expected::status(413)));
        }
        let head = format!("content-type: {}\r\n", if self.place == Place::Json { JSON } else { FORM });
        let announced = format!("{head}content-length: {}\r\n", limit + 1);
        cases.push(self.raw("a byte too long, as announced", announced, "", false, &[413]));
        let short = format!("{head}content-length: {}\r\n", text.len() - 1);
        cases.push(self.raw("longer than announced", short, &text, false, &[400, 422]));
        let long = format!("{head}content-length: {}\r\n", text.len() + 10);
        cases.push(self.raw("shorter than announced", long, &text, true, &[400]));
        cases
    }

    /// Bytes on a connection of their own, by whoever may call. `closes` ends the sending side.
    fn raw(&self, what: &str, headers: String, body: &str, closes: bool, expected: &'static [u16]) -> Case {
        let ask = caller_ask(self.plan, self.route);
        let body = body.to_owned();
        Case::new(&self.route.name(), GROUP, what, move |lab| {
            Box::pin(async move {
                let sent = format!("{}{headers}\r\n{body}", head(lab, &ask)?);
                let heard = lab.raw(sent.into_bytes(), closes).await?;
                // A peer that has gone is told nothing.
                match heard.answers.first() {
                    None if closes && heard.closed => Ok(()),
                    None => Err("expected an answer, got none".into()),
                    Some(answer) => Ok(Expected::one_of(expected.iter().copied()).check(answer)?),
                }
            })
        })
    }

    /// Who may not call is told so, whatever the body is, and before any of it is read.
    pub(super) fn before_it_is_read(&self) -> Vec<Case> {
        if self.route.is_public() {
            return Vec::new();
        }
        let by = |ask: Ask, who: Who| ask.by(who);
        let powerless = || Who::from(Caller::named("attack-powerless"));
        let mut cases = Vec::new();
        let needs = self.route.role.is_some() || self.route.scope.is_some();
        let callers = [("a stranger", Who::Nobody, 401)]
            .into_iter()
            .chain(needs.then(|| ("a caller without the role", powerless(), 403)));
        for (what, who, status) in callers {
            let broken = by(self.text("{\"broken"), who.clone());
            cases.push(self.case(&format!("a broken body of {what}"), broken.clone(), Expected::status(status)));
            let typed = broken.only_header("content-type", "text/plain");
            cases.push(self.case(&format!("a body of another type of {what}"), typed, Expected::status(status)));
            let ask = by(caller_ask(self.plan, self.route), who);
            let what = format!("a gigabyte that {what} announces");
            cases.push(Case::new(&self.route.name(), GROUP, &what, move |lab| {
                Box::pin(async move {
                    let sent =
                        format!("{}content-type: {JSON}\r\ncontent-length: 1073741824\r\n\r\n", head(lab, &ask)?);
                    let heard = lab.raw(sent.into_bytes(), false).await?;
                    let answer = heard.answers.first().ok_or("expected an answer before the body is sent, got none")?;
                    Ok(Expected::status(status).check(answer)?)
                })
            }));
        }
        cases
    }
}

/// The head of a request, but for its last empty line.
fn head(lab: &Lab, ask: &Ask) -> Result<String, Stop> {
    let token = match &ask.who {
        Who::Caller(caller) => format!("authorization: Bearer {}\r\n", lab.token(caller)?.mint()),
        Who::Bearer(token) => format!("authorization: Bearer {token}\r\n"),
        Who::Nobody => String::new(),
    };
    Ok(format!("{} {} HTTP/1.1\r\nhost: api.test\r\n{token}", ask.method, ask.target))
}
