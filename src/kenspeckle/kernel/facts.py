"""What programmes' facts are made of: frozen groups that take no unknown key, and kinds of single values."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, StringConstraints

# As long as the database's columns.
LONGEST_SLUG = 60
LONGEST_NAME = 150
LONGEST_NUMBER = 32767


class Facts(BaseModel):
    """A group of facts: fixed once read, and without room for keys that nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Prose:
    """Marks a fact that people read: it stands in the badge's Markdown, not in its TOML."""


PROSE = Prose()


def _only_a_day(value: object) -> object:
    # A date-time is a date to Python; a programme that names one means something else.
    if isinstance(value, datetime):
        raise ValueError("must be a date without a time")
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValueError("must be a date, as 2026-11-30") from error
    raise ValueError("must be a date, as 2026-11-30")


Text = Annotated[str, StringConstraints(strip_whitespace=True)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NAME)]
Slug = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=LONGEST_SLUG),
]
Number = Annotated[int, Strict(), Field(ge=0, le=LONGEST_NUMBER)]
AtLeastOne = Annotated[int, Strict(), Field(ge=1, le=LONGEST_NUMBER)]
Flag = Annotated[bool, Strict()]
Day = Annotated[date, BeforeValidator(_only_a_day)]
Address = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^(https?://\S+)?$")
]
