from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from openbadges3 import (
    Documents,
    InMemoryDocuments,
    LayeredDocuments,
    SigningKey,
    bake_png,
    examine,
    verify,
)
from openbadges3.documents import Document
from openbadges3.encoding import base64url_encode
from openbadges3.errors import (
    DocumentGone,
    DocumentUnavailable,
    Expired,
    IssuerMismatch,
    ModelInvalid,
    NotYetValid,
    OpenBadgesError,
    ProofInvalid,
    RecipientMismatch,
    Revoked,
    StatusUnknown,
)
from openbadges3.hosted2 import hosted_documents
from openbadges3.keys import Kind

Json = dict[str, Any]
AT = datetime(2026, 11, 22, tzinfo=UTC)
ORIGIN = "https://old.example"
CONTEXT = "https://w3id.org/openbadges/v2"
ASSERTION: Json = {
    "@context": CONTEXT,
    "type": "Assertion",
    "id": f"{ORIGIN}/assertions/1",
    "recipient": {"type": "email", "hashed": False, "identity": "morag@example.org"},
    "badge": f"{ORIGIN}/badge",
    "issuedOn": "2020-01-01T00:00:00Z",
    "verification": {"type": "hosted"},
}
BADGE: Json = {
    "@context": CONTEXT,
    "type": "BadgeClass",
    "id": f"{ORIGIN}/badge",
    "name": "A badge",
    "description": "It says what.",
    "image": f"{ORIGIN}/badge.png",
    "criteria": {"narrative": "Do it."},
    "issuer": f"{ORIGIN}/issuer",
}
ISSUER: Json = {
    "@context": CONTEXT,
    "type": "Issuer",
    "id": f"{ORIGIN}/issuer",
    "name": "An issuer",
    "url": ORIGIN,
    "email": "badges@old.example",
    "publicKey": [f"{ORIGIN}/key"],
    "revocationList": f"{ORIGIN}/revoked",
}


def served(*documents: Json) -> InMemoryDocuments:
    return InMemoryDocuments({document["id"]: document for document in documents})


def without(document: Json, member: str) -> Json:
    return {name: value for name, value in document.items() if name != member}


def refused(
    assertion: Json | str, documents: Documents, error: type[OpenBadgesError], **asked: Any
) -> None:
    text = assertion if isinstance(assertion, str) else json.dumps(assertion)
    with pytest.raises(error):
        verify(text, documents=documents, at=asked.pop("at", AT), **asked)


def test_a_hosted_badge_is_verified_at_its_address(png: bytes) -> None:
    documents = served(ASSERTION, BADGE, ISSUER)

    for form in (json.dumps(ASSERTION).encode(), bake_png(png, json.dumps(ASSERTION))):
        found = verify(form, documents=documents, at=AT, email="morag@example.org")
        assert found.document == ASSERTION
        assert found.issuer == ISSUER["id"]
    refused(ASSERTION, documents, RecipientMismatch, email="else@example.org")


def test_what_counts_is_what_the_address_answers() -> None:
    claimed = {
        **ASSERTION,
        "recipient": {**ASSERTION["recipient"], "identity": "mallory@example.org"},
    }

    report = examine(
        json.dumps(claimed),
        documents=served(ASSERTION, BADGE, ISSUER),
        at=AT,
        email="mallory@example.org",
    )

    assert report.outcome == "bad"
    assert report.credential == ASSERTION


class _Gone:
    def fetch(self, url: str) -> Document:
        if url == ASSERTION["id"]:
            raise DocumentGone("gone")
        raise DocumentUnavailable("elsewhere")


def test_a_hosted_badge_that_is_gone_or_revoked_is_refused() -> None:
    refused(ASSERTION, LayeredDocuments([_Gone(), served(BADGE, ISSUER)]), Revoked)
    refused(ASSERTION, served({**ASSERTION, "revoked": True}, BADGE, ISSUER), Revoked)


def test_a_hosted_badge_that_cannot_be_had_is_not_settled() -> None:
    report = examine(json.dumps(ASSERTION), documents=served(BADGE, ISSUER), at=AT)

    assert report.outcome == "unknown"


def test_an_address_that_gives_another_badge_is_refused() -> None:
    other = {**ASSERTION, "id": f"{ORIGIN}/assertions/2"}
    documents = InMemoryDocuments(
        {ASSERTION["id"]: other, BADGE["id"]: BADGE, ISSUER["id"]: ISSUER}
    )

    refused(ASSERTION, documents, ProofInvalid)


