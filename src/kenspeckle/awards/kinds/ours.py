"""The kinds of this room; rooms above offer theirs in the same way."""

from collections.abc import Iterable

from kenspeckle.awards.kinds.award import AWARD
from kenspeckle.awards.kinds.kind import Kind
from kenspeckle.awards.kinds.status_list import STATUS_LIST


def document_kinds() -> Iterable[Kind]:
    """Return the award and the status list."""
    return (AWARD, STATUS_LIST)
