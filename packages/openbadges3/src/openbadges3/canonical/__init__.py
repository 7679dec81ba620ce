"""JSON-LD documents as canonical N-Quads: what a Data Integrity signature covers."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from openbadges3.canonical import compiled, rdfc
from openbadges3.canonical.active import Unusual
from openbadges3.canonical.compacted import refuse_other_forms
from openbadges3.canonical.contexts import Contexts, shipped
from openbadges3.canonical.generic import quads_of
from openbadges3.errors import UnsafeDocument
from openbadges3.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Contexts", "canonicalise", "shipped"]


def canonicalise(
    document: Mapping[str, Any],
    *,
    contexts: Contexts | None = None,
    hasher: Callable[[bytes], object] = hashlib.sha256,
    as_written: bool = False,
    work: Work | None = None,
) -> str:
    """The canonical N-Quads of a JSON-LD `document` (RDFC-1.0), in safe mode.

    Raises `UnsafeDocument` where JSON-LD would leave something out, for a context that is not in
    `contexts`, and `WorkLimitExceeded`. `hasher` names the blank nodes: SHA-256, or SHA-384 for
    signatures on P-384. `as_written` also refuses JSON that says its meaning in other words than
    its contexts have for it, as readers of signed JSON need it. `work` is an account that others share.
    """
    known, work = contexts or shipped(), work or Work()
    try:
        return compiled.canonical_nquads(document, known, hasher, work)
    except Unusual as unusual:
        try:
            quads = quads_of(document, known, work)
            if as_written:
                refuse_other_forms(document, known, work)
            text = rdfc.canonical_nquads(quads, hasher, work)
            work.spend(len(text) // 64)
            return text
        except UnsafeDocument as wrong:
            wrong.path = wrong.path or unusual.place()
            raise
