"""JSON-LD that says things in its contexts' own words, where a reader of the JSON looks for them.

A proof over RDF holds for every JSON that has the same meaning. In JSON-LD the same can be said in
many ways: with a property's address for its name, under another name that a context gives it,
turned around, or beside the object that it is about. Who looks for `credentialStatus` would miss
a status that is there. So a document whose RDF is signed has to be written in one way.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from openbadges3.canonical.active import Active, Unusual, root
from openbadges3.errors import UnsafeDocument
from openbadges3.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openbadges3.canonical.contexts import Contexts
    from openbadges3.work import Work

_SECTION: Final = "VCDM 2.0 §6.1, compacted form"
_VALUE: Final = frozenset({"@value", "@language", "@direction", "@type"})
# What is said of the document itself, and nowhere else.
_STATED: Final = (
    "credentialSchema",
    "credentialStatus",
    "credentialSubject",
    "evidence",
    "expirationDate",
    "issuanceDate",
    "issuer",
    "refreshService",
    "relatedResource",
    "termsOfUse",
    "validFrom",
    "validUntil",
)


def refuse_other_forms(document: Mapping[str, Any], contexts: Contexts, work: Work) -> None:
    """Raise `UnsafeDocument` for what is not said in the words of the contexts, or in other places.

    `document` is one that can be canonicalised. What the compiled way takes is in such words.
    """
    try:
        active = root(document.get("@context", []), contexts, work)
    except Unusual:
        raise _refusal("$.@context") from None
    element = {name: value for name, value in document.items() if name != "@context"}
    walk = _Walk(_identifier(element, active))
    walk.node(element, active, "$")


class _Walk:
    """One pass over a document whose id is `itself`."""

    def __init__(self, itself: str) -> None:
        self._itself = itself
        self._stated: frozenset[str] | None = None

    def node(self, element: dict[str, Any], active: Active, path: str) -> None:
        """Check an object and what lies below it."""
        if "@value" in element:
            if not element.keys() <= _VALUE:
                raise _refusal(path)
            self._values(element["@value"], active, path)
            return
        try:
            if "@context" in element:
                active = active.within(element["@context"])
            said: Any = element.get("type", [])
            names: list[Any] = said if is_list(said) else [said]
            active, _ = active.typed(tuple(each for each in names if isinstance(each, str)))
        except Unusual:
            raise _refusal(f"{path}.type") from None
        if self._stated is None:
            self._stated = frozenset(map(active.meaning, _STATED))
        elif self._itself and _identifier(element, active) == self._itself:
            for key in element:
                if active.meaning(key) in self._stated:
                    raise _refusal(f"{path}.{key}")
        for key, value in element.items():
            # Null says nothing in JSON-LD, whatever its name.
            if key != "@context" and value is not None:
                self._member(key, value, active, f"{path}.{key}")

    def _member(self, key: str, value: Any, active: Active, path: str) -> None:
        containers = active.containers(key)
        if not active.is_own_name(key) or not containers.isdisjoint({"@id", "@type"}):
            raise _refusal(path)
        if active.is_json(key):
            return
        try:
            below = active.term(key).child()
        except Unusual:
            raise _refusal(path) from None
        if is_object(value) and not containers.isdisjoint({"@language", "@index"}):
            value = list(value.values())
        self._values(value, below, path)

    def _values(self, value: Any, active: Active, path: str) -> None:
        if is_object(value):
            self.node(value, active, path)
        elif is_list(value):
            for place, each in enumerate(value):
                self._values(each, active, f"{path}[{place}]")
        elif not _is_plain(value):
            raise UnsafeDocument(
                "this is no JSON, so it would be signed as something else", path=path
            )


def _is_plain(value: object) -> bool:
    """Whether JSON and RDF write `value`, which is neither object nor list, alike."""
    if isinstance(value, str):
        # Members of enumerations are texts that format as something else.
        return f"{value}" == value
    return value is None or isinstance(value, int) or (isinstance(value, float) and isfinite(value))


def _identifier(element: Mapping[str, Any], active: Active) -> str:
    identifier = element.get("id")
    return active.expand_id(identifier) if isinstance(identifier, str) else ""


def _refusal(path: str) -> UnsafeDocument:
    return UnsafeDocument(
        "this is not in the words, or not in the place, that the contexts have for it, so readers "
        "would miss it",
        path=path,
        section=_SECTION,
    )
