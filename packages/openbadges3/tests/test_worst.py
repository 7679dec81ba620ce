"""What is quick to send and slow to process is counted, and refused when it is too much.

Nothing here is timed: `tests/worst/search.py` does that, and looks for worse. These are the worst that
it has met, and legitimate badges as large as they come.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openbadges3 import NoDocuments, issue, verify
from openbadges3.canonical import Contexts, canonicalise, compiled, generic, shipped
from openbadges3.errors import OpenBadgesError, Unreadable, WorkLimitExceeded
from openbadges3.examine import Wishes, examination
from openbadges3.proofs.unsecured import Unsecured
from openbadges3.reading import read_object
from openbadges3.surroundings import surroundings
from openbadges3.work import UNITS, Work

Json = dict[str, Any]
AT = datetime(2026, 11, 22, tzinfo=UTC)


def load(name: str) -> Any:
    path = Path(__file__).parent / "worst" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"worst_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


pieces = load("pieces")


def spent_on(parts: dict[str, int], how: str) -> tuple[int, list[str]]:
    """The units that an examination takes, and what it says of the proofs."""
    given = surroundings(NoDocuments(), AT, Contexts())
    findings, _ = examination(pieces.built(parts, how), given, Wishes())
    return UNITS - given.work.left, [
        each.message
        for each in findings.listed
        if each.check in {"proof", "context", "endorsement"}
    ]


@pytest.mark.parametrize(
    ("parts", "how"),
    [
        ({"equal_evidence": 12_000, "values_in_a_language": 1}, "rdfc"),
        ({"equal_evidence": 2_000}, "chain"),
        ({"types": 12_000}, "rdfc"),
        ({"new_names": 12_000}, "kinds"),
        ({"evidence_of_new_types": 4_000}, "jcs"),
        ({"values_in_a_language": 4_000}, "jwt"),
        ({"contexts_of_terms": 4_000}, "rdfc"),
        ({"contexts_inside": 200, "terms_of_its_own": 4_000}, "rdfc"),
        ({"a_clique": 100}, "rdfc"),
        ({"a_ring": 4_000}, "jcs"),
        ({"large_endorsements_in_jwts": 120_000}, "jcs"),
        ({"equal_options": 1_500}, "rdfc"),
    ],
)
def test_an_examination_stops_when_its_account_is_empty(parts: dict[str, int], how: str) -> None:
    spent, told = spent_on(parts, how)

    assert any("too much work" in each for each in told)
    assert spent > UNITS


def test_what_was_too_much_once_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    expanded: list[int] = []
    monkeypatch.setattr(generic, "pyld", lambda: expanded.append(1))

    _, told = spent_on({"equal_evidence": 12_000, "values_in_a_language": 1}, "rdfc")

    assert expanded == []
    # Each of the eight proofs, and then the safe mode.
    assert [("too much work" in each) for each in told[1:]] == [True] * 9


def test_a_failure_is_remembered_like_a_success(
    badge: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    known = Contexts()
    monkeypatch.setattr(compiled, "canonical_nquads", _counting(compiled.canonical_nquads, asked))
    unsecured = Unsecured({**badge, "mood": "fine"}, known)

    for _ in range(3):
        with pytest.raises(OpenBadgesError, match="mood"):
            unsecured.nquads("Ed25519")

    assert len(asked) == 1


def _counting(function: Any, asked: list[int]) -> Any:
    def counted(*given: Any) -> Any:
        asked.append(1)
        return function(*given)

    return counted


def test_nodes_that_look_alike_are_told_apart_without_expanding(
    badge: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    badge["evidence"] = [{"type": ["Evidence"]} for _ in range(200)]
    badge["credentialSubject"]["achievement"]["alignment"] = [
        {"type": ["Alignment"], "targetName": f"n{number // 2}", "targetUrl": "urn:x:1"}
        for number in range(40)
    ]
    slow = canonicalise({**badge, "urn:n:x": {"@value": "x", "@language": "en"}})
    monkeypatch.setattr(generic, "pyld", None)

    quick = canonicalise(badge)

    assert set(quick.splitlines()) == {
        line for line in slow.splitlines() if "<urn:n:x>" not in line
    }


@pytest.mark.parametrize("entries", [200, 1000])
def test_large_badges_are_issued_and_verified(entries: int) -> None:
    document = pieces.badge()
    document["evidence"] = [
        {
            "id": f"https://badges.example/evidence/{number}",
            "type": ["Evidence"],
            "name": f"What did you do on day {number}?",
            "digestMultibase": "uEiB" + "a" * 43,
        }
        for number in range(entries)
    ]
    document["credentialSubject"]["achievement"]["description"] = "é, ü and 😀 " * 20_000
    signed = issue(document, key=pieces.KEY, verification_method=pieces.METHOD, created=AT)

    verified = verify(json.dumps(signed), documents=NoDocuments(), at=AT, contexts=Contexts())

    assert len(verified.badge.evidence) == entries


def test_an_ordinary_badge_takes_a_small_part_of_the_account(badge: Json) -> None:
    work = Work()
    canonicalise(badge, contexts=Contexts(), work=work)

    assert UNITS - work.left < UNITS // 10
    with pytest.raises(WorkLimitExceeded):
        canonicalise(badge, contexts=shipped(), work=Work(10))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"[" + b"{}," * 60_000 + b"{}]", "more than 50000 values"),
        (b'{"a": [' + b"1," * 60_000 + b"1]}", "more than 50000 values"),
        (b'{"a": [' + b'"\\"",' * 60_000 + b"1]}", "more than 50000 values"),
        (b'{"a":' * 60_000, "nested too deeply"),
    ],
)
def test_too_many_values_are_refused_before_one_is_made(
    text: bytes, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openbadges3.reading._DECODER", None)

    with pytest.raises(Unreadable, match=message):
        read_object(text)


def test_commas_and_brackets_in_texts_are_no_values() -> None:
    text = json.dumps({"a": '\\",{[' * 60_000, "b": [1, 2]})

    assert read_object(text)["b"] == [1, 2]


def test_a_name_given_twice_among_many_is_found_at_once() -> None:
    names = ",".join(f'"n{number}":1' for number in range(40_000))

    with pytest.raises(Unreadable, match="'n39999' is given twice"):
        read_object(f'{{{names},"n39999":2}}')


def test_findings_do_not_repeat_what_is_endless() -> None:
    document = pieces.badge()
    document["proof"] = [{"type": "x" * 100_000, "proofPurpose": "y" * 100_000}] * 8

    findings, _ = examination(
        json.dumps(document), surroundings(NoDocuments(), AT, shipped()), Wishes()
    )

    assert all(len(each.message) < 1_100 for each in findings.listed)
    assert all(len(str(each)) < 2_200 for each in findings.errors)
