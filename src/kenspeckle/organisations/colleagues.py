"""Whether two people worked at one place at one time.

Asked of dated rows that nobody can rewrite: another employer, or none, ends the row before and leaves it.
So what somebody types today neither hides a colleague nor makes one of the past.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, Q
from django.db.models.expressions import Combinable

from kenspeckle.accounts.models import Person
from kenspeckle.kernel.clock import london_date
from kenspeckle.organisations.models import Employment


@dataclass(frozen=True)
class Tie:
    """A place where a person worked or had a role, from which day to which; `key` is its plain name."""

    organisation: int | None
    key: str
    since: date
    until: date | None


def ties_of(person: Person) -> Iterator[Tie]:
    """Yield where `person` works or worked, as stated, and the employers in which they had a role."""
    for employment in person.employments.all():
        yield Tie(
            employment.employer_id, employment.employer_key, employment.since, employment.until
        )
    roles = person.memberships.filter(organisation__is_employer=True)
    for role in roles.select_related("organisation"):
        yield Tie(
            role.organisation_id,
            role.organisation.name_key,
            london_date(role.since),
            london_date(role.until) if role.until else None,
        )


def worked_with(
    person: Person, *, other: Combinable, since: Combinable, until: Combinable
) -> Exists:
    """Return the condition that `other` worked where `person` did, on one day from `since` to `until`.

    All three are expressions of the query that asks. One employer is one organisation, or one name
    but for capitals, punctuation and "Ltd".
    """
    shared = Q(pk__in=[])
    for tie in ties_of(person):
        place = Q(employer_key=tie.key)
        if tie.organisation is not None:
            place |= Q(employer=tie.organisation)
        days = Q(latest__gte=tie.since) & (Q(until=None) | Q(until__gte=tie.since))
        if tie.until is not None:
            days &= Q(since__lte=tie.until, earliest__lte=tie.until)
        shared |= place & days
    employments = Employment.objects.annotate(earliest=since, latest=until).filter(
        Q(until=None) | Q(until__gte=F("earliest")), person=other, since__lte=F("latest")
    )
    return Exists(employments.filter(shared))
