"""Issue, then verify: what holds, and everything that must not."""

from __future__ import annotations

import base64
import copy
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openbadges3 import (
    InMemoryDocuments,
    NoDocuments,
    SigningKey,
    bake_png,
    bake_svg,
    did_document,
    did_key,
    examine,
    issue,
    issue_jwt,
    issue_many,
    verify,
)
from openbadges3.encoding import base64url_encode
from openbadges3.errors import (
    BakingRefused,
    Expired,
    IssuerMismatch,
    KeyRefused,
    ModelInvalid,
    NotYetValid,
    OpenBadgesError,
    ProofInvalid,
    RecipientMismatch,
    Revoked,
    StatusUnknown,
    Suspended,
    Unreadable,
    UnsafeDocument,
    VerificationError,
)

DID = "did:web:badges.example:issuers:college"
LIST = "https://badges.example/status/college/1"
KID = "https://badges.example/issuers/college/keys/p256"
NOON = datetime.fromisoformat("2026-11-22T12:00:00+00:00")
Json = dict[str, Any]


def test_a_badge_that_was_issued_verifies_in_every_form(
    issuer: Any, badge: Json, png: bytes
) -> None:
    signed = json.dumps(issuer.sign(badge))
    jwt = issuer.sign_jwt(badge)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"/>'

    for form in (
        signed,
        signed.encode(),
        jwt,
        jwt.encode() + b"\n",
        bake_png(png, signed),
        bake_svg(svg, jwt),
    ):
        found = verify(form, documents=issuer.documents(), at=NOON)
        assert found.issuer == DID
        assert found.document["name"] == "Leading others"
        assert {each.outcome for each in found.findings} == {"good"}


def test_a_verified_badge_is_a_typed_object_and_an_endorsement_is_no_badge(
    issuer: Any, badge: Json
) -> None:
    found = verify(json.dumps(issuer.sign(badge)), documents=issuer.documents(), at=NOON)
    assert found.badge.credential_subject.achievement.name == "Leading others"
    assert found.badge == found.credential

    endorsement = {
        **{name: badge[name] for name in ("@context", "id", "issuer", "name", "validFrom")},
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "credentialSubject": {"id": "https://badges.example/", "type": ["EndorsementSubject"]},
    }
    signed = json.dumps(issuer.sign(endorsement))
    found = verify(signed, documents=issuer.documents(), at=NOON)
    with pytest.raises(ModelInvalid, match="not a badge"):
        found.badge  # noqa: B018


def test_a_dict_is_no_credential_on_its_way(issuer: Any, badge: Json) -> None:
    with pytest.raises(TypeError, match="bytes or text"):
        verify(issuer.sign(badge), documents=issuer.documents(), at=NOON)  # type: ignore[arg-type]


def test_every_check_leaves_a_finding_in_words(issuer: Any, badge: Json) -> None:
    report = examine(
        json.dumps(issuer.sign(badge)),
        documents=issuer.documents(),
        at=NOON,
        email="morag@example.org",
    )

    assert report.outcome == "good"
    assert [each.check for each in report.findings] == [
        "model",
        "context",
        "proof",
        "status",
        "validity",
        "recipient",
    ]
    assert all(each.message.endswith(".") and each.section for each in report.findings)
    assert report.as_dict()["findings"][2]["path"] == "$.proof[0]"


def refused(
    signed: Json | str,
    documents: Any,
    error: type[OpenBadgesError],
    at: datetime = NOON,
    **asked: Any,
) -> OpenBadgesError:
    text = signed if isinstance(signed, str) else json.dumps(signed)
    with pytest.raises(error) as caught:
        verify(text, documents=documents, at=at, **asked)
    assert examine(text, documents=documents, at=at, **asked).outcome in {"bad", "unknown"}
    return caught.value


