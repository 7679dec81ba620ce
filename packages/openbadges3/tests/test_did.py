from __future__ import annotations

from typing import Any

import pytest
from openbadges3 import InMemoryDocuments, SigningKey, did_document, did_key, did_web_url
from openbadges3.did import assertion_key, assertion_keys, controller_document
from openbadges3.errors import (
    DocumentUnavailable,
    IssuerMismatch,
    KeyRefused,
    ProofInvalid,
    Unreadable,
)

DID = "did:web:badges.example:issuers:college"
KEY = SigningKey.generate("Ed25519").public
OTHER = SigningKey.generate("Ed25519").public
METHOD = f"{DID}#{KEY.multibase}"


def resolve(document: dict[str, Any], method: str = METHOD, issuer: str | None = DID) -> Any:
    return assertion_key(method, issuer=issuer, documents=InMemoryDocuments({DID: document}))


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:badges.example", "https://badges.example/.well-known/did.json"),
        (
            "did:web:badges.example:issuers:college",
            "https://badges.example/issuers/college/did.json",
        ),
        ("did:web:localhost%3A8000:issuers:a", "https://localhost:8000/issuers/a/did.json"),
    ],
)
def test_a_did_web_names_an_https_address(did: str, url: str) -> None:
    assert did_web_url(did) == url


@pytest.mark.parametrize(
    "did",
    [
        "did:web:",
        "did:web:a b",
        "did:web:a/b",
        "did:web:user@host",
        "did:web:host:..:secret",
        "did:web:host:%2e%2e:secret",
        "did:web:host:a%2fb",
        "did:web:host:",
        "did:web:host%3Ax",
        "did:key:z6Mk",
        "https://host",
    ],
)
def test_a_did_web_that_leads_elsewhere_is_refused(did: str) -> None:
    with pytest.raises(Unreadable):
        did_web_url(did)


def test_a_key_counts_when_the_issuer_publishes_it_for_assertions() -> None:
    assert resolve(did_document(DID, [KEY], assertion=[KEY])) == KEY


def test_an_rsa_key_is_published_as_a_jwk_and_the_others_as_multikeys() -> None:
    rsa = SigningKey.generate("RSA").public

    document = did_document(DID, [KEY, rsa], assertion=[rsa])

    multikey, jwk = document["verificationMethod"]
    assert (multikey["type"], multikey["publicKeyMultibase"]) == ("Multikey", KEY.multibase)
    assert (jwk["type"], jwk["publicKeyJwk"]) == ("JsonWebKey", rsa.jwk())
    assert "https://w3id.org/security/jwk/v1" in document["@context"]
    assert resolve(document, method=f"{DID}#{rsa.multibase}") == rsa


def test_a_key_that_the_issuer_no_longer_uses_does_not_count() -> None:
    with pytest.raises(IssuerMismatch, match="does not list"):
        resolve(did_document(DID, [KEY, OTHER], assertion=[OTHER]))


def test_a_key_of_somebody_else_does_not_count() -> None:
    with pytest.raises(IssuerMismatch, match="but its issuer is"):
        resolve(
            did_document(DID, [KEY], assertion=[KEY]), method=f"{did_key(OTHER)}#{OTHER.multibase}"
        )


def test_a_key_that_is_controlled_by_somebody_else_does_not_count() -> None:
    document = did_document(DID, [KEY], assertion=[KEY])
    document["verificationMethod"][0]["controller"] = "did:web:evil.example"

    with pytest.raises(IssuerMismatch, match="controlled"):
        resolve(document)


def test_a_document_of_somebody_else_does_not_count() -> None:
    with pytest.raises(IssuerMismatch, match="evil"):
        resolve(did_document("did:web:evil.example", [KEY], assertion=[KEY]))


def test_a_key_listed_but_not_published_does_not_count() -> None:
    document = did_document(DID, [KEY], assertion=[KEY])
    document["verificationMethod"] = []

    with pytest.raises(IssuerMismatch, match="publish"):
        resolve(document)


def test_a_withdrawn_key_does_not_count() -> None:
    document = did_document(DID, [KEY], assertion=[KEY])
    document["verificationMethod"][0]["revoked"] = "2026-01-01T00:00:00Z"

    with pytest.raises(KeyRefused, match="withdrawn"):
        resolve(document)


def test_a_method_inside_assertion_method_and_relative_names_are_read() -> None:
    entry = {
        "id": f"#{KEY.multibase}",
        "type": "JsonWebKey",
        "controller": DID,
        "publicKeyJwk": KEY.jwk(),
    }

    assert resolve({"id": DID, "assertionMethod": [entry]}) == KEY
    assert resolve({"id": DID, "assertionMethod": entry["id"], "verificationMethod": entry}) == KEY


@pytest.mark.parametrize("method", ["", "z6Mk", "xxx:z6Mk", DID, f"{DID}#"])
def test_what_is_no_verification_method_is_refused(method: str) -> None:
    with pytest.raises((ProofInvalid, IssuerMismatch)):
        resolve(did_document(DID, [KEY], assertion=[KEY]), method=method)


def test_a_did_key_is_its_own_document() -> None:
    did = did_key(KEY)
    nothing = InMemoryDocuments({})

    assert assertion_key(f"{did}#{KEY.multibase}", issuer=did, documents=nothing) == KEY
    assert list(assertion_keys(did, nothing)) == [KEY]


def test_keys_of_unknown_kinds_are_passed_over() -> None:
    document = did_document(DID, [KEY], assertion=[KEY])
    strange = {"id": f"{DID}#x", "type": "Multikey", "controller": DID, "publicKeyMultibase": "z9"}
    document["verificationMethod"].append(strange)
    document["assertionMethod"].insert(0, strange["id"])

    assert list(assertion_keys(DID, InMemoryDocuments({DID: document}))) == [KEY]


def test_a_did_web_is_asked_for_by_its_https_address_too() -> None:
    document = did_document(DID, [KEY], assertion=[KEY])

    found = controller_document(DID, InMemoryDocuments({did_web_url(DID): document}))

    assert found == document


@pytest.mark.parametrize("identifier", ["did:example:123", "urn:uuid:1", "mailto:a@b"])
def test_identifiers_of_other_kinds_have_no_keys_here(identifier: str) -> None:
    with pytest.raises(DocumentUnavailable):
        controller_document(identifier, InMemoryDocuments({}))


def test_a_document_may_not_promise_keys_that_it_does_not_have() -> None:
    with pytest.raises(ValueError, match="among"):
        did_document(DID, [KEY], assertion=[OTHER])
