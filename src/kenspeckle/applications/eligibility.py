"""Whether a person may apply for a badge version, and if not, why and from which day.

Reads only; operations ask again under a lock before they let anybody through.
"""

from dataclasses import dataclass
from datetime import date, datetime

from kenspeckle.accounts.models import Person
from kenspeckle.applications.models import Application
from kenspeckle.applications.states import OPEN
from kenspeckle.awards.models import Award
from kenspeckle.awards.places import Period, free_place, period_at
from kenspeckle.awards.states import AwardState
from kenspeckle.catalogue.audiences import left_out
from kenspeckle.catalogue.availability import Stage, availability
from kenspeckle.catalogue.models import Badge, BadgeVersion
from kenspeckle.catalogue.people import facts_about
from kenspeckle.catalogue.schema.badge import Counted, Per
from kenspeckle.kernel.clock import london_date
from kenspeckle.kernel.dates import day, times


@dataclass(frozen=True)
class Reason:
    """Why somebody may not apply now. `possible_on` is the day from which it will be possible."""

    code: str
    words: str
    possible_on: date | None = None


@dataclass(frozen=True)
class Needed:
    """A badge to hold first: `needed`, or recommended."""

    badge: Badge
    needed: bool
    held: bool


@dataclass(frozen=True)
class Standing:
    """Where a person stands towards a badge."""

    version: BadgeVersion
    reasons: tuple[Reason, ...]
    needed: tuple[Needed, ...]
    open_application: Application | None
    held: Award | None

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
    def telling(self) -> tuple[Reason, ...]:
        """The reasons worth telling on the badge's page, where badges to hold first are links.

        When the badge is over, what else stands against the person does not matter to them.
        """
        return tuple(
            reason
            for reason in self.reasons
            if reason.code != "prerequisite"
            and (not self.lasting or reason.code in ("closed", "window-over"))
        )


def standing(*, person: Person, version: BadgeVersion, at: datetime) -> Standing:
    """Return where `person` stands towards `version` at the moment `at`."""
    held = {award.badge_id: award for award in _live_awards(person)}
    needed = tuple(
        Needed(need.badge, need.needed, need.badge_id in held)
        for need in version.prerequisites.select_related("badge__current")
    )
    return Standing(
        version=version,
        reasons=reasons(person=person, version=version, needed=needed, at=at),
        needed=needed,
        open_application=Application.objects.filter(
            person=person, badge=version.badge, state__in=OPEN
        ).first(),
        held=held.get(version.badge_id),
    )


def reasons(
    *, person: Person, version: BadgeVersion, needed: tuple[Needed, ...], at: datetime
) -> tuple[Reason, ...]:
    """Return every reason against a first submission at `at`, the most lasting first."""
    if version.facts.milestone is not None:
        return (Reason("milestone", "This badge is claimed on its page, without an application."),)
    against = [
        *_window(version, london_date(at)),
        *_audience(person, version, london_date(at)),
        *(
            Reason(
                "prerequisite",
                f"You need to hold the badge “{need.badge.current or need.badge}” first.",
            )
            for need in needed
            if need.needed and not need.held
        ),
    ]
    period = period_at(version, at)
    if free_place(person, period) is None:
        against.append(_used_up(version, period))
    return tuple(against)


def _live_awards(person: Person) -> list[Award]:
    return list(
        Award.objects.filter(person=person).exclude(state=AwardState.REVOKED).order_by("awarded_at")
    )


def _window(version: BadgeVersion, today: date) -> list[Reason]:
    match availability(version, today).stage:
        case Stage.CLOSED:
            return [Reason("closed", f"This badge closed on {_day(version.badge.closed_on)}.")]
        case Stage.COMING:
            opens = version.opens_on
            return [Reason("not-open", f"You can apply for this badge from {_day(opens)}.", opens)]
        case Stage.OVER:
            return [Reason("window-over", f"The last day to apply was {_day(version.closes_on)}.")]
    return []


def _audience(person: Person, version: BadgeVersion, today: date) -> list[Reason]:
    facts = facts_about(person, version.badge, today)
    return [Reason("audience", one.sentence) for one in left_out(version.facts.audience, facts)]


def _used_up(version: BadgeVersion, period: Period) -> Reason:
    what = (
        "a badge of this series"
        if version.facts.frequency.counted is Counted.SERIES
        else "this badge"
    )
    how_often = times(version.facts.frequency.times)
    if version.facts.frequency.per is Per.EVER:
        return Reason("frequency", f"You can apply for {what} {how_often} only, and you have.")
    unit = "calendar year" if version.facts.frequency.per is Per.YEAR else "calendar month"
    when = f" You can apply again from {day(period.next_on)}." if period.next_on else ""
    return Reason(
        "frequency",
        f"You can apply for {what} {how_often} in a {unit}, and you have.{when}",
        period.next_on,
    )


def _day(value: date | None) -> str:
    return day(value) if value else ""