def test_of_two_proofs_of_a_badge_one_that_holds_is_enough(issuer: Any, badge: Json) -> None:
    once = issuer.sign(badge)
    twice = issuer.sign(once)
    assert len(twice["proof"]) == 2

    verify(json.dumps(twice), documents=issuer.documents(), at=NOON)

    value = twice["proof"][0]["proofValue"]
    twice["proof"][0]["proofValue"] = value[:-1] + ("2" if value[-1] == "1" else "1")
    report = examine(json.dumps(twice), documents=issuer.documents(), at=NOON)
    assert report.outcome == "warning"  # any one good proof is enough


def test_a_badge_made_by_somebody_else_in_the_issuers_name_is_refused(
    issuer: Any, badge: Json
) -> None:
    mallory = SigningKey.generate("Ed25519")
    own = f"{did_key(mallory.public)}#{mallory.public.multibase}"
    forged = issue(badge, key=mallory, verification_method=own, created=NOON)
    refused(forged, issuer.documents(), IssuerMismatch)

    claimed = f"{DID}#{mallory.public.multibase}"
    forged = issue(badge, key=mallory, verification_method=claimed, created=NOON)
    refused(forged, issuer.documents(), IssuerMismatch)

    forged["proof"][0]["verificationMethod"] = issuer.method
    refused(forged, issuer.documents(), ProofInvalid)


def test_a_jwt_made_by_somebody_else_in_the_issuers_name_is_refused(
    issuer: Any, badge: Json
) -> None:
    mallory = SigningKey.generate("P-256")

    foreign = issue_jwt(badge, key=mallory, kid="https://evil.example/key")
    refused(
        foreign,
        issuer.documents(**{"https://evil.example/key": mallory.public.jwk()}),
        IssuerMismatch,
    )
    refused(issue_jwt(badge, key=mallory, kid=KID), issuer.documents(), ProofInvalid)

    embedded = resigned(badge, mallory, {"alg": "ES256", "jwk": mallory.public.jwk()})
    refused(embedded, issuer.documents(), IssuerMismatch)


def resigned(badge: Json, key: SigningKey, header: Json, **claims: Any) -> str:
    """A JWT with a header and claims of one's own, signed with `key`."""
    payload = json.loads(
        base64.urlsafe_b64decode(issue_jwt(badge, key=key, kid=KID).split(".")[1] + "==")
    )
    payload.update(claims)
    parts = [base64url_encode(json.dumps(part).encode()) for part in (header, payload)]
    return ".".join([*parts, base64url_encode(key.sign(".".join(parts).encode()))])


def resigned_with(badge: Json, issuer: Any, change: Json) -> str:
    """A JWT over a badge that this library would not sign itself."""
    return resigned(badge, issuer.p256, {"alg": "ES256", "kid": KID}, **change)


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "kid": KID},
        {"alg": "HS256", "kid": KID},
        {"alg": "EdDSA", "kid": KID},
        {"alg": "RS256", "kid": KID},
        {"alg": ["ES256"], "kid": KID},
        {"kid": KID},
        {"alg": "ES256"},
        {"alg": "ES256", "kid": "p256"},
        {"alg": "ES256", "kid": 5},
        {"alg": "ES256", "kid": KID, "crit": ["exp"], "exp": 1},
        {"alg": "ES256", "kid": KID, "b64": False},
        {"alg": "ES256", "kid": KID, "typ": "at+jwt"},
    ],
)
def test_jwts_with_confusing_headers_are_refused(issuer: Any, badge: Json, header: Json) -> None:
    refused(resigned(badge, issuer.p256, header), issuer.documents(), OpenBadgesError)


def test_a_private_key_in_the_header_is_refused(issuer: Any, badge: Json) -> None:
    header = {"alg": "ES256", "jwk": {**issuer.p256.public.jwk(), "d": "AAAA"}}

    error = refused(resigned(badge, issuer.p256, header), issuer.documents(), ProofInvalid)

    assert "private" in error.message


