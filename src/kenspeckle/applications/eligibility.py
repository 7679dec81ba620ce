"""Whether a person may apply for a badge version, and if not, why and from which day.

Reads only; operations ask again under a lock before they let anybody through.
"""

from dataclasses import dataclass
from datetime import date, datetime

from kenspeckle.accounts.models import Person
from kenspeckle.applications.before import Needed, needed_before
from kenspeckle.applications.models import Application
from kenspeckle.applications.states import OPEN
from kenspeckle.awards.models import Award
from kenspeckle.awards.places import Period, free_place, period_at
from kenspeckle.awards.queries import counting, renewable
from kenspeckle.catalogue.audiences import left_out
from kenspeckle.catalogue.availability import Stage, availability
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.catalogue.people import facts_about
from kenspeckle.catalogue.schema.badge import Counted, Per
from kenspeckle.kernel.clock import london_date
from kenspeckle.kernel.dates import day, times


@dataclass(frozen=True)
class Obstacle:
    """Why somebody may not apply now, and what they can do about it.

    `possible_on` is the day from which it will be possible.
    """

    code: str
    message: str
    possible_on: date | None = None
    todo: str = ""

    @property
    def sentence(self) -> str:
        """The reason and what to do, as one text."""
        return f"{self.message} {self.todo}".strip()


@dataclass(frozen=True)
class Standing:
    """Where a person stands towards a badge."""

    version: BadgeVersion
    reasons: tuple[Obstacle, ...]
    needed: tuple[Needed, ...]
    open_application: Application | None
    held: Award | None
    renews: Award | None

    @property
    def may_start(self) -> bool:
        """Whether the person may start an application now."""
        return not self.reasons and self.open_application is None

    @property
    def lasting(self) -> bool:
        """Whether the badge itself takes no applications any more, whatever the person does."""
        return any(reason.code in ("closed", "window-over") for reason in self.reasons)

    @property
    def earned(self) -> bool:
        """Whether the person holds the badge and nothing but its frequency keeps them from another."""
        return self.held is not None and all(reason.code == "frequency" for reason in self.reasons)

    @property
    def telling(self) -> tuple[Obstacle, ...]:
        """The reasons worth telling on the badge's page, where badges to hold first are links.

        When the badge is over, what else stands against the person does not matter to them.
        """
        return tuple(
            reason
            for reason in self.reasons
            if reason.code != "prerequisite"
            and (not self.lasting or reason.code in ("closed", "window-over"))
        )


def standing(
    *, person: Person, version: BadgeVersion, at: datetime, renews: Award | None = None
) -> Standing:
    """Return where `person` stands towards `version` at the moment `at`.

    `renews` is the award that an open application renews; without one, whatever may be renewed now is.
    """
    awards = list(counting(person, at).select_related("version").order_by("awarded_at"))
    needed = needed_before(person, version, awards)
    may_renew = [one for one in renewable(person, at) if one.badge_id == version.badge_id]
    renewal = next((one for one in may_renew if renews in (None, one)), None)
    return Standing(
        version=version,
        reasons=(
            *reasons(person=person, version=version, needed=needed, at=at, renews=renewal),
            *([_not_renewable()] if renews and not renewal else []),
        ),
        needed=needed,
        open_application=Application.objects.filter(
            person=person, badge=version.badge, state__in=OPEN
        ).first(),
        held={award.badge_id: award for award in awards}.get(version.badge_id),
        renews=renewal,
    )


def reasons(
    *,
    person: Person,
    version: BadgeVersion,
    needed: tuple[Needed, ...],
    at: datetime,
    renews: Award | None = None,
) -> tuple[Obstacle, ...]:
    """Return every reason against a first submission at `at`, the most lasting first."""
    if version.facts.milestone is not None:
        return (
            Obstacle("milestone", "This badge is claimed on its page, without an application."),
        )
    against = [
        *_window(version, london_date(at)),
        *_audience(person, version, london_date(at)),
        *(
            Obstacle("prerequisite", need.message)
            for need in needed
            if need.needed and not need.held
        ),
    ]
    period = period_at(version, at, renews=renews)
    if free_place(person, period) is None:
        against.append(_used_up(version, period))
    return tuple(against)


def _not_renewable() -> Obstacle:
    return Obstacle("renewal", "The award that this renews cannot be renewed any more.")


def _window(version: BadgeVersion, today: date) -> list[Obstacle]:
    match availability(version, today).stage:
        case Stage.CLOSED:
            return [Obstacle("closed", f"This badge closed on {_day(version.badge.closed_on)}.")]
        case Stage.COMING:
            opens = version.opens_on
            return [
                Obstacle("not-open", f"You can apply for this badge from {_day(opens)}.", opens)
            ]
        case Stage.OVER:
            return [
                Obstacle("window-over", f"The last day to apply was {_day(version.closes_on)}.")
            ]
    return []


def _audience(person: Person, version: BadgeVersion, today: date) -> list[Obstacle]:
    facts = facts_about(person, version.badge, today)
    return [
        Obstacle("audience", one.message, todo=one.todo)
        for one in left_out(version.facts.audience, facts)
    ]


def _used_up(version: BadgeVersion, period: Period) -> Obstacle:
    what = (
        "a badge of this series"
        if version.facts.frequency.counted is Counted.SERIES
        else "this badge"
    )
    how_often = times(version.facts.frequency.times)
    if version.facts.frequency.per is Per.EVER:
        return Obstacle("frequency", f"You can apply for {what} {how_often} only, and you have.")
    unit = "calendar year" if version.facts.frequency.per is Per.YEAR else "calendar month"
    when = f" You can apply again from {day(period.next_on)}." if period.next_on else ""
    return Obstacle(
        "frequency",
        f"You can apply for {what} {how_often} in a {unit}, and you have.{when}",
        period.next_on,
    )


def _day(value: date | None) -> str:
    return day(value) if value else ""
