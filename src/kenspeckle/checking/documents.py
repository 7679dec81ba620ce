"""Documents for a check: our own from the database, other people's over safe HTTP."""

import time

from openbadges3.documents import Document, Documents, LayeredDocuments, SafeHttpDocuments
from openbadges3.errors import DocumentUnavailable

from kenspeckle.awards.documents import OwnDocuments

# A credential from anybody may name any number of documents, each on a server that answers slowly.
# A real one names a handful: issuer, key, status lists, endorsers.
MOST_DOCUMENTS = 30
LOOKING_SECONDS = 15.0


def for_verification() -> Documents:
    """Return documents for checking a credential from any issuer."""
    return LayeredDocuments([OwnDocuments(), SafeHttpDocuments()])


class Fetched:
    """Documents that remember what they handed over, for an offline check later.

    One check gets at most `MOST_DOCUMENTS`, and none after `LOOKING_SECONDS`.
    """

    def __init__(self) -> None:
        self.documents = for_verification()
        self.contents: dict[str, bytes] = {}
        self._asked = 0
        self._until = time.monotonic() + LOOKING_SECONDS

    def fetch(self, url: str) -> Document:
        """Hand over a document and remember it; `DocumentUnavailable` when this check had enough."""
        if self._asked >= MOST_DOCUMENTS or time.monotonic() > self._until:
            raise DocumentUnavailable(f"{url} was not looked up: this badge names too many others")
        self._asked += 1
        document = self.documents.fetch(url)
        self.contents[url] = document.content
        return document
