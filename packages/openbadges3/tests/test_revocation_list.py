"""The older revocation list of 1EdTech, which is read and no longer issued."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from openbadges3 import examine, verify
from openbadges3.errors import Revoked, StatusUnknown

Json = dict[str, Any]
DID = "did:web:badges.example:issuers:college"
LIST = "https://badges.example/revocations"
NOON = datetime.fromisoformat("2026-11-22T12:00:00+00:00")


@pytest.fixture
def signed(issuer: Any, badge: Json) -> str:
    badge["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")
    badge["credentialStatus"] = {"id": LIST, "type": "1EdTechRevocationList"}
    return json.dumps(issuer.sign(badge))


def listed(*entries: Json, issuer: Any = DID) -> Json:
    return {"id": LIST, "issuer": issuer, "revokedCredential": list(entries)}


def test_a_badge_on_the_list_is_refused_with_the_reason(
    issuer: Any, badge: Json, signed: str
) -> None:
    entry = {"id": badge["id"], "revocationReason": "a mistake"}

    for document in (listed(entry), listed(entry, issuer={"id": DID})):
        with pytest.raises(Revoked, match="a mistake"):
            verify(signed, documents=issuer.documents(**{LIST: document}), at=NOON)


def test_a_badge_that_is_not_on_the_list_or_no_longer_is_accepted(
    issuer: Any, badge: Json, signed: str
) -> None:
    for document in (
        listed(),
        listed({"id": "urn:other"}),
        listed({"id": badge["id"], "revoked": False}),
    ):
        verify(signed, documents=issuer.documents(**{LIST: document}), at=NOON)


def test_a_list_of_somebody_else_settles_nothing(issuer: Any, signed: str) -> None:
    with pytest.raises(StatusUnknown):
        verify(
            signed,
            documents=issuer.documents(**{LIST: listed(issuer="did:web:evil.example")}),
            at=NOON,
        )


def test_a_list_that_cannot_be_had_is_a_warning(issuer: Any, signed: str) -> None:
    report = examine(signed, documents=issuer.documents(), at=NOON)

    assert [each.outcome for each in report.of("status")] == ["warning"]
