"""Documents that are quick to send and slow to process are refused, not processed."""

from __future__ import annotations

import copy
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from openbadges3.canonical import Contexts, canonicalise
from openbadges3.errors import WorkLimitExceeded

Json = dict[str, Any]


@pytest.mark.parametrize(
    "contexts",
    [
        ["https://www.w3.org/ns/credentials/v2"] * 300,
        [{f"t{number}": f"urn:x:{number}"} for number in range(300)],
        [{"t": {"@id": "urn:x:t", "@context": [{}] * 300}}],
    ],
)
def test_too_many_contexts_are_too_much_work(badge: Json, contexts: list[Any]) -> None:
    badge["@context"] += contexts

    with pytest.raises(WorkLimitExceeded):
        canonicalise(badge)


def test_large_contexts_for_many_objects_are_too_much_work(badge: Json) -> None:
    badge["@context"].append({f"t{number}": f"urn:x:{number}" for number in range(3000)})
    badge["urn:x:all"] = [{"id": "urn:x:1"}] * 300
    badge["name"] = {"@value": "x", "@language": "en"}

    with pytest.raises(WorkLimitExceeded):
        canonicalise(badge)


@pytest.mark.parametrize(
    "values",
    [
        [f"text {number}" for number in range(3000)],
        [[f"text {number}", {"id": f"urn:x:{number}"}] for number in range(1500)],
        [{"id": "urn:x:same", "urn:x:says": f"text {number}"} for number in range(1500)],
    ],
)
def test_too_many_values_of_a_property_are_too_much_work(badge: Json, values: list[Any]) -> None:
    badge["urn:x:all"] = values
    badge["name"] = {"@value": "x", "@language": "en"}

    with pytest.raises(WorkLimitExceeded):
        canonicalise(badge)


def test_names_that_fill_the_memory_are_not_kept(badge: Json) -> None:
    contexts = Contexts()
    badge["type"].append(f"urn:x:{'t' * 10_000}")
    badge[f"urn:x:{'k' * 10_000}"] = "x"
    badge["@context"].append({"t": f"urn:x:{'c' * 20_000}"})

    canonicalise(badge, contexts=contexts)

    assert contexts.kept["roots"] == {}
    badge["@context"].pop()
    canonicalise(badge, contexts=contexts)
    (root,) = contexts.kept["roots"].values()
    assert all(len(name) < 1000 for name in [*root.terms, *root.type_iris])
    assert root._typed == {}


def test_several_threads_may_share_contexts(badge: Json) -> None:
    """PyLD's caches break when two threads turn something out of them at once."""
    contexts = Contexts()

    def canonicalised(number: int) -> str:
        document = copy.deepcopy(badge)
        document["@context"].append({f"x{number}": "urn:x:number"})
        document[f"x{number}"] = {"@value": "x", "@language": "en"}
        return canonicalise(document, contexts=contexts)

    pause = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            found = set(pool.map(canonicalised, range(160)))
    finally:
        sys.setswitchinterval(pause)

    assert found == {canonicalised(0)}