def test_a_set_of_keys_at_kid_is_refused(issuer: Any, badge: Json) -> None:
    documents = issuer.documents(**{KID: {"keys": [issuer.p256.public.jwk()]}})

    refused(issuer.sign_jwt(badge), documents, ProofInvalid)


@pytest.mark.parametrize("claim", ["iss", "jti", "nbf", "sub", "exp"])
def test_a_claim_that_is_not_the_credentials_is_refused(
    issuer: Any, badge: Json, claim: str
) -> None:
    jwt = resigned(badge, issuer.p256, {"alg": "ES256", "kid": KID}, **{claim: 4102444800})

    error = refused(jwt, issuer.documents(), ProofInvalid)

    assert claim in error.message


def test_the_claims_are_those_that_open_badges_asks_for(issuer: Any, badge: Json) -> None:
    badge["credentialSubject"]["id"] = "did:example:morag"
    badge["validUntil"] = "2027-11-22T12:00:00Z"

    header, payload = (
        json.loads(base64.urlsafe_b64decode(part + "=="))
        for part in issuer.sign_jwt(badge).split(".")[:2]
    )

    assert header == {"alg": "ES256", "kid": KID, "typ": "JWT"}
    assert {name: payload[name] for name in ("iss", "jti", "nbf", "sub", "exp")} == {
        "iss": DID,
        "jti": badge["id"],
        "nbf": 1795348800,
        "sub": "did:example:morag",
        "exp": 1826884800,
    }
    del badge["credentialSubject"]["id"], badge["validUntil"]
    payload = json.loads(base64.urlsafe_b64decode(issuer.sign_jwt(badge).split(".")[1] + "=="))
    assert not {"sub", "exp", "proof"} & set(payload)


def test_validity_is_judged_at_the_time_that_was_asked_for(issuer: Any, badge: Json) -> None:
    badge["validUntil"] = "2026-12-22T12:00:00Z"
    del badge["credentialStatus"]
    signed = issuer.sign(badge)

    verify(json.dumps(signed), documents=issuer.documents(), at=NOON)
    refused(signed, issuer.documents(), NotYetValid, at=NOON - timedelta(seconds=1))
    refused(signed, issuer.documents(), Expired, at=NOON + timedelta(days=31))


def test_a_revoked_badge_is_refused_in_every_form(issuer: Any, badge: Json) -> None:
    issuer.statuses.set(4711)
    try:
        refused(issuer.sign(badge), issuer.documents(), Revoked)
        refused(issuer.sign_jwt(badge), issuer.documents(), Revoked)
    finally:
        issuer.statuses.set(4711, False)


def test_a_suspended_badge_is_refused_for_as_long_as_it_is(issuer: Any, badge: Json) -> None:
    badge["credentialStatus"]["statusPurpose"] = "suspension"
    signed = issuer.sign(badge)

    verify(
        json.dumps(signed),
        documents=issuer.documents(**{LIST: issuer.status_list(purpose="suspension")}),
        at=NOON,
    )
    issuer.statuses.set(4711)
    refused(signed, issuer.documents(**{LIST: issuer.status_list(purpose="suspension")}), Suspended)


@pytest.mark.parametrize(
    "change",
    [
        lambda issuer: issuer.status_list(purpose="suspension"),
        lambda issuer: issuer.status_list(
            valid_until=NOON - timedelta(seconds=1), valid_from=NOON - timedelta(days=1)
        ),
        lambda issuer: issuer.status_list(valid_from=NOON + timedelta(seconds=1)),
        lambda issuer: {**issuer.status_list(), "proof": []},
        lambda issuer: {
            name: value for name, value in issuer.status_list().items() if name != "proof"
        },
        lambda issuer: {**issuer.status_list(), "issuer": "did:web:evil.example"},
        lambda issuer: {**issuer.status_list(), "type": ["VerifiableCredential"]},
        lambda issuer: issuer.status_list(encoded="uH4sIAAAAAAAAAwMAAAAAAAAAAAA"),
        lambda issuer: b"not json",
        lambda issuer: b"[]",
    ],
)
def test_a_status_list_that_cannot_be_trusted_settles_nothing(
    issuer: Any, badge: Json, change: Any
) -> None:
    documents = issuer.documents(**{LIST: change(issuer)})

    refused(issuer.sign(badge), documents, StatusUnknown)