def test_an_assertion_outside_the_issuers_scope_is_refused() -> None:
    elsewhere = {**ASSERTION, "id": "https://evil.example/assertions/1"}
    refused(elsewhere, served(elsewhere, BADGE, ISSUER), IssuerMismatch)

    for scope in (
        {"startsWith": "https://evil.example/assertions/"},
        {"allowedOrigins": ["evil.example"]},
    ):
        issuer = {**ISSUER, "verification": scope}
        verify(json.dumps(elsewhere), documents=served(elsewhere, BADGE, issuer), at=AT)
        refused(ASSERTION, served(ASSERTION, BADGE, issuer), IssuerMismatch)


def test_an_issuer_that_claims_another_address_is_refused() -> None:
    documents = InMemoryDocuments(
        {
            ASSERTION["id"]: ASSERTION,
            BADGE["id"]: BADGE,
            ISSUER["id"]: {**ISSUER, "id": "https://famous.example/"},
        }
    )

    refused(ASSERTION, documents, IssuerMismatch)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"issuedOn": "2030-01-01T00:00:00Z"}, NotYetValid),
        ({"expires": "2021-01-01T00:00:00Z"}, Expired),
        ({"issuedOn": "yesterday"}, ModelInvalid),
        ({"recipient": "morag@example.org"}, ModelInvalid),
        ({"recipient": {"type": "email", "identity": "x"}}, ModelInvalid),
        ({"image": "data:image/png;base64,AAAA"}, ModelInvalid),
        ({"badge": 5}, ModelInvalid),
        ({"verification": {"type": "trust me"}}, ProofInvalid),
        ({"verification": None}, ProofInvalid),
        ({"type": "BadgeClass"}, ModelInvalid),
    ],
)
def test_assertions_that_break_the_rules_are_refused(
    change: Json, error: type[OpenBadgesError]
) -> None:
    assertion = {**ASSERTION, **change}

    refused(assertion, served(assertion, BADGE, ISSUER), error)


@pytest.mark.parametrize("member", ["name", "description", "image", "criteria", "issuer"])
def test_a_badge_class_without_its_parts_is_refused(member: str) -> None:
    refused(ASSERTION, served(ASSERTION, without(BADGE, member), ISSUER), ModelInvalid)


KEY = SigningKey.generate("RSA")


def pem(key: SigningKey = KEY) -> str:
    raw = key.public.raw
    loaded: Any
    if key.kind == "RSA":
        loaded = serialization.load_der_public_key(raw)
    elif key.kind == "Ed25519":
        loaded = ed25519.Ed25519PublicKey.from_public_bytes(raw)
    else:
        curve = ec.SECP256R1() if key.kind == "P-256" else ec.SECP384R1()
        loaded = ec.EllipticCurvePublicKey.from_encoded_point(curve, raw)
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    found: bytes = loaded.public_bytes(serialization.Encoding.PEM, form)
    return found.decode()


def signed(assertion: Json, header: Json | None = None, key: SigningKey = KEY) -> str:
    parts = [
        base64url_encode(json.dumps(part).encode())
        for part in (header or {"alg": "RS256"}, assertion)
    ]
    return ".".join([*parts, base64url_encode(key.sign(".".join(parts).encode()))])


def key_document(**changes: Any) -> Json:
    return {
        "id": f"{ORIGIN}/key",
        "type": "CryptographicKey",
        "owner": ISSUER["id"],
        "publicKeyPem": pem(),
        **changes,
    }


REVOKED: Json = {"id": f"{ORIGIN}/revoked", "type": "RevocationList", "revokedAssertions": []}
SIGNED: Json = {
    **ASSERTION,
    "id": "urn:uuid:1",
    "verification": {"type": "signed", "creator": f"{ORIGIN}/key"},
}


def test_a_signed_badge_is_verified_with_the_issuers_key() -> None:
    documents = served(BADGE, ISSUER, key_document(), REVOKED)

    assert verify(signed(SIGNED), documents=documents, at=AT).document == SIGNED
    refused(signed(SIGNED)[:-8] + "AAAAAAAA", documents, ProofInvalid)
    refused(signed(SIGNED, {"alg": "none"}), documents, ProofInvalid)


@pytest.mark.parametrize(
    ("kind", "algorithm"), [("P-256", "ES256"), ("P-384", "ES384"), ("Ed25519", "EdDSA")]
)
def test_a_badge_signed_with_another_kind_of_key_is_verified_with_that_key_only(
    kind: Kind, algorithm: str
) -> None:
    key = SigningKey.generate(kind)
    documents = served(BADGE, ISSUER, key_document(publicKeyPem=pem(key)), REVOKED)
    token = signed(SIGNED, {"alg": algorithm}, key)

    assert verify(token, documents=documents, at=AT).document == SIGNED
    refused(token, served(BADGE, ISSUER, key_document(), REVOKED), ProofInvalid)
    refused(signed(SIGNED, {"alg": "RS256"}, key), documents, ProofInvalid)
    head, body, tail = token.split(".")
    other = base64url_encode(json.dumps({**SIGNED, "issuedOn": "2020-01-02T00:00:00Z"}).encode())
    assert other != body
    refused(f"{head}.{other}.{tail}", documents, ProofInvalid)


