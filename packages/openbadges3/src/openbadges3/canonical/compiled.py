"""The fast way from JSON-LD to canonical N-Quads, for the documents that badges are.

Walks the JSON once and writes N-Quads directly, with what each key means taken from `active`.
Blank nodes get their canonical names from their first-degree hashes, when no two are alike.
Whatever is unusual (`Unusual`) is left to the generic path, so the two never disagree by intent;
differential tests hold them together, byte for byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from openbadges3.canonical import rdfc
from openbadges3.canonical.active import (
    ID,
    IRI,
    TEXT,
    TYPE,
    UNUSUAL,
    Active,
    Term,
    Unusual,
    root,
)
from openbadges3.canonical.terms import XSD, Quad, double, is_absolute_iri, quoted
from openbadges3.canonical.work import NEW, QUICK, SCOPED
from openbadges3.json_values import is_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from openbadges3.canonical.contexts import Contexts
    from openbadges3.work import Work

# `type` itself, under a looser name: for pyright the type of any JSON value is "partially unknown".
_form: Callable[[object], Any] = type
_BOOLEAN: Final = f"^^<{XSD}boolean>"
_DOUBLE: Final = f"^^<{XSD}double>"
_INTEGER: Final = f"^^<{XSD}integer>"
_DEEPEST: Final = 60
_FEW: Final = 8


class Blank:
    """A blank node: the ends of its own lines, its blank children's predicates, who mentions it."""

    __slots__ = ("inner", "parent", "predicate", "tails")

    def __init__(self, parent: str | Blank | None, predicate: str) -> None:
        self.parent = parent
        self.predicate = predicate
        self.tails: list[str] = []
        self.inner: list[str] = []

    def first_degree(self, hasher: Callable[[bytes], Any]) -> str:
        """The Hash First Degree Quads of this node (RDFC-1.0 §4.6)."""
        # The same value given twice is one quad; two blank children are two, though they look alike.
        lines = [f"_:a{tail}" for tail in set(self.tails)]
        lines += [f"_:a{predicate}_:z .\n" for predicate in self.inner]
        if self.parent is not None:
            above = self.parent if isinstance(self.parent, str) else "_:z"
            lines.append(f"{above}{self.predicate}_:a .\n")
        digest: str = hasher("".join(sorted(lines)).encode()).hexdigest()
        return digest


class Output:
    """Finished lines, and blank nodes whose names are still to be found; `root` is the document."""

    __slots__ = ("blanks", "lines", "root", "work")

    def __init__(self, work: Work) -> None:
        self.work = work
        self.root = ""
        self.lines: list[str] = []
        self.blanks: list[Blank] = []


