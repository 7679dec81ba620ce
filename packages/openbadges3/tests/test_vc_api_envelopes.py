"""Envelopes (VCDM 2.0 §4.13.1 and §4.13.2) and what the API says when something is wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from openbadges3 import NoDocuments, SigningKey, StatusList, examine
from openbadges3.did import did_key
from openbadges3.encoding import base64url_encode
from openbadges3.errors import KeyRefused, ModelInvalid, UnsafeDocument
from openbadges3.issue import issue
from openbadges3.status import status_list_document
from openbadges3.vc_api.service import Service

Json = dict[str, Any]
VC2 = "https://www.w3.org/ns/credentials/v2"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
NOW = datetime.now(UTC)
HOLDER = SigningKey.generate("Ed25519")
DID = did_key(HOLDER.public)
CREDENTIAL: Json = {
    "@context": [VC2],
    "type": ["VerifiableCredential"],
    "issuer": "https://issuer.example/",
    "credentialSubject": {"id": "did:example:1", "name": "Morag"},
}


@pytest.fixture(scope="module")
def api() -> Service:
    return Service(SigningKey.generate("Ed25519"), "https://localhost:1")


def issued(api: Service, **options: Any) -> Json:
    status, answer = api.issue({"credential": CREDENTIAL, "options": options})
    assert status == 201
    assert answer is not None
    found: Json = answer["verifiableCredential"]
    return found


def verdict(api: Service, credential: Any, **options: Any) -> tuple[int, Json]:
    status, answer = api.verify_credential({"verifiableCredential": credential, "options": options})
    assert answer is not None
    return status, answer


def test_an_enveloped_credential_is_issued_on_request_and_holds(api: Service) -> None:
    envelope = issued(api, format="vc+jwt")

    assert envelope["@context"] == VC2
    assert envelope["type"] == "EnvelopedVerifiableCredential"
    assert envelope["id"].startswith("data:application/vc+jwt,ey")
    assert verdict(api, envelope)[0] == 200
    assert verdict(api, {**envelope, "type": ["EnvelopedVerifiableCredential"]})[0] == 200
    report = examine(json.dumps(envelope), documents=NoDocuments(), at=NOW, profile="vc")
    assert report.credential is not None
    assert report.credential["credentialSubject"]["name"] == "Morag"


def test_envelopes_are_of_the_new_data_model(api: Service) -> None:
    old = {**CREDENTIAL, "@context": ["https://www.w3.org/2018/credentials/v1"]}

    with pytest.raises(Exception, match="VCDM"):
        api.issue(
            {
                "credential": {**old, "issuanceDate": "2020-01-01T00:00:00Z"},
                "options": {"format": "jwt"},
            }
        )


@pytest.mark.parametrize(
    "change",
    [
        {"@context": []},
        {"@context": EXAMPLES},
        {"@context": None},
        {"type": None},
        {"type": "VerifiableCredential"},
        {"type": ["EnvelopedVerifiableCredential", "VerifiableCredential"]},
        {"type": "EnvelopedVerifiablePresentation"},
        {"id": None},
        {"id": 5},
        {"id": "ey.ey.ey"},
        {"id": "https://issuer.example/ey"},
        {"id": "data:application/vc+jwt,"},
        {"id": "data:application/vc+sd-jwt,ey"},
        {"id": "data:text/plain,ey"},
    ],
)
def test_what_is_no_envelope_of_a_credential_is_refused(api: Service, change: Json) -> None:
    envelope = {**issued(api, format="vc+jwt"), **change}
    envelope = {name: value for name, value in envelope.items() if value is not None}

    assert verdict(api, envelope)[0] == 400


def test_a_changed_jwt_in_an_envelope_is_refused(api: Service) -> None:
    envelope = issued(api, format="vc+jwt")
    envelope["id"] = envelope["id"][:-4] + "AAAA"

    status, answer = verdict(api, envelope)

    assert status == 400
    assert (
        answer["problemDetails"][0]["type"] == "https://w3id.org/security#PROOF_VERIFICATION_ERROR"
    )


def jwt(payload: Json, **header: Any) -> str:
    """A presentation as a JWT of the holder's."""
    kid = f"{DID}#{HOLDER.public.multibase}"
    parts = [{"alg": "EdDSA", "kid": kid, **header}, payload]
    signed = ".".join(base64url_encode(json.dumps(part).encode()) for part in parts)
    return f"{signed}.{base64url_encode(HOLDER.sign(signed.encode()))}"


