from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import pytest
from openbadges3 import issue_many, verify
from openbadges3.errors import ModelInvalid, OpenBadgesError, UnsafeDocument

Json = dict[str, Any]
NOON = datetime.fromisoformat("2026-11-22T12:00:00+00:00")


def awards(badge: Json, count: int) -> Iterator[Json]:
    for number in range(count):
        made = copy.deepcopy(badge)
        made["id"] = f"https://badges.example/credentials/{number}"
        made["credentialStatus"]["statusListIndex"] = str(number)
        made["credentialSubject"]["identifier"][1]["identityHash"] = f'Mòrag "{number}" %s %\n'
        yield made


def many(issuer: Any, documents: Any) -> Iterator[Json]:
    return issue_many(
        documents, key=issuer.ed25519, verification_method=issuer.method, created=NOON
    )


def test_many_are_signed_as_one_by_one(issuer: Any, badge: Json) -> None:
    documents = list(awards(badge, 20))

    signed = list(many(issuer, documents))

    assert signed == [issuer.sign(document) for document in documents]
    for each in signed:
        verify(json.dumps(each), documents=issuer.documents(), at=NOON)


def test_nothing_is_taken_before_it_is_asked_for(issuer: Any, badge: Json) -> None:
    taken: list[int] = []

    def source() -> Iterator[Json]:
        for number, document in enumerate(awards(badge, 1000)):
            taken.append(number)
            yield document

    assert len(list(islice(many(issuer, source()), 3))) == 3
    assert taken == [0, 1, 2]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda made: made.pop("type"), ModelInvalid),
        (lambda made: made.update(validFrom="soon"), ModelInvalid),
        (lambda made: made.update(id="relative"), OpenBadgesError),
        (lambda made: made.update(id="https://a.example/a b"), OpenBadgesError),
        (lambda made: made.update(name="a\x00b"), UnsafeDocument),
        (lambda made: made.update(undefined="x"), UnsafeDocument),
        (lambda made: made["credentialSubject"]["identifier"][0].update(hashed=1), ModelInvalid),
        (lambda made: made["evidence"][0].update(id="relative"), OpenBadgesError),
        (lambda made: made["issuer"].update(url=5), ModelInvalid),
    ],
)
def test_one_that_is_at_fault_stops_there(
    issuer: Any, badge: Json, change: Any, error: type[Exception]
) -> None:
    documents = list(awards(badge, 4))
    change(documents[2])
    signed = many(issuer, documents)

    next(signed)
    next(signed)
    with pytest.raises(error):
        next(signed)


def test_a_mixture_of_badges_is_signed_rightly(issuer: Any, badge: Json) -> None:
    other = copy.deepcopy(badge)
    other["credentialSubject"]["achievement"]["name"] = "Another badge"
    other["credentialSubject"]["id"] = "did:example:morag"
    urn = copy.deepcopy(badge)
    urn["id"] = "urn:uuid:1"
    documents = [badge, other, urn, badge, other, {**badge, "evidence": badge["evidence"] * 2}]

    assert list(many(issuer, documents)) == [issuer.sign(document) for document in documents]


def test_what_is_wrong_with_an_award_is_told_though_others_of_its_badge_were_right(
    issuer: Any, badge: Json
) -> None:
    for number in range(4):
        issuer.sign({**badge, "id": f"https://badges.example/credentials/{number}"})

    with pytest.raises(ModelInvalid) as caught:
        issuer.sign({**badge, "validFrom": "soon"})
    assert caught.value.path == "$.validFrom"
    with pytest.raises(UnsafeDocument):
        issuer.sign({**badge, "name": "A bell \x07"})
