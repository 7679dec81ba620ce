"""An assessor's word on one criterion, before it becomes a row."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """Met or not yet, and the comment that the applicant reads."""

    met: bool
    comment: str = ""
