"""Whether a badge can be applied for on a day."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.kernel.dates import day, near_day


class Stage(IntEnum):
    """Where a badge stands on a day, in the order in which lists show badges."""

    OPEN = 0
    COMING = 1
    OVER = 2
    CLOSED = 3


@dataclass(frozen=True)
class Availability:
    """The stage with the title of its tag and the tag's colour."""

    stage: Stage
    title: str
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
        return Availability(Stage.COMING, f"Opens on {near_day(version.opens_on, today)}", "blue")
    if version.closes_on and today > version.closes_on:
        return Availability(Stage.OVER, f"Ended on {near_day(version.closes_on, today)}", "grey")
    if version.closes_on:
        return Availability(Stage.OPEN, f"Open until {near_day(version.closes_on, today)}", "green")
    return Availability(Stage.OPEN, "Open", "green")
