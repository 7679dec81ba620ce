"""What an award rests on, handed over frozen by whoever awards.

`awards` is below every caller: it stores the basis, checks its form, and never looks up.
"""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from openbadges3.encoding import jcs

# Facts that each kind of basis must name, beside its kind and reference.
REQUIRED: dict[str, frozenset[str]] = {
    "assessed": frozenset({"application", "submission", "submission_digest", "receipt", "right"}),
    "milestone": frozenset({"hold", "of", "awards"}),
}


@dataclass(frozen=True)
class Basis:
    """Why the award is made, and by whom: an assessor, or the person who claims a milestone.

    `reference` is unique: one basis gives one award, however often asked.
    """

    kind: str
    reference: str
    by: UUID
    facts: dict[str, str]

    def as_document(self) -> dict[str, Any]:
        """Return the basis as it is stored."""
        return {
            "kind": self.kind,
            "reference": self.reference,
            "by": str(self.by),
            "facts": self.facts,
        }


@dataclass(frozen=True)
class Evidence:
    """The frozen answer to one criterion: its question and the plain text or link given."""

    name: str
    text: str


def digest(document: dict[str, Any]) -> str:
    """Return the SHA-256 (hex) of a stored basis."""
    return hashlib.sha256(jcs(document)).hexdigest()


def faults(document: dict[str, Any]) -> list[str]:
    """Return a sentence for everything that is wrong with a stored basis."""
    kind = document.get("kind")
    if kind not in REQUIRED:
        return [f"The basis is of an unknown kind: {kind}."]
    facts = document.get("facts")
    if not isinstance(facts, dict):
        return ["The basis holds no facts."]
    unsaid = [] if _is_uid(document.get("by")) else ["The basis does not say by whom it is."]
    return unsaid + [
        f"The basis does not name {name}." for name in sorted(REQUIRED[kind]) if not facts.get(name)
    ]


def _is_uid(value: object) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False