def canonical_nquads(
    document: Mapping[str, Any], contexts: Contexts, hasher: Callable[[bytes], Any], work: Work
) -> str:
    """The canonical N-Quads of `document`, or `Unusual` if only the generic path can tell.

    `WorkLimitExceeded` once nothing is left of `work`.
    """
    out = Output(work)
    try:
        active = root(document["@context"], contexts, work)
        element = {name: value for name, value in document.items() if name != "@context"}
        if not element:
            raise Unusual
        _, tails = write_node(element, active, None, "", out, 0)
        if len(element) == 1 and not tails:
            raise Unusual
    except (KeyError, TypeError, ValueError, RecursionError):
        # Of shapes that were not thought of, the generic path knows what to say.
        raise Unusual from None
    text = _named(out, hasher)
    work.spend(len(text) // 64)
    return text


def _named(out: Output, hasher: Callable[[bytes], Any]) -> str:
    """All lines, with canonical names for the blank nodes; `Unusual` if two nodes look alike."""
    lines = out.lines
    if out.blanks:
        by_digest = {blank.first_degree(hasher): blank for blank in out.blanks}
        if len(by_digest) != len(out.blanks):
            return rdfc.canonical_nquads(_quads(out), hasher, out.work)
        names = {
            id(by_digest[digest]): f"_:c14n{place}"
            for place, digest in enumerate(sorted(by_digest))
        }
        for blank in out.blanks:
            name = names[id(blank)]
            lines.extend([name + tail for tail in blank.tails])
            if blank.parent is not None:
                above = blank.parent if isinstance(blank.parent, str) else names[id(blank.parent)]
                lines.append(f"{above}{blank.predicate}{name} .\n")
    return "".join(sorted(set(lines)))


def _quads(out: Output) -> Iterator[Quad]:
    """The same as quads, where blank nodes are to be told apart by more than their own lines."""
    names = {id(blank): f"_:b{place}" for place, blank in enumerate(out.blanks)}
    for line in out.lines:
        subject, _, end = line.partition(" ")
        yield _quad(subject, f" {end}")
    for blank in out.blanks:
        name = names[id(blank)]
        for tail in blank.tails:
            yield _quad(name, tail)
        if blank.parent is not None:
            above = blank.parent if isinstance(blank.parent, str) else names[id(blank.parent)]
            yield _quad(above, f"{blank.predicate}{name} .\n")


def _quad(subject: str, tail: str) -> Quad:
    """A quad of the default graph, from its subject and the rest of its line."""
    predicate, _, end = tail[1:].partition(" ")
    return subject, predicate, end[: -len(" .\n")], ""


def write_node(
    element: dict[str, Any],
    active: Active,
    parent: str | Blank | None,
    predicate: str,
    out: Output,
    depth: int,
) -> tuple[str | Blank, list[str]]:
    """Write one object; return its subject and the ends of the lines that it is subject of."""
    if depth > _DEEPEST:
        raise Unusual
    work = out.work
    work.spend(QUICK * (len(element) + 2))
    types: list[str] = []
    if "type" in element and active.term("type").kind == TYPE:
        names = _types(element["type"])
        if len(names) > _FEW or not active.knows(names):
            work.spend(NEW * len(names) + SCOPED)
        active, types = active.typed(names)
    terms = active.terms
    subject: str | Blank
    identifier = element.get("id")
    if identifier is not None and (terms.get("id") or active.term("id")).kind == ID:
        subject = f"<{_iri(identifier, active)}>"
        if not depth:
            out.root = subject
        elif subject == out.root:
            raise Unusual
        tails = types.copy()
    else:
        if identifier is not None:
            raise Unusual
        subject = Blank(parent, predicate)
        tails = subject.tails = types.copy()
        out.blanks.append(subject)
    key = ""
    try:
        for key, value in element.items():
            term = terms.get(key)
            if term is None:
                work.spend(NEW)
                term = active.term(key)
            kind = term.kind
            form = _form(value)
            if kind >= TEXT:
                if form is str:
                    tails.append(
                        f"{term.predicate}{quoted(value)}{term.suffix} .\n"
                        if kind == TEXT
                        else _line_end(value, term)
                    )
                elif form is dict:
                    _object(value, term, subject, tails, out, depth)
                else:
                    _values(value, term, subject, tails, out, depth)
            elif (
                kind == UNUSUAL
                or (kind == ID and (key != "id" or identifier is None))
                or (kind == TYPE and (key != "type" or not types))
            ):
                raise Unusual
    except Unusual as unusual:
        unusual.path.append(key)
        raise
    if type(subject) is str:
        out.lines.extend([subject + tail for tail in tails])
    return subject, tails


def _line_end(value: str, term: Term) -> str:
    """Predicate and object of a line whose object is a text, and the end of the line."""
    kind = term.kind
    if kind == TEXT:
        return f"{term.predicate}{quoted(value)}{term.suffix} .\n"
    if kind == IRI:
        return f"{term.predicate}<{_iri(value, term.inside)}> .\n"
    return f"{term.predicate}<{term.inside.expand_vocab(value)}> .\n"


def _types(value: Any) -> tuple[str, ...]:
    if type(value) is str:
        return (value,)
    if type(value) is list and value:
        names: list[Any] = cast("list[Any]", value)
        for name in names:
            if type(name) is not str:
                raise Unusual
        return tuple(names)
    raise Unusual


def _iri(value: Any, active: Active) -> str:
    """`value` as an address, with its prefix if it has one (JSON-LD 1.1 API §5.2.2)."""
    if type(value) is not str:
        raise Unusual
    prefix, colon, rest = value.partition(":")
    if colon and prefix in active.prefixes and not rest.startswith("//"):
        value = active.prefixes[prefix] + rest
    if not is_absolute_iri(value):
        raise Unusual
    return value


def _values(
    value: Any,
    term: Term,
    subject: str | Blank,
    tails: list[str],
    out: Output,
    depth: int,
) -> None:
    """Write the values of a list, or one that is neither text nor object."""
    if not is_list(value):
        _number(value, term, tails)
        return
    place = 0
    out.work.spend(QUICK * len(value))
    try:
        for each in value:
            form = _form(each)
            if form is str:
                tails.append(_line_end(each, term))
            elif form is dict:
                _object(each, term, subject, tails, out, depth)
            else:
                _number(each, term, tails)
            place += 1
    except Unusual as unusual:
        unusual.path.append(place)
        raise


def _number(value: Any, term: Term, tails: list[str]) -> None:
    """Write a number or a boolean; nothing for null."""
    if term.kind != TEXT:
        raise Unusual
    if value is True or value is False:
        text, kind = "true" if value else "false", _BOOLEAN
    elif type(value) is int and abs(value) < 10**21:
        text, kind = str(value), _INTEGER
    elif type(value) is float and abs(value) < 1e21:
        whole = value.is_integer()
        text, kind = (str(int(value)), _INTEGER) if whole else (double(value), _DOUBLE)
    elif value is None:
        return
    else:
        raise Unusual
    tails.append(f'{term.predicate}"{text}"{term.suffix if term.datatype else kind} .\n')


def _object(
    value: dict[str, Any],
    term: Term,
    subject: str | Blank,
    tails: list[str],
    out: Output,
    depth: int,
) -> None:
    """Write an object below `subject`."""
    if not value or "@context" in value:
        raise Unusual
    if len(value) == 1:
        reference = term.child_of_reference()
        if "id" in value and reference.term("id").kind == ID:
            tails.append(f"{term.predicate}<{_iri(value['id'], reference)}> .\n")
            return
    inner, _ = write_node(value, term.child(), subject, term.predicate, out, depth + 1)
    if type(inner) is str:
        tails.append(f"{term.predicate}{inner} .\n")
    elif type(subject) is Blank:
        subject.inner.append(term.predicate)
