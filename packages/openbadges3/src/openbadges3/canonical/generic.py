"""JSON-LD to RDF through PyLD: slow, complete, the path that every other one must equal.

PyLD drops what it cannot use; here that is an error ("safe mode"), because a signature over what
is left would leave out what a reader sees. PyLD's own cache of contexts is not shared: each
`Contexts` keeps its own.
"""

from __future__ import annotations

import threading
from importlib import import_module
from typing import TYPE_CHECKING, Any

from openbadges3.canonical.terms import RDF_TYPE, Quad, is_absolute_iri, quoted
from openbadges3.canonical.work import spend_on_document, spend_on_values
from openbadges3.errors import UnsafeDocument
from openbadges3.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openbadges3.canonical.contexts import Contexts
    from openbadges3.work import Work

_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
# PyLD resolves relative addresses even where there is no base (against an example.org of its own),
# and a signature over the result would be over something that nobody wrote. So they are resolved
# against a scheme that no document may use, and refused by it.
_RELATIVE = "openbadges3-relative"
# PyLD keeps the contexts that it has processed in caches that are not made for several threads.
ALONE = threading.RLock()
# What PyLD raises for shapes and numbers that it did not think of.
_BROKEN = (RecursionError, ArithmeticError, ValueError, TypeError, KeyError, AttributeError)
# Types that Open Badges 3.0 names itself, and defines in a context of their own.
_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
_EXTENDED = frozenset(
    ["1EdTechCredentialRefresh", "1EdTechJsonSchemaValidator2019", "1EdTechRevocationList"]
)
_SAFE_MODE = "VCDM 2.0 §5.2, JSON-LD safe mode"


def expand(document: Mapping[str, Any], contexts: Contexts, work: Work) -> list[Any]:
    """The expanded form of `document`, or `UnsafeDocument` if expansion lost anything.

    `WorkLimitExceeded` if that is more than is left of `work`.
    """
    spend_on_document(document, work)
    jsonld = pyld()
    dropped: list[str | None] = []
    try:
        with ALONE:
            expanded: list[Any] = jsonld.expand(
                dict(document), pyld_options(contexts), on_property_dropped=dropped.append
            )
    except jsonld.JsonLdError as wrong:
        raise _unsafe(wrong) from None
    except _BROKEN as wrong:
        raise UnsafeDocument(f"the JSON-LD cannot be processed: {wrong}") from None
    if dropped:
        named = dropped[0]
        raise UnsafeDocument(
            "a property is not defined by the contexts that the document names"
            + (f": {named}" if named else ""),
            section=_SAFE_MODE,
        )
    if not expanded:
        raise UnsafeDocument("nothing of the document has a meaning in JSON-LD")
    for node in expanded:
        _check_node(node)
    return expanded


def quads_of(document: Mapping[str, Any], contexts: Contexts, work: Work) -> list[Quad]:
    """The RDF dataset of `document`; raises as `expand` does."""
    expanded = expand(document, contexts, work)
    spend_on_values(expanded, work)
    jsonld = pyld()
    try:
        dataset: dict[str, list[Any]] = jsonld.to_rdf(expanded, pyld_options(contexts))
    except jsonld.JsonLdError as wrong:
        raise _unsafe(wrong) from None
    except _BROKEN as wrong:
        raise UnsafeDocument(f"the JSON-LD has no RDF form: {wrong}") from None
    return [
        (_term(t["subject"]), _term(t["predicate"]), _term(t["object"]), _graph(name))
        for name, triples in dataset.items()
        for t in triples
    ]


def pyld() -> Any:
    """PyLD's module, loaded when it is first needed, and untyped as it is."""
    return import_module("pyld.jsonld")


