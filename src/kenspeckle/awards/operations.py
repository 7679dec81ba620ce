"""The verbs of awards: award, share, revoke."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from openbadges3.encoding import jcs, sha256_multibase

from kenspeckle.accounts.models import Person
from kenspeckle.audit.operations import record
from kenspeckle.awards import access, places
from kenspeckle.awards import basis as bases
from kenspeckle.awards.addresses import award_url, record_public_address
from kenspeckle.awards.basis import Basis, Evidence
from kenspeckle.awards.document import unsigned_document
from kenspeckle.awards.evidence import CONTENT_TYPE, freeze
from kenspeckle.awards.models import Award, Credential, EvidenceItem, StatusList
from kenspeckle.awards.states import State, check_move
from kenspeckle.awards.tasks import sign_award, sign_status_list
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.kernel import mail
from kenspeckle.kernel.refusals import Invalid, NotAllowed
from kenspeckle.organisations.models import Organisation


@transaction.atomic
def award(
    *,
    person: Person,
    version: BadgeVersion,
    basis: Basis,
    evidence: Sequence[Evidence],
    place: str,
    at: datetime,
) -> Award:
    """Record an award and the exact document to be signed, and queue its signing.

    `basis` and `evidence` are frozen here: the signer checks the stored basis again before it signs.
    `place` is the reference under which a place was reserved (`places.reserve`); the award keeps it.
    Refuses with `WrongState` without one. The database refuses a second award on the same basis
    (IntegrityError).
    """
    document = basis.as_document()
    faults = bases.faults(document)
    if faults:
        raise Invalid(" ".join(faults))
    record_public_address(at)
    made = Award.objects.create(
        person=person,
        issuer=version.badge.issuer,
        badge=version.badge,
        version=version,
        recipient_name=person.display_name or "The holder",
        awarded_at=at.replace(microsecond=0),
        basis=document,
        basis_digest=bases.digest(document),
        basis_reference=basis.reference,
    )
    places.keep(place, made)
    items = EvidenceItem.objects.bulk_create(
        _frozen_item(made, position, item) for position, item in enumerate(evidence, start=1)
    )
    credential = _record_document(made, items, at)
    record(
        "award.recorded",
        chain=f"award:{made.uid}",
        by=basis.by,
        at=at,
        basis=made.basis_digest,
        document=credential.unsigned_digest,
    )
    sign_award.defer(credential=credential.pk)
    return made


@transaction.atomic
def share(*, award: UUID, holder: Person, shared: bool, at: datetime) -> Award:
    """Open the award's page and credential to whoever has the address, or close them again."""
    found = _locked_own(award, holder)
    if (found.shared_at is not None) == shared:
        return found
    found.shared_at = at if shared else None
    found.save(update_fields=["shared_at"])
    record(
        "award.shared" if shared else "award.unshared",
        chain=f"award:{found.uid}",
        by=holder.uid,
        at=at,
    )
    return found


@transaction.atomic
def share_evidence(
    *, award: UUID, holder: Person, positions: frozenset[int], at: datetime
) -> Award:
    """Let visitors of a shared award read exactly the evidence at `positions`."""
    found = _locked_own(award, holder)
    known = set(found.evidence.values_list("position", flat=True))
    if not positions <= known:
        raise NotAllowed
    found.evidence.filter(position__in=positions, shared=False).update(shared=True)
    found.evidence.exclude(position__in=positions).filter(shared=True).update(shared=False)
    record(
        "award.evidence-shared",
        chain=f"award:{found.uid}",
        by=holder.uid,
        at=at,
        positions=",".join(str(position) for position in sorted(positions)),
    )
    return found


@transaction.atomic
def revoke(*, award: UUID, lead: Person, reason: str, at: datetime) -> Award:
    """Take an award back for a reason that the holder reads; the status list follows at once.

    Refuses with `NotAllowed` unless `lead` leads the issuer, with `WrongState` if it is revoked
    already, and with `Invalid` without a reason.
    """
    found = (
        access.revocable_by(lead)
        .select_for_update(of=("self",), no_key=True)
        .filter(uid=award)
        .first()
    )
    if found is None or found.person_id == lead.pk:
        raise NotAllowed
    check_move(found.state, State.REVOKED)
    if not reason.strip():
        raise Invalid("Say why the award is revoked: the holder reads it.", field="reason")
    found.state = State.REVOKED
    found.revoked_at = at
    found.revocation_reason = reason.strip()
    found.save(update_fields=["state", "revoked_at", "revocation_reason"])
    record("award.revoked", chain=f"award:{found.uid}", by=lead.uid, at=at)
    mail.queue(
        f"award.revoked:{found.uid}",
        to=found.person.email,
        letter=mail.write(
            "awards/mail/revoked.txt",
            {"award": found, "award_url": award_url(found.uid), "reason": found.revocation_reason},
        ),
        at=at,
    )
    sign_status_list.defer(status_list=found.credential.status_list_id)
    return found


@transaction.atomic
def open_status_list(*, issuer: Organisation) -> StatusList:
    """Return the issuer's current status list; make a new one when half of it is used.

    Half, so that a random index is found quickly and says nothing about the order of awards.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=issuer.pk)
    last = StatusList.objects.filter(issuer=issuer).order_by("-number").first()
    if last and last.credentials.count() * 2 < last.size:
        return last
    return StatusList.objects.create(issuer=issuer, number=(last.number if last else 0) + 1)


def _frozen_item(award: Award, position: int, item: Evidence) -> EvidenceItem:
    content = freeze(item.name, item.text)
    return EvidenceItem(
        award=award,
        position=position,
        name=item.name,
        content_type=CONTENT_TYPE,
        content=content,
        digest=sha256_multibase(content),
    )


def _record_document(award: Award, items: list[EvidenceItem], at: datetime) -> Credential:
    status_list = open_status_list(issuer=award.issuer)
    index = secrets.randbelow(status_list.size)
    while status_list.credentials.filter(status_index=index).exists():
        index = secrets.randbelow(status_list.size)
    document = jcs(unsigned_document(award, evidence=items, status_list=status_list, index=index))
    return Credential.objects.create(
        award=award,
        status_list=status_list,
        status_index=index,
        unsigned=document,
        unsigned_digest=hashlib.sha256(document).hexdigest(),
        recorded_at=at,
    )


def _locked_own(award: UUID, holder: Person) -> Award:
    found = access.held_by(holder).select_for_update(no_key=True).filter(uid=award).first()
    if found is None:
        raise NotAllowed
    return found
