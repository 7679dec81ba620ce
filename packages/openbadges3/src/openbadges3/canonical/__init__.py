"""JSON-LD documents as canonical N-Quads: what a Data Integrity signature covers."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from openbadges3.canonical.contexts import Contexts, shipped
from openbadges3.canonical.generic import quads_of
from openbadges3.canonical.rdfc import canonical_nquads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Contexts", "canonicalise", "shipped"]


def canonicalise(
    document: Mapping[str, Any],
    *,
    contexts: Contexts | None = None,
    hasher: Callable[[bytes], object] = hashlib.sha256,
) -> str:
    """The canonical N-Quads of a JSON-LD `document` (RDFC-1.0), in safe mode.

    Raises `UnsafeDocument` where JSON-LD would leave something out, for a context that is not in
    `contexts`, and `WorkLimitExceeded`. `hasher` names the blank nodes: SHA-256, or SHA-384 for
    signatures on P-384.
    """
    return canonical_nquads(quads_of(document, contexts or shipped()), hasher)
