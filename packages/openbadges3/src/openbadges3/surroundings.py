"""What checks are given beside the credential: nothing is read from anywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from openbadges3.canonical import Contexts
    from openbadges3.documents import Documents


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where documents come from, the time to judge at, and the contexts that may be named."""

    documents: Documents
    at: datetime
    contexts: Contexts
