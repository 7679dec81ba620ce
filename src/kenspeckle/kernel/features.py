"""The registry of features: what each room offers to pages that gather from several rooms.

A feature's `AppConfig` derives from `Feature`. (In an `apps.py`, import this module, not the class:
Django would otherwise find two app configs there and silently use neither.)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig, apps

if TYPE_CHECKING:
    from django.http import HttpRequest


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


@dataclass(frozen=True)
class Step:
    """One entry of a timeline: when, what happened in a few words, and more words if there are any."""

    at: datetime
    words: str
    detail: str = ""


class Feature(AppConfig):
    """A room of the house. Everything here may be overridden; the defaults offer nothing."""

    url_prefix: str | None = None

    def navigation(self, request: "HttpRequest") -> Sequence[NavigationEntry]:
        """Return the links that this person should see in the main navigation."""
        return ()

    def home_panels(self, request: "HttpRequest") -> Sequence[Panel]:
        """Return what this room has to say on the front page to this person."""
        return ()

    def badge_panels(self, request: "HttpRequest", badge: Any) -> Sequence[Panel]:
        """Return what this room has to say on a badge's page to this person."""
        return ()

    def portfolio_panels(self, request: "HttpRequest") -> Sequence[Panel]:
        """Return what this room has to say on the page of this person's badges."""
        return ()

    def application_panels(self, request: "HttpRequest", application: Any) -> Sequence[Panel]:
        """Return what this room has to say on an application's page to its applicant."""
        return ()

    def criterion_panels(
        self, request: "HttpRequest", application: Any, criterion: Any
    ) -> Sequence[Panel]:
        """Return what this room has to say beside one criterion to the applicant."""
        return ()

    def application_steps(self, application: Any) -> Sequence[Step]:
        """Return this room's entries of an application's timeline."""
        return ()

    def entrance_panels(self, request: "HttpRequest") -> Sequence[Panel]:
        """Return what this room has to say beside the sign-in form."""
        return ()

    def account_links(self, request: "HttpRequest") -> Sequence[NavigationEntry]:
        """Return the pages that belong into the person's account menu."""
        return ()


def all_features() -> list[Feature]:
    """Return the installed features in the order of the house, top room first."""
    return [config for config in apps.get_app_configs() if isinstance(config, Feature)]


def in_order(panels: Iterable[Panel]) -> list[Panel]:
    """Return the panels sorted by their `order`; equal ones stay as they came."""
    return sorted(panels, key=lambda panel: panel.order)
