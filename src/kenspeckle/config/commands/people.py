"""The demonstration people: plainly made up, ready to sign in, only in demonstrations."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from kenspeckle.accounts.claims import StatedClaim
from kenspeckle.accounts.models import ClaimKind, Person
from kenspeckle.accounts.operations import state_claims
from kenspeckle.config.commands.demonstration import PASSWORD, PEOPLE, Demonstration
from kenspeckle.kernel.clock import london_date
from kenspeckle.organisations.models import Employment, Membership, Organisation


@transaction.atomic
def make(*, at: datetime) -> list[Person]:
    """Make the demonstration people where they are missing, and let all of them sign in (again)."""
    Person.objects.filter(is_demonstration=True, is_active=False, erased_at=None).update(
        is_active=True
    )
    there = {person.email: person for person in Person.objects.filter(is_demonstration=True)}
    missing = [someone for someone in PEOPLE if someone.email not in there]
    # One slow hash for all of them: their password is printed anyway.
    password = make_password(PASSWORD) if missing else ""
    made = {someone.email: _make(someone, password, at) for someone in missing}
    return [{**there, **made}[someone.email] for someone in PEOPLE]


def lock_out() -> int:
    """End every sign-in of demonstration people, and let no new one be made; return how many there are.

    A database may outlive its demonstration, and their password is printed for everybody to read.
    """
    return Person.objects.filter(is_demonstration=True, is_active=True).update(is_active=False)


def _make(someone: Demonstration, password: str, at: datetime) -> Person:
    person = Person.objects.create(
        email=someone.email, password=password, display_name=someone.name, is_demonstration=True
    )
    EmailAddress.objects.create(user=person, email=someone.email, verified=True, primary=True)
    state_claims(
        person=person,
        claims=[
            StatedClaim(kind.definition, someone.claims[kind.code])
            for kind in ClaimKind.objects.filter(code__in=someone.claims)
        ],
        at=at,
    )
    if someone.works_at:
        employer = Organisation.objects.get(slug=someone.works_at)
        Employment.objects.create(
            person=person,
            employer=employer,
            employer_name=employer.name,
            job_role=someone.job,
            since=london_date(at),
            stated_at=at,
        )
    if someone.role:
        organisation = Organisation.objects.get(slug=someone.organisation)
        Membership.objects.create(
            organisation=organisation, person=person, role=someone.role, since=at
        )
    return person
