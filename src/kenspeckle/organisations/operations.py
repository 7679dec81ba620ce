"""What people state about their work, and who has which role where.

Claims are private: events name the part of the register or the organisation, never a number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kenspeckle.accounts.models import Person, PracticeClaim, RegisterPart, Registration
from kenspeckle.accounts.operations import chain
from kenspeckle.audit.operations import record
from kenspeckle.kernel.refusals import WrongState
from kenspeckle.organisations.models import Employment, Membership, Organisation, Role


@dataclass(frozen=True)
class Practice:
    """Work in social services without being registered."""

    childminder: bool = False
    service_number: str = ""
    personal_assistant: bool = False


@dataclass(frozen=True)
class Work:
    """An employer (one that we know, or a name) and a role there; all empty when there is none."""

    employer: Organisation | None = None
    employer_name: str = ""
    job_role: str = ""

    @property
    def name(self) -> str:
        """The employer's name, whether we know the organisation or not."""
        return self.employer.name if self.employer else self.employer_name


@transaction.atomic
def state_work(
    *,
    person: Person,
    registrations: Mapping[RegisterPart, str],
    practice: Practice,
    work: Work,
    at: datetime,
) -> None:
    """Make a person's claims say exactly this; parts of the register left out are withdrawn."""
    for part in RegisterPart:
        if registrations.get(part):
            state_registration(person=person, part=part, number=registrations[part], at=at)
        else:
            withdraw_registration(person=person, part=part, at=at)
    state_practice(person=person, practice=practice, at=at)
    state_employment(person=person, work=work, at=at)


@transaction.atomic
def state_registration(*, person: Person, part: RegisterPart, number: str, at: datetime) -> None:
    """Keep that `person` is on `part` of the register under `number`; nothing when it is known."""
    found = Registration.objects.select_for_update().filter(person=person, part=part).first()
    if found and found.number == number:
        return
    Registration.objects.update_or_create(
        person=person, part=part, defaults={"number": number, "stated_at": at}
    )
    record("registration.stated", chain=chain(person), by=person.uid, at=at, part=part.value)


@transaction.atomic
def withdraw_registration(*, person: Person, part: RegisterPart, at: datetime) -> None:
    """Forget that `person` is on `part` of the register; nothing when no such claim is known."""
    count, _ = Registration.objects.filter(person=person, part=part).delete()
    if count:
        record("registration.withdrawn", chain=chain(person), by=person.uid, at=at, part=part.value)


@transaction.atomic
def state_practice(*, person: Person, practice: Practice, at: datetime) -> None:
    """Keep what `person` says about working as a childminder or personal assistant."""
    known = PracticeClaim.objects.select_for_update().filter(person=person).first()
    before = (
        Practice(known.childminder, known.service_number, known.personal_assistant)
        if known
        else Practice()
    )
    if practice == before:
        return
    PracticeClaim.objects.update_or_create(
        person=person,
        defaults={
            "childminder": practice.childminder,
            "service_number": practice.service_number,
            "personal_assistant": practice.personal_assistant,
            "stated_at": at,
        },
    )
    record("practice.stated", chain=chain(person), by=person.uid, at=at)


@transaction.atomic
def state_employment(*, person: Person, work: Work, at: datetime) -> None:
    """Keep where `person` works; forget it when `work` names no employer."""
    known = Employment.objects.select_for_update().filter(person=person).first()
    if not work.name:
        if known:
            known.delete()
            record("employment.withdrawn", chain=chain(person), by=person.uid, at=at)
        return
    if known and (known.employer, known.employer_name, known.job_role) == (
        work.employer,
        work.name,
        work.job_role,
    ):
        return
    Employment.objects.update_or_create(
        person=person,
        defaults={
            "employer": work.employer,
            "employer_name": work.name,
            "job_role": work.job_role,
            "stated_at": at,
        },
    )
    record(
        "employment.stated",
        chain=chain(person),
        by=person.uid,
        at=at,
        employer=work.employer.slug if work.employer else None,
    )


@transaction.atomic
def add_member(
    *, organisation: Organisation, person: Person, role: Role, by: Person | None, at: datetime
) -> Membership:
    """Give `person` a role in `organisation` from `at` on; a second live one of the same is `WrongState`."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if organisation.memberships.filter(person=person, role=role, until=None).exists():
        raise WrongState(f"{person} already has this role in {organisation}.")
    membership = Membership.objects.create(
        organisation=organisation, person=person, role=role, since=at
    )
    record(
        "membership.added",
        chain=f"organisation:{organisation.slug}",
        by=by.uid if by else None,
        at=at,
        person=str(person.uid),
        role=role.value,
    )
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: Person | None, at: datetime) -> Membership:
    """End a role at `at`; one that has ended already is `WrongState`."""
    found = Membership.objects.select_for_update().get(pk=membership.pk)
    if found.until is not None:
        raise WrongState("This role has ended already.")
    found.until = at
    found.save(update_fields=["until"])
    record(
        "membership.ended",
        chain=f"organisation:{found.organisation.slug}",
        by=by.uid if by else None,
        at=at,
        person=str(found.person.uid),
        role=found.role,
    )
    return found
