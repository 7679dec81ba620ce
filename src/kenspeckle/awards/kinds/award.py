"""The credential of an award: recorded with the award, signed twice, as it stands in the chain."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from openbadges3.encoding import sha256_multibase

from kenspeckle.audit.models import Event
from kenspeckle.audit.operations import broken_links, record
from kenspeckle.awards import basis as bases
from kenspeckle.awards import copies, milestones
from kenspeckle.awards.addresses import credential_url, status_list_url
from kenspeckle.awards.document import timestamp
from kenspeckle.awards.expiry import valid_until
from kenspeckle.awards.kinds.status_list import STATUS_LIST
from kenspeckle.awards.models import Award, Credential, SignedDocument
from kenspeckle.awards.states import AwardState
from kenspeckle.catalogue.achievement import version_url
from kenspeckle.organisations.identity import issuer_did


class AwardKind:
    """Open Badges 3.0: a Data Integrity proof and, beside it, a VC-JWT."""

    name = "award"
    has_jwt = True

    def record_due(self, at: datetime) -> Iterable[int]:
        """Return nothing: an award's document is recorded with it, once."""
        return ()

    def record_anew(self, row: int, at: datetime) -> SignedDocument:
        """Never happens: `record_due` names no row."""
        raise AssertionError("an award's document is recorded once")

    def lock(self, recorded: SignedDocument) -> None:
        """Lock the award."""
        Award.objects.select_for_update(no_key=True).get(credential__document=recorded)

    def is_overtaken(self, recorded: SignedDocument) -> bool:
        """Return whether the award was revoked before it was signed."""
        return _award_of(recorded).state == AwardState.REVOKED

    def faults(self, recorded: SignedDocument, document: dict[str, Any]) -> Iterator[str]:
        """Yield what does not hold together between award, basis, evidence and document."""
        award = _award_of(recorded)
        if bases.digest(award.basis) != award.basis_digest:
            yield "The basis has changed since the award."
        yield from bases.faults(award.basis)
        if award.basis.get("kind") == milestones.KIND:
            yield from milestones.faults(award)
        yield from _term_faults(award, document)
        if not _is_told(award, recorded):
            yield "The chain of events does not tell of this award and this document."
        if document.get("id") != credential_url(award):
            yield "The recorded document names another award."
        if document.get("issuer", {}).get("id") != issuer_did(award.issuer):
            yield "The recorded document names another issuer."
        subject = document.get("credentialSubject", {})
        if subject.get("achievement", {}).get("id") != version_url(award.version):
            yield "The recorded document names another badge."
        names = [
            identity.get("identityHash")
            for identity in subject.get("identifier", [])
            if identity.get("identityType") == "name"
        ]
        if names != [award.recipient_name]:
            yield "The recorded document names another holder."
        yield from _status_faults(award.credential, document.get("credentialStatus", {}))
        stated = [item.get("digestMultibase") for item in document.get("evidence", [])]
        # Of what was erased meanwhile, the digest stays: it stands for what was recorded.
        kept = [
            item.digest if item.content is None else sha256_multibase(bytes(item.content))
            for item in award.evidence.all()
        ]
        if stated != kept:
            yield "The evidence does not match its digests in the recorded document."

    def after_signing(self, recorded: SignedDocument, at: datetime) -> Iterable[SignedDocument]:
        """Call the award signed and tell of it; its status list is published if it never was."""
        award = _award_of(recorded)
        award.state = AwardState.SIGNED
        award.save(update_fields=["state"])
        if award.shared_at is not None:
            copies.follow(award)
        record(
            "award.signed",
            chain=f"award:{award.uid}",
            by=None,
            at=at,
            digest=hashlib.sha256(bytes(recorded.signed or b"")).hexdigest(),
        )
        status_list = award.credential.status_list
        if status_list.document_id is None:
            return (STATUS_LIST.record_anew(status_list.pk, at),)
        return ()


AWARD = AwardKind()


def _award_of(recorded: SignedDocument) -> Award:
    return Award.objects.select_related(
        "issuer", "renews", "version__badge__issuer", "credential__status_list__issuer"
    ).get(credential__document=recorded)


def _status_faults(credential: Credential, status: dict[str, Any]) -> Iterator[str]:
    place = (status.get("statusListCredential"), status.get("statusListIndex"))
    if place != (status_list_url(credential.status_list), str(credential.status_index)):
        yield "The recorded document names another place in the status list."


def _term_faults(award: Award, document: dict[str, Any]) -> Iterator[str]:
    until = timestamp(award.valid_until) if award.valid_until else None
    if document.get("validUntil") != until or award.valid_until != valid_until(
        award.version, award.awarded_at
    ):
        yield "The recorded document ends on another day than the badge says."
    earlier = award.renews
    if award.basis.get("facts", {}).get("renews") != (str(earlier.uid) if earlier else None):
        yield "The basis names another award as renewed."
    if earlier and (earlier.person_id, earlier.badge_id) != (award.person_id, award.badge_id):
        yield "The award renews one of another person or badge."


def _is_told(award: Award, recorded: SignedDocument) -> bool:
    """Whether an unbroken chain tells of the award: a row that was written past the operations has none."""
    events = list(Event.objects.filter(chain=f"award:{award.uid}").order_by("number"))
    return not broken_links(events) and any(
        event.name == "award.recorded"
        and event.facts.get("basis") == award.basis_digest
        and event.facts.get("document") == recorded.digest
        for event in events
    )
