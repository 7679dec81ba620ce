"""Whether a badge can be applied for on a day."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.kernel.templatetags.ken import day


class Stage(IntEnum):
    """Where a badge stands on a day, in the order in which lists show badges."""

    OPEN = 0
    COMING = 1
    OVER = 2
    CLOSED = 3


@dataclass(frozen=True)
class Availability:
    """The stage with the words of its tag and the tag's colour."""

    stage: Stage
    words: str
    colour: str

    @property
    def is_open(self) -> bool:
        """Whether people can apply."""
        return self.stage is Stage.OPEN


def availability(version: BadgeVersion, today: date) -> Availability:
    """Return where `version` stands on the London day `today`; closing wins over any window."""
    closed_on = version.badge.closed_on
    if closed_on and closed_on <= today:
        return Availability(Stage.CLOSED, f"Closed on {day(closed_on)}", "grey")
    if version.opens_on and today < version.opens_on:
        return Availability(Stage.COMING, f"Opens on {_near(version.opens_on, today)}", "blue")
    if version.closes_on and today > version.closes_on:
        return Availability(Stage.OVER, f"Ended on {_near(version.closes_on, today)}", "grey")
    if version.closes_on:
        return Availability(Stage.OPEN, f"Open until {_near(version.closes_on, today)}", "green")
    return Availability(Stage.OPEN, "Open", "green")


def _near(value: date, today: date) -> str:
    # A tag is short: the year goes without saying when it is this one.
    return f"{value.day} {value:%B}" if value.year == today.year else day(value)
