from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openbadges3 import issue_many, verify
from openbadges3.canonical import canonicalise, shipped, template
from openbadges3.errors import ModelInvalid, OpenBadgesError, UnsafeDocument
from openbadges3.shapes import problems_of

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


TEXTS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["openbadges3-mark:0:", "%s", "%(a)s", "\\", '"', "https://badges.example/evidence/2"]
)


def many_sided(badge: Json) -> Json:
    """A badge with several values of one property, with and without ids."""
    made = copy.deepcopy(badge)
    made["credentialSubject"]["id"] = "did:example:morag"
    made["awardedDate"] = "2026-11-20T09:00:00Z"
    made["evidence"] = [
        {"id": "https://badges.example/evidence/1", "type": ["Evidence"], "name": "One"},
        {"id": "https://badges.example/evidence/10", "type": ["Evidence"], "name": "Two"},
        {"id": "urn:uuid:6fa459ea-ee8a-3ca4-894e-db77e160355e", "type": ["Evidence"]},
        {"type": ["Evidence"], "name": "Three", "narrative": "Said aloud."},
        {"type": ["Evidence"], "name": "Four", "narrative": "Written down."},
    ]
    return made


def leaves(value: Any) -> list[tuple[Json, str]]:
    """Where a document has texts: `(object, name of the member)`."""
    found: list[tuple[Json, str]] = []
    if isinstance(value, dict):
        for name, each in value.items():
            found += [(value, name)] if isinstance(each, str) else leaves(each)
    elif isinstance(value, list):
        for each in value:
            found += leaves(each)
    return found


def template_of(document: Json) -> template.Template:
    made = template.make(document, canonicalise(document).encode(), shipped(), hashlib.sha256)
    assert made is not None
    return made


VALUES = TEXTS | st.sampled_from(
    [
        "https://badges.example/evidence/1",
        "https://badges.example/evidence/1/",
        "https://badges.example/a b",
        "did:example:ailsa",
        "urn:uuid:a",
        "Three",
        "2026-11-22T12:00:01Z",
        "2026-11-31T12:00:01Z",
        "2026-11-22T12:00:01",
    ]
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, 60), VALUES), max_size=5), rich=st.booleans())
def test_a_template_gives_the_canonical_form_of_a_sound_document_or_nothing(
    badge: Json, changes: list[tuple[int, str]], *, rich: bool
) -> None:
    document = many_sided(badge) if rich else badge
    assert problems_of(document, badge=True) == []
    made = template_of(document)
    other = copy.deepcopy(document)
    places = leaves(other)
    for number, value in changes:
        holder, name = places[number % len(places)]
        holder[name] = value

    found = made.nquads(other)

    if found is not None:
        assert found.decode() == canonicalise(other)
        assert problems_of(other, badge=True) == []


def test_awards_of_one_badge_fit_its_template(badge: Json) -> None:
    made = template_of(many_sided(badge))
    other = many_sided(badge)
    for number, each in enumerate(other["evidence"]):
        if "name" in each:
            each["name"] = f'A "name" {9 - number} of one\n\\ and Mòrag 🎉 %s'
    other["evidence"][0]["id"], other["evidence"][1]["id"] = (
        "https://badges.example/evidence/20",
        "https://badges.example/evidence/2",
    )
    other["credentialSubject"]["id"] = "did:example:ailsa"
    other["validFrom"] = other["awardedDate"] = "2026-11-23T00:00:00.5+01:00"
    other["credentialSubject"]["achievement"] = dict(
        reversed(other["credentialSubject"]["achievement"].items())
    )

    assert made.nquads(other) == canonicalise(other).encode()
    other["evidence"][4] = {**other["evidence"][3]}
    assert made.nquads(other) is None
    other["evidence"][4]["name"] = "\ud800"
    assert made.nquads(other) is None


def test_documents_of_another_form_do_not_fit(badge: Json) -> None:
    made = template_of(badge)

    def fits(change: Any) -> bool:
        other = copy.deepcopy(badge)
        change(other)
        return made.nquads(other) is not None

    assert fits(lambda other: other.update(name="Other"))
    assert fits(lambda other: other.update(validFrom="2026-11-22T12:00:01Z"))
    assert not fits(lambda other: other.update(validFrom="yesterday"))
    assert not fits(lambda other: other.update(id="did:example:1"))
    assert not fits(lambda other: other.update(id=other["issuer"]["id"]))
    assert not fits(lambda other: other.update(more="x"))
    assert not fits(lambda other: other.pop("name"))
    assert not fits(lambda other: (other.pop("name"), other.update(more="x")))
    assert not fits(lambda other: other.update(name=["Leading others"]))
    assert not fits(lambda other: other["credentialSubject"]["identifier"][0].update(hashed=1))
    assert not fits(lambda other: other["credentialSubject"]["identifier"].pop())
    assert not fits(lambda other: other["issuer"].update(name="Other"))
    assert not fits(lambda other: other.update({"@context": other["@context"][:1]}))


def test_a_beginning_is_no_free_value_where_there_is_an_end(badge: Json) -> None:
    document = {**badge, "validUntil": "2027-11-22T12:00:00Z"}

    assert template_of(document).nquads({**document, "validFrom": "2028-01-01T00:00:00Z"}) is None


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
