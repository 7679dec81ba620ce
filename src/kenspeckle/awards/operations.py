"""The verbs of awards: award, share, revoke."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from openbadges3.encoding import sha256_multibase

from kenspeckle.accounts import operations as accounts
from kenspeckle.accounts.models import Person
from kenspeckle.audit.operations import record
from kenspeckle.awards import access, copies, letters, milestones, places
from kenspeckle.awards import basis as bases
from kenspeckle.awards.addresses import record_public_address
from kenspeckle.awards.basis import Basis, Evidence
from kenspeckle.awards.document import unsigned_document
from kenspeckle.awards.evidence import CONTENT_TYPE, freeze
from kenspeckle.awards.expiry import valid_until
from kenspeckle.awards.grounds import Ground, grounds
from kenspeckle.awards.kinds.award import AWARD
from kenspeckle.awards.kinds.kind import record_document
from kenspeckle.awards.models import Award, Credential, EvidenceItem, SignedDocument, StatusList
from kenspeckle.awards.states import AwardState, check_move
from kenspeckle.awards.tasks import renew_status_list, sign
from kenspeckle.catalogue.availability import availability
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.kernel import mail
from kenspeckle.kernel.clock import london_date
from kenspeckle.kernel.mail import Letter
from kenspeckle.kernel.refusals import Invalid, NotAllowed, NotEligible, WrongState
from kenspeckle.organisations.models import Organisation
from kenspeckle.text.cleaning import clean

RENOUNCED = "Its holder asked for it to be taken back."
FORGOTTEN = "What was said about it was erased."


@transaction.atomic
def award(
    *,
    person: Person,
    version: BadgeVersion,
    basis: Basis,
    evidence: Sequence[Evidence],
    place: str,
    at: datetime,
    renews: Award | None = None,
) -> Award:
    """Record an award and the exact document to be signed, and queue its signing.

    `basis` and `evidence` are frozen here: the signer checks the stored basis again before it signs.
    `place` is the reference under which a place was reserved (`places.reserve`); the award keeps it.
    Refuses with `WrongState` without one. The database refuses a second award on the same basis
    (IntegrityError). An award that `renews` an earlier one of the same person and badge names it in
    its basis.
    """
    if renews is not None:
        if (renews.person_id, renews.badge_id) != (person.pk, version.badge_id):
            raise Invalid("An award renews only one of the same person and badge.")
        basis = replace(basis, facts={**basis.facts, "renews": str(renews.uid)})
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
        valid_until=valid_until(version, at),
        renews=renews,
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
def claim_milestone(*, person: Person, version: BadgeVersion, at: datetime) -> Award:
    """Award a milestone to somebody who holds enough of its badges; they ask, nobody assesses.

    Refuses with `WrongState` when the badge is no milestone that can be claimed now, and with
    `NotEligible` when badges are missing or the person's place in the period is taken.
    """
    # All that one person claims runs one after the other; the unique constraint stands behind it.
    person = accounts.lock(person)
    stands = availability(version, london_date(at))
    if version.facts.milestone is None or version.badge.current_id != version.pk:
        raise WrongState("This badge is not claimed: open its page again to see how it is awarded.")
    if not stands.is_open:
        raise WrongState("This badge cannot be claimed now.")
    # Whoever revokes one of these has done it before, or waits for us.
    list(access.held_by(person).select_for_update(no_key=True).order_by("pk").values("pk"))
    stands_at = milestones.progress(version, person, at)
    if not stands_at.is_complete:
        raise NotEligible(f"You hold {len(stands_at.held)} of the {stands_at.hold} badges needed.")
    reference = f"{milestones.KIND}:{uuid4()}"
    places.reserve(person=person, version=version, reference=reference, at=at)
    basis = Basis(
        kind=milestones.KIND,
        reference=reference,
        by=person.uid,
        facts=milestones.facts(version, stands_at.held),
    )
    return award(person=person, version=version, basis=basis, evidence=(), place=reference, at=at)


@transaction.atomic
def share(*, award_uid: UUID, holder: Person, shared: bool, at: datetime) -> Award:
    """Open the award's page and credential to whoever has the address, or close them again."""
    award = _locked_own(award_uid, holder)
    if (award.shared_at is not None) == shared:
        return award
    award.shared_at = at if shared else None
    award.save(update_fields=["shared_at"])
    copies.follow(award)
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
def revoke(*, award_uid: UUID, lead: Person, reason: str, note: str, at: datetime) -> Award:
    """Take an award back on a ground that everybody reads; the status list follows at once.

    `reason` is the code of the ground, `note` what only leads read. The holder's place in the period
    is free again unless the ground keeps it. Refuses with `NotAllowed` unless `lead` leads the
    issuer, with `WrongState` if it is revoked already, and with `Invalid` without a ground or a note.
    """
    award = (
        access.revocable_by(lead)
        .select_for_update(of=("self",), no_key=True)
        .select_related("badge", "version", "issuer", "person")
        .filter(uid=award_uid)
        .first()
    )
    if award is None or award.person_id == lead.pk:
        raise NotAllowed
    check_move(award.state, AwardState.REVOKED)
    ground = _ground(award, reason)
    private = clean(note).text.strip()
    if not private:
        raise Invalid("Say what happened, for other leads. Nobody else reads it.", field="note")
    award.revocation_note = private
    if not ground.keeps_place:
        places.give_up(award)
    letter = letters.revocation(award, ground.told, frees_place=not ground.keeps_place)
    return _revoke(award, ground.told, letter, by=lead, at=at)


