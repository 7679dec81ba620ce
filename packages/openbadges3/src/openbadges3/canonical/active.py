"""Active contexts as PyLD works them out, with what they make of each term kept ready.

PyLD stays in charge of context processing, which is where JSON-LD is intricate; this module asks
it once for each context, property and set of types, and remembers the answers as `Term`s.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from openbadges3.canonical.generic import ALONE, pyld, pyld_options
from openbadges3.canonical.terms import RDF_TYPE, XSD, is_absolute_iri
from openbadges3.canonical.work import spend_on_context
from openbadges3.json_values import is_list

if TYPE_CHECKING:
    from openbadges3.canonical.contexts import Contexts
    from openbadges3.work import Work

# What a term stands for. UNUSUAL is left to the generic path.
UNUSUAL, ID, TYPE, TEXT, IRI, VOCAB = range(6)

_MOST_KEPT: Final = 1024
_MOST_ROOTS: Final = 64
# Longer names are looked up each time: a cache of so many must not be a way to fill the memory.
_LONGEST_KEPT: Final = 512
_LARGEST_ROOT: Final = 2**14
_UNUSUAL_CONTAINERS: Final = frozenset({"@list", "@language", "@index", "@id", "@type", "@graph"})


class Unusual(Exception):
    """Something that only the generic path does; `path` is filled in on the way up."""

    def __init__(self) -> None:
        super().__init__()
        self.path: list[str | int] = []

    def place(self) -> str:
        """Where it was, as a JSON path."""
        return "$" + "".join(
            f"[{step}]" if isinstance(step, int) else f".{step}" for step in reversed(self.path)
        )


class Term:
    """What one key means in one active context, and the contexts for what lies below it."""

    __slots__ = (
        "_child",
        "_child_single",
        "_owner",
        "datatype",
        "inside",
        "key",
        "kind",
        "predicate",
        "suffix",
    )

    def __init__(
        self,
        owner: Active,
        key: str,
        kind: int,
        inside: Active,
        predicate: str = "",
        datatype: str = "",
    ) -> None:
        self.kind = kind
        self.key = key
        self.predicate = predicate
        self.datatype = datatype
        self.suffix = f"^^<{datatype}>" if datatype and datatype != f"{XSD}string" else ""
        # Where values of this key are understood: the key may bring a context of its own.
        self.inside = inside
        self._owner = owner
        self._child: Active | None = None
        self._child_single: Active | None = None

    def child(self) -> Active:
        """The active context for an object below this key (JSON-LD 1.1 API §5.1.2, steps 7 and 8)."""
        if self._child is None:
            self._child = self._owner.below(self.key, revert=True)
        return self._child

    def child_of_reference(self) -> Active:
        """The same for an object that holds an id and nothing else."""
        if self._child_single is None:
            self._child_single = self._owner.below(self.key, revert=False)
        return self._child_single


class Active:
    """One active context of PyLD, with its terms and the contexts that types lead to."""

    __slots__ = (
        "_by_scope",
        "_names",
        "_options",
        "_processor",
        "_typed",
        "default_language",
        "prefixes",
        "raw",
        "terms",
        "type_iris",
    )

    def __init__(self, raw: Any, processor: Any, options: dict[str, Any]) -> None:
        self.raw = raw
        self._processor = processor
        self._options = options
        self.terms: dict[str, Term] = {}
        self.type_iris: dict[str, str] = {}
        self._typed: dict[tuple[str, ...], tuple[Active, list[str]]] = {}
        self._by_scope: dict[tuple[str, ...], Active] = {}
        self._names: dict[str, set[str]] = {}
        self.default_language = "@language" in raw or "@direction" in raw
        self.prefixes: dict[str, str] = {
            name: mapping["@id"]
            for name, mapping in raw["mappings"].items()
            if mapping and mapping.get("_prefix")
        }

    def term(self, key: str) -> Term:
        """What `key` means here; `Unusual` if that is nothing, so that safe mode has its say."""
        term = self.terms.get(key)
        if term is None:
            term = self._make(key)
            if len(key) > _LONGEST_KEPT:
                return term
            if len(self.terms) >= _MOST_KEPT:
                self.terms.clear()
            self.terms[key] = term
        return term

    def knows(self, types: tuple[str, ...]) -> bool:
        """Whether objects of these types were met here before."""
        return types in self._typed

    def typed(self, types: tuple[str, ...]) -> tuple[Active, list[str]]:
        """The context inside an object of these types (JSON-LD 1.1 API §5.1.2, step 11).

        With it, predicate and object of the lines that say what types these are.
        """
        typed = self._typed.get(types)
        if typed is None:
            inner = self._scoped(types)
            typed = (inner, [f" {RDF_TYPE} <{self.expand_vocab(name)}> .\n" for name in types])
            if sum(map(len, types)) > _LONGEST_KEPT:
                return typed
            if len(self._typed) >= _MOST_KEPT:
                self._typed.clear()
            self._typed[types] = typed
        return typed

    def _scoped(self, types: tuple[str, ...]) -> Active:
        """The context that those of the types that have one of their own lead to."""
        names = tuple([name for name in sorted(types) if self._has_context(name)])
        inner = self._by_scope.get(names)
        if inner is None:
            raw = self.raw
            for name in names:
                scoped = self._processor.get_context_value(self.raw, name, "@context")
                raw = self._with(raw, scoped, propagate=False)
            inner = self if raw is self.raw else Active(raw, self._processor, self._options)
            self._by_scope[names] = inner
        return inner

    def _has_context(self, name: str) -> bool:
        scoped = self._processor.get_context_value(self.raw, name, "@context")
        return scoped is not None and scoped is not False

    def below(self, key: str, *, revert: bool) -> Active:
        """The context for an object that is a value of `key`, reverted and property-scoped."""
        raw = self._term_raw(key)
        scoped = self._processor.get_context_value(raw, key, "@context")
        if revert:
            raw = self._processor._revert_to_previous_context(raw)
        if scoped is not None:
            raw = self._with(raw, scoped, override_protected=True)
        return self if raw is self.raw else Active(raw, self._processor, self._options)

    def within(self, context: Any) -> Active:
        """The context for an object that brings `context` of its own."""
        return Active(self._with(self.raw, context), self._processor, self._options)

    def is_own_name(self, key: str) -> bool:
        """Whether `key` is the word that the contexts have for what it means.

        It is not if it is written out as an address that a term stands for, if another term means
        the same (types, which are capitalised, apart), or if it turns a statement around.
        """
        iri = self.meaning(key)
        if iri in {"@id", "@type"}:
            return f"@{key}" == iri
        mappings: dict[str, Any] = self.raw["mappings"]
        if not iri or iri.startswith("@") or self._mapping(key).get("reverse"):
            return False
        if not self._names:
            for name, mapping in mappings.items():
                if mapping and mapping.get("@id") and not name[:1].isupper():
                    self._names.setdefault(mapping["@id"], set()).add(name)
        return self._names.get(iri, {key}) <= {key}

    def meaning(self, key: str) -> str:
        """The property or keyword that `key` stands for, "" if none."""
        iri = self._processor._expand_iri(self.raw, key, vocab=True)
        return iri if isinstance(iri, str) else ""

    def expand_id(self, value: str) -> str:
        """`value` as an id: its prefix, if it has one, written out."""
        iri = self._processor._expand_iri(self.raw, value, base=self._options["base"])
        return iri if isinstance(iri, str) else ""

    def containers(self, key: str) -> frozenset[str]:
        """What holds the values of `key`, if not the plain object: "@language", "@graph", ..."""
        said: Any = self._mapping(key).get("@container") or []
        return frozenset([said] if isinstance(said, str) else said)

    def is_json(self, key: str) -> bool:
        """Whether the values of `key` are JSON for its own sake."""
        return self._mapping(key).get("@type") == "@json"

    def _mapping(self, key: str) -> dict[str, Any]:
        return self.raw["mappings"].get(key) or {}

    def expand_vocab(self, value: str) -> str:
        """`value` as a type or vocabulary term; `Unusual` unless that is an absolute address."""
        known = self.type_iris.get(value)
        if known is None:
            iri = self._processor._expand_iri(
                self.raw, value, vocab=True, base=self._options["base"]
            )
            if (
                not isinstance(iri, str)
                or not is_absolute_iri(iri)
                or iri.startswith(_relative_scheme(self._options))
            ):
                raise Unusual
            if len(value) > _LONGEST_KEPT:
                return iri
            if len(self.type_iris) >= _MOST_KEPT:
                self.type_iris.clear()
            known = self.type_iris[value] = iri
        return known

    def _term_raw(self, key: str) -> Any:
        scoped = self._processor.get_context_value(self.raw, key, "@context")
        if scoped is None:
            return self.raw
        return self._with(self.raw, scoped, propagate=True, override_protected=True)

    def _make(self, key: str) -> Term:
        iri = self._processor._expand_iri(self.raw, key, vocab=True)
        if iri == "@id":
            return Term(self, key, ID, self)
        if iri == "@type":
            return Term(self, key, TYPE, self)
        if not isinstance(iri, str) or not is_absolute_iri(iri):
            raise Unusual
        mapping = self._mapping(key)
        raw = self._term_raw(key)
        within = self if raw is self.raw else Active(raw, self._processor, self._options)
        inside: dict[str, Any] = raw["mappings"].get(key) or {}
        said: Any = mapping.get("@container") or []
        containers: list[str] = [said] if isinstance(said, str) else list(said)
        datatype = inside.get("@type")
        if (
            within.default_language
            or not self.is_own_name(key)
            or not _UNUSUAL_CONTAINERS.isdisjoint(containers)
            or any(inside.get(part) != mapping.get(part) for part in ("@id", "@type", "reverse"))
            or "@language" in inside
            or "@direction" in inside
            or "@index" in mapping
            or datatype in ("@json", "@none", f"{XSD}double")
        ):
            return Term(self, key, UNUSUAL, self)
        predicate = f" <{iri}> "
        if datatype == "@id":
            return Term(self, key, IRI, within, predicate)
        if datatype == "@vocab":
            return Term(self, key, VOCAB, within, predicate)
        if datatype is not None and not is_absolute_iri(datatype):
            return Term(self, key, UNUSUAL, self)
        return Term(self, key, TEXT, within, predicate, datatype or "")

    def _with(self, raw: Any, context: Any, **how: bool) -> Any:
        try:
            with ALONE:
                return self._processor._process_context(raw, context, self._options, **how)
        except Exception:  # noqa: BLE001
            # As in `root`.
            raise Unusual from None


def root(context: Any, contexts: Contexts, work: Work) -> Active:
    """The active context that a document's `@context` makes; kept by its content."""
    kept: dict[Any, Active] = contexts.kept.setdefault("roots", {})
    name: Any
    if is_list(context) and all(type(each) is str for each in context):
        name = tuple(context)
        active = kept.get(name)
    else:
        spend_on_context(context, work)
        name = json.dumps(context, sort_keys=True)
        active = kept.get(name)
    if active is None:
        spend_on_context(context, work)
        processor = pyld().JsonLdProcessor()
        options = pyld_options(contexts)
        try:
            with ALONE:
                raw: Any = processor._process_context(
                    processor._get_initial_context(options), context, options
                )
        except Exception:  # noqa: BLE001
            # Whatever is wrong with it, the generic path meets it again and says so.
            raise Unusual from None
        active = Active(raw, processor, options)
        if len(name) > _LARGEST_ROOT:
            return active
        if len(kept) >= _MOST_ROOTS:
            kept.clear()
        kept[name] = active
    return active


def _relative_scheme(options: dict[str, Any]) -> str:
    scheme: str = options["base"].partition(":")[0]
    return f"{scheme}:"