def enveloped(text: str, kind: str = "vp+jwt") -> Json:
    return {
        "@context": VC2,
        "type": "EnvelopedVerifiablePresentation",
        "id": f"data:application/{kind},{text}",
    }


def presentation(**members: Any) -> Json:
    return {"@context": [VC2], "type": ["VerifiablePresentation"], **members}


def presented(api: Service, said: Any, **options: Any) -> int:
    return api.verify_presentation({"verifiablePresentation": said, "options": options})[0]


def test_enveloped_presentations_hold_in_both_their_forms(api: Service) -> None:
    inner = issued(api, format="vc+jwt")
    new = presentation(holder=DID, verifiableCredential=[inner, issued(api)])
    for text in (
        jwt(new, typ="vp+jwt"),
        jwt({**new, "iss": DID, "nonce": "abc", "aud": "a.example"}),
        jwt({"iss": DID, "vp": new, "nonce": "abc", "exp": 2**33}, typ="JWT"),
        jwt(presentation(), typ="vp-ld+jwt"),
    ):
        assert presented(api, enveloped(text)) == 200
        assert presented(api, enveloped(text, "jwt")) == 200
        assert presented(api, text) == 200
    text = jwt({**new, "nonce": "abc", "aud": ["a.example", "b.example"]})
    assert presented(api, enveloped(text), challenge="abc", domain="a.example") == 200
    assert presented(api, enveloped(text), challenge="abd") == 400
    assert presented(api, enveloped(text), domain="c.example") == 400


def test_presentations_that_do_not_hold_are_refused(api: Service) -> None:
    new = presentation(holder=DID)
    broken = issued(api, format="vc+jwt")
    broken["id"] = broken["id"][:-4] + "AAAA"
    for text in (
        jwt(new)[:-4] + "AAAA",
        jwt(new, typ="vc+jwt"),
        jwt({**new, "iss": "did:example:other"}),
        jwt({**new, "iss": did_key(SigningKey.generate("Ed25519").public)}),
        jwt({**new, "exp": 1}),
        jwt({**new, "nbf": 2**33}),
        jwt({**new, "exp": "soon"}),
        jwt({**new, "type": ["VerifiableCredential"]}),
        jwt({**new, "@context": [EXAMPLES]}),
        jwt({**new, "unknownTerm": "x"}),
        jwt(presentation(holder=DID, verifiableCredential=[broken])),
        jwt(presentation(holder=DID, verifiableCredential=[CREDENTIAL])),
        jwt(presentation(holder=DID, verifiableCredential=[CREDENTIAL] * 65)),
    ):
        assert presented(api, enveloped(text)) == 400
    good = enveloped(jwt(new))
    assert presented(api, good) == 200
    for change in (
        {"@context": []},
        {"@context": [EXAMPLES]},
        {"type": ["VerifiablePresentation"]},
        {"id": good["id"].split(",")[1]},
        {"id": "data:application/vc+jwt," + jwt(new)},
    ):
        assert presented(api, {**good, **change}) == 400


