"""The formats in which submissions are kept: one module each that writes and reads it.

A submission is a document of salted digests. What it stands for lies in parts, each with a salt of
its own: the answer to each criterion, the declaration about AI, the claims, the employments stated.
A part's digest in the document proves it, and tells nothing about it once it is erased.

The newest format is written; every one that ever was is read, and an example of each is kept beside
the tests.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from openbadges3.encoding import jcs

from kenspeckle.applications.formats import one
from kenspeckle.applications.frozen import Frozen, Tombstone

if TYPE_CHECKING:
    from kenspeckle.applications.models import Submission

NEWEST = one
READERS = {one.NUMBER: one.read}


@dataclass(frozen=True)
class Part:
    """One part with its salt. Its file is the canonical JSON (RFC 8785) of exactly these three."""

    name: str
    salt: str
    content: Any

    @property
    def file(self) -> bytes:
        """The bytes that the digest is of."""
        return jcs({"name": self.name, "salt": self.salt, "content": self.content})

    @property
    def digest(self) -> str:
        """The SHA-256 of the file, in hex."""
        return hashlib.sha256(self.file).hexdigest()


def compose(head: Mapping[str, Any], parts: list[Part]) -> bytes:
    """Return the document of a submission in the newest format: its head, and a digest of each part."""
    return jcs(
        {
            "format": NEWEST.NUMBER,
            **head,
            "parts": [{"name": part.name, "digest": part.digest} for part in parts],
        }
    )


def document_of(submission: "Submission") -> dict[str, Any]:
    """Return the document as the JSON object that it is."""
    document: dict[str, Any] = json.loads(bytes(submission.document))
    return document


def read(submission: "Submission") -> Frozen:
    """Return what a submission says; raises `KeyError` for a format that nobody reads."""
    document = document_of(submission)
    contents: dict[str, Any] = {}
    erased = {}
    for part in submission.parts.all():
        if part.erased_at:
            erased[part.name] = Tombstone(part.erased_at, part.erased_because or "")
        else:
            contents[part.name] = part.content
    return READERS[document["format"]](document, contents, erased)
