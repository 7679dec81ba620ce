"""VC-JWT: a credential as a compact JWS (Open Badges 3.0 §8.2, RFC 7515)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from openbadges3.did import assertion_keys, assertion_method, ended, key_of
from openbadges3.encoding import base64url_decode, base64url_encode
from openbadges3.errors import (
    IssuerMismatch,
    ProofInvalid,
    Unreadable,
)
from openbadges3.json_values import is_object
from openbadges3.keys import Kind, PublicKey, SigningKey
from openbadges3.members import end_of, start_of
from openbadges3.reading import LIMITS, read_object, read_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from openbadges3.documents import Documents

ALGORITHMS: Final[dict[str, Kind]] = {
    "EdDSA": "Ed25519",
    "Ed25519": "Ed25519",
    "ES256": "P-256",
    "ES384": "P-384",
    "RS256": "RSA",
}
_SIGNS_AS: Final[dict[Kind, str]] = {
    "Ed25519": "EdDSA",
    "P-256": "ES256",
    "P-384": "ES384",
    "RSA": "RS256",
}
_CREDENTIAL_TYPES: Final = frozenset({"jwt", "vc+jwt", "vc+ld+jwt", "vc-ld+jwt"})
PRESENTATION_TYPES: Final = frozenset({"jwt", "vp+jwt", "vp+ld+jwt", "vp-ld+jwt"})
_SECTION: Final = "OB 3.0 §8.2"


@dataclass(frozen=True, slots=True)
class Jws:
    """A compact JWS taken apart: protected header, payload, and the bytes that are signed."""

    header: dict[str, Any]
    payload: dict[str, Any]
    signed: bytes
    signature: bytes


def looks_like_jws(text: str) -> bool:
    """Whether `text` has the outer form of a compact JWS."""
    return text.count(".") == 2 and text.startswith("ey") and len(text) <= LIMITS.bytes


def take_apart(text: str) -> Jws:
    """The parts of a compact JWS; `Unreadable` says which part is broken."""
    try:
        head, body, tail = text.split(".")
    except ValueError:
        raise Unreadable(
            "a JWT has three parts with full stops between", section=_SECTION
        ) from None
    header = read_object(base64url_decode(head))
    if "b64" in header or "crit" in header:
        raise Unreadable(
            "the JWT asks for extensions (crit) that this library does not know",
            section="RFC 7515 §4.1.11",
        )
    # Some issuers pad the signature; head and body are signed as written, so they may not be.
    signature = base64url_decode(tail, padding_allowed=True)
    return Jws(header, read_object(base64url_decode(body)), f"{head}.{body}".encode(), signature)


def presentation_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The presentation in a JWT payload: of old under `vp`, now beside the claims."""
    inner = payload.get("vp")
    if is_object(inner):
        return dict(inner)
    return {name: value for name, value in payload.items() if name not in {*_CLAIMS, "nonce"}}


