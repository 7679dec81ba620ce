"""What credentials of every kind say in the same members: type, issuer, times.

Works on the JSON as it is, which may be anything: what is not as it should be counts as not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from openbadges3.canonical.terms import is_absolute_iri
from openbadges3.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Mapping

VC2: Final = "https://www.w3.org/ns/credentials/v2"
VC1: Final = "https://www.w3.org/2018/credentials/v1"
_BADGE_TYPES: Final = ("OpenBadgeCredential", "AchievementCredential")


def types_of(thing: Mapping[str, Any]) -> list[Any]:
    """The `type` of a thing as a list."""
    types = thing.get("type", [])
    return types if is_list(types) else [types]


def is_badge(credential: Mapping[str, Any]) -> bool:
    """Whether the credential says that it is an Open Badge 3.0."""
    return any(name in types_of(credential) for name in _BADGE_TYPES)


def issuer_id(credential: Mapping[str, Any]) -> str:
    """The issuer's identifier, or "" if there is none."""
    issuer = credential.get("issuer")
    identifier = issuer.get("id") if is_object(issuer) else issuer
    return identifier if isinstance(identifier, str) else ""


def start_of(credential: Mapping[str, Any]) -> Any:
    """From when the credential is valid, as it says so: VCDM 1.1 calls that issuanceDate."""
    return _first(credential, "validFrom", "issuanceDate")


def end_of(credential: Mapping[str, Any]) -> Any:
    """Until when the credential is valid, as it says so: VCDM 1.1 calls that expirationDate."""
    return _first(credential, "validUntil", "expirationDate")


def _first(credential: Mapping[str, Any], *members: str) -> Any:
    """The first that is there; null says nothing, so anybody can add it to what RDF signs."""
    return next((credential[name] for name in members if credential.get(name) is not None), None)


def is_address(value: object) -> bool:
    """Whether `value` is an absolute IRI."""
    return isinstance(value, str) and is_absolute_iri(value) is not None