def test_errors_are_of_the_kinds_that_the_standards_name(api: Service) -> None:
    def kinds(credential: Json, **options: Any) -> set[str]:
        status, answer = verdict(api, credential, **options)
        assert status == 400
        assert all({"type", "title", "detail"} == each.keys() for each in answer["problemDetails"])
        return {each["type"] for each in answer["problemDetails"]}

    good = issued(api)
    assert verdict(api, good)[1]["problemDetails"] == []
    assert "https://w3id.org/security#PROOF_VERIFICATION_ERROR" in kinds({**good, "name": "x"})
    assert kinds(good, domain="a.example") == {"https://w3id.org/security#INVALID_DOMAIN_ERROR"}
    assert kinds(good, challenge="abc") == {"https://w3id.org/security#INVALID_CHALLENGE_ERROR"}
    assert "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR" in kinds({**good, "id": 5})
    marked = issued(api, credentialStatus=True)
    api.set_status({"credentialId": "", "credentialStatus": {"statusPurpose": "revocation"}})
    assert kinds(marked) == {
        "https://www.w3.org/ns/credentials/status-list#STATUS_VERIFICATION_ERROR"
    }


def test_a_proof_over_canonical_json_is_made_on_request(api: Service) -> None:
    credential = issued(api, cryptosuite="eddsa-jcs-2022")

    assert credential["proof"]["cryptosuite"] == "eddsa-jcs-2022"
    assert credential["proof"]["@context"] == credential["@context"]
    assert verdict(api, credential)[0] == 200
    assert verdict(api, {**credential, "name": "x"})[0] == 400
    assert issued(api, cryptosuite="eddsa-rdfc-2022")["proof"]["cryptosuite"] == "eddsa-rdfc-2022"


@pytest.mark.parametrize("suite", [None, "eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_a_credential_that_has_a_proof_gets_one_more(api: Service, suite: str | None) -> None:
    # The issuer of the first is that of the second, too.
    first = issued(api)
    status, answer = api.issue({"credential": first, "options": {"cryptosuite": suite}})

    assert status == 201
    assert answer is not None
    both = answer["verifiableCredential"]
    assert both["proof"][0] == first["proof"]
    assert len(both["proof"]) == 2
    assert verdict(api, both)[0] == 200


@pytest.mark.parametrize(
    ("change", "options", "kind"),
    [
        ({}, {"cryptosuite": "ecdsa-rdfc-2019"}, ModelInvalid),
        ({}, {"cryptosuite": 5}, ModelInvalid),
        ({}, {"cryptosuite": ["eddsa-jcs-2022"]}, ModelInvalid),
        ({"unknown": "x"}, {"cryptosuite": "eddsa-jcs-2022"}, UnsafeDocument),
        ({"unknown": "x"}, {"format": "vc+jwt"}, UnsafeDocument),
        ({}, {"credentialStatus": {"statusPurpose": "message"}}, ModelInvalid),
    ],
)
def test_what_cannot_be_issued_as_asked_is_refused(
    api: Service, change: Json, options: Json, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        api.issue({"credential": {**CREDENTIAL, **change}, "options": options})


def test_a_key_of_another_kind_makes_its_own_proofs_only() -> None:
    api = Service(SigningKey.generate("P-256"), "https://localhost:1")

    assert issued(api)["proof"]["cryptosuite"] == "ecdsa-rdfc-2019"
    assert verdict(api, issued(api, format="jwt"))[0] == 200
    with pytest.raises(KeyRefused):
        api.issue({"credential": CREDENTIAL, "options": {"cryptosuite": "eddsa-jcs-2022"}})


@pytest.mark.parametrize(
    ("asked", "purposes"),
    [
        ({"credentialStatus": True}, ["revocation"]),
        ({"credentialStatus": "BitstringStatusListEntry"}, ["revocation"]),
        ({"credentialStatus": {"type": "BitstringStatusListEntry"}}, ["revocation"]),
        ({"credentialStatus": {"statusPurpose": "suspension"}}, ["suspension"]),
        ({"statusPurpose": ["revocation", "suspension"]}, ["revocation", "suspension"]),
        (
            {
                "credentialStatus": [
                    {"statusPurpose": "revocation"},
                    {"statusPurpose": "suspension"},
                ]
            },
            ["revocation", "suspension"],
        ),
        (
            {"credentialStatus": {"statusPurpose": ["suspension", "revocation"]}},
            ["suspension", "revocation"],
        ),
    ],
)
def test_a_status_can_be_asked_for_in_several_ways(
    api: Service, asked: Json, purposes: list[str]
) -> None:
    credential = issued(api, **asked)

    entries = credential["credentialStatus"]
    listed = entries if isinstance(entries, list) else [entries]
    assert [entry["statusPurpose"] for entry in listed] == purposes
    assert verdict(api, credential)[0] == 200


UNFINISHED: Json = {"type": "BitstringStatusListEntry", "statusPurpose": "suspension"}


@pytest.mark.parametrize(
    ("entries", "options", "purposes"),
    [
        (UNFINISHED, {}, ["suspension"]),
        (
            {**UNFINISHED, "statusPurpose": ["revocation", "suspension"]},
            {},
            ["revocation", "suspension"],
        ),
        ([UNFINISHED, UNFINISHED], {}, ["suspension"]),
        (UNFINISHED, {"credentialStatus": True}, ["revocation", "suspension"]),
        (
            {"type": "https://a.example/Status"},
            {"statusPurpose": "revocation"},
            [None, "revocation"],
        ),
        ([{"type": "https://a.example/Status"}, UNFINISHED], {}, [None, "suspension"]),
        (None, {"credentialStatus": False}, []),
    ],
)
def test_entries_without_a_place_get_one_and_others_stay(
    api: Service, entries: Any, options: Json, purposes: list[str | None]
) -> None:
    asked = {**CREDENTIAL, "credentialStatus": entries} if entries else CREDENTIAL

    _, answer = api.issue({"credential": asked, "options": options})

    assert answer is not None
    found = answer["verifiableCredential"].get("credentialStatus", [])
    listed = found if isinstance(found, list) else [found]
    assert [entry.get("statusPurpose") for entry in listed] == purposes
    assert all("statusListIndex" in entry for entry in listed if "statusPurpose" in entry)


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "https://a.example/"},
        {**UNFINISHED, "statusPurpose": 5},
        {**UNFINISHED, "statusPurpose": []},
        {**UNFINISHED, "statusPurpose": None},
        {**UNFINISHED, "statusListIndex": "1"},
        {**UNFINISHED, "statusListCredential": "https://a.example/"},
    ],
)
@pytest.mark.parametrize("options", [{}, {"credentialStatus": {"statusPurpose": "revocation"}}])
def test_broken_entries_are_refused_also_when_a_status_is_asked_for(
    api: Service, entry: Json, options: Json
) -> None:
    with pytest.raises(ModelInvalid):
        api.issue({"credential": {**CREDENTIAL, "credentialStatus": entry}, "options": options})