def credential_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The credential in a JWT payload: VCDM 1.1 keeps it under `vc`, VCDM 2.0 beside the claims."""
    inner = payload.get("vc")
    if is_object(inner):
        return dict(inner)
    return {name: value for name, value in payload.items() if name not in _CLAIMS}


_CLAIMS: Final = frozenset({"iss", "jti", "nbf", "sub", "exp", "iat", "aud"})


def encode(document: Mapping[str, Any], *, key: SigningKey, kid: str) -> str:
    """`document` with the claims that Open Badges asks for, signed as a compact JWS."""
    subject = document.get("credentialSubject")
    issuer = document.get("issuer")
    claims: dict[str, Any] = {
        "iss": issuer.get("id") if is_object(issuer) else issuer,
        "jti": document.get("id"),
        "nbf": int(read_time(document.get("validFrom"), path="$.validFrom").timestamp()),
    }
    if is_object(subject) and isinstance(subject.get("id"), str):
        claims["sub"] = subject["id"]
    if "validUntil" in document:
        claims["exp"] = int(read_time(document["validUntil"], path="$.validUntil").timestamp())
    payload = {**document, **{name: value for name, value in claims.items() if value is not None}}
    payload.pop("proof", None)
    header = {"alg": _SIGNS_AS[key.kind], "kid": kid, "typ": "JWT"}
    signed = f"{_part(header)}.{_part(payload)}"
    return f"{signed}.{base64url_encode(key.sign(signed.encode()))}"


def _part(value: Mapping[str, Any]) -> str:
    return base64url_encode(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def check_signature(
    jws: Jws,
    *,
    issuer: str,
    documents: Documents,
    types: frozenset[str] = _CREDENTIAL_TYPES,
    relation: str = "assertionMethod",
    at: datetime | None = None,
    remarks: list[str] | None = None,
) -> str:
    """Return what identified the key if the signature holds and the key is the issuer's, else raise.

    `types` are what the header's `typ` may say, `relation` what the issuer has to use the key for
    when a DID names it. With `at`, what is odd about the key at that time is added to `remarks`. A JWK at `kid` or in the header proves only that somebody signed: it counts when the issuer
    publishes the same key for assertions.
    """
    algorithm = jws.header.get("alg")
    wanted = ALGORITHMS.get(algorithm) if isinstance(algorithm, str) else None
    if wanted is None:
        raise ProofInvalid(f"JWTs signed with {algorithm!r} are not accepted", section=_SECTION)
    kind = jws.header.get("typ")
    if kind is not None and str(kind).lower().removeprefix("application/") not in types:
        raise ProofInvalid(
            f"the JWT says that it is a {kind!r}, which is something else", section=_SECTION
        )
    key, name, entry = _key(jws.header, issuer, documents, relation)
    if at is not None and remarks is not None:
        remarks += [remark for remark in [ended(entry, at)] if remark]
    if key.kind != wanted:
        raise ProofInvalid(
            f"the key is of kind {key.kind}, but the JWT is signed with {algorithm}",
            section=_SECTION,
        )
    key.verify(jws.signature, jws.signed)
    return name


def _key(
    header: Mapping[str, Any], issuer: str, documents: Documents, relation: str
) -> tuple[PublicKey, str, Mapping[str, Any]]:
    """The key, what named it, and its verification method as far as there is one."""
    kid, jwk = header.get("kid"), header.get("jwk")
    if is_object(jwk):
        key = PublicKey.from_jwk(jwk)
        return _bound(key, issuer, documents), f"jwk {key.thumbprint}", {}
    if not isinstance(kid, str):
        raise ProofInvalid(
            "the JWT does not say which key signed it (kid or jwk)", section=_SECTION
        )
    of_the_web = kid.startswith(("https://", "http://"))
    if kid.startswith("did:") or (of_the_web and kid.partition("#")[0] == issuer):
        entry = assertion_method(kid, issuer=issuer, documents=documents, relation=relation)
        return key_of(entry), kid, entry
    if not of_the_web:
        raise ProofInvalid(f"the key {kid!r} of the JWT is not an address", section=_SECTION)
    published = read_object(documents.fetch(kid).content)
    if "keys" in published:
        raise ProofInvalid(
            "the address of the key gives a set of keys, not one key", section=_SECTION
        )
    return _bound(PublicKey.from_jwk(published), issuer, documents), kid, {}


def _bound(key: PublicKey, issuer: str, documents: Documents) -> PublicKey:
    """`key`, if the issuer publishes it for issuing credentials."""
    if any(key == published for published in assertion_keys(issuer, documents)):
        return key
    raise IssuerMismatch(f"{issuer} does not publish the key that signed the JWT", section=_SECTION)


def claim_problems(jws: Jws, credential: Mapping[str, Any]) -> list[tuple[bool, str, str]]:
    """Where claims and credential disagree: `(is it fatal, path, message)` (OB 3.0 §8.2.4.1)."""
    payload = jws.payload
    issuer, subject = credential.get("issuer"), credential.get("credentialSubject")
    issuer_id = issuer.get("id") if is_object(issuer) else issuer
    subject_id = subject.get("id") if is_object(subject) else None
    problems: list[tuple[bool, str, str]] = []

    def compare(claim: str, value: object, what: str, *, needed: bool) -> None:
        if claim not in payload:
            if needed:
                problems.append((False, f"$.{claim}", f"the JWT lacks the claim {claim}"))
        elif payload[claim] != value:
            message = f"the claim {claim} of the JWT is not the credential's {what}"
            problems.append((True, f"$.{claim}", message))

    compare("iss", issuer_id, "issuer", needed=True)
    compare("jti", credential.get("id"), "id", needed=True)
    if subject_id is not None or "sub" in payload:
        compare("sub", subject_id, "subject", needed=True)
    start, end = start_of(credential), end_of(credential)
    compare("nbf", _seconds(start), "start", needed=True)
    if end is not None or "exp" in payload:
        compare("exp", _seconds(end), "end", needed=True)
    return problems


def _seconds(value: object) -> int | None:
    try:
        return int(read_time(value).timestamp())
    except Unreadable:
        return None


__all__ = [
    "ALGORITHMS",
    "PRESENTATION_TYPES",
    "Jws",
    "check_signature",
    "claim_problems",
    "credential_of",
    "encode",
    "looks_like_jws",
    "presentation_of",
    "take_apart",
]
