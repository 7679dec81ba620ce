"""A document without its proofs: what proofs cover (the unsecured document of VC Data Integrity)."""

from __future__ import annotations

import hashlib
from copy import copy
from typing import TYPE_CHECKING, Any

from openbadges3.canonical import Contexts, canonicalise
from openbadges3.canonical.template import Templates
from openbadges3.errors import OpenBadgesError, UnsafeDocument
from openbadges3.work import Work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openbadges3.canonical.template import Hasher, Template
    from openbadges3.keys import Kind


class Unsecured:
    """A JSON-LD document to be signed or checked, canonicalised once for each hash.

    So is what cannot be canonicalised: the error is kept, too. `work` is what that may cost; those
    made `beside` this one share it.

    `data` is the document, which must not change as long as this is in use. The quick way is a
    template of documents like it; with every document more of them are learned. A template also
    says whether the shape of such documents was found sound, so that it is checked once for all.
    """

    __slots__ = ("_contexts", "_errors", "_sound", "_template", "_texts", "_work", "data")

    def __init__(
        self, data: Mapping[str, Any], contexts: Contexts, work: Work | None = None
    ) -> None:
        self.data = data
        self._contexts = contexts
        self._work = work or Work()
        self._errors: dict[Hasher, OpenBadgesError] = {}
        self._texts: dict[Hasher, bytes] = {}
        self._template: Template | None = None
        self._sound = False

    def beside(self, data: Mapping[str, Any]) -> Unsecured:
        """Another document, on the same account."""
        return Unsecured(data, self._contexts, self._work)

    def nquads(self, kind: Kind) -> bytes:
        """The canonical N-Quads (UTF-8), blank nodes named as for keys of `kind`.

        Raises as `canonicalise`, also for what is not in the words of the contexts.
        """
        hasher = _hasher(kind)
        self._work.spend(0)
        text = self._texts.get(hasher) or self._from_template(hasher)
        if text is None:
            if hasher in self._errors:
                raise copy(self._errors[hasher])
            try:
                text = self._texts[hasher] = self._canonical(hasher)
            except OpenBadgesError as wrong:
                self._errors[hasher] = copy(wrong)
                raise
            self._learn(text, hasher)
        return text

    def _canonical(self, hasher: Hasher) -> bytes:
        text = canonicalise(
            self.data, contexts=self._contexts, hasher=hasher, as_written=True, work=self._work
        )
        try:
            return text.encode()
        except UnicodeEncodeError:
            raise UnsafeDocument("a text holds half of a surrogate pair") from None

    def digest(self, kind: Kind) -> bytes:
        """The hash of the canonical form, as keys of `kind` sign it."""
        return _hasher(kind)(self.nquads(kind)).digest()

    def is_like_a_sound_one(self, kind: Kind = "Ed25519") -> bool:
        """Whether a document of the same form was found to have nothing wrong with its shape."""
        hasher = _hasher(kind)
        if hasher not in self._texts:
            self._from_template(hasher)
        return self._template is not None and self._template.sound

    def found_sound(self) -> None:
        """Remember that there is nothing wrong with the shape of this document, as a badge."""
        self._sound = True
        if self._template is not None:
            self._template.sound = True

    def _from_template(self, hasher: Hasher) -> bytes | None:
        filled = Templates.of(self._contexts).canonical(self.data, hasher)
        if filled is None:
            return None
        self._template, text = filled
        self._texts[hasher] = text
        self._sound = self._sound or self._template.sound
        self._learn(text, hasher)
        return text

    def _learn(self, text: bytes, hasher: Hasher) -> None:
        """Have templates made for the next documents that are like this one."""
        templates = Templates.of(self._contexts)
        for made in templates.learn(self.data, text, self._contexts, hasher, self._template):
            made.sound = self._sound


def _hasher(kind: Kind) -> Hasher:
    """SHA-384 for P-384, blank node names included (DI-ECDSA §3.2.3), else SHA-256."""
    return hashlib.sha384 if kind == "P-384" else hashlib.sha256