def test_a_badge_that_names_no_key_is_verified_with_any_that_its_issuer_lists() -> None:
    other = SigningKey.generate("RSA")
    unnamed = {**SIGNED, "verification": {"type": "signed"}}
    first = key_document(id=f"{ORIGIN}/first", publicKeyPem=pem(other))
    issuer = {**ISSUER, "publicKey": [first["id"], f"{ORIGIN}/key"]}

    for served_first in ([first], []):
        documents = served(BADGE, issuer, *served_first, key_document(), REVOKED)
        assert verify(signed(unnamed), documents=documents, at=AT).document == unnamed
    neither = served(BADGE, issuer, first, key_document(publicKeyPem=pem(other)), REVOKED)
    refused(signed(unnamed), neither, ProofInvalid)
    refused(signed(SIGNED), served(BADGE, issuer, first, REVOKED), StatusUnknown)
    half = served(BADGE, issuer, first, REVOKED)
    assert examine(signed(unnamed), documents=half, at=AT).outcome == "unknown"


def test_no_more_than_eight_keys_are_tried() -> None:
    other = SigningKey.generate("Ed25519")
    keys = [key_document(id=f"{ORIGIN}/{n}", publicKeyPem=pem(other)) for n in range(8)]
    unnamed = {**SIGNED, "verification": {"type": "signed"}}

    for others, outcome in ((keys[1:], "warning"), (keys, "bad")):
        listed = [key["id"] for key in others] + [f"{ORIGIN}/key"]
        documents = served(BADGE, {**ISSUER, "publicKey": listed}, *others, key_document(), REVOKED)
        assert examine(signed(unnamed), documents=documents, at=AT).outcome == outcome


def test_a_signed_badge_on_the_revocation_list_is_refused() -> None:
    for entry in ({"id": "urn:uuid:1", "revocationReason": "a mistake"}, "urn:uuid:1"):
        listed = {**REVOKED, "revokedAssertions": [entry]}
        refused(signed(SIGNED), served(BADGE, ISSUER, key_document(), listed), Revoked)


def test_a_signature_by_a_key_that_is_not_the_issuers_is_refused() -> None:
    refused(
        signed(SIGNED),
        served(BADGE, ISSUER, key_document(owner="https://evil.example/"), REVOKED),
        IssuerMismatch,
    )
    refused(
        signed(SIGNED),
        served(BADGE, {**ISSUER, "publicKey": []}, key_document(), REVOKED),
        IssuerMismatch,
    )


def test_a_signed_badge_whose_revocation_list_cannot_be_had_is_not_settled() -> None:
    report = examine(signed(SIGNED), documents=served(BADGE, ISSUER, key_document()), at=AT)

    assert report.outcome == "unknown"


@pytest.mark.parametrize(
    "part",
    [BADGE, ISSUER, key_document(), REVOKED, {"@context": {}}, {"badge": {}, "recipient": "x"}],
)
def test_parts_of_badges_are_recognised_and_not_relied_on(part: Json) -> None:
    report = examine(json.dumps(part), documents=served(), at=AT)

    assert report.outcome == "unknown"
    refused(part, served(), ModelInvalid)


def test_an_award_of_ours_verifies_in_the_old_form_too(badge: Json) -> None:
    badge["credentialSubject"]["achievement"]["image"] = {"id": f"{ORIGIN}/x.png", "type": "Image"}

    made = hosted_documents(
        badge,
        assertion=f"{ORIGIN}/2.0/1",
        badge=f"{ORIGIN}/2.0/badge",
        issuer=f"{ORIGIN}/2.0/issuer",
        issuer_email="a@b.example",
    )

    found = verify(
        json.dumps(made[f"{ORIGIN}/2.0/1"]),
        documents=InMemoryDocuments(made),
        at=datetime(2026, 11, 23, tzinfo=UTC),
        email="morag@example.org",
    )
    assert found.document["recipient"]["hashed"] is True
    assert found.issuer == f"{ORIGIN}/2.0/issuer"


