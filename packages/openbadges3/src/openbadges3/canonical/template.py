"""Canonical N-Quads of many documents that differ in a few texts and addresses only.

A template is made from one document: it is canonicalised with marks in place of its free texts and
ids, and the lines that come out are kept as patterns. Another document of the same form then takes
a comparison and some filling in. Whatever does not fit, however slightly, is `None`: the caller
goes the ordinary way, which is also what every new template is compared with before it is used.
"""

from __future__ import annotations

import copy
import marshal
import re
from typing import TYPE_CHECKING, Any, Final

from openbadges3.canonical.active import Unusual, root
from openbadges3.canonical.compiled import Output, write_node
from openbadges3.canonical.terms import is_absolute_iri, needs_escape, quoted
from openbadges3.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from openbadges3.canonical.contexts import Contexts

# Members whose value may be any text, or (`id`) any address, without a change of form.
_FREE: Final = frozenset(
    [
        "id",
        "name",
        "description",
        "narrative",
        "identityHash",
        "salt",
        "statusListIndex",
        "digestMultibase",
        "value",
        "licenseNumber",
    ]
)
_mark = re.compile(r"openbadges3-mark:(\d+):")
_LEAF, _SAME, _BLOCK, _OBJECT, _LIST = range(5)
Spec = tuple[int, Any]
# A line with its marks as %s, and the numbers of the leaves that fill them.
Pattern = tuple[str, tuple[int, ...]]


class _Blank:
    """A blank node as patterns; `parent` is a pattern, the number of another one, or nothing."""

    __slots__ = ("inner", "parent", "predicate", "tails")

    def __init__(
        self, tails: list[Pattern], inner: list[str], parent: Pattern | int | None, predicate: str
    ) -> None:
        self.tails = tails
        self.inner = inner
        self.parent = parent
        self.predicate = predicate


class Template:
    """The form of one document, ready to be filled with the texts of others."""

    __slots__ = ("_blanks", "_fixed", "_leaves", "_several", "_single", "_spec")

    def __init__(
        self,
        spec: Spec,
        leaves: list[bool],
        lines: list[str],
        blanks: list[_Blank],
    ) -> None:
        self._spec = spec
        self._leaves = leaves
        made = [_pattern(line) for line in lines]
        self._fixed = [line for line, marks in made if not marks]
        self._single = [(line, marks[0]) for line, marks in made if len(marks) == 1]
        self._several = [each for each in made if len(each[1]) > 1]
        self._blanks = blanks

    def nquads(self, document: Mapping[str, Any], hasher: Callable[[bytes], Any]) -> str | None:
        """The canonical N-Quads of `document` if it has this template's form, else `None`."""
        leaves: list[str] = []
        if not _fits(document, self._spec, leaves):
            return None
        for place, is_iri in enumerate(self._leaves):
            value = leaves[place]
            if is_iri:
                # Addresses with // are the ones that no prefix can change (JSON-LD 1.1 §5.2.2).
                if not value.startswith(("https://", "http://")) or not is_absolute_iri(value):
                    return None
            elif needs_escape(value):
                leaves[place] = quoted(value)[1:-1]
        lines = self._fixed + [line % leaves[number] for line, number in self._single]
        lines += [_filled(each, leaves) for each in self._several]
        if self._blanks and not self._name(leaves, lines, hasher):
            return None
        return "".join(sorted(set(lines)))

    def _name(self, leaves: list[str], lines: list[str], hasher: Callable[[bytes], Any]) -> bool:
        """Add the lines of the blank nodes, under their canonical names; `False` for a tie."""
        tails = [[_filled(each, leaves) for each in blank.tails] for blank in self._blanks]
        digests: dict[str, int] = {}
        for number, blank in enumerate(self._blanks):
            own = [f"_:a{tail}" for tail in set(tails[number])]
            own += [f"_:a{predicate}_:z .\n" for predicate in blank.inner]
            if blank.parent is not None:
                above = "_:z" if isinstance(blank.parent, int) else _filled(blank.parent, leaves)
                own.append(f"{above}{blank.predicate}_:a .\n")
            digests[hasher("".join(sorted(own)).encode()).hexdigest()] = number
        if len(digests) != len(self._blanks):
            return False
        names = [""] * len(self._blanks)
        for place, digest in enumerate(sorted(digests)):
            names[digests[digest]] = f"_:c14n{place}"
        for number, blank in enumerate(self._blanks):
            name = names[number]
            lines.extend([name + tail for tail in tails[number]])
            if blank.parent is not None:
                parent = blank.parent
                above = names[parent] if isinstance(parent, int) else _filled(parent, leaves)
                lines.append(f"{above}{blank.predicate}{name} .\n")
        return True


