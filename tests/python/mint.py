"""Mints tokens with PyJWT, good ones and forgeries: `mint.py DIRECTORY URL`.

Writes a JWK set and a secret into DIRECTORY, and to standard output their paths and the tokens by group and name. URL is
where forgeries say that their keys are. What PyJWT refuses to make is put together by hand from its signatures.
"""

import json
import os
import secrets
import sys
import time
import zlib
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.utils import base64url_encode

ALGORITHMS = jwt.algorithms.get_default_algorithms()
NOW = int(time.time())
ISSUER, AUDIENCE = "https://issuer.test", "https://api.test"
CLAIMS = {"iss": ISSUER, "aud": AUDIENCE, "sub": "ada", "roles": ["editor"], "iat": NOW, "exp": NOW + 3600}


def new_key(alg):
    if alg[:2] in ("RS", "PS"):
        return rsa.generate_private_key(65537, 2048)
    if alg == "EdDSA":
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key(ec.SECP256R1() if alg == "ES256" else ec.SECP384R1())


KEYS = {alg: new_key(alg) for alg in ("RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 EdDSA").split()}
SECRET = secrets.token_urlsafe(64)
OUTSIDER = {alg: new_key(alg) for alg in ("RS256", "ES256", "EdDSA")}


def public_jwk(alg, key, kid):
    return json.loads(ALGORITHMS[alg].to_jwk(key.public_key())) | {"alg": alg, "kid": kid, "use": "sig"}


def public_jwks():
    members = ("kty", "crv", "n", "e", "x", "y", "alg", "kid", "use")
    keys = [public_jwk(alg, key, f"key-{alg}") for alg, key in KEYS.items()]
    return {"keys": [{name: key[name] for name in members if name in key} for key in keys]}


def b64(value):
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64url_encode(raw).decode()


def sign(alg, signed, key=None):
    key = KEYS.get(alg, SECRET) if key is None else key
    if alg.startswith("HS"):
        key = key if isinstance(key, bytes) else key.encode()
    return ALGORITHMS[alg].sign(signed.encode(), key)


def token(header=None, claims=None, alg="ES256", key=None):
    """A token with whatever header and claims, and a signature that holds unless the key is another one."""
    header = {"alg": alg, "typ": "JWT", "kid": f"key-{alg}"} if header is None else header
    signed = f"{b64(header)}.{b64(CLAIMS if claims is None else claims)}"
    return f"{signed}.{b64(sign(alg, signed, key))}"


def header(alg="ES256", without=(), **more):
    full = {"alg": alg, "typ": "JWT", "kid": f"key-{alg}"} | more
    return {name: value for name, value in full.items() if name not in without}


def claims(without=(), **more):
    return {name: value for name, value in (CLAIMS | more).items() if name not in without}


def with_header(**more):
    return token(header(**more))


def with_claims(without=(), **more):
    return token(claims=claims(without, **more))


def raw_claims(text):
    """The good claims, with a text in front of them."""
    return token(claims=("{" + text + "," + json.dumps(CLAIMS)[1:]).encode())


def raw_header(text):
    return token(header=("{" + text + "," + json.dumps(header())[1:]).encode())


GOOD = token()
HEADER, PAYLOAD, SIGNATURE = GOOD.split(".")


def resigned(signature, alg="ES256"):
    return f"{b64(header(alg))}.{PAYLOAD}.{b64(signature)}"


def good():
    return {alg: jwt.encode(CLAIMS, key, alg, headers={"kid": f"key-{alg}"}) for alg, key in KEYS.items()}


def also_good():
    return {
        "typ at+jwt": with_header(typ="at+jwt"),
        "typ application/at+jwt": with_header(typ="application/at+jwt"),
        "typ jwt": with_header(typ="jwt"),
        "typ missing": with_header(without=["typ"]),
        "kid missing": with_header(without=["kid"]),
        "aud a list with ours": with_claims(aud=["https://other.test", AUDIENCE]),
        "nbf now": with_claims(nbf=NOW),
        "an escape in a name": token(claims=json.dumps(CLAIMS).replace('"sub"', '"s\\u0075b"').encode()),
    }