def test_a_status_list_with_one_bit_flipped_is_refused(issuer: Any, badge: Json) -> None:
    listed = issuer.status_list()
    encoded = listed["credentialSubject"]["encodedList"]
    issuer.statuses.set(7)
    listed["credentialSubject"]["encodedList"] = issuer.statuses.encoded()
    assert listed["credentialSubject"]["encodedList"] != encoded

    refused(issuer.sign(badge), issuer.documents(**{LIST: listed}), StatusUnknown)


def test_a_status_list_that_cannot_be_had_is_unknown_unless_allowed(
    issuer: Any, badge: Json
) -> None:
    signed = json.dumps(issuer.sign(badge))
    published = issuer.published()
    del published[LIST]
    documents = InMemoryDocuments(published)

    refused(signed, documents, StatusUnknown)
    assert examine(signed, documents=documents, at=NOON).outcome == "unknown"
    verify(signed, documents=documents, at=NOON, allow_unknown_status=True)


@pytest.mark.parametrize(
    "change",
    [
        {"statusListIndex": "131072"},
        {"statusListIndex": "-1"},
        {"statusListIndex": "4711x"},
        {"statusListIndex": "٤"},
        {"statusListIndex": None},
        {"statusPurpose": None},
        {"statusListCredential": None},
        {"statusSize": 2},
        {"type": "SomethingElse"},
    ],
)
def test_a_status_entry_that_makes_no_sense_settles_nothing(
    issuer: Any, badge: Json, change: Json
) -> None:
    badge["credentialStatus"].update(change)
    badge["credentialStatus"] = {
        name: value for name, value in badge["credentialStatus"].items() if value is not None
    }
    jwt = resigned_with(_plain(badge), issuer, {"credentialStatus": badge["credentialStatus"]})

    assert examine(jwt, documents=issuer.documents(), at=NOON).of("status")[0].outcome != "good"
    refused(jwt, issuer.documents(), OpenBadgesError)


def _plain(badge: Json) -> Json:
    return {name: value for name, value in badge.items() if name != "credentialStatus"}


def test_the_recipient_is_checked_when_asked_for(issuer: Any, badge: Json) -> None:
    signed = json.dumps(issuer.sign(badge))

    verify(signed, documents=issuer.documents(), at=NOON, email="Morag@example.org")
    refused(signed, issuer.documents(), RecipientMismatch, email="someone@example.org")


def test_a_badge_without_a_proof_is_refused_but_examined(issuer: Any, badge: Json) -> None:
    refused(badge, issuer.documents(), ProofInvalid)

    report = examine(json.dumps(badge), documents=issuer.documents(), at=NOON)
    assert [each.check for each in report.findings if each.outcome == "bad"] == ["proof"]


def test_a_key_that_left_the_assertion_methods_counts_no_more(issuer: Any, badge: Json) -> None:
    keys = [issuer.ed25519.public, issuer.p256.public]
    after = did_document(DID, keys, assertion=[issuer.p256.public])

    refused(issuer.sign(badge), issuer.documents(**{DID: after}), IssuerMismatch)


def test_without_documents_nothing_is_believed(issuer: Any, badge: Json) -> None:
    refused(issuer.sign(badge), NoDocuments(), ProofInvalid)


