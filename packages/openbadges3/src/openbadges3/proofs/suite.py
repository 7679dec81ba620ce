"""What every Data Integrity suite has in common (VC Data Integrity 1.0)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openbadges3.encoding import base58_decode
from openbadges3.errors import ProofInvalid, Unreadable
from openbadges3.json_values import as_list
from openbadges3.proofs.unsecured import Unsecured

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from openbadges3.canonical import Contexts
    from openbadges3.keys import Kind, PublicKey


@dataclass(frozen=True, slots=True)
class Suite:
    """A way to turn a document and its proof into the bytes that are signed.

    `hash_data(unsecured, config, kind, contexts)` takes the document without its proof and the
    proof without its value; `kinds` are the keys that fit; `warning`, when not empty, says why a
    good proof of this suite should still be replaced.
    """

    name: str
    section: str
    kinds: frozenset[Kind]
    hash_data: Callable[[Unsecured, Mapping[str, Any], Kind, Contexts], bytes]
    warning: str = ""

    def check(
        self,
        unsecured: Unsecured,
        proof: Mapping[str, Any],
        key: PublicKey,
        contexts: Contexts,
    ) -> None:
        """Return if `proof` holds over `unsecured` with `key`, else raise `ProofInvalid`."""
        if key.kind not in self.kinds:
            raise ProofInvalid(
                f"a key of kind {key.kind} does not fit a proof of {self.name}",
                section=self.section,
            )
        value = proof.get("proofValue")
        if not isinstance(value, str) or not value.startswith("z"):
            raise ProofInvalid("the proof value is not written in base58", section=self.section)
        try:
            signature = base58_decode(value[1:])
        except Unreadable as wrong:
            raise ProofInvalid(f"the proof value cannot be read: {wrong.message}") from None
        config = {name: part for name, part in proof.items() if name != "proofValue"}
        key.verify(signature, self.hash_data(unsecured, config, key.kind, contexts))


def rdfc_hash_data(
    unsecured: Unsecured,
    config: Mapping[str, Any],
    kind: Kind,
    contexts: Contexts,
    own_contexts: Sequence[str] = (),
) -> bytes:
    """Hash of the canonical proof options, then of the canonical document (DI-EdDSA §3.2.4).

    The options are read under the document's contexts, and `own_contexts` after them.
    """
    context = unsecured.data.get("@context")
    if own_contexts:
        context = [*as_list(context), *own_contexts]
    options = unsecured.beside({**config, "@context": context})
    return options.digest(kind) + unsecured.digest(kind)