@pytest.mark.parametrize("missing", ["image", "identifier", "url", "issuer name"])
def test_an_award_without_what_the_old_form_needs_is_refused(badge: Json, missing: str) -> None:
    badge = copy.deepcopy(badge)
    badge["credentialSubject"]["achievement"]["image"] = {"id": f"{ORIGIN}/x.png", "type": "Image"}
    for holder in (
        badge["credentialSubject"]["achievement"],
        badge["credentialSubject"],
        badge["issuer"],
    ):
        if missing != "image" or "criteria" in holder:
            holder.pop(missing, None)
    if missing == "issuer name":
        del badge["issuer"]["name"]

    with pytest.raises(ModelInvalid):
        hosted_documents(badge, assertion="a", badge="b", issuer="c", issuer_email="d")


def test_what_a_badge_says_about_another_issuer_proves_nothing() -> None:
    forger = "https://forger.example"
    claimed = {
        **ISSUER,
        "verification": {"startsWith": f"{forger}/"},
        "publicKey": [f"{forger}/key"],
    }
    badge = {**BADGE, "issuer": claimed}
    assertion = {**ASSERTION, "id": f"{forger}/a", "badge": badge}
    elsewhere = {**assertion, "badge": f"{forger}/badge"}
    served_badge = {**badge, "id": f"{forger}/badge"}

    refused(assertion, served(assertion, ISSUER), IssuerMismatch)
    refused(elsewhere, served(elsewhere, served_badge, ISSUER), IssuerMismatch)


def test_an_issuer_without_a_web_address_lends_no_name_either() -> None:
    forger = "https://forger.example"
    for name in ("did:web:college.example", "urn:uuid:0b6a3b1e-6f5a-4b8e-9a53-1c1f4a1d2e3f"):
        claimed = {**ISSUER, "id": name, "verification": {"startsWith": f"{forger}/"}}
        assertion = {**ASSERTION, "id": f"{forger}/a", "badge": {**BADGE, "issuer": claimed}}

        refused(assertion, served(assertion), IssuerMismatch)

        # Its key would hold: `publicKey` names it, and it names the issuer as its owner.
        unhosted = {**SIGNED, "badge": {**BADGE, "issuer": claimed}}
        refused(signed(unhosted), served(key_document(owner=name), REVOKED), IssuerMismatch)


def test_an_issuer_whose_address_cannot_be_asked_lends_no_name() -> None:
    forger = "https://forger.example"
    claimed = {**ISSUER, "verification": {"startsWith": f"{forger}/"}}
    assertion = {**ASSERTION, "id": f"{forger}/a", "badge": {**BADGE, "issuer": claimed}}

    report = examine(json.dumps(assertion), documents=served(assertion), at=AT)

    assert report.outcome == "unknown"


@pytest.mark.parametrize("scope", ["", "https://", "https:"])
def test_a_scope_without_a_host_allows_nothing(scope: str) -> None:
    forger = {**ASSERTION, "id": "https://forger.example/a", "badge": BADGE}
    issuer = {**ISSUER, "verification": {"startsWith": [scope, scope]}}

    refused(forger, served(forger, issuer), IssuerMismatch)


@pytest.mark.parametrize(
    "context",
    [5, None, "https://elsewhere.example/context", ["https://w3id.org/openbadges/v3"], {}],
)
def test_the_context_of_a_badge_is_that_of_open_badges_2(context: Any) -> None:
    served_so = {**ASSERTION, "@context": context}

    refused(served_so, served(served_so, BADGE, ISSUER), ModelInvalid)
    for part, other in ((BADGE, ISSUER), (ISSUER, BADGE)):
        odd = {**part, "@context": context}
        refused(ASSERTION, served(ASSERTION, odd, other), ModelInvalid)


def test_a_context_of_1_1_and_a_part_without_one_are_remarked_and_a_badge_without_refused() -> None:
    older = {**ASSERTION, "@context": "https://w3id.org/openbadges/v1"}
    bare = without(ISSUER, "@context")
    inline = {**BADGE, "@context": {"obi": "https://w3id.org/openbadges#"}}

    report = examine(json.dumps(older), documents=served(older, inline, bare), at=AT)

    assert report.outcome == "warning"
    told = [each.message for each in report.findings]
    assert "Of the Assertion, the context is that of Open Badges 1.1." in told
    assert "Of the BadgeClass, the context is written out instead of named." in told
    assert "Of the Issuer, the context is missing." in told
    nothing = without(ASSERTION, "@context")
    refused(nothing, served(nothing, BADGE, ISSUER), ModelInvalid)


def test_further_contexts_beside_it_and_none_in_what_is_embedded_are_fine() -> None:
    extended = {**ASSERTION, "@context": ["https://ext.example/context", CONTEXT]}
    embedded = {**ASSERTION, "badge": without(BADGE, "@context")}

    for each in (extended, embedded):
        assert verify(json.dumps(each), documents=served(each, BADGE, ISSUER), at=AT).issuer
