"""What a kind of document knows, and how a document is recorded."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Protocol

from openbadges3.encoding import jcs

from kenspeckle.awards.models import SignedDocument
from kenspeckle.organisations.models import Organisation


class Kind(Protocol):
    """All that is particular to one kind of document; the signer asks it and knows no kinds."""

    name: str
    has_jwt: bool
    """Whether the document is signed as VC-JWT, too."""

    def record_due(self, at: datetime) -> Iterable[int]:
        """Return the rows whose document should be recorded anew by now, for `record_anew`."""

    def record_anew(self, row: int, at: datetime) -> SignedDocument:
        """Record a newer edition of the document of `row`."""

    def lock(self, recorded: SignedDocument) -> None:
        """Lock what the document is of, before the document itself is locked."""

    def is_overtaken(self, recorded: SignedDocument) -> bool:
        """Return whether the document should not be signed any more, without that being a fault."""

    def faults(self, recorded: SignedDocument, document: dict[str, Any]) -> Iterator[str]:
        """Yield a sentence for everything that does not hold together with what it rests on."""

    def after_signing(self, recorded: SignedDocument, at: datetime) -> Iterable[SignedDocument]:
        """Do what follows, in the same transaction; return documents to be signed next."""


def record_document(
    kind: str, *, issuer: Organisation, about: str, document: dict[str, Any], at: datetime
) -> SignedDocument:
    """Record the exact bytes that are to be signed (canonical JSON) with their digest."""
    content = jcs(document)
    return SignedDocument.objects.create(
        issuer=issuer,
        kind=kind,
        about=about,
        unsigned=content,
        digest=hashlib.sha256(content).hexdigest(),
        recorded_at=at,
    )