def pyld_options(contexts: Contexts) -> dict[str, Any]:
    """PyLD's options: our contexts only, a cache of their own, relative addresses recognisable."""
    from cachetools import LRUCache
    from pyld.context_resolver import ContextResolver

    def load(address: str, _options: object) -> dict[str, Any]:
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": address,
            "document": contexts.get(address),
        }

    cache = contexts.kept.setdefault("pyld", LRUCache(maxsize=100))
    return {
        "base": f"{_RELATIVE}://here/",
        "documentLoader": load,
        "contextResolver": ContextResolver(cache, load),
        "processingMode": "json-ld-1.1",
        "extractAllScripts": False,
    }


def _unsafe(wrong: BaseException) -> UnsafeDocument:
    """PyLD's error in our words; an unknown context is told as such, however deep it lies."""
    cause: BaseException | None = wrong
    deepest: BaseException = wrong
    while cause is not None:
        if isinstance(cause, UnsafeDocument):
            return cause
        deepest, cause = cause, cause.__cause__ or getattr(cause, "cause", None)
    message = str(deepest.args[0] if deepest.args else deepest)
    return UnsafeDocument(f"the JSON-LD breaks its contexts: {message}", section=_SAFE_MODE)


def _check_node(node: Any) -> None:
    """Refuse relative and malformed addresses, which RDF would silently leave out."""
    if is_list(node):
        for item in node:
            _check_node(item)
        return
    if not is_object(node):
        return
    if "@value" in node:
        _check_value(node)
        return
    for name, value in node.items():
        if name == "@id":
            _check_iri(value, "an id")
        elif name == "@type":
            for kind in value if is_list(value) else [value]:
                _check_iri(kind, "a type")
        elif name in {"@list", "@graph", "@included", "@set"}:
            _check_node(value)
        elif name == "@reverse":
            for predicate, items in value.items():
                _check_predicate(predicate)
                _check_node(items)
        elif not name.startswith("@"):
            _check_predicate(name)
            _check_node(value)


def _check_value(node: dict[str, Any]) -> None:
    kind = node.get("@type")
    if isinstance(kind, str) and kind != "@json":
        _check_iri(kind, "a datatype")
    language = node.get("@language")
    if isinstance(language, str) and not _is_language(language):
        raise UnsafeDocument(f"{language!r} is not a language tag", section=_SAFE_MODE)


def _is_language(tag: str) -> bool:
    parts = tag.split("-")
    return parts[0].isalpha() and all(
        part.isascii() and 0 < len(part) < 9 and part.isalnum() for part in parts
    )


def _check_predicate(name: str) -> None:
    if name.startswith("_:"):
        raise UnsafeDocument("a property may not be a blank node", section=_SAFE_MODE)
    _check_iri(name, "a property")


def _hint(name: str) -> str:
    """Which context would define a name that people forget to name the context of."""
    return f"; the context {_EXTENSIONS} defines it" if name in _EXTENDED else ""


def _check_iri(value: Any, what: str) -> None:
    if isinstance(value, str) and value.startswith("_:"):
        return
    if isinstance(value, str) and value.startswith(f"{_RELATIVE}:"):
        written = value.removeprefix(f"{_RELATIVE}:").removeprefix("//here/")
        raise UnsafeDocument(
            f"{what} is not an absolute address: {written!r}{_hint(written)}", section=_SAFE_MODE
        )
    if not isinstance(value, str) or not is_absolute_iri(value):
        raise UnsafeDocument(f"{what} is not an absolute address: {value!r}", section=_SAFE_MODE)


def _graph(name: str) -> str:
    if name == "@default":
        return ""
    return name if name.startswith("_:") else f"<{name}>"


def _term(term: Mapping[str, Any]) -> str:
    value: str = term["value"]
    if term["type"] == "IRI":
        return f"<{value}>"
    if term["type"] == "blank node":
        return value
    text = quoted(value)
    language = term.get("language")
    if language:
        return f"{text}@{language}"
    datatype: str = term["datatype"]
    if datatype in {_XSD_STRING, _LANG_STRING}:
        return text
    return f"{text}^^<{datatype}>"


__all__ = ["RDF_TYPE", "expand", "quads_of"]
