"""`Ed25519Signature2020`: the forerunner that many older badges carry; checked, never made.

Some stacks write the suite's context into the proof itself (SpruceID's `didkit` does, and Open edX
with it) and hash the proof as JSON-LD reads it where it stands: under the document's contexts and
then its own. Later suites hash it under the document's contexts alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openbadges3.errors import UnsafeDocument
from openbadges3.json_values import as_list
from openbadges3.proofs.suite import Suite, rdfc_hash_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openbadges3.canonical import Contexts
    from openbadges3.keys import Kind
    from openbadges3.proofs.unsecured import Unsecured

_SECTION = "DI-EdDSA Appendix"


def _hash_data(
    unsecured: Unsecured, config: Mapping[str, Any], kind: Kind, contexts: Contexts
) -> bytes:
    """As for the suites that replaced it, with the contexts that the proof brings of its own."""
    own = as_list(config.get("@context"))
    if not all(isinstance(each, str) for each in own):
        # In a proof nobody needs terms of his own, but could call its end by another name.
        raise UnsafeDocument(
            "a proof may not define terms of its own", path="$.proof.@context", section=_SECTION
        )
    return rdfc_hash_data(unsecured, config, kind, contexts, own_contexts=own)


SUITE = Suite("Ed25519Signature2020", _SECTION, frozenset({"Ed25519"}), _hash_data)