def unsigned():
    tokens = {f"alg {alg}, no signature": f"{b64(header(alg))}.{PAYLOAD}." for alg in ("none", "None", "NONE", "nOnE", "noNE")}
    odd = {"none": "none", "None": "None", "empty": "", "null": None, "a number": 256, "a list": ["ES256"], "es256": "es256"}
    tokens |= {f"alg {name}, signed": token(header() | {"alg": alg}) for name, alg in odd.items()}
    der = utils.encode_dss_signature(*split(sign("ES256", f"{HEADER}.{PAYLOAD}")))
    return tokens | {
        "alg missing": with_header(without=["alg"]),
        "signature empty": f"{HEADER}.{PAYLOAD}.",
        "signature and dot gone": f"{HEADER}.{PAYLOAD}",
        "zeros ES256": resigned(bytes(64)),
        "zeros ES384": resigned(bytes(96), "ES384"),
        "zeros EdDSA": resigned(bytes(64), "EdDSA"),
        "zeros RS256": resigned(bytes(256), "RS256"),
        "zeros PS256": resigned(bytes(256), "PS256"),
        "DER ES256": f"{HEADER}.{PAYLOAD}.{b64(der)}",
        "half a signature": resigned(sign("ES256", f"{HEADER}.{PAYLOAD}")[:32]),
        "another token's signature": f"{HEADER}.{PAYLOAD}.{with_claims(sub='eve').split('.')[2]}",
        "claims changed": f"{HEADER}.{b64(claims(sub='eve'))}.{SIGNATURE}",
        "header changed": f"{b64(header(typ='at+jwt'))}.{PAYLOAD}.{SIGNATURE}",
    }


def split(signature):
    half = len(signature) // 2
    return int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")


def confused():
    public = KEYS["RS256"].public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    secret = {
        "PEM": pem,
        "PEM without its last line end": pem.rstrip(),
        "PKCS1 PEM": public.public_bytes(Encoding.PEM, PublicFormat.PKCS1),
        "DER": der,
        "JWK": json.dumps(public_jwk("RS256", KEYS["RS256"], "key-RS256")).encode(),
        "modulus": public.public_numbers().n.to_bytes(256, "big"),
    }
    tokens = {f"HS256 with the {name}": hs256(key, kid="key-RS256") for name, key in secret.items()}
    return tokens | {
        "HS256 with the PEM, no kid": hs256(pem, without=["kid"]),
        "HS512 with the PEM": token(header("HS512", kid="key-RS256"), alg="HS512", key=pem),
        "PS256 with the RS256 key": token(header("PS256", kid="key-RS256"), alg="PS256", key=KEYS["RS256"]),
        "RS384 with the RS256 key": token(header("RS384", kid="key-RS256"), alg="RS384", key=KEYS["RS256"]),
        "RS256 by the kid of PS256": token(header("RS256", kid="key-PS256"), alg="RS256"),
        "ES256 by the kid of EdDSA": token(header(kid="key-EdDSA")),
    }


def hs256(key=None, **more):
    return token(header("HS256", **more), alg="HS256", key=key)


def keys(url):
    mine = public_jwk("ES256", OUTSIDER["ES256"], "mine")
    tokens = {f"another {alg} key": token(alg=alg, key=key) for alg, key in OUTSIDER.items()}
    brought = {"jwk": mine, "jku": url, "x5u": url, "x5c": ["MIIB"]}
    for name, value in brought.items():
        tokens[f"{name} with our kid"] = token(header(**{name: value}), key=OUTSIDER["ES256"])
        tokens[f"{name} with its own kid"] = token(header(kid="mine", **{name: value}), key=OUTSIDER["ES256"])
    kids = {
        "unknown": "key-ES257", "empty": "", "a path": "../../../../dev/null", "SQL": "x' UNION SELECT 'secret' -- ",
        "a command": "x|sleep 10", "an address": url, "NUL": "key-ES256\0", "long": "k" * 2000,
    }
    tokens |= {f"kid {name}": token(header(kid=kid)) for name, kid in kids.items()}
    tokens["kid a path, signed with nothing"] = hs256(b"", kid="../../../../dev/null")
    return tokens | {f"kid {name}": token(header(kid=kid)) for name, kid in {"a number": 1, "null": None, "a list": ["key-ES256"]}.items()}


def extensions():
    packed = zlib.compressobj(wbits=-15)
    packed = packed.compress(json.dumps(CLAIMS).encode()) + packed.flush()
    return {
        "crit exp": with_header(crit=["exp"], exp=NOW + 3600),
        "crit unknown": with_header(crit=["x-unknown"], **{"x-unknown": 1}),
        "crit empty": with_header(crit=[]),
        "crit null": with_header(crit=None),
        "b64 false": with_header(b64=False),
        "b64 true": with_header(b64=True),
        "b64 false, critical": with_header(b64=False, crit=["b64"]),
        "zip": token(header(zip="DEF"), packed),
        "zip in name only": with_header(zip="DEF"),
    }


