"""Rely on a credential, or learn why not: `verify` raises where `examine` reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from openbadges3.canonical import Contexts, shipped
from openbadges3.errors import ModelInvalid
from openbadges3.examine import Profile, Wishes, examination
from openbadges3.members import issuer_id
from openbadges3.revocation import StatusRules
from openbadges3.surroundings import surroundings

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from openbadges3.credential import Credential
    from openbadges3.documents import Documents
    from openbadges3.findings import Finding
    from openbadges3.model import OpenBadgeCredential


@dataclass(frozen=True, slots=True)
class Verified:
    """A credential that could be relied on at the time it was verified for.

    `document` is the signed document as JSON, or the newer edition that its refresh service gave;
    `issuer` is the identifier of its issuer, who signed it (with profile "vc" somebody else may
    have, which is a warning; of a badge of Open Badges 2.0 it is the issuer's web address, or empty
    if it has none); `findings` are what was checked, with any warnings.
    """

    document: dict[str, Any] = field(repr=False)
    issuer: str
    findings: tuple[Finding, ...] = field(repr=False)

    @property
    def credential(self) -> Credential:
        """The badge or endorsement as a typed object; `ModelInvalid` for other credentials."""
        from openbadges3.credential import from_json

        return from_json(self.document)

    @property
    def badge(self) -> OpenBadgeCredential:
        """The badge as a typed object; `ModelInvalid` if it is none of Open Badges 3.0."""
        from openbadges3.model import OpenBadgeCredential

        credential = self.credential
        if not isinstance(credential, OpenBadgeCredential):
            raise ModelInvalid("this is an endorsement, not a badge", path="$.type")
        return credential


def verify(
    signed: bytes | str,
    *,
    documents: Documents,
    at: datetime,
    profile: Profile = "badge",
    email: str | None = None,
    allow_unknown_status: bool = False,
    status_keepers: Collection[str] | None = None,
    contexts: Contexts | None = None,
) -> Verified:
    """Return the credential if it can be relied on at `at`; otherwise raise why not.

    Takes what `examine` takes. Raises `Unreadable` or `BakingRefused` for what is no credential,
    `UnsafeDocument` for JSON-LD that hides something, and a `VerificationError` for the rest.
    Reads no clock, no network and no settings: every fact it needs is an argument.
    """
    given = surroundings(documents, at, contexts or shipped())
    keepers = None if status_keepers is None else tuple(status_keepers)
    rules = StatusRules(unknown_allowed=allow_unknown_status, keepers=keepers)
    findings, credential = examination(signed, given, Wishes(profile, email, rules))
    if findings.errors:
        raise findings.errors[0]
    if credential is None:
        raise AssertionError("an examination without errors has read the credential")
    issuer = findings.issuer or issuer_id(credential)
    return Verified(credential, issuer, tuple(findings.listed))
