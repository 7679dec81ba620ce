"""What a submission says, whatever format it was kept in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kenspeckle.applications.kinds import kind_named
from kenspeckle.awards.basis import Evidence


@dataclass(frozen=True)
class Tombstone:
    """What is left of a part that was erased: when, and on what ground."""

    erased_at: datetime
    because: str


@dataclass(frozen=True)
class FrozenAnswer:
    """One answer as it was submitted. `kind` is empty where nothing was given."""

    position: int
    title: str
    kind: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)
    erased: Tombstone | None = None

    @property
    def plain(self) -> str:
        """The answer as plain text; nothing where nothing was given, or no text belongs to it."""
        return kind_named(self.kind).plain(self.content) if self.kind else ""

    @property
    def words(self) -> int:
        """How many words of it count."""
        return int(self.content.get("words", 0))

    @property
    def desk_template(self) -> str:
        """The template that shows it to an assessor; none where nothing was given."""
        return kind_named(self.kind).desk_template if self.kind else ""

    @property
    def evidence(self) -> Evidence | None:
        """What an award keeps of it."""
        return kind_named(self.kind).evidence(self.title, self.content) if self.kind else None


@dataclass(frozen=True)
class Frozen:
    """A submission, read. What was erased is empty here; `erased` has its tombstones by name.

    `choices` are the keys of what was chosen, by the key of the choice. `ai`, `claims` and
    `employments` are for assessors alone.
    """

    answers: tuple[FrozenAnswer, ...]
    choices: Mapping[str, tuple[str, ...]]
    ai: Mapping[str, Any] | None
    claims: tuple[Mapping[str, Any], ...]
    employments: tuple[Mapping[str, Any], ...]
    erased: Mapping[str, Tombstone]
