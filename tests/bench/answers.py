"""The answers that every server gives before it is timed: one that does less work is no peer."""

import http.client
import json
import sys

from programs import serving, text_of

DRAFT = json.dumps({
    "title": "What a request costs", "contact": "ada@example.org", "tags": ["speed", "security"],
    "text": "The quick brown fox jumps over the lazy dog. " * 2,
})
ARTICLE = {
    "id": 7, "title": "Article 007", "tags": ["one", "two"], "text": "The quick brown fox jumps over the lazy dog. " * 4,
}
ORIGIN = "https://app.example"
# What browsers are told by every answer.
HEADERS = {"content-security-policy", "x-content-type-options", "referrer-policy", "strict-transport-security", "x-request-id"}


def check(server, program):
    """Ends where an answer differs."""
    editor, reader = (text_of(program, "token", f"a-{role}", role).strip() for role in ("editor", "reader"))
    with serving(server.command, **server.environment) as (_, address):
        asked = Asked(server, address)
        asked.expect(200, "GET", "/ping", body={"ok": True})
        asked.expect(200, "GET", "/articles/7", token=editor, body=ARTICLE)
        created = {"id": 1, **{name: json.loads(DRAFT)[name] for name in ("title", "tags", "text")}}
        answer = asked.expect(201, "POST", "/articles", token=editor, sent=DRAFT, body=created)
        asked.claim(answer.headers["location"] == "/articles/1", "a location")
        asked.expect(404, "GET", "/articles/9999", token=editor)
        asked.expect(405, "POST", "/ping")
        if server.secured:
            refusals(asked, editor, reader)


def refusals(asked, editor, reader):
    asked.expect(200, "GET", "/articles/7", token=reader, body=ARTICLE)
    asked.expect(401, "GET", "/articles/7")
    asked.expect(401, "GET", "/articles/7", token="no.token-at-all")
    signed, _, signature = editor.rpartition(".")
    asked.expect(401, "GET", "/articles/7", token=f"{signed}.{signature[::-1]}")
    asked.expect(403, "POST", "/articles", token=reader, sent=DRAFT)
    asked.expect(413, "POST", "/articles", token=editor, sent=json.dumps({**json.loads(DRAFT), "text": "x" * 70_000}))
    for wrong in ({"title": ""}, {"contact": "nobody"}, {"tags": ["x" * 31]}, {"tags": ["x"] * 11}, {"admin": True}):
        asked.expect(422, "POST", "/articles", token=editor, sent=json.dumps({**json.loads(DRAFT), **wrong}))
    for _ in range(5):
        asked.expect(200, "GET", "/scarce", token=reader)
    asked.expect(429, "GET", "/scarce", token=reader)
    asked.expect(200, "GET", "/scarce", token=editor)
    preflight = {"origin": ORIGIN, "access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    answer = asked.expect((200, 204), "OPTIONS", "/articles", headers=preflight)
    asked.claim(answer.headers["access-control-allow-origin"] == ORIGIN, "a preflight that lets the origin in")
    stranger = asked.expect(200, "GET", "/ping", headers={"origin": "https://evil.example"})
    asked.claim(stranger.headers["access-control-allow-origin"] != "https://evil.example", "a stranger's page kept out")


class Asked:
    def __init__(self, server, address):
        self.server, self.address = server, address

    def expect(self, status, method, path, token=None, sent=None, headers=None, body=None):
        headers = dict(headers or {})
        if token:
            headers["authorization"] = f"Bearer {token}"
        if sent:
            headers["content-type"] = "application/json"
        connection = http.client.HTTPConnection(*self.address, timeout=10)
        connection.request(method, path, body=sent, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        wanted = status if isinstance(status, tuple) else (status,)
        self.claim(answer.status in wanted, f"{status} to {method} {path}, got {answer.status}: {text[:300]}")
        if body is not None:
            self.claim(json.loads(text) == body, f"the same body of {method} {path}, got {text[:300]}")
        if self.server.secured and method != "OPTIONS":
            missing = HEADERS - {name.lower() for name, _ in answer.getheaders()}
            self.claim(not missing, f"{', '.join(sorted(missing))} on the {answer.status} to {method} {path}")
        if self.server.secured and answer.status >= 400:
            kind = answer.headers["content-type"] or ""
            self.claim("json" in kind, f"an error in JSON with the {answer.status} to {method} {path}, got {kind}")
        return answer

    def claim(self, holds, what):
        if not holds:
            sys.exit(f"{self.server.name} does not give {what}")
