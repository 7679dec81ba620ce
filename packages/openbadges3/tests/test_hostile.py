"""What somebody who is not the issuer can send: refused in words, and never believed."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import pytest
from openbadges3 import InMemoryDocuments, NoDocuments, examine, issue_jwt
from openbadges3.encoding import base64url_encode
from openbadges3.errors import UnsafeDocument
from openbadges3.presentation import examine_presentation

Json = dict[str, Any]

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
VC1 = "https://www.w3.org/2018/credentials/v1"
INTEGRITY = "https://w3id.org/security/data-integrity/v2"
REFRESH = "https://badges.example/refresh/1"


def old_form(badge: Json) -> Json:
    badge["@context"] = [VC1, badge["@context"][1], INTEGRITY]
    del badge["validFrom"], badge["awardedDate"], badge["credentialStatus"]
    badge["issuanceDate"] = "2026-01-01T00:00:00Z"
    return badge


@pytest.mark.parametrize("nothing", [None, [], [None], ""])
def test_an_end_that_says_nothing_takes_none_away(
    issuer: Any, badge: Json, nothing: object
) -> None:
    """Null adds nothing to RDF, so anybody can add it under the issuer's signature."""
    badge = old_form(badge)
    badge["expirationDate"] = "2026-02-01T00:00:00Z"
    signed = issuer.sign(badge)
    signed["validUntil"] = nothing

    report = examine(json.dumps(signed), documents=issuer.documents(), at=NOON)

    assert [each.outcome for each in report.of("validity")] == ["bad"]


def test_an_end_that_cannot_be_read_is_not_no_end(issuer: Any, badge: Json) -> None:
    badge = old_form(badge)
    badge["validUntil"] = "2026-02-01T00:00:00Z"
    signed = issuer.sign(badge)
    signed["validUntil"] = ["2026-02-01T00:00:00Z"]

    report = examine(json.dumps(signed), documents=issuer.documents(), at=NOON)

    assert [each.outcome for each in report.of("validity")] == ["bad"]


@pytest.mark.parametrize("profile", ["badge", "vc"])
def test_what_a_refresh_service_gives_has_to_be_signed_by_the_issuer(
    issuer: Any, badge: Json, profile: Any
) -> None:
    badge["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")
    badge["refreshService"] = {"id": REFRESH, "type": "1EdTechCredentialRefresh"}
    signed = json.dumps(issuer.sign(badge))
    newer = {**badge, "validFrom": "2026-11-22T12:00:01Z", "name": "Leading everybody"}
    later = datetime(2026, 11, 23, tzinfo=UTC)
    part = {
        **newer,
        "@context": "https://w3id.org/openbadges/v2",
        "type": "BadgeClass",
    }
    for given in (newer, part):
        documents = issuer.documents(**{REFRESH: given})

        report = examine(signed, documents=documents, at=later, profile=profile)

        assert report.credential is not None
        assert report.credential["name"] == "Leading others"
        assert [each.outcome for each in report.of("refresh")] == ["warning"]

    documents = issuer.documents(**{REFRESH: issuer.sign(newer)})
    report = examine(signed, documents=documents, at=later, profile=profile)
    assert report.credential is not None
    assert report.credential["name"] == "Leading everybody"


def jwt(payload: Mapping[str, Any]) -> str:
    parts = [{"alg": "EdDSA", "kid": "did:example:a#1"}, payload]
    return ".".join([*(base64url_encode(json.dumps(part).encode()) for part in parts), "AA"])


@pytest.mark.parametrize("claim", ["exp", "nbf"])
def test_times_of_a_jwt_may_be_beyond_measure(claim: str) -> None:
    presentation = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": "did:example:a",
    }
    for moment in (10**399, -(10**399)):
        report = examine_presentation(
            jwt({**presentation, claim: moment}), documents=NoDocuments(), at=NOON
        )

        assert report.outcome == "bad"


ODD: list[Any] = [
    None,
    True,
    33,
    10**399,
    1e308,
    "",
    "https://[",
    "did:web:",
    "_:b",
    "9999-12-31T23:59:59-14:00",
    [],
    {},
    [[]],
    [{}],
    {"id": []},
    {"type": {}},
    {"@id": "x"},
    {"@context": []},
]


def places(value: Any) -> list[tuple[Any, Any]]:
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else []
    )
    found: list[tuple[Any, Any]] = []
    for name, each in inner:
        found += [(value, name), *places(each)]
    return found


def test_odd_values_anywhere_end_in_findings(issuer: Any, badge: Json) -> None:
    chance = random.Random(3)
    result = {"id": "https://badges.example/r", "type": ["ResultDescription"], "name": "R"}
    result["resultType"] = "RubricCriterionLevel"
    level = {"id": "https://badges.example/l", "type": ["RubricCriterionLevel"], "name": "L"}
    subject = badge["credentialSubject"]
    subject["achievement"]["resultDescription"] = [{**result, "rubricCriterionLevel": [level]}]
    subject["result"] = [
        {"type": ["Result"], "resultDescription": result["id"], "achievedLevel": level["id"]}
    ]
    host = "https://badges.example"
    assertion = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"{host}/assertion",
        "recipient": {"type": "email", "identity": "a@example.org", "hashed": False},
        "badge": {
            "type": "BadgeClass",
            "id": f"{host}/class",
            "name": "N",
            "description": "D",
            "image": f"{host}/i",
            "criteria": {"narrative": "C"},
            "issuer": f"{host}/issuer",
        },
        "verification": {"type": "hosted"},
        "issuedOn": "2026-01-01T00:00:00Z",
    }
    profile = {"type": "Issuer", "id": f"{host}/issuer", "name": "I", "url": host, "email": "e"}
    profile["verification"] = {"startsWith": f"{host}/a", "allowedOrigins": [host]}
    for document in (issuer.sign(badge), assertion):
        for _ in range(400):
            changed = json.loads(json.dumps([document, profile]))
            holder, name = chance.choice(places(changed))
            holder[name] = chance.choice(ODD)
            documents = {f"{host}/issuer": changed[1], f"{host}/assertion": changed[0]}
            usable = {name: each for name, each in documents.items() if isinstance(each, dict)}

            report = examine(json.dumps(changed[0]), documents=InMemoryDocuments(usable), at=NOON)

            assert report.findings


class Kind(str, Enum):  # noqa: UP042  a StrEnum formats as its value
    """A text that formats as something else."""

    GOOD = "good"


@pytest.mark.parametrize(
    "value", ["\ud800", float("nan"), 10**400, ("a", "b"), b"x", NOON, {1}, Kind.GOOD]
)
def test_what_json_would_say_otherwise_is_not_signed(
    issuer: Any, badge: Json, value: object
) -> None:
    badge["https://vocabulary.example/says"] = value

    with pytest.raises(UnsafeDocument):
        issuer.sign(badge)


def test_half_of_a_surrogate_pair_is_not_signed_in_a_jwt(issuer: Any, badge: Json) -> None:
    badge["name"] = "\ud800"

    with pytest.raises(UnsafeDocument):
        issue_jwt(badge, key=issuer.p256, kid="https://badges.example/key")
