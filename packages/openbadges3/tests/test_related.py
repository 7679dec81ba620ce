"""Related resources and their digests (VCDM 2.0 §5.3)."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from openbadges3 import InMemoryDocuments, examine
from openbadges3.encoding import base58_encode, base64url_encode, sha256_multibase
from openbadges3.errors import Unreadable
from openbadges3.related import compare, digests_of

Json = dict[str, Any]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LEAFLET = "https://badges.example/leaflet.html"
CONTENT = b"<!doctype html><title>Leading others</title>"
SHA256 = hashlib.sha256(CONTENT).digest()
SHA384 = hashlib.sha384(CONTENT).digest()
SHA512 = hashlib.sha512(CONTENT).digest()
OTHER = hashlib.sha384(b"other").digest()


def sri(name: str, digest: bytes) -> str:
    return f"{name}-{base64.b64encode(digest).decode()}"


SOUND: list[Json] = [
    {"digestSRI": sri("sha256", SHA256)},
    {"digestSRI": sri("sha384", SHA384)},
    {"digestSRI": sri("sha512", SHA512)},
    {"digestSRI": f"sha384-{base64url_encode(SHA384)}"},
    {"digestSRI": f"{sri('sha384', OTHER)} {sri('sha384', SHA384)}?ct=text/html"},
    {"digestSRI": f"md5-AAAA {sri('sha256', SHA256)}"},
    {"digestMultibase": sha256_multibase(CONTENT)},
    {"digestMultibase": "z" + base58_encode(b"\x13\x40" + SHA512)},
    {"digestMultibase": "u" + base64url_encode(b"\x20\x30" + SHA384)},
    {"digestMultibase": "u" + base64url_encode(SHA256)},
    {"digestSRI": sri("sha512", SHA512), "digestMultibase": sha256_multibase(CONTENT)},
]


@pytest.mark.parametrize("digest", SOUND)
def test_a_resource_that_is_the_one_meant_is_good(digest: Json) -> None:
    credential = {"relatedResource": {"id": LEAFLET, **digest}}

    assert [
        each.outcome for each in compare(credential, InMemoryDocuments({LEAFLET: CONTENT}))
    ] == ["good"]


@pytest.mark.parametrize("digest", SOUND)
def test_a_resource_with_one_byte_more_is_not_the_one_meant(digest: Json) -> None:
    credential = {"relatedResource": [{"id": LEAFLET, **digest}]}

    found = compare(credential, InMemoryDocuments({LEAFLET: CONTENT + b"\n"}))

    assert [(each.outcome, each.path) for each in found] == [("bad", "$.relatedResource[0]")]


def test_both_digests_have_to_match_and_of_several_the_strongest() -> None:
    for digest in (
        {"digestSRI": sri("sha384", OTHER), "digestMultibase": sha256_multibase(CONTENT)},
        {"digestSRI": f"{sri('sha256', SHA256)} {sri('sha384', OTHER)}"},
    ):
        credential = {"relatedResource": {"id": LEAFLET, **digest}}
        found = compare(credential, InMemoryDocuments({LEAFLET: CONTENT}))
        assert [each.outcome for each in found] == ["bad"]


@pytest.mark.parametrize(
    "digest",
    [
        {"digestSRI": 5},
        {"digestSRI": ""},
        {"digestSRI": "sha384"},
        {"digestSRI": "sha384-AAAA"},
        {"digestSRI": "sha384-A"},
        {"digestSRI": "md5-1B2M2Y8AsgTpgAmY7PhCfg=="},
        {"digestSRI": sri("sha256", SHA384)},
        {"digestMultibase": None},
        {"digestMultibase": "mAAAA"},
        {"digestMultibase": "uAAAA"},
        {"digestMultibase": "u" + base64url_encode(b"\x12\x20" + SHA384)},
    ],
)
def test_what_is_no_digest_is_refused(digest: Json) -> None:
    with pytest.raises(Unreadable):
        digests_of(digest)


def test_the_context_that_everybody_knows_is_compared_without_looking_anywhere() -> None:
    address = "https://www.w3.org/ns/credentials/v2"
    # VCDM 2.0 §B.1 publishes this one.
    published = bytes.fromhex("59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734")

    def outcome(digest: bytes) -> str:
        resource = {"id": address, "digestMultibase": "u" + base64url_encode(digest)}
        return compare({"relatedResource": resource}, InMemoryDocuments({}))[0].outcome

    assert outcome(published) == "good"
    assert outcome(SHA256) == "bad"


def test_a_badge_is_as_good_as_its_related_resources(issuer: Any, badge: Json) -> None:
    badge["relatedResource"] = {"id": LEAFLET, "digestSRI": sri("sha384", SHA384)}
    signed = json.dumps(issuer.sign(badge))

    def outcome(**documents: bytes) -> str:
        found = examine(signed, documents=issuer.documents(**documents), at=NOON).of("related")
        assert [each.path for each in found] == ["$.relatedResource"]
        return found[0].outcome

    assert outcome(**{LEAFLET: CONTENT}) == "good"
    assert outcome(**{LEAFLET: b"other"}) == "bad"
    assert outcome() == "warning"


def test_no_more_than_eight_are_looked_at_and_none_of_a_badge_that_nobody_signed(
    issuer: Any, badge: Json
) -> None:
    badge["relatedResource"] = [
        {"id": f"{LEAFLET}?{place}", "digestSRI": sri("sha384", SHA384)} for place in range(20)
    ]
    signed = issuer.sign(badge)

    documents = issuer.watched_documents()
    report = examine(json.dumps(signed), documents=documents, at=NOON)
    assert len([each for each in documents.addresses if each.startswith(LEAFLET)]) == 8
    assert len(report.of("related")) == 9

    documents = issuer.watched_documents()
    examine(json.dumps({**signed, "name": "x"}), documents=documents, at=NOON)
    assert not [each for each in documents.addresses if each.startswith(LEAFLET)]
