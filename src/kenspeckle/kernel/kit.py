"""What the UI kit's templates show: small frozen values that views hand over (docs/ui-kit.md)."""

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Task:
    """One line of a task list. Without `url` it cannot be opened (yet); `hint` may say why."""

    title: str
    url: str = ""
    hint: str = ""
    status: str = "To do"
    colour: str = ""


@dataclass(frozen=True)
class Coming:
    """Something ahead on a timeline; `on` is the London day, where one is known."""

    words: str
    on: date | None = None
    detail: str = ""


@dataclass(frozen=True)
class Fact:
    """A name and what it is, for a list of key facts."""

    name: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class BadgeCard:
    """A badge in a list. `facts` are a few words each; `tag` is a status that matters."""

    url: str
    image: str
    name: str
    summary: str | SafeString = ""
    facts: tuple[str, ...] = ()
    tag: str = ""
    tag_colour: str = ""