def make(
    document: Mapping[str, Any], expected: str, contexts: Contexts, hasher: Callable[[bytes], Any]
) -> Template | None:
    """A template of `document`, whose canonical N-Quads are `expected`; `None` if it has none."""
    try:
        spec, marked = _marked(dict(document), [0])
        active = root(document["@context"], contexts)
        out = Output()
        element = {name: value for name, value in marked.items() if name != "@context"}
        write_node(element, active, None, "", out, 0)
    except (Unusual, KeyError, TypeError, ValueError, RecursionError):
        return None
    numbers = {id(blank): number for number, blank in enumerate(out.blanks)}
    blanks = [
        _Blank(
            [_pattern(tail) for tail in blank.tails],
            blank.inner,
            _pattern(blank.parent)
            if isinstance(blank.parent, str)
            else None
            if blank.parent is None
            else numbers[id(blank.parent)],
            blank.predicate,
        )
        for blank in out.blanks
    ]
    leaves = _kinds([*out.lines, *(tail for blank in out.blanks for tail in blank.tails)])
    if leaves is None:
        return None
    made = Template(spec, leaves, out.lines, blanks)
    # A mark may have meant something that the text did not: then the lines are not the same.
    return made if made.nquads(document, hasher) == expected else None


def _marked(value: dict[str, Any], count: list[int]) -> tuple[Spec, dict[str, Any]]:
    """What the value has to look like, and the value with marks for its leaves."""
    specs: dict[str, Spec] = {}
    made: dict[str, Any] = {}
    for key, each in value.items():
        specs[key], made[key] = _marked_value(key, each, count)
    return (_OBJECT, (len(specs), list(specs.items()))), made


def _marked_value(key: str, value: Any, count: list[int]) -> tuple[Spec, Any]:
    if isinstance(value, str) and key in _FREE:
        count[0] += 1
        return (_LEAF, None), f"openbadges3-mark:{count[0] - 1}:"
    if _is_text(value) or (is_list(value) and value and all(_is_text(each) for each in value)):
        # Texts are equal only to texts, which numbers and booleans are not.
        return (_SAME, copy.copy(value)), value
    if key in {"issuer", "achievement"} or key == "@context":
        return (_BLOCK, marshal.dumps(value, 2)), value
    if is_object(value):
        return _marked(value, count)
    if is_list(value) and any(is_object(each) for each in value):
        both = [_marked_value("", each, count) for each in value]
        return (_LIST, (len(both), [spec for spec, _ in both])), [each for _, each in both]
    return (_BLOCK, marshal.dumps(value, 2)), value


def _is_text(value: object) -> bool:
    return type(value) is str


def _fits(value: Any, spec: Spec, leaves: list[str]) -> bool:
    """Whether `value` has the form of `spec`; its leaves are added in the order of the marks."""
    kind, wanted = spec
    if kind == _LEAF:
        if type(value) is not str:
            return False
        leaves.append(value)
        return True
    if kind == _SAME:
        return bool(value == wanted)
    if kind == _BLOCK:
        try:
            return marshal.dumps(value, 2) == wanted
        except ValueError:
            return False
    size, inner = wanted
    if kind == _OBJECT:
        if not is_object(value) or len(value) != size:
            return False
        for name, each in inner:
            if name not in value or not _fits(value[name], each, leaves):
                return False
        return True
    if not is_list(value) or len(value) != size:
        return False
    return all(_fits(each, one, leaves) for each, one in zip(value, inner, strict=True))


def _kinds(lines: list[str]) -> list[bool] | None:
    """For each leaf, whether it is an address; `None` if one is both or is nowhere."""
    found: dict[int, set[bool]] = {}
    for line in lines:
        for mark in _mark.finditer(line):
            found.setdefault(int(mark[1]), set()).add(line[mark.start() - 1] == "<")
    if sorted(found) != list(range(len(found))) or any(len(kinds) > 1 for kinds in found.values()):
        return None
    return [next(iter(found[number])) for number in range(len(found))]


def _pattern(line: str) -> Pattern:
    numbers = tuple(int(mark[1]) for mark in _mark.finditer(line))
    return (_mark.sub("%s", line.replace("%", "%%")) if numbers else line), numbers


def _filled(pattern: Pattern, leaves: list[str]) -> str:
    line, numbers = pattern
    if len(numbers) == 1:
        return line % leaves[numbers[0]]
    if not numbers:
        return line
    return line % tuple([leaves[number] for number in numbers])
