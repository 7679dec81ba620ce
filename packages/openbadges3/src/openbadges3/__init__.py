"""Open Badges 3.0: issue, verify, examine, bake and unbake; status lists, DIDs and keys.

Nothing here reads a clock, a setting or the network by itself: the time is an argument (`at`),
and documents come through a `Documents` object that the caller supplies.

    from openbadges3 import SafeHttpDocuments, verify
    badge = verify(data, documents=SafeHttpDocuments(), at=now)
"""

from __future__ import annotations

from openbadges3.baking import bake_png, bake_svg, unbake
from openbadges3.did import did_document, did_key, did_web_url
from openbadges3.documents import (
    DirectoryMap,
    Document,
    Documents,
    InMemoryDocuments,
    LayeredDocuments,
    NoDocuments,
    SafeHttpDocuments,
)
from openbadges3.errors import OpenBadgesError, VerificationError
from openbadges3.examine import Finding, Report, examine
from openbadges3.issue import issue, issue_jwt, issue_many
from openbadges3.keys import PublicKey, SigningKey
from openbadges3.status import StatusList, status_list_document
from openbadges3.verify import Verified, verify

__all__ = [
    "DirectoryMap",
    "Document",
    "Documents",
    "Finding",
    "InMemoryDocuments",
    "LayeredDocuments",
    "NoDocuments",
    "OpenBadgesError",
    "PublicKey",
    "Report",
    "SafeHttpDocuments",
    "SigningKey",
    "StatusList",
    "VerificationError",
    "Verified",
    "bake_png",
    "bake_svg",
    "did_document",
    "did_key",
    "did_web_url",
    "examine",
    "issue",
    "issue_jwt",
    "issue_many",
    "status_list_document",
    "unbake",
    "verify",
]
__version__ = "0.1.0"
