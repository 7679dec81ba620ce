"""What the UI kit's templates show: small frozen values that views hand over (docs/ui-kit.md)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class NavigationEntry:
    """One link of the main navigation; `order` sorts them from left to right."""

    label: str
    url_name: str
    order: int


@dataclass(frozen=True)
class Panel:
    """A piece of page that one room lends to another: a template of its own and its context."""

    template: str
    context: dict[str, Any]
    order: int = 50


def in_order(panels: Iterable[Panel]) -> list[Panel]:
    """Return the panels sorted by their `order`; equal ones stay as they came."""
    return sorted(panels, key=lambda panel: panel.order)


@dataclass(frozen=True)
class Task:
    """One line of a task list. Without `url` it cannot be opened (yet); `hint` may say why."""

    title: str
    url: str = ""
    hint: str = ""
    status: str = "To do"
    colour: str = ""


@dataclass(frozen=True)
class Step:
    """One entry of a timeline: when, what happened in a few words, and more of it if there is any."""

    at: datetime
    title: str
    detail: str = ""


@dataclass(frozen=True)
class Coming:
    """Something ahead on a timeline; `on` is the London day, where one is known."""

    title: str
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
