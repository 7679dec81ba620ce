"""Places in a period: what a badge's frequency counts.

Whoever means to award reserves a place first and gives it a reference ("application:<uid>"); the
award keeps it, or it is released. One constraint of the database holds for both.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from kenspeckle.accounts.models import Person
from kenspeckle.awards.models import Award, Place
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.catalogue.schema.badge import Counted, Per
from kenspeckle.kernel.clock import london_date
from kenspeckle.kernel.refusals import NotEligible, WrongState


@dataclass(frozen=True)
class Period:
    """What a frequency rule counts in: `times` places of `scope` in `name`; `next_on` is its end."""

    scope: str
    name: str
    times: int
    next_on: date | None


def period_at(version: BadgeVersion, at: datetime, *, renews: Award | None = None) -> Period:
    """Return the period of `version` that holds the London day of `at`.

    A renewal has a place of its own, one for each award that is renewed: the frequency of the badge
    does not count it.
    """
    today, frequency, series = london_date(at), version.facts.frequency, version.badge.series
    scope = (
        f"series:{series.slug}"
        if frequency.counted is Counted.SERIES and series
        else f"badge:{version.badge.slug}"
    )
    if renews is not None:
        return Period(scope, f"renews:{renews.uid}", 1, None)
    match frequency.per:
        case Per.YEAR:
            return Period(scope, f"{today.year}", frequency.times, date(today.year + 1, 1, 1))
        case Per.MONTH:
            after = date(today.year + today.month // 12, today.month % 12 + 1, 1)
            return Period(scope, f"{today:%Y-%m}", frequency.times, after)
    return Period(scope, "ever", frequency.times, None)


def free_place(person: Person, period: Period) -> int | None:
    """Return the number of a free place of the period, or None when the person has used them all."""
    used = set(
        Place.objects.filter(
            person=person, scope=period.scope, period=period.name, live=True
        ).values_list("number", flat=True)
    )
    return next((number for number in range(1, period.times + 1) if number not in used), None)


def reserve(
    *,
    person: Person,
    version: BadgeVersion,
    reference: str,
    at: datetime,
    renews: Award | None = None,
) -> Place:
    """Take a free place of the period that holds `at`; refuse with `NotEligible` if there is none."""
    period = period_at(version, at, renews=renews)
    number = free_place(person, period)
    if number is None:
        raise NotEligible("Every place of this period is taken.")
    try:
        with transaction.atomic():
            return Place.objects.create(
                person=person,
                scope=period.scope,
                period=period.name,
                number=number,
                reference=reference,
            )
    except IntegrityError as error:
        raise NotEligible("This place was taken at the same moment.") from error


def release(reference: str) -> None:
    """Free the place that is reserved under `reference`; without one, do nothing.

    A place that an award keeps stays taken.
    """
    Place.objects.filter(reference=reference, award=None, live=True).update(live=False)


def give_up(award: Award) -> None:
    """Free the place that a revoked award kept."""
    Place.objects.filter(award=award, live=True).update(live=False)


def is_given_up(award: Award) -> bool:
    """Return whether the place that a revoked award kept is free again."""
    return not Place.objects.filter(award=award, live=True).exists()


def award_for(reference: str) -> Award | None:
    """Return the award that keeps (or kept) the place that was reserved under `reference`."""
    return Award.objects.filter(place__reference=reference).first()


def keep(reference: str, award: Award) -> None:
    """Give the reserved place to `award`; refuse with `WrongState` unless one of its person waits."""
    kept = Place.objects.filter(
        reference=reference, person=award.person_id, award=None, live=True
    ).update(award=award)
    if kept != 1:
        raise WrongState("No place is reserved for this award.")