@pytest.mark.parametrize(
    "change",
    [
        {"proofPurpose": "authentication"},
        {"proofPurpose": None},
        {"verificationMethod": None},
        {"verificationMethod": ["x"]},
        {"cryptosuite": "eddsa-rdfc-2023"},
        {"cryptosuite": None},
        {"cryptosuite": ["eddsa-rdfc-2022"]},
        {"type": "Ed25519Signature2018"},
        {"type": None},
        {"created": "yesterday"},
        {"created": "2026-11-22T12:00:01Z"},
        {"expires": "2026-11-22T12:00:00Z"},
        {"proofValue": None},
        {"proofValue": "u" + "A" * 86},
        {"proofValue": "z1"},
        {"domain": "elsewhere.example"},
        {"nonsense": "1"},
        {"previousProof": "urn:uuid:1"},
    ],
)
def test_a_proof_that_was_altered_does_not_hold(issuer: Any, badge: Json, change: Json) -> None:
    signed = issuer.sign(badge)
    proof = {**signed["proof"][0], **change}
    signed["proof"] = [{name: value for name, value in proof.items() if value is not None}]

    refused(signed, issuer.documents(), OpenBadgesError)


@pytest.mark.parametrize(
    "change",
    [
        {"undefinedTerm": "x"},
        {"@context": ["https://www.w3.org/ns/credentials/v2", "https://evil.example/context"]},
        {"type": ["VerifiableCredential", "OpenBadgeCredential", "Undefined"]},
        {"evidence": [{"id": "relative", "type": ["Evidence"]}]},
        {"evidence": [{"id": "https://a.example/a b", "type": ["Evidence"]}]},
        {"alsoKnownAs": "https://a.example/"},
    ],
)
def test_what_a_signature_would_not_cover_is_neither_signed_nor_accepted(
    issuer: Any, badge: Json, change: Json
) -> None:
    with pytest.raises((UnsafeDocument, ModelInvalid)):
        issuer.sign({**badge, **change})
    refused(resigned_with(badge, issuer, change), issuer.documents(), OpenBadgesError)


@pytest.mark.parametrize("letter", ["\x00", "\x08", "\x0c", "\x1f", "\x7f", "\x85", "\ufffe"])
def test_control_characters_are_not_signed(issuer: Any, badge: Json, letter: str) -> None:
    with pytest.raises(UnsafeDocument, match=r"\$\.evidence\[0\]\.name"):
        issuer.sign({**badge, "evidence": [{"type": ["Evidence"], "name": f"a{letter}b"}]})


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("@context", ["https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]),
        ("type", ["OpenBadgeCredential"]),
        ("issuer", None),
        ("issuer", "college"),
        ("id", None),
        ("id", "credential 1"),
        ("validFrom", None),
        ("validFrom", "2026-11-22"),
        ("validUntil", "2020-01-01T00:00:00Z"),
        ("credentialSubject", None),
        ("credentialSubject", []),
        ("credentialSubject.type", ["Person"]),
        ("credentialSubject.achievement", None),
        ("credentialSubject.achievement", "https://badges.example/badge"),
        ("credentialSubject.achievement.name", None),
        ("credentialSubject.achievement.description", 5),
        ("credentialSubject.achievement.criteria", None),
        ("credentialSubject.achievement.alignment", [{"type": ["Alignment"], "targetName": "x"}]),
        (
            "credentialSubject.identifier",
            [
                {
                    "type": "IdentityObject",
                    "hashed": "yes",
                    "identityHash": "x",
                    "identityType": "name",
                }
            ],
        ),
        ("issuer.type", ["Organization"]),
        ("evidence", [{"id": "https://a.example/1"}]),
        ("evidence", "https://a.example/1"),
    ],
)
def test_a_badge_that_breaks_its_model_is_neither_signed_nor_accepted(
    issuer: Any, badge: Json, path: str, value: Any
) -> None:
    signed = copy.deepcopy(issuer.sign(badge))
    *above, last = path.split(".")
    for document in (badge, signed):
        inner = document
        for name in above:
            inner = inner[name]
        if value is None:
            del inner[last]
        else:
            inner[last] = value

    with pytest.raises(ModelInvalid) as caught:
        issuer.sign(badge)
    assert caught.value.path.startswith("$.")
    assert caught.value.section
    refused(signed, issuer.documents(), ModelInvalid)