def rehearse_revocation(award: Award, *, reason: str) -> Letter:
    """Return the letter that `revoke` would send to the holder; `Invalid` without a ground."""
    ground = _ground(award, reason)
    return letters.revocation(award, ground.told, frees_place=not ground.keeps_place)


@transaction.atomic
def renounce(*, award_uid: UUID, holder: Person, at: datetime) -> Award:
    """Take an award back because its holder wants it gone; the status list follows at once."""
    award = _locked_own(award_uid, holder)
    check_move(award.state, AwardState.REVOKED)
    places.give_up(award)
    return _revoke(award, RENOUNCED, letters.renouncement(award, RENOUNCED), by=holder, at=at)


def _ground(award: Award, reason: str) -> Ground:
    ground = grounds(award.badge).get(reason)
    if ground is None:
        raise Invalid("Choose why the award is revoked: everybody reads it.", field="reason")
    return ground


def _revoke(award: Award, told: str, letter: Letter, *, by: Person, at: datetime) -> Award:
    award.state = AwardState.REVOKED
    award.revoked_at = at
    award.revocation_reason = told
    award.save(update_fields=["state", "revoked_at", "revocation_reason", "revocation_note"])
    copies.follow(award)
    record("award.revoked", chain=f"award:{award.uid}", by=by.uid, at=at)
    mail.queue(f"award.revoked:{award.uid}", to=award.person.email, letter=letter, at=at)
    renew_status_list.defer(status_list=award.credential.status_list_id)
    return award


@transaction.atomic
def erase_evidence(*, award_uid: UUID, because: str, at: datetime) -> int:
    """Empty the evidence of an award; digests, day and ground stay. Return how many pieces went.

    The credential still names the digests: with the salts gone, nobody can guess a text from them.
    """
    award = Award.objects.select_for_update(no_key=True).get(uid=award_uid)
    erased = award.evidence.filter(erased_at=None).update(
        content=None, erased_at=at, erased_because=because
    )
    if erased:
        award.evidence.update(shared=False)
        record("award.evidence-erased", chain=f"award:{award.uid}", by=None, at=at, pieces=erased)
    return erased


@transaction.atomic
def forget(*, award_uid: UUID, because: str, at: datetime) -> None:
    """Empty a revoked award: its document in every form, its evidence and its holder's name.

    What stays is that there was an award of this badge, revoked then: its place in the status list,
    the digests and the signer's log. Refuses with `WrongState` unless it is revoked.
    """
    award = Award.objects.select_for_update(no_key=True).get(uid=award_uid)
    if award.state != AwardState.REVOKED:
        raise WrongState("Only an award that is revoked can be forgotten.")
    if award.erased_at is not None:
        return
    erase_evidence(award_uid=award_uid, because=because, at=at)
    SignedDocument.objects.filter(credential__award=award).update(
        unsigned=None, signed=None, jwt=None, erased_at=at, erased_because=because
    )
    award.shared_at = None
    award.revocation_reason, award.revocation_note = FORGOTTEN, ""
    award.save(update_fields=["shared_at", "revocation_reason", "revocation_note"])
    copies.follow(award)
    Award.objects.filter(pk=award.pk).update(
        recipient_name=None, erased_at=at, erased_because=because
    )
    record("award.forgotten", chain=f"award:{award.uid}", by=None, at=at)


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
