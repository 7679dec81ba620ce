from __future__ import annotations

import copy
import json
from datetime import datetime
from typing import Any

import pytest
from openbadges3 import SigningKey, did_key, examine, issue, issue_jwt, verify

Json = dict[str, Any]
NOON = datetime.fromisoformat("2026-11-22T12:00:00+00:00")
FRIEND = SigningKey.generate("Ed25519")
FRIEND_DID = did_key(FRIEND.public)
FRIEND_METHOD = f"{FRIEND_DID}#{FRIEND.public.multibase}"


def endorsement(about: str, **changes: Any) -> Json:
    return {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:6f1d",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "A good word",
        "validFrom": "2026-01-01T00:00:00Z",
        "issuer": {"id": FRIEND_DID, "type": ["Profile"]},
        "credentialSubject": {
            "id": about,
            "type": ["EndorsementSubject"],
            "endorsementComment": "Well done.",
        },
        **changes,
    }


def signed(about: str, **changes: Any) -> Json:
    return issue(
        endorsement(about, **changes), key=FRIEND, verification_method=FRIEND_METHOD, created=NOON
    )


def outcome(issuer: Any, badge: Json) -> list[str]:
    report = examine(json.dumps(issuer.sign(badge)), documents=issuer.documents(), at=NOON)
    assert report.outcome in {"good", "warning"}
    return [each.outcome for each in report.of("endorsement")]


def test_endorsements_of_badge_achievement_and_issuer_are_checked(issuer: Any, badge: Json) -> None:
    achievement = badge["credentialSubject"]["achievement"]
    badge["endorsement"] = [signed(badge["id"])]
    achievement["endorsement"] = [signed(achievement["id"])]
    badge["issuer"]["endorsement"] = [signed(badge["issuer"]["id"])]
    badge["endorsementJwt"] = [issue_jwt(endorsement(badge["id"]), key=FRIEND, kid=FRIEND_METHOD)]

    assert outcome(issuer, badge) == ["good"] * 4


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made | {"name": "Another word"},
        lambda made: {name: value for name, value in made.items() if name != "proof"},
        lambda made: signed("https://else.example/", id=made["id"]),
        lambda made: signed(made["credentialSubject"]["id"], validFrom="2030-01-01T00:00:00Z"),
        lambda made: signed(made["credentialSubject"]["id"], validUntil="2026-06-01T00:00:00Z"),
    ],
)
def test_an_endorsement_that_does_not_hold_is_a_warning(
    issuer: Any, badge: Json, change: Any
) -> None:
    badge["endorsement"] = [change(signed(badge["id"]))]

    assert outcome(issuer, badge) == ["warning"]


def test_a_newer_edition_is_fetched_once_and_checked_further(issuer: Any, badge: Json) -> None:
    service = "https://badges.example/refresh/6f1d"
    badge["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")
    badge["refreshService"] = {"id": service, "type": "1EdTechCredentialRefresh"}
    newer = {
        **copy.deepcopy(badge),
        "validFrom": "2026-11-22T12:00:01Z",
        "name": "Leading others, again",
    }
    later = datetime.fromisoformat("2026-11-22T13:00:00+00:00")

    found = verify(
        json.dumps(issuer.sign(badge)),
        documents=issuer.documents(**{service: issuer.sign(newer)}),
        at=later,
    )
    assert found.document["name"] == "Leading others, again"

    forged = {**issuer.sign(newer), "name": "Leading everybody"}
    for other in (
        forged,
        issuer.sign({**newer, "id": "urn:other"}),
        issuer.sign(badge),
        b"nonsense",
    ):
        documents = issuer.documents(**{service: other})
        report = examine(json.dumps(issuer.sign(badge)), documents=documents, at=later)
        assert report.of("refresh")[0].outcome == "warning"
        assert report.credential is not None
        assert report.credential["name"] == "Leading others"