def test_a_key_that_the_method_does_not_name_does_not_sign(issuer: Any, badge: Json) -> None:
    with pytest.raises(KeyRefused, match="another key"):
        issue(
            badge,
            key=issuer.ed25519,
            verification_method=f"{DID}#{issuer.p256.public.multibase}",
            created=NOON,
        )
    with pytest.raises(KeyRefused, match="another key"):
        issue_jwt(badge, key=issuer.ed25519, kid=f"{DID}#{issuer.p256.public.multibase}")


def test_rsa_keys_sign_jwts_only(badge: Json) -> None:
    key = SigningKey.generate("RSA")
    documents = {
        DID: did_document(DID, [key.public], assertion=[key.public]),
        KID: key.public.jwk(),
    }
    del badge["credentialStatus"]

    verify(issue_jwt(badge, key=key, kid=KID), documents=InMemoryDocuments(documents), at=NOON)
    with pytest.raises(KeyRefused, match="JWTs only"):
        issue(badge, key=key, verification_method=f"{DID}#rsa", created=NOON)


@pytest.mark.parametrize("kind", ["P-256", "P-384"])
def test_ecdsa_proofs_are_made_and_hold(badge: Json, kind: Any) -> None:
    key = SigningKey.generate(kind)
    did = did_key(key.public)
    badge["issuer"]["id"] = did
    del badge["credentialStatus"]

    signed = issue(
        badge, key=key, verification_method=f"{did}#{key.public.multibase}", created=NOON
    )

    assert signed["proof"][0]["cryptosuite"] == "ecdsa-rdfc-2019"
    verify(json.dumps(signed), documents=NoDocuments(), at=NOON)


@pytest.mark.parametrize(
    "signed",
    [
        b"",
        b"{",
        b"\xff",
        b"eyJ.a.b",
        b"eyJ.\xff",
        b"5",
        b"<svg",
        b"\x89PNG\r\n\x1a\n",
        "",
        "ey.ey.ey",
    ],
)
def test_what_cannot_be_read_is_reported_and_raised(signed: bytes | str) -> None:
    with pytest.raises((Unreadable, BakingRefused)):
        verify(signed, documents=NoDocuments(), at=NOON)
    assert examine(signed, documents=NoDocuments(), at=NOON).of("reading")[0].outcome == "bad"


def test_the_time_to_judge_at_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        examine(b"{}", documents=NoDocuments(), at=datetime(2026, 11, 22))


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_credential_with_one_character_changed_is_never_accepted(
    issuer: Any, badge: Json, data: st.DataObject
) -> None:
    signed = json.dumps(issuer.sign(badge), ensure_ascii=False)
    place = data.draw(st.integers(0, len(signed) - 1))
    letter = data.draw(st.sampled_from('0aZ"\\{}[],: éz') | st.characters(codec="utf-8"))
    changed = signed[:place] + letter + signed[place + 1 :]

    try:
        found = verify(changed, documents=issuer.documents(), at=NOON)
    except OpenBadgesError:
        return
    # Only what means the same JSON may pass: white space, or the order of nothing at all.
    assert found.document == json.loads(signed)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_jwt_with_one_character_changed_is_never_accepted(
    issuer: Any, badge: Json, data: st.DataObject
) -> None:
    signed = issuer.sign_jwt(badge)
    place = data.draw(st.integers(0, len(signed) - 1))
    letter = data.draw(st.sampled_from("0aZ.-_=+/ é"))
    changed = signed[:place] + letter + signed[place + 1 :]

    if changed != signed:
        with pytest.raises(OpenBadgesError):
            verify(changed, documents=issuer.documents(), at=NOON)


