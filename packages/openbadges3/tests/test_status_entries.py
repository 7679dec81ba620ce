"""What credentials say of their status, and what comes of looking it up."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from openbadges3 import SigningKey, StatusList, examine, issue, verify
from openbadges3.did import did_key
from openbadges3.errors import ModelInvalid, Revoked, StatusUnknown
from openbadges3.status import SMALLEST, entry_problems, status_list_document

Json = dict[str, Any]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIST = "https://badges.example/status/college/1"
ENTRY: Json = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "4711",
    "statusListCredential": LIST,
}
YES_OR_NO = [{"status": "0x0", "message": "no"}, {"status": "0x1", "message": "yes"}]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"id": f"{LIST}#4711"},
        {"statusSize": 1},
        {"statusSize": 1, "statusMessage": YES_OR_NO},
        {"statusReference": "https://badges.example/why"},
        {"statusReference": ["https://badges.example/why", "https://badges.example/how"]},
    ],
)
def test_an_entry_that_is_as_the_standard_has_it_has_no_problems(change: Json) -> None:
    assert list(entry_problems({**ENTRY, **change})) == []


@pytest.mark.parametrize(
    ("change", "grave"),
    [
        ({"statusPurpose": None}, True),
        ({"statusPurpose": ["revocation"]}, True),
        ({"statusListIndex": None}, True),
        ({"statusListIndex": True}, True),
        ({"statusListIndex": -1}, True),
        ({"statusListIndex": "-1"}, True),
        ({"statusListIndex": "1.5"}, True),
        ({"statusListIndex": "٤"}, True),
        ({"statusListIndex": 4711}, False),
        ({"statusListCredential": None}, True),
        ({"statusListCredential": "status/1"}, True),
        ({"statusReference": "why"}, True),
        ({"statusReference": [5]}, True),
        ({"statusSize": 0}, True),
        ({"statusSize": "1"}, True),
        ({"statusSize": 1.5}, True),
        ({"statusSize": True}, True),
        ({"statusSize": 2}, True),
        ({"statusSize": 2, "statusMessage": "x"}, True),
        ({"statusMessage": [{"status": "0x0"}]}, True),
        ({"statusSize": 2, "statusMessage": YES_OR_NO}, False),
    ],
)
def test_an_entry_that_breaks_its_model_is_told(change: Json, grave: bool) -> None:
    (member,) = change.keys() & {"statusMessage"} or change.keys()
    entry = {name: value for name, value in {**ENTRY, **change}.items() if value is not None}

    found = list(entry_problems(entry))

    assert [each[0] for each in found] == [grave]
    assert found[0][1] in {member, "statusMessage"}


def test_a_badge_with_such_an_entry_is_not_issued(issuer: Any, badge: Json) -> None:
    badge["credentialStatus"]["statusListIndex"] = "x"

    with pytest.raises(ModelInvalid, match="statusListIndex"):
        issuer.sign(badge)


def test_a_status_of_several_bits_is_read_from_the_left() -> None:
    found = StatusList()
    for index in (12, 14, 15):
        found.set(index)

    assert [found.value(index, 4) for index in range(5)] == [0, 0, 0, 0b1011, 0]
    assert found.value(SMALLEST // 4 - 1, 4) == 0
    with pytest.raises(IndexError):
        found.value(SMALLEST // 4, 4)


def message_list(issuer: Any, bits: int) -> Json:
    issuer.statuses = StatusList(SMALLEST * bits)
    return issuer.status_list(purpose="message")


def test_a_message_is_told_in_its_words(issuer: Any, badge: Json) -> None:
    messages = [
        {"status": f"0x{value:x}", "message": message}
        for value, message in enumerate(["in force", "under review", "replaced", "unused"])
    ]
    badge["credentialStatus"] = {
        **ENTRY,
        "statusPurpose": "message",
        "statusSize": 2,
        "statusMessage": messages,
    }
    signed = json.dumps(issuer.sign(badge))

    for value, message in ((0, "in force"), (2, "replaced")):
        message_list(issuer, 2)
        issuer.statuses.set(4711 * 2, bool(value & 2))
        documents = issuer.documents(**{LIST: issuer.status_list(purpose="message")})
        (found,) = examine(signed, documents=documents, at=NOON).of("status")
        assert found.outcome == "good"
        assert found.message.endswith(message)


def kept_by_another(purpose: str, marked: bool) -> tuple[str, Json]:
    key = SigningKey.generate("Ed25519")
    keeper = did_key(key.public)
    statuses = StatusList()
    statuses.set(4711, marked)
    document = status_list_document(
        id=LIST,
        issuer=keeper,
        purpose=purpose,
        encoded=statuses.encoded(),
        valid_from=NOON,
        valid_until=NOON + timedelta(days=1),
        ttl_ms=600_000,
    )
    method = f"{keeper}#{key.public.multibase}"
    return keeper, issue(document, key=key, verification_method=method, created=NOON)


def test_a_list_kept_by_somebody_else_is_a_warning_or_settles_nothing(
    issuer: Any, badge: Json
) -> None:
    signed = json.dumps(issuer.sign(badge))
    keeper, listed = kept_by_another("revocation", marked=False)
    documents = issuer.documents(**{LIST: listed})

    report = examine(signed, documents=documents, at=NOON)
    assert report.outcome == "warning"
    assert keeper in report.of("status")[0].message
    for keepers in ([], ["did:web:other.example"]):
        report = examine(signed, documents=documents, at=NOON, status_keepers=keepers)
        assert report.outcome == "unknown"
        assert keeper in report.of("status")[0].message
        with pytest.raises(StatusUnknown):
            verify(signed, documents=documents, at=NOON, status_keepers=keepers)
    trusted = examine(signed, documents=documents, at=NOON, status_keepers=[keeper])
    assert trusted.outcome == "good"
    verify(signed, documents=documents, at=NOON, status_keepers=[keeper], allow_unknown_status=True)


def test_whoever_keeps_the_list_a_mark_in_it_counts(issuer: Any, badge: Json) -> None:
    signed = json.dumps(issuer.sign(badge))
    _, listed = kept_by_another("revocation", marked=True)

    with pytest.raises(Revoked):
        verify(signed, documents=issuer.documents(**{LIST: listed}), at=NOON)


def test_no_more_than_eight_entries_are_looked_at(issuer: Any, badge: Json) -> None:
    # Open Badges has one entry; other credentials may have several.
    plain = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": badge["issuer"]["id"],
        "credentialSubject": {"id": "did:example:1"},
    }
    for number, outcome in ((8, "good"), (9, "bad")):
        documents = issuer.watched_documents()
        signed = issuer.sign({**plain, "credentialStatus": [ENTRY] * number})
        report = examine(json.dumps(signed), documents=documents, at=NOON, profile="vc")
        assert report.outcome == outcome
        assert documents.addresses.count(LIST) == (8 if outcome == "good" else 0)


def test_the_status_of_a_badge_whose_proof_does_not_hold_is_not_looked_up(
    issuer: Any, badge: Json
) -> None:
    signed = {**issuer.sign(badge), "name": "Leading nobody"}

    for changed in (signed, {**signed, "proof": []}):
        documents = issuer.watched_documents()
        report = examine(json.dumps(changed), documents=documents, at=NOON)
        assert report.outcome == "bad"
        assert [each.outcome for each in report.of("status")] == ["unknown"]
        assert "not looked up" in report.of("status")[0].message
        assert LIST not in documents.addresses
