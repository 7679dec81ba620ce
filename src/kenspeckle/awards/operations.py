"""The verbs of awards: award, share, revoke."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from openbadges3.encoding import sha256_multibase

from kenspeckle.accounts.models import Person
from kenspeckle.audit.operations import record
from kenspeckle.awards import access, places
from kenspeckle.awards import basis as bases
from kenspeckle.awards.addresses import award_url, record_public_address
from kenspeckle.awards.basis import Basis, Evidence
from kenspeckle.awards.document import unsigned_document
from kenspeckle.awards.evidence import CONTENT_TYPE, freeze
from kenspeckle.awards.kinds.award import AWARD
from kenspeckle.awards.kinds.kind import record_document
from kenspeckle.awards.models import Award, Credential, EvidenceItem, StatusList
from kenspeckle.awards.states import State, check_move
from kenspeckle.awards.tasks import renew_status_list, sign
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
    record_public_address(version.badge.issuer, at)
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
        document=credential.document.digest,
    )
    sign.defer(document=str(credential.document.uid))
    return made


@transaction.atomic
def share(*, award_uid: UUID, holder: Person, shared: bool, at: datetime) -> Award:
    """Open the award's page and credential to whoever has the address, or close them again."""
    award = _locked_own(award_uid, holder)
    if (award.shared_at is not None) == shared:
        return award
    award.shared_at = at if shared else None
    award.save(update_fields=["shared_at"])
    record(
        "award.shared" if shared else "award.unshared",
        chain=f"award:{award.uid}",
        by=holder.uid,
        at=at,
    )
    return award


@transaction.atomic
def share_evidence(
    *, award_uid: UUID, holder: Person, positions: frozenset[int], at: datetime
) -> Award:
    """Let visitors of a shared award read exactly the evidence at `positions`."""
    award = _locked_own(award_uid, holder)
    known = set(award.evidence.values_list("position", flat=True))
    if not positions <= known:
        raise NotAllowed
    award.evidence.filter(position__in=positions, shared=False).update(shared=True)
    award.evidence.exclude(position__in=positions).filter(shared=True).update(shared=False)
    record(
        "award.evidence-shared",
        chain=f"award:{award.uid}",
        by=holder.uid,
        at=at,
        positions=",".join(str(position) for position in sorted(positions)),
    )
    return award


@transaction.atomic
def revoke(*, award_uid: UUID, lead: Person, reason: str, at: datetime) -> Award:
    """Take an award back for a reason that the holder reads; the status list follows at once.

    Refuses with `NotAllowed` unless `lead` leads the issuer, with `WrongState` if it is revoked
    already, and with `Invalid` without a reason.
    """
    award = (
        access.revocable_by(lead)
        .select_for_update(of=("self",), no_key=True)
        .filter(uid=award_uid)
        .first()
    )
    if award is None or award.person_id == lead.pk:
        raise NotAllowed
    check_move(award.state, State.REVOKED)
    if not reason.strip():
        raise Invalid("Say why the award is revoked: the holder reads it.", field="reason")
    award.state = State.REVOKED
    award.revoked_at = at
    award.revocation_reason = reason.strip()
    award.save(update_fields=["state", "revoked_at", "revocation_reason"])
    record("award.revoked", chain=f"award:{award.uid}", by=lead.uid, at=at)
    mail.queue(
        f"award.revoked:{award.uid}",
        to=award.person.email,
        letter=mail.write(
            "awards/mail/revoked.txt",
            {"award": award, "award_url": award_url(award), "reason": award.revocation_reason},
        ),
        at=at,
    )
    renew_status_list.defer(status_list=award.credential.status_list_id)
    return award


@transaction.atomic
def open_status_list(*, issuer: Organisation) -> StatusList:
    """Return the issuer's current status list; make a new one when half of it is used.

    Half, so that a random index is award quickly and says nothing about the order of awards.
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
    document = record_document(
        AWARD.name,
        issuer=award.issuer,
        about=f"award:{award.uid}",
        document=unsigned_document(award, evidence=items, status_list=status_list, index=index),
        at=at,
    )
    return Credential.objects.create(
        award=award, document=document, status_list=status_list, status_index=index
    )


def _locked_own(award_uid: UUID, holder: Person) -> Award:
    award = access.held_by(holder).select_for_update(no_key=True).filter(uid=award_uid).first()
    if award is None:
        raise NotAllowed
    return award
