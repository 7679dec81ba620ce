"""Answer kinds: the ways of answering a criterion. `docs/answer-kinds.md` shows how to add one.

Forms, completeness, operations, queries, submissions and templates ask the kind; none of them
branches on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kenspeckle.applications.kinds.kind import Kind, Taken
from kenspeckle.applications.kinds.link import Link
from kenspeckle.applications.kinds.tick import Tick
from kenspeckle.applications.kinds.written import Written
from kenspeckle.catalogue.models import Criterion

# Where an answer is given in several kinds, the last of them stands for it: a link for what is written.
WRITTEN, LINK, TICK = Written(), Link(), Tick()
KINDS: tuple[Kind, ...] = (WRITTEN, LINK, TICK)

_BY_NAME = {kind.name: kind for kind in KINDS}

__all__ = [
    "KINDS",
    "LINK",
    "TICK",
    "WRITTEN",
    "Kind",
    "Shown",
    "Taken",
    "all_given",
    "kind_named",
    "kinds_of",
    "standing",
]


@dataclass(frozen=True)
class Shown:
    """A value beside the kind that it was given in."""

    kind: Kind
    value: Any


def kind_named(name: str) -> Kind:
    """Return the kind of this name; `KeyError` when there is none."""
    return _BY_NAME[name]


def kinds_of(criterion: Criterion) -> tuple[Kind, ...]:
    """Return the kinds in which `criterion` may be answered; none when it cannot be answered yet."""
    return tuple(kind for kind in KINDS if kind.accepts(criterion))


def all_given(criterion: Criterion, given: Mapping[str, Any]) -> list[Shown]:
    """Return everything that was given at `criterion`, in the order of the kinds."""
    return [Shown(kind, given[kind.name]) for kind in kinds_of(criterion) if given.get(kind.name)]


def standing(criterion: Criterion, given: Mapping[str, Any]) -> Shown | None:
    """Return what stands for the answer: the value of the last kind in which something was given."""
    return next(reversed(all_given(criterion, given)), None)
