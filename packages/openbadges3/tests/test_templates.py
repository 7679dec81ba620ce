"""Templates: what fits one has the canonical form that it gives, and a shape as sound."""

from __future__ import annotations

import copy
import hashlib
import random
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openbadges3.canonical import canonicalise, shipped, template
from openbadges3.canonical.form import BADGE
from openbadges3.errors import OpenBadgesError
from openbadges3.reading import read_object
from openbadges3.shapes import problems_of

Json = dict[str, Any]

TEXTS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["openbadges3-mark:0:", "%s", "%(a)s", "\\", '"', "https://badges.example/evidence/2"]
)


def many_sided(badge: Json) -> Json:
    """A badge with several values of one property, with and without ids."""
    made = copy.deepcopy(badge)
    made["credentialSubject"]["id"] = "did:example:morag"
    made["credentialSubject"]["achievement"]["tag"] = ["care", "team", "Carer"]
    made["awardedDate"] = "2026-11-20T09:00:00Z"
    made["evidence"] = [
        {"id": "https://badges.example/evidence/1", "type": ["Evidence"], "name": "One"},
        {"id": "https://badges.example/evidence/10", "type": ["Evidence"], "name": "Two"},
        {"id": "urn:uuid:6fa459ea-ee8a-3ca4-894e-db77e160355e", "type": ["Evidence"]},
        {"type": ["Evidence"], "name": "Three", "narrative": "Said aloud."},
        {"type": ["Evidence"], "name": "Four", "narrative": "Written down."},
    ]
    return made


def leaves(value: Any) -> list[tuple[Any, Any]]:
    """Where a document has texts: `(object or list, name or place)`."""
    found: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        for name, each in value.items():
            found += [(value, name)] if isinstance(each, str) else leaves(each)
    elif isinstance(value, list):
        for place, each in enumerate(value):
            found += [(value, place)] if isinstance(each, str) else leaves(each)
    return found


def template_of(document: Json, whole: frozenset[str] = BADGE) -> template.Template:
    text = canonicalise(document).encode()
    made = template.make(document, text, shipped(), hashlib.sha256, whole)
    assert made is not None
    return made


VARIETY = [
    "",
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
VALUES = TEXTS | st.sampled_from(VARIETY)


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(st.tuples(st.integers(0, 60), VALUES), max_size=5),
    rich=st.booleans(),
    whole=st.sampled_from([BADGE, frozenset[str]()]),
)
def test_a_template_gives_the_canonical_form_of_a_sound_document_or_nothing(
    badge: Json, changes: list[tuple[int, str]], *, rich: bool, whole: frozenset[str]
) -> None:
    document = many_sided(badge) if rich else badge
    assert problems_of(document, badge=True) == []
    made = template_of(document, whole)
    other = copy.deepcopy(document)
    places = leaves(other)
    for number, value in changes:
        holder, name = places[number % len(places)]
        holder[name] = value

    found = made.nquads(other)

    if found is not None:
        assert found.decode() == canonicalise(other)
        assert problems_of(other, badge=True) == []


def test_templates_of_published_badges_keep_to_their_form_too(corpus: Path) -> None:
    """What fits has the canonical form, and is as sound in shape as what the template was made of."""
    chance = random.Random(2026)
    fitted = 0
    for file in sorted(corpus.rglob("*.json")):
        try:
            document = read_object(file.read_bytes())
            document.pop("proof", None)
            text = canonicalise(document).encode()
        except OpenBadgesError:
            continue
        if "credentialSubject" not in document:
            continue
        sound = problems_of(document, badge=True) == []
        for whole in (BADGE, frozenset[str]()):
            made = template.make(document, text, shipped(), hashlib.sha256, whole)
            for _ in range(40 if made else 0):
                other = copy.deepcopy(document)
                holder, name = chance.choice(leaves(other))
                holder[name] = chance.choice([*VARIETY, holder[name] + "/x", holder[name] + " x"])
                found = made.nquads(other) if made else None
                if found is not None:
                    fitted += 1
                    assert found.decode() == canonicalise(other)
                    assert (problems_of(other, badge=True) == []) == sound, (file, name)
    assert fitted > 200


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


def test_badges_of_one_form_fit_its_template(badge: Json) -> None:
    made = template_of(many_sided(badge), frozenset())
    other = many_sided(badge)
    other["issuer"].update(id="did:web:other.example", name="Another college")
    other["credentialSubject"]["achievement"].update(
        id="https://other.example/1",
        name='Following "others"',
        description="Follows.",
        tag=["team", "care", "team"],
    )
    other["credentialSubject"]["achievement"]["alignment"][0]["targetUrl"] = "https://other.example"

    assert made.nquads(other) == canonicalise(other).encode()
    other["credentialSubject"]["achievement"]["alignment"][0]["targetUrl"] = "https://other\x7f"
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


def test_a_document_that_holds_a_mark_of_its_own_has_no_template(badge: Json) -> None:
    """Else what says `mark` twice would be the form of documents that do not say the same twice."""
    badge["name"] = badge["credentialSubject"]["role"] = "Carer"
    assert template_of(badge, frozenset())
    for number in range(30):
        mark = f"openbadges3-mark:{number}:"
        badge["name"] = badge["credentialSubject"]["role"] = mark
        text = canonicalise(badge).encode()

        assert template.make(badge, text, shipped(), hashlib.sha256) is None


def test_a_prefix_that_is_a_scheme_leaves_no_address_free(badge: Json) -> None:
    badge["@context"].append({"did": "https://"})
    badge["issuer"]["id"] = "did://badges.example/college"
    badge["credentialSubject"]["id"] = "did://badges.example/morag"
    text = canonicalise(badge).encode()
    assert b"<did://badges.example/morag>" in text

    made = template.make(badge, text, shipped(), hashlib.sha256)

    badge["credentialSubject"]["id"] = "did:example:morag"
    assert "<https://example:morag>" in canonicalise(badge)
    assert made is None or made.nquads(badge) is None


def test_a_result_of_another_description_is_no_form_of_a_sound_one(badge: Json) -> None:
    described = "https://badges.example/results/1"
    subject = badge["credentialSubject"]
    subject["achievement"]["resultDescription"] = [
        {
            "id": described,
            "type": ["ResultDescription"],
            "name": "Level",
            "resultType": "RubricCriterionLevel",
            "rubricCriterionLevel": [
                {"id": f"{described}/a", "type": ["RubricCriterionLevel"], "name": "A"}
            ],
        }
    ]
    subject["result"] = [
        {"type": ["Result"], "resultDescription": described, "achievedLevel": f"{described}/a"}
    ]
    assert problems_of(badge, badge=True) == []
    made = template_of(badge, frozenset())

    other = copy.deepcopy(badge)
    other["credentialSubject"]["achievement"]["resultDescription"][0]["id"] = f"{described}1"
    assert problems_of(other, badge=True) != []
    assert made.nquads(other) is None
    other = copy.deepcopy(badge)
    levels = other["credentialSubject"]["achievement"]["resultDescription"][0]
    levels["rubricCriterionLevel"][0]["id"] = f"{described}/b"
    assert problems_of(other, badge=True) != []
    assert made.nquads(other) is None
