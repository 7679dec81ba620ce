"""What people state about their work, and who has which role where.

Claims are private: events name the kind of claim or the organisation, never a value.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kenspeckle.accounts.claims import StatedClaim
from kenspeckle.accounts.models import Person
from kenspeckle.accounts.operations import chain, lock, state_claims
from kenspeckle.audit.operations import record
from kenspeckle.kernel.clock import london_date
from kenspeckle.kernel.refusals import WrongState
from kenspeckle.organisations.models import Employment, Membership, Organisation, Role


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
def state_work(*, person: Person, claims: Iterable[StatedClaim], work: Work, at: datetime) -> None:
    """Make a person's claims and employment say exactly this; claims left out are withdrawn."""
    state_claims(person=person, claims=claims, at=at)
    state_employment(person=person, work=work, at=at)


@transaction.atomic
def state_employment(*, person: Person, work: Work, at: datetime) -> None:
    """Keep where `person` works now; what they stated before ends on the London day of `at`.

    The rows of the past stay: whether two people conflict is asked of the time before, too.
    """
    lock(person)
    today = london_date(at)
    known = Employment.objects.filter(person=person, until=None).first()
    if known and (known.employer, known.employer_name, known.job_role) == (
        work.employer,
        work.name,
        work.job_role,
    ):
        return
    if known:
        known.until = max(known.since, today)
        known.save(update_fields=["until"])
    if not work.name:
        if known:
            record("employment.withdrawn", chain=chain(person), by=person.uid, at=at)
        return
    Employment.objects.create(
        person=person,
        employer=work.employer,
        employer_name=work.name,
        job_role=work.job_role,
        since=today,
        stated_at=at,
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
    ended = Membership.objects.select_for_update().get(pk=membership.pk)
    if ended.until is not None:
        raise WrongState("This role has ended already.")
    ended.until = at
    ended.save(update_fields=["until"])
    record(
        "membership.ended",
        chain=f"organisation:{ended.organisation.slug}",
        by=by.uid if by else None,
        at=at,
        person=str(ended.person.uid),
        role=ended.role,
    )
    return ended