def test_a_list_below_the_smallest_size_is_refused_here_and_a_warning_elsewhere() -> None:
    key = SigningKey.generate("Ed25519")
    did = did_key(key.public)
    method = f"{did}#{key.public.multibase}"

    class Short(Service):
        def status_list(self, purpose: str) -> Json:
            short = StatusList.decode(StatusList().encoded())
            short._bits = short._bits[:1000]
            document = status_list_document(
                id=f"https://localhost:1/status/{purpose}",
                issuer=did,
                purpose=purpose,
                encoded=short.encoded(),
                valid_from=NOW,
                valid_until=datetime(2999, 1, 1, tzinfo=UTC),
                ttl_ms=1000,
            )
            return issue(document, key=key, verification_method=method, created=NOW)

    api = Short(key, "https://localhost:1")
    credential = {
        **CREDENTIAL,
        "issuer": did,
        "credentialStatus": {
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "1",
            "statusListCredential": "https://localhost:1/status/revocation",
        },
    }
    signed = issue(credential, key=key, verification_method=method, created=NOW)

    status, answer = verdict(api, signed)
    assert status == 400
    assert "fewer" in answer["errors"][0]
    report = examine(json.dumps(signed), documents=api, at=datetime.now(UTC), profile="vc")
    assert report.outcome == "warning"