def dates():
    wrong = {
        "a string": str(NOW + 3600), "negative": -1, "a fraction": NOW + 3600.5, "milliseconds": (NOW + 3600) * 1000,
        "true": True, "null": None, "a list": [NOW + 3600], "over 64 bits": 2**64, "a year over 9999": 253402300800,
    }
    tokens = {f"{name} {kind}": with_claims(**{name: value}) for name in ("exp", "nbf", "iat") for kind, value in wrong.items()}
    written = json.dumps(claims(without=["exp"]))[:-1]
    for kind, number in {"huge": "1e400", "with an exponent": "4e9", "a whole fraction": "4000000000.0", "NaN": "NaN", "minus zero": "-0"}.items():
        tokens[f"exp {kind}"] = token(claims=f'{written}, "exp": {number}}}'.encode())
    return tokens | {
        "exp missing": with_claims(without=["exp"]),
        "exp an hour ago": with_claims(exp=NOW - 3600),
        "exp past the leeway": with_claims(exp=NOW - 31),
        "exp zero": with_claims(exp=0),
        "nbf in an hour": with_claims(nbf=NOW + 3600),
    }


def parties():
    tokens = {}
    issuers = {"another": "https://evil.test", "with a slash": ISSUER + "/", "in capitals": ISSUER.upper(), "a list": [ISSUER], "null": None, "empty": ""}
    tokens |= {f"iss {name}": with_claims(iss=value) for name, value in issuers.items()}
    audiences = {
        "another": "https://other.test", "with a slash": AUDIENCE + "/", "a list without ours": ["https://other.test"], "an empty list": [],
        "a list with a number": [AUDIENCE, 1], "a list in a list": [[AUDIENCE]], "an object": {AUDIENCE: True}, "null": None,
    }
    tokens |= {f"aud {name}": with_claims(aud=value) for name, value in audiences.items()}
    subjects = {"a number": 7, "empty": "", "null": None, "a list": ["ada"], "over 255 bytes": "a" * 256}
    tokens |= {f"sub {name}": with_claims(sub=value) for name, value in subjects.items()}
    return tokens | {f"{name} missing": with_claims(without=[name]) for name in ("iss", "aud", "sub")}


def doubled():
    return {
        "sub twice": raw_claims('"sub":"eve"'),
        "sub twice, once escaped": raw_claims('"s\\u0075b":"eve"'),
        "sub twice, both alike": raw_claims('"sub":"ada"'),
        "roles twice": raw_claims('"roles":["admin"]'),
        "exp twice": raw_claims(f'"exp":{NOW + 9999}'),
        "a claim of nobody twice": raw_claims('"x":1,"x":1'),
        "twice further in": raw_claims('"x":{"y":1,"y":2}'),
        "alg twice": raw_header('"alg":"none"'),
        "alg twice, once escaped": raw_header('"\\u0061lg":"none"'),
        "kid twice": raw_header('"kid":"key-RS256"'),
    }