VALUES = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        1.5,
        "",
        "x",
        "https://a.example/",
        [],
        {},
        [None],
        [[]],
        {"@value": 1},
        {"@id": "x"},
        {"id": 5},
    ]
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value inside `value`."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path, *(each for name, below in inner for each in places(below, (*path, name)))]


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_credential_with_any_value_replaced_is_refused_with_words(
    issuer: Any, badge: Json, data: st.DataObject
) -> None:
    signed = copy.deepcopy(issuer.sign(badge))
    path = data.draw(st.sampled_from(places(signed)[1:]))
    new = data.draw(VALUES)
    inner: Any = signed
    for name in path[:-1]:
        inner = inner[name]
    same = inner[path[-1]] == new and type(inner[path[-1]]) is type(new)
    inner[path[-1]] = new

    report = examine(json.dumps(signed), documents=issuer.documents(), at=NOON)

    if same:
        return
    assert report.outcome in {"bad", "unknown"}
    with pytest.raises(OpenBadgesError):
        verify(json.dumps(signed), documents=issuer.documents(), at=NOON)


def test_every_verification_error_is_one_of_the_tree() -> None:
    for error in (
        Expired,
        NotYetValid,
        Revoked,
        Suspended,
        StatusUnknown,
        ProofInvalid,
        IssuerMismatch,
        ModelInvalid,
        RecipientMismatch,
    ):
        assert issubclass(error, VerificationError)
        assert issubclass(error, OpenBadgesError)


def test_an_absent_context_is_told_once_not_as_a_definition_inside(badge: Json) -> None:
    del badge["@context"]

    report = examine(json.dumps(badge), documents=NoDocuments(), at=NOON)

    assert [
        each.message for each in report.findings if "inside the credential" in each.message
    ] == []
    assert "$.@context" in {each.path for each in report.findings if each.outcome == "bad"}


def test_a_jwt_by_a_key_whose_time_is_over_gets_a_remark(issuer: Any, badge: Json) -> None:
    published = issuer.published()[DID]
    kid = published["verificationMethod"][1]["id"]
    published["verificationMethod"][1]["expires"] = "2026-01-01T00:00:00Z"
    signed = issue_jwt(badge, key=issuer.p256, kid=kid)

    report = examine(
        signed, documents=issuer.documents(**{DID: published}), at=NOON + timedelta(hours=1)
    )

    assert [each.outcome for each in report.of("proof")] == ["good", "warning"]
    assert "only until 2026-01-01" in report.of("proof")[1].message


def test_the_method_of_a_proof_is_by_default_the_issuers(issuer: Any, badge: Json) -> None:
    made = issue(badge, key=issuer.ed25519, created=NOON)

    assert made == issue(
        badge,
        key=issuer.ed25519,
        verification_method=f"{DID}#{issuer.ed25519.public.multibase}",
        created=NOON,
    )
    first, second = issue_many(
        [badge, {**badge, "issuer": {**badge["issuer"], "id": "https://other.example"}}],
        key=issuer.ed25519,
        created=NOON,
    )
    assert first == made
    assert second["proof"][0]["verificationMethod"].startswith("https://other.example#z6Mk")
    for foreign in (did_key(issuer.p256.public), "urn:uuid:1"):
        with pytest.raises(KeyRefused, match="the issuer"):
            issue({**badge, "issuer": foreign}, key=issuer.ed25519, created=NOON)


@pytest.mark.parametrize(
    ("member", "kind"),
    [
        ("refreshService", "1EdTechCredentialRefresh"),
        ("credentialSchema", "1EdTechJsonSchemaValidator2019"),
        ("credentialStatus", "1EdTechRevocationList"),
    ],
)
def test_of_types_that_lack_their_context_it_is_said_which(
    issuer: Any, badge: Json, member: str, kind: str
) -> None:
    entry: Any = {"id": "https://badges.example/x", "type": kind}
    badge[member] = [entry] if member == "credentialSchema" else entry

    with pytest.raises(UnsafeDocument, match=r"spec/ob/v3p0/extensions\.json defines it"):
        issue(badge, key=issuer.ed25519, created=NOON)
    badge["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")
    assert issue(badge, key=issuer.ed25519, created=NOON)["proof"]
