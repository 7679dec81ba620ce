"""`eddsa-jcs-2022`: Ed25519 over canonical JSON (Data Integrity EdDSA Cryptosuites §3.3).

It covers every byte of the JSON, also terms that no context defines.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from openbadges3.encoding import jcs
from openbadges3.errors import ProofInvalid
from openbadges3.json_values import is_list
from openbadges3.proofs.suite import Suite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openbadges3.canonical import Contexts
    from openbadges3.keys import Kind
    from openbadges3.proofs.unsecured import Unsecured

_SECTION = "DI-EdDSA §3.3"


def _hash_data(
    unsecured: Unsecured, config: Mapping[str, Any], kind: Kind, contexts: Contexts
) -> bytes:
    """SHA-256 of the proof options' JCS form, then of the document's (§3.3.4)."""
    document = unsecured.data
    if "@context" in config:
        named, all_named = _listed(config["@context"]), _listed(document.get("@context"))
        if all_named[: len(named)] != named:
            raise ProofInvalid(
                "the proof was made with other contexts than the document names", section=_SECTION
            )
        document = {**document, "@context": config["@context"]}
    return b"".join(hashlib.sha256(jcs(part)).digest() for part in (config, document))


def _listed(context: object) -> list[object]:
    return context if is_list(context) else [context]


SUITE = Suite("eddsa-jcs-2022", _SECTION, frozenset({"Ed25519"}), _hash_data)
