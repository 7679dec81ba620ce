"""A document without its proofs: what proofs cover (the unsecured document of VC Data Integrity)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from openbadges3.canonical import Contexts, canonicalise
from openbadges3.canonical.template import Templates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openbadges3.canonical.template import Template
    from openbadges3.keys import Kind


class Unsecured:
    """A JSON-LD document to be signed or checked, canonicalised once for each hash.

    `data` is the document, which must not change as long as this is in use.
    """

    __slots__ = ("_contexts", "_sound", "_templates", "_texts", "data")

    def __init__(self, data: Mapping[str, Any], contexts: Contexts) -> None:
        self.data = data
        self._contexts = contexts
        self._texts: dict[str, bytes] = {}
        self._templates: list[Template] = []
        self._sound = False

    def nquads(self, kind: Kind) -> bytes:
        """The canonical N-Quads (UTF-8), blank nodes named as for keys of `kind`.

        Raises as `canonicalise`.
        """
        hasher = _hasher(kind)
        text = self._texts.get(hasher.__name__) or self._from_template(hasher)
        if text is None:
            made = canonicalise(self.data, contexts=self._contexts, hasher=hasher)
            text = self._texts[hasher.__name__] = made.encode()
            learnt = Templates.of(self._contexts).learn(self.data, text, self._contexts, hasher)
            if learnt is not None:
                learnt.sound = self._sound
                self._templates.append(learnt)
        return text

    def digest(self, kind: Kind) -> bytes:
        """The hash of the canonical form, as keys of `kind` sign it."""
        return _hasher(kind)(self.nquads(kind)).digest()

    def is_like_a_sound_one(self, kind: Kind = "Ed25519") -> bool:
        """Whether a document of the same form was found to have nothing wrong with its shape."""
        hasher = _hasher(kind)
        if hasher.__name__ not in self._texts:
            self._from_template(hasher)
        return any(template.sound for template in self._templates)

    def found_sound(self) -> None:
        """Remember that there is nothing wrong with the shape of this document, as a badge."""
        self._sound = True
        for template in self._templates:
            template.sound = True

    def _from_template(self, hasher: Callable[[bytes], Any]) -> bytes | None:
        found = Templates.of(self._contexts).find(self.data, hasher)
        if found is None:
            return None
        template, text = found
        self._templates.append(template)
        self._texts[hasher.__name__] = text
        return text


def _hasher(kind: Kind) -> Callable[[bytes], Any]:
    """SHA-384 for P-384, blank node names included (DI-ECDSA §3.2.3), else SHA-256."""
    return hashlib.sha384 if kind == "P-384" else hashlib.sha256
