"""What checks are given beside the credential: nothing is read from anywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from openbadges3.work import Work

if TYPE_CHECKING:
    from datetime import datetime

    from openbadges3.canonical import Contexts
    from openbadges3.documents import Document, Documents


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where documents come from, the time to judge at, the contexts that may be named.

    `work` is what is left to spend on one examination, reading the documents included.
    """

    documents: Documents
    at: datetime
    contexts: Contexts
    work: Work


def surroundings(documents: Documents, at: datetime, contexts: Contexts) -> Surroundings:
    """Those of one examination."""
    work = Work()
    return Surroundings(_Counted(documents, work), at, contexts, work)


class _Counted:
    """Documents whose size counts as work, since whoever hands in a credential names them."""

    def __init__(self, documents: Documents, work: Work) -> None:
        self._documents = documents
        self._work = work

    def fetch(self, url: str) -> Document:
        document = self._documents.fetch(url)
        content = document.content
        self._work.spend(100 + len(content) // 100 + content.count(b",") + content.count(b"{"))
        return document