def kinds():
    typs = ("logout+jwt", "dpop+jwt", "id_token+jwt", "JWE", "")
    tokens = {f"typ {typ}": with_header(typ=typ) for typ in typs} | {"typ a number": with_header(typ=1)}
    bound = {"a thumbprint": {"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}, "a certificate": {"x5t#S256": "x"}, "null": None, "empty": {}}
    tokens |= {f"cnf {name}": with_claims(cnf=value) for name, value in bound.items()}
    events = {"http://schemas.openid.net/event/backchannel-logout": {}}
    return tokens | {"a logout token": with_claims(events=events), "an ID token": with_claims(at_hash="x")}


def shapes():
    jwe = ".".join([b64({"alg": "dir", "enc": "A256GCM"}), "", b64(bytes(12)), b64(bytes(40)), b64(bytes(16))])
    whole = {"payload": PAYLOAD, "protected": HEADER, "signature": SIGNATURE}
    spare = HEADER[:-1] + chr(ord(HEADER[-1]) + 1) if len(HEADER) % 4 else HEADER + "A"
    return {
        "nothing": "", "a dot": ".", "two dots": "..", "one segment": HEADER, "two segments": f"{HEADER}.{PAYLOAD}",
        "four segments": f"{GOOD}.{SIGNATURE}", "five segments": f"{GOOD}.{SIGNATURE}.{SIGNATURE}", "JWE": jwe,
        "a dot in front": f".{GOOD}", "a dot behind": f"{GOOD}.", "no header": f".{PAYLOAD}.{SIGNATURE}",
        "padding behind": f"{GOOD}=", "padding everywhere": f"{HEADER}=.{PAYLOAD}==.{SIGNATURE}==",
        "a space within": f"{HEADER}. {PAYLOAD}.{SIGNATURE}", "a tab within": f"{HEADER}.\t{PAYLOAD}.{SIGNATURE}",
        "a word behind": f"{GOOD} more", "a comma behind": f"{GOOD},", "in quotes": f'"{GOOD}"',
        "another alphabet": f"{HEADER}.{PAYLOAD}.+/{SIGNATURE[2:]}", "spare bits": f"{HEADER}.{PAYLOAD}.{SIGNATURE[:-1]}{chr(ord(SIGNATURE[-1]) + 1)}",
        "JSON serialization": json.dumps(whole),
    }


def contents():
    nested = '"x":' + "[" * 100 + "]" * 100
    return {
        "a list for a header": token(header=[header()]), "a text for a header": token(header=b'"ES256"'),
        "a header that is no JSON": token(header=b"{alg:ES256}"), "more behind the header": token(header=json.dumps(header()).encode() + b"{}"),
        "a header in UTF-16": token(header=json.dumps(header()).encode("utf-16")), "a deep header": raw_header(nested),
        "a list for claims": token(claims=[CLAIMS]), "no claims": token(claims=b""), "null for claims": token(claims=b"null"),
        "more behind the claims": token(claims=json.dumps(CLAIMS).encode() + b"{}"), "a mark in front": token(claims=b"\xef\xbb\xbf" + json.dumps(CLAIMS).encode()),
        "claims in Latin-1": token(claims=json.dumps(claims(sub="adé"), ensure_ascii=False).encode("latin-1")),
        "half a surrogate": raw_claims('"x":"\\ud800"'), "a deep claim": raw_claims(nested), "a comment": raw_claims('/* */"x":1'),
        "a comma too many": token(claims=(json.dumps(CLAIMS)[:-1] + ",}").encode()),
    }


def sizes():
    return {f"{kib} KiB": with_claims(padding="x" * (kib * 768)) for kib in (6, 9, 12, 18, 80)}


def roles():
    said = {
        "role": {"role": "editor"}, "roles": {"roles": ["editor"]}, "agreeing": {"role": "editor", "roles": ["editor"]},
        "role admin": {"role": "admin"}, "role reader": {"role": "reader"}, "several": {"roles": ["reader", "admin"]},
        "disagreeing": {"role": "reader", "roles": ["admin"]}, "more in the list": {"role": "reader", "roles": ["reader", "admin"]},
        "empty beside one": {"role": "admin", "roles": []}, "role a list": {"role": ["admin"]}, "role a number": {"role": 1},
        "role null": {"role": None}, "roles a string": {"roles": "admin"}, "roles with a number": {"roles": ["admin", 1]},
        "roles an object": {"roles": {"admin": True}}, "roles null": {"roles": None},
        "unknown": {"role": "root"}, "in capitals": {"role": "Admin"}, "with a space": {"role": "admin "}, "two in one": {"role": "reader admin"},
        "unknown in a list": {"roles": ["root", "ADMIN", ""]}, "none": {}, "empty": {"roles": []}, "elsewhere": {"realm_access": {"roles": ["admin"]}, "is_admin": True},
    }
    return {name: token(claims=claims(["roles"]) | more) for name, more in said.items()}


def symmetric():
    return {
        "good": jwt.encode(CLAIMS, SECRET, "HS256"), "HS384 with the secret": jwt.encode(CLAIMS, SECRET, "HS384"),
        "RS256": token(alg="RS256"), "with nothing": hs256(b""), "with `secret`": hs256(b"secret"), "with a line end": hs256(SECRET + "\n"),
        "cut": hs256(SECRET[:32]), "stripped": jwt.encode(CLAIMS, SECRET, "HS256").rpartition(".")[0] + ".",
    }


def main(directory, url):
    groups = [good, also_good, unsigned, confused, extensions, dates, parties, doubled, kinds, shapes, contents, sizes, roles, symmetric]
    minted = {group.__name__: group() for group in groups} | {"keys": keys(url)}
    jwks, secret = Path(directory, "keys.json"), Path(directory, "secret")
    jwks.write_text(json.dumps(public_jwks()))
    secret.touch(mode=0o600)
    secret.write_text(SECRET + "\n")
    json.dump({"jwks": os.fspath(jwks), "secret": os.fspath(secret), "groups": minted}, sys.stdout)


main(*sys.argv[1:])
