"""The word of the Digital Credentials Consortium's `verifier-core`, and badges that its stack signs."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openbadges3 import (
    InMemoryDocuments,
    NoDocuments,
    SigningKey,
    did_document,
    did_key,
    examine,
    issue,
    verify,
)
from openbadges3.errors import ProofInvalid

Json = dict[str, Any]
DID = "did:web:badges.example:issuers:college"
DID_ADDRESS = "https://badges.example/issuers/college/did.json"
LIST = "https://badges.example/status/college/1"
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
REGISTRY = "https://registry.example/issuers.json"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
ALL_GOOD = {
    "valid_signature": True,
    "expiration": True,
    "revocation_status": True,
    "registered_issuer": True,
}


@dataclass
class Judge:
    """`verifier-core` in front of what an issuer publishes, with a registry that lists the issuer."""

    issuer: Any
    ask: Callable[..., Any]

    def __call__(self, credentials: dict[str, Json], **given: Any) -> dict[str, Json]:
        """`{name: {"errors", "steps", "schemas"}}`, with its own names for them."""
        return self.each([self.about(credentials, **given)])[0]

    def each(self, asked: list[Json]) -> list[dict[str, Json]]:
        found: list[dict[str, Json]] = self.ask("dcc.mjs", "verify", asked=asked)
        assert [each.keys() for each in found] == [each["credentials"].keys() for each in asked]
        return found

    def about(
        self,
        credentials: dict[str, Json],
        *,
        published: Json | None = None,
        schema: Json | None = None,
    ) -> Json:
        """What it is asked; the schema of badges is not there unless given."""
        published = self.issuer.published() if published is None else published
        documents = {DID_ADDRESS if each == DID else each: published[each] for each in published}
        listed = {DID: {"name": "The College", "url": "https://badges.example", "location": "Ayr"}}
        documents[REGISTRY] = {"registry": listed}
        if schema is not None:
            documents[SCHEMA] = schema
        return {
            "credentials": credentials,
            "documents": documents,
            "registries": [{"name": "Registry", "type": "dcc-legacy", "url": REGISTRY}],
            "at": LATER.isoformat(),
        }


@pytest.fixture
def judge(issuer: Any, peer: Callable[..., Any]) -> Judge:
    return Judge(issuer, peer)


def test_our_badge_is_good_there_in_every_respect(judge: Judge, issuer: Any, badge: Json) -> None:
    found = judge({"badge": issuer.sign(badge)})["badge"]

    assert found["errors"] == []
    assert found["steps"] == ALL_GOOD


def test_our_badge_of_a_did_key_is_good_there_and_its_issuer_is_in_no_registry(
    judge: Judge, issuer: Any, badge: Json
) -> None:
    del badge["credentialStatus"]
    did = did_key(issuer.ed25519.public)
    badge["issuer"]["id"] = did
    method = f"{did}#{issuer.ed25519.public.multibase}"

    found = judge(
        {"badge": issue(badge, key=issuer.ed25519, verification_method=method, created=NOON)},
        published={},
    )["badge"]

    assert found["errors"] == []
    assert found["steps"] == {
        "valid_signature": True,
        "expiration": True,
        "registered_issuer": False,
    }


def test_our_badge_fits_the_schema_that_it_finds_for_it(
    judge: Judge, issuer: Any, badge: Json, schema: Json
) -> None:
    badge["credentialSubject"]["achievement"]["creditsAvailable"] = 2.5
    signed = issuer.sign(badge)
    narrower = {**schema, "required": [*schema["required"], "refreshService"]}

    for asked, fits in ((schema, True), (narrower, False)):
        found = judge({"badge": signed}, schema=asked)["badge"]
        assert found["steps"] == ALL_GOOD
        assert [(each["schema"], each["result"]["valid"]) for each in found["schemas"]] == [
            (SCHEMA, fits)
        ]


@pytest.fixture
def schema(corpus: Path) -> Json:
    """The strict schema of Open Badges 3.0, which lies beside the corpus."""
    name = "ob_v3p0_achievementcredential_schema.strict.json"
    found: Json = json.loads((corpus.parent / "schemas" / name).read_text("utf-8"))
    return found


def changed_texts(signed: Json) -> Iterator[tuple[str, Json]]:
    """`signed` with one character of one of its texts changed, for each of its texts."""

    def places(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict | list):
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            for name, each in inner:
                yield from places(each, (*path, name))

    for path, text in places(signed, ()):
        changed = copy.deepcopy(signed)
        holder: Any = changed
        for name in path[:-1]:
            holder = holder[name]
        middle = len(text) // 2
        other = "3" if text[middle] == "2" else "2"
        holder[path[-1]] = text[:middle] + other + text[middle + 1 :]
        yield "/".join(map(str, path)), changed


def test_whichever_text_has_one_character_changed_it_is_refused_there_as_here(
    judge: Judge, issuer: Any, badge: Json
) -> None:
    changed = dict(changed_texts(issuer.sign(badge)))
    documents = InMemoryDocuments(issuer.published())

    theirs = judge(changed)

    accepted_there = [
        name for name, each in theirs.items() if not each["errors"] and each["steps"] == ALL_GOOD
    ]
    accepted_here = [
        name
        for name, each in changed.items()
        if examine(json.dumps(each), documents=documents, at=NOON).outcome in {"good", "warning"}
    ]
    assert accepted_there == []
    assert accepted_here == []
    assert len(changed) > 40


def test_a_revoked_badge_is_told_there_and_so_is_what_is_wrong_with_a_status_list(
    judge: Judge, issuer: Any, badge: Json
) -> None:
    signed = issuer.sign(badge)
    good = issuer.status_list()
    issuer.statuses.set(4711)
    revoked = issuer.status_list()
    unrevoked = {**revoked, "credentialSubject": good["credentialSubject"]}
    served = {
        "revoked": ({LIST: revoked}, False),
        "with the bit put back": ({LIST: unrevoked}, "status_list_signature_error"),
        "expired": (
            {LIST: issuer.status_list(valid_until=NOON + timedelta(minutes=5))},
            "status_list_expired",
        ),
        "not there": ({}, "status_list_not_found"),
        "for another purpose": (
            {LIST: issuer.status_list(purpose="suspension")},
            "status_list_error",
        ),
    }

    key = {DID: issuer.published()[DID]}

    theirs = judge.each(
        [judge.about({name: signed}, published={**key, **served[name][0]}) for name in served]
    )

    for (name, (lists, expected)), found in zip(served.items(), theirs, strict=True):
        documents = InMemoryDocuments({**key, **lists})
        here = examine(json.dumps(signed), documents=documents, at=LATER)
        assert found[name]["steps"] == {**ALL_GOOD, "revocation_status": expected}, name
        assert here.outcome in {"bad", "unknown"}, name


def test_an_expired_badge_is_told_there(judge: Judge, issuer: Any, badge: Json) -> None:
    badge["validUntil"] = "2026-11-22T12:30:00Z"

    found = judge({"badge": issuer.sign(badge)})["badge"]

    assert found["errors"] == []
    assert found["steps"] == {**ALL_GOOD, "expiration": False}


def test_a_key_that_the_issuer_does_not_publish_for_assertions_counts_for_nothing_there(
    judge: Judge, issuer: Any, badge: Json
) -> None:
    signed = issuer.sign(badge)
    published = issuer.published()
    key = issuer.ed25519.public
    other = SigningKey.generate("Ed25519").public
    documents = {
        "another key": did_document(DID, [other], assertion=[other]),
        "not for assertions": did_document(DID, [key], assertion=[]),
    }

    for name, document in documents.items():
        found = judge({name: signed}, published={**published, DID: document})[name]
        assert found["errors"] != [], name
        assert found["steps"] == {}, name

    del published[DID]
    assert judge({"badge": signed}, published=published)["badge"]["errors"] == [
        "did_web_unresolved"
    ]


def test_what_they_signed_is_accepted_here_and_nowhere_with_a_changed_character(
    peer: Callable[..., Any], badge: Json
) -> None:
    del badge["credentialStatus"]
    badge["name"] = 'Mòrag "the" 🎉 \\ leader\n'
    later = datetime.now(UTC) + timedelta(days=1)

    signed: dict[str, Json] = peer("dcc.mjs", "sign", asked=badge)

    assert signed.keys() == {"eddsa-rdfc-2022", "Ed25519Signature2020"}
    for each in signed.values():
        found = verify(json.dumps(each), documents=NoDocuments(), at=later)
        assert found.document == each
        refused = [
            examine(json.dumps(changed), documents=NoDocuments(), at=later).outcome
            for _, changed in changed_texts(each)
        ]
        assert set(refused) <= {"bad", "unknown"}
        with pytest.raises(ProofInvalid):
            verify(
                json.dumps({**each, "name": "Mòrag the reader"}), documents=NoDocuments(), at=later
            )
