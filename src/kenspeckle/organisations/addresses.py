"""Public addresses: each declared once, as what makes its URL, its route and its way back.

Credentials name these addresses for ever. The base is the issuer's own, or the installation's.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.urls.resolvers import RoutePattern

from kenspeckle.organisations.models import Organisation

_PLACE = re.compile(r"<(?:[^>:]+:)?(\w+)>")


def base_url(issuer: Organisation) -> str:
    """Return the base of all that an issuer publishes: its own, or the installation's."""
    return issuer.base_url.rstrip("/") or settings.PUBLIC_URL


@dataclass(frozen=True)
class Address:
    """A kind of address: its route's name ("awards:jwk") and its pattern from the base on."""

    route: str
    pattern: str

    def url(self, issuer: Organisation, **values: object) -> str:
        """Return the URL of what `issuer` publishes here."""
        return f"{base_url(issuer)}{self.below(**values)}"

    def below(self, **values: object) -> str:
        """Return the path of this address below a base, with its slash."""
        converters = self._route_pattern.converters
        steps = _PLACE.sub(
            lambda place: converters[place[1]].to_url(values[place[1]]), self.pattern
        )
        return f"/{steps}"

    @property
    def expression(self) -> str:
        """The paths of this kind, from the base on, as a regular expression without groups."""
        return re.sub(r"\(\?P<\w+>", "(?:", self._route_pattern.regex.pattern.lstrip("^"))

    def read(self, steps: str) -> dict[str, Any] | None:
        """Return what a path (from the base on) names if it is of this kind; else None."""
        match = self._route_pattern.match(steps)
        return match[2] if match else None

    def path(
        self,
        view: Callable[..., HttpResponseBase],
        values: dict[str, Any] | None = None,
        *,
        below: str = "",
    ) -> URLPattern:
        """Return Django's route to `view`; `below` is the room's own prefix."""
        return path(
            self.pattern.removeprefix(below), view, values, name=self.route.partition(":")[2]
        )

    @property
    def _route_pattern(self) -> RoutePattern:
        return RoutePattern(self.pattern, is_endpoint=True)


ISSUER = Address("awards:issuer", "issuers/<slug:slug>")
DID = Address("awards:did", "issuers/<slug:slug>/did.json")
ISSUER_IMAGE = Address("awards:issuer-image", "issuers/<slug:slug>/image.svg")
