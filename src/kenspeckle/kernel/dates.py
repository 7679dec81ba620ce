"""Dates, small numbers and lists as sentences say them (times in Europe/London)."""

from collections.abc import Sequence
from datetime import date, datetime

from kenspeckle.kernel.clock import LONDON

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TIMES = {1: "once", 2: "twice"}


def day(value: date | datetime) -> str:
    """Return "22 November 2026", in London."""
    if isinstance(value, datetime):
        value = value.astimezone(LONDON) if value.tzinfo else value
    return f"{value.day} {value:%B %Y}"


def near_day(value: date, today: date) -> str:
    """Return "22 November", with the year only when it is another one than today's."""
    return f"{value.day} {value:%B}" if value.year == today.year else day(value)


def clock_time(value: datetime) -> str:
    """Return "10:42", in London."""
    return f"{value.astimezone(LONDON):%H:%M}"


def moment(value: date | datetime) -> str:
    """Return "22 November 2026 at 10:42", in London. A bare date is given as a day."""
    if not isinstance(value, datetime):
        return day(value)
    return f"{day(value)} at {clock_time(value)}"


def in_words(number: int) -> str:
    """Return small numbers as words ("three"), larger ones as figures ("1,200")."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else f"{number:,}"


def times(number: int) -> str:
    """Return "once", "twice", "three times"."""
    return _TIMES.get(number, f"{in_words(number)} times")


def joined(names: Sequence[str], last: str = "and") -> str:
    """Return "a", "a and b" or "a, b and c"; `last` is the word before the last."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def ordinal(number: int) -> str:
    """Return "1st", "2nd", "11th", "22nd"."""
    ends = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ends.get(number % 10, 'th')}"
