"""Who may sign for whom: DIDs (did:web, did:key) and controller documents at https addresses.

The question that counts is not "does a key fit the signature?" but "is it the issuer's key, for
issuing credentials?". `assertion_key` answers it: the method must be in the issuer's own
controller document, controlled by the issuer, and listed under `assertionMethod`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from openbadges3.errors import (
    DocumentUnavailable,
    IssuerMismatch,
    KeyRefused,
    ProofInvalid,
    Unreadable,
)
from openbadges3.json_values import is_list, is_object
from openbadges3.keys import PublicKey
from openbadges3.reading import read_object, read_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from openbadges3.documents import Documents

_DID_CONTEXT: Final = "https://www.w3.org/ns/did/v1"
_MULTIKEY_CONTEXT: Final = "https://w3id.org/security/multikey/v1"
_JWK_CONTEXT: Final = "https://w3id.org/security/jwk/v1"
_DID: Final = re.compile(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._%-]")
_WEB_PART: Final = re.compile(r"[A-Za-z0-9._~-]+(?:%3[Aa][0-9]+)?")
_SECTION: Final = "Data Integrity §4.5, Controlled Identifiers §3.3"


def did_web_url(did: str) -> str:
    """The https address of a did:web document: `did:web:host%3A8000:a:b` is at
    `https://host:8000/a/b/did.json`. `Unreadable` for anything else.
    """
    method, host, *parts = did.split(":")[1:] if did.startswith("did:web:") else ("", "")
    if method != "web" or not _WEB_PART.fullmatch(host):
        raise Unreadable(f"{did} is not a did:web identifier")
    if any(not re.fullmatch(r"(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+", part) for part in parts):
        raise Unreadable(f"{did} is not a did:web identifier")
    if any(unquote(part) in {".", ".."} or "/" in unquote(part) for part in parts):
        raise Unreadable(f"{did} leads out of its own path")
    path = "/".join(parts) if parts else ".well-known"
    return f"https://{unquote(host)}/{path}/did.json"


def did_key(public: PublicKey) -> str:
    """The did:key of `public`; its only verification method is `<did>#<multibase>`."""
    return f"did:key:{public.multibase}"


def did_document(
    did: str, keys: Sequence[PublicKey], *, assertion: Sequence[PublicKey]
) -> dict[str, Any]:
    """A DID document with `keys` at `<did>#<multibase>`, controlled by `did`.

    They are Multikeys (Controlled Identifiers §2.2.2); RSA keys are JsonWebKeys (§2.2.3), since few
    verifiers read them otherwise. `assertion` are those of `keys` whose credentials count; a
    compromised key is not among them.
    """
    known = {key.multibase for key in keys}
    if any(key.multibase not in known for key in assertion):
        raise ValueError("a key for assertions must be among the keys of the document")
    contexts = [_DID_CONTEXT, _MULTIKEY_CONTEXT]
    if any(key.kind == "RSA" for key in keys):
        contexts.append(_JWK_CONTEXT)
    return {
        "@context": contexts,
        "id": did,
        "verificationMethod": [_method(did, key) for key in keys],
        "assertionMethod": [f"{did}#{key.multibase}" for key in assertion],
    }


def _method(did: str, key: PublicKey) -> dict[str, Any]:
    form: dict[str, Any] = {"publicKeyMultibase": key.multibase}
    if key.kind == "RSA":
        form = {"publicKeyJwk": key.jwk()}
    kind = "JsonWebKey" if key.kind == "RSA" else "Multikey"
    return {"id": f"{did}#{key.multibase}", "type": kind, "controller": did, **form}


def controller_document(identifier: str, documents: Documents) -> dict[str, Any]:
    """The controller document of a DID or https identifier.

    did:key is worked out, did:web is asked for by its DID and then by its https address, https
    is fetched. Raises `DocumentUnavailable`, `Unreadable`, or `IssuerMismatch` when the document
    found is somebody else's.
    """
    if identifier.startswith("did:key:"):
        key = PublicKey.from_multibase(identifier.removeprefix("did:key:"))
        document = did_document(identifier, [key], assertion=[key])
        return {**document, "authentication": document["assertionMethod"]}
    if identifier.startswith("did:web:"):
        try:
            answer = documents.fetch(identifier)
        except DocumentUnavailable:
            answer = documents.fetch(did_web_url(identifier))
    elif identifier.startswith(("https://", "http://")):
        answer = documents.fetch(identifier)
    elif identifier.startswith("did:"):
        raise DocumentUnavailable(
            f"{identifier} is a DID of a method that this library does not know"
        )
    else:
        raise DocumentUnavailable(
            f"{identifier} is neither a DID nor a web address, so it has no keys"
        )
    document = read_object(answer.content)
    if document.get("id") != identifier:
        raise IssuerMismatch(
            f"the document found for {identifier} is that of {document.get('id')!r}",
            section=_SECTION,
        )
    return document


def assertion_key(
    method: str,
    *,
    issuer: str | None,
    documents: Documents,
    relation: str = "assertionMethod",
) -> PublicKey:
    """The key of verification method `method`, if `issuer` uses it to issue credentials.

    With `issuer=None`, if whoever controls the key uses it so. `relation` "authentication" asks
    about keys that sign presentations. Raises `IssuerMismatch` if the method is not the issuer's or
    not for assertions, `ProofInvalid` if it cannot be an address at all, `KeyRefused` for a bad
    key, and as `controller_document`.
    """
    return key_of(assertion_method(method, issuer=issuer, documents=documents, relation=relation))


def assertion_method(
    method: str, *, issuer: str | None, documents: Documents, relation: str = "assertionMethod"
) -> dict[str, Any]:
    """The verification method that holds that key, as the controller document has it; raises so, too."""
    base, mark, fragment = method.partition("#")
    if not is_identifier(base):
        raise ProofInvalid(
            f"the verification method {method!r} is not an address", section="Data Integrity §2.1"
        )
    if base.startswith("did:key:") and not mark:
        fragment = base.removeprefix("did:key:")
    if issuer is not None and base != issuer:
        raise IssuerMismatch(
            f"the credential is signed with a key of {base}, but its issuer is {issuer}",
            section=_SECTION,
        )
    if not fragment:
        raise ProofInvalid(f"the verification method {method!r} does not name a key")
    full = f"{base}#{fragment}"
    return _method_of(full, controller_document(base, documents), relation)


def assertion_keys(issuer: str, documents: Documents) -> Iterator[PublicKey]:
    """Every usable key that `issuer` lists for assertions; keys of unknown kinds are passed over."""
    document = controller_document(issuer, documents)
    for entry in _entries(document, "assertionMethod"):
        name = entry if isinstance(entry, str) else entry.get("id")
        if isinstance(name, str):
            try:
                yield key_of(_method_of(_absolute(name, issuer), document, "assertionMethod"))
            except (KeyRefused, IssuerMismatch):
                continue


def is_identifier(text: str) -> bool:
    """Whether `text` is a DID or a web address, as issuers of credentials are named."""
    return bool(_DID.fullmatch(text)) or text.startswith(("https://", "http://"))


def _absolute(name: str, base: str) -> str:
    return base + name if name.startswith("#") else name


def _entries(document: dict[str, Any], relation: str) -> list[Any]:
    listed = document.get(relation, [])
    return listed if is_list(listed) else [listed]


def _method_of(method: str, document: dict[str, Any], relation: str) -> dict[str, Any]:
    """The verification method named `method` in `document`, if it is listed under `relation`."""
    base: str = document["id"]
    embedded: dict[str, Any] | None = None
    listed = False
    for entry in _entries(document, relation):
        name = entry.get("id") if is_object(entry) else entry
        if isinstance(name, str) and _absolute(name, base) == method:
            listed = True
            embedded = entry if is_object(entry) else embedded
    if not listed:
        raise IssuerMismatch(
            f"{base} does not list the key {method} under {relation}", section=_SECTION
        )
    for entry in [embedded] if embedded else _entries(document, "verificationMethod"):
        if not is_object(entry) or not isinstance(entry.get("id"), str):
            continue
        if _absolute(entry["id"], base) == method:
            if entry.get("controller") != base:
                raise IssuerMismatch(
                    f"the key {method} is not controlled by {base}", section=_SECTION
                )
            return entry
    raise IssuerMismatch(f"{base} does not publish the key {method}", section=_SECTION)


def key_of(entry: dict[str, Any]) -> PublicKey:
    """The key of a verification method: Multikey, JsonWebKey and their forerunners."""
    if entry.get("revoked"):
        raise KeyRefused(f"the key {entry.get('id')} was withdrawn")
    multibase, jwk = entry.get("publicKeyMultibase"), entry.get("publicKeyJwk")
    if isinstance(multibase, str) and jwk is None:
        return PublicKey.from_multibase(multibase)
    if is_object(jwk) and multibase is None:
        return PublicKey.from_jwk(jwk)
    raise KeyRefused(f"the verification method {entry.get('id')} holds no key that can be read")


def ended(entry: Mapping[str, Any], at: datetime) -> str:
    """A remark about a verification method whose time was over at `at`; else ""."""
    try:
        if "expires" not in entry or read_time(entry["expires"]) > at:
            return ""
    except Unreadable:
        return f"until when the key {entry.get('id')} may be used cannot be read"
    return f"the key {entry.get('id')} was to be used only until {entry['expires']}"


__all__ = [
    "assertion_key",
    "assertion_keys",
    "assertion_method",
    "controller_document",
    "did_document",
    "did_key",
    "did_web_url",
    "ended",
    "is_identifier",
    "key_of",
]
