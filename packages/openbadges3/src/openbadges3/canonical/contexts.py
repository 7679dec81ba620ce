"""The JSON-LD contexts that documents may name: shipped, pinned by digest, never fetched.

A signature covers what the contexts make of the JSON, so a context is as much a part of the
document as its text. `pins.json` holds the SHA-256 of each in its JCS form; a shipped file that
differs is refused when it is first used.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from openbadges3.encoding import jcs
from openbadges3.errors import UnsafeDocument
from openbadges3.json_values import is_object

if TYPE_CHECKING:
    from collections.abc import Mapping


class Contexts:
    """An immutable set of contexts by address.

    Hand the same object to every call: what is worked out from the contexts is kept with it.
    """

    def __init__(self, extra: Mapping[str, Any] | None = None) -> None:
        """The shipped contexts and `extra`, `{address: {"@context": ...}}`, which may not replace them."""
        self._pins: dict[str, dict[str, Any]] = _pins()
        self._loaded: dict[str, Any] = {}
        self.kept: dict[str, Any] = {}
        for address, context in (extra or {}).items():
            if address in self._pins:
                raise UnsafeDocument(f"the shipped context {address} cannot be replaced")
            if not is_object(context) or "@context" not in context:
                raise UnsafeDocument(f"{address} is not a JSON-LD context")
            self._loaded[address] = context

    def __contains__(self, address: object) -> bool:
        return address in self._pins or address in self._loaded

    def addresses(self) -> list[str]:
        """Every address that a document may name."""
        return sorted({*self._pins, *self._loaded})

    def get(self, address: str) -> Any:
        """The document at `address`, `{"@context": ...}`; do not change it.

        Raises `UnsafeDocument` for an address outside this set.
        """
        context = self._loaded.get(address)
        if context is None:
            pin = self._pins.get(address)
            if pin is None:
                raise UnsafeDocument(
                    f"the context {address} is not one that this library knows",
                    path="$.@context",
                    section="VCDM 2.0 §5.3",
                )
            context = self._loaded[address] = _shipped(address, pin["sha256"])
        return context

    def digest(self, address: str) -> str:
        """SHA-256 of the JCS form of the context at `address`, hexadecimal."""
        return hashlib.sha256(jcs(self.get(address))).hexdigest()


@cache
def shipped() -> Contexts:
    """The contexts that come with this library."""
    return Contexts()


@cache
def _pins() -> dict[str, dict[str, Any]]:
    text = resources.files("openbadges3.canonical").joinpath("pins.json").read_text("utf-8")
    pins: dict[str, dict[str, Any]] = json.loads(text)
    return pins


def _shipped(address: str, digest: str) -> Any:
    place = resources.files("openbadges3.canonical").joinpath("contexts", f"{digest}.json")
    data = place.read_bytes()
    context = json.loads(data)
    if hashlib.sha256(jcs(context)).hexdigest() != digest:
        raise UnsafeDocument(f"the shipped context {address} was altered after it was installed")
    return context
