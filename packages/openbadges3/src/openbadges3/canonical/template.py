"""Canonical N-Quads of many documents that differ in a few texts, times and addresses only.

A template is made from one document: it is canonicalised with marks in place of its free values,
and the lines that come out are kept with gaps. Another document of the same form then takes a
comparison and some filling in. Whatever does not fit, however slightly, is `None`: the caller goes
the ordinary way, which is also what every new template is compared with before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from openbadges3.canonical.active import Unusual, root
from openbadges3.canonical.compiled import Output, write_node
from openbadges3.canonical.filling import Groups, Line, picker
from openbadges3.canonical.form import BADGE, MARK, MARKED, Form, form_of
from openbadges3.errors import WorkLimitExceeded
from openbadges3.json_values import is_list, is_object
from openbadges3.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

    from openbadges3.canonical.contexts import Contexts

    Hasher = Callable[[bytes], Any]

_BLANK: Final = b"_:c14n"
_MOST_KEPT: Final = 256
_MOST_TRIES: Final = 8
_LARGEST_KEPT: Final = 2**15


class Template:
    """The canonical form of one document, ready to be filled with the values of others.

    `sound` is for callers to set: there is nothing wrong with the shape of the document, and so
    nothing with that of any other that fits. `nearest` is set on templates of what documents have
    most in common: whoever fits one needs no other.
    """

    __slots__ = (
        "_blanks",
        "_digests",
        "_form",
        "_groups",
        "_hasher",
        "_names",
        "_subjects",
        "_varying",
        "nearest",
        "sound",
    )

    def __init__(
        self,
        form: Form,
        groups: Mapping[Line, Iterable[Line]],
        blanks: Sequence[Sequence[Line]],
        hasher: Hasher,
    ) -> None:
        """`groups` are ends of lines by their subject; `blanks`, the lines that name each node."""
        self._form = form
        self._hasher = hasher
        self._names = [str(place).encode() for place in range(len(blanks))]
        # The lines that name a node are given in order, its hash where they have no gaps.
        self._varying = [
            number for number, lines in enumerate(blanks) if any(len(line) > 1 for line in lines)
        ]
        self._blanks = Groups([((b"",), blanks[number]) for number in self._varying], form.count)
        self._digests = [
            b"" if number in self._varying else hasher(*Groups([((b"",), lines)], 0).fixed).digest()
            for number, lines in enumerate(blanks)
        ]
        self._groups = Groups(groups.items(), form.count + len(blanks))
        varying = [cast("int", subject[1]) for subject in groups if len(subject) > 1]
        fixed = [cast("bytes", subject[0])[1:-1] for subject in groups if len(subject) == 1]
        self._subjects = (picker(varying), frozenset(fixed))
        self.sound = False
        self.nearest = False

    def nquads(self, document: Mapping[str, Any]) -> bytes | None:
        """The canonical N-Quads of `document` in UTF-8 if it has this form, else `None`."""
        values = self._form.values(document)
        if values is None or not self._name(values):
            return None
        pick, fixed = self._subjects
        subjects = pick(values)
        different = set(subjects)
        if len(different) != len(subjects) or not fixed.isdisjoint(different):
            return None
        # No subject is the beginning of another, so whole groups sort as their lines would.
        lines = self._groups.filled(values) + self._groups.fixed
        lines.sort()
        return b"".join(lines)

    def _name(self, values: list[bytes]) -> bool:
        """Add the canonical names of the blank nodes (RDFC-1.0 §4.4); `False` for a tie."""
        digests = self._digests.copy()
        hasher = self._hasher
        for number, lines in zip(self._varying, self._blanks.filled(values), strict=True):
            digests[number] = hasher(lines).digest()
        names = dict(zip(sorted(digests), self._names, strict=True))
        values += [names[digest] for digest in digests]
        return len(names) == len(digests)


def make(
    document: Mapping[str, Any],
    expected: bytes,
    contexts: Contexts,
    hasher: Hasher,
    whole: frozenset[str] = frozenset(),
) -> Template | None:
    """A template of `document`, whose canonical N-Quads are `expected`; `None` if it has none.

    Members named in `whole` are left as they are: there is less to compare and to fill.
    """
    work = Work()
    out = Output(work)
    if MARKED in expected:
        # What was there before would be taken for a mark.
        return None
    try:
        form, marked = form_of(document, whole)
        active = root(document["@context"], contexts, work)
        element = {name: value for name, value in marked.items() if name != "@context"}
        write_node(element, active, None, "", out, 0)
        if not _are_in_place(out, form):
            return None
        made = Template(form, *_grouped(out, form.count), hasher)
    except (Unusual, WorkLimitExceeded, KeyError, TypeError, ValueError, RecursionError):
        return None
    # A mark may have meant something that the text did not: then the lines are not the same.
    return made if made.nquads(document) == expected else None


def _are_in_place(out: Output, form: Form) -> bool:
    """Whether every mark became a whole address or a whole text, as its value will be written."""
    seen: set[int] = set()
    for line in [*out.lines, *(end for blank in out.blanks for end in blank.tails)]:
        for mark in MARK.finditer(line):
            number = int(mark[1])
            around = line[mark.start() - 1] + line[mark.end()]
            # A prefix of the context may have made another address of it.
            if around != '""' and (around != "<>" or form.marks.get(number) != mark[0]):
                return False
            seen.add(number)
    return len(seen) == form.count


def _grouped(out: Output, count: int) -> tuple[dict[Line, dict[Line, None]], list[list[Line]]]:
    """Ends of lines by their subject, each once; for each blank node the lines that name it (§4.6)."""
    numbers = {id(blank): count + number for number, blank in enumerate(out.blanks)}
    groups: dict[Line, dict[Line, None]] = {}
    named: list[list[Line]] = []
    for line in out.lines:
        subject, _, end = line.partition("> ")
        groups.setdefault(_with_gaps(f"{subject}>"), {})[_with_gaps(f" {end}")] = None
    for blank in out.blanks:
        number = numbers[id(blank)]
        own = groups.setdefault((_BLANK, number, b""), {})
        own.update({_with_gaps(end): None for end in blank.tails})
        lines = [f"_:a{end}" for end in dict.fromkeys(blank.tails)]
        lines += [f"_:a{predicate}_:z .\n" for predicate in blank.inner]
        parent = blank.parent
        if parent is not None:
            above = parent if isinstance(parent, str) else "_:z"
            lines.append(f"{above}{blank.predicate}_:a .\n")
            subject = (
                _with_gaps(parent)
                if isinstance(parent, str)
                else (_BLANK, numbers[id(parent)], b"")
            )
            groups.setdefault(subject, {})[blank.predicate.encode() + _BLANK, number, b" .\n"] = (
                None
            )
        named.append([_with_gaps(line) for line in lines])
    return groups, named


def _with_gaps(text: str) -> Line:
    """A line with the numbers of its values where their marks are."""
    return tuple(int(part) if at % 2 else part.encode() for at, part in enumerate(MARK.split(text)))


class Templates:
    """Templates of what was met so far: of badges, and of forms that badges have in common."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, _Kept] = {}

    @classmethod
    def of(cls, contexts: Contexts) -> Templates:
        """The templates that are kept with `contexts`."""
        templates: Templates | None = contexts.kept.get("templates")
        if templates is None:
            templates = contexts.kept["templates"] = cls()
        return templates

    def canonical(
        self, document: Mapping[str, Any], hasher: Hasher
    ) -> tuple[Template, bytes] | None:
        """The nearest template that `document` fits, and its canonical N-Quads; or `None`."""
        for key, _ in _likenesses(document, hasher):
            template = self._kept.get(key, _NOTHING).template
            text = template.nquads(document) if template else None
            if template and text is not None:
                return template, text
        return None

    def learn(
        self,
        document: Mapping[str, Any],
        text: bytes,
        contexts: Contexts,
        hasher: Hasher,
        fitting: Template | None,
    ) -> list[Template]:
        """New templates of `document`, whose N-Quads are `text`, where none but `fitting` fits.

        Not the first time that its like is met, for most badges are met once; and a badge whose
        awards have ever new forms is given up.
        """
        made: list[Template] = []
        if len(text) > _LARGEST_KEPT or (fitting and fitting.nearest):
            return made
        for place, (key, whole) in enumerate(_likenesses(document, hasher)):
            kept = self._kept.get(key, _NOTHING)
            if fitting and kept.template is fitting:
                break
            template = None
            if 0 < kept.tries < _MOST_TRIES:
                template = make(document, text, contexts, hasher, whole)
            if template:
                template.nearest = place == 0
                made.append(template)
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[key] = _Kept(kept.tries + 1, template or kept.template)
        return made


class _Kept(NamedTuple):
    """How often templates were tried for, and the last one."""

    tries: int
    template: Template | None


_NOTHING: Final = _Kept(0, None)


def _likenesses(
    document: Mapping[str, Any], hasher: Hasher
) -> Iterator[tuple[Hashable, frozenset[str]]]:
    """What `document` has in common with its like, from near to far, and what they share whole."""
    subject: Any = document.get("credentialSubject")
    if is_object(subject):
        achievement: Any = subject.get("achievement")
        badge = achievement.get("id") if is_object(achievement) else None
        if isinstance(badge, str):
            yield (hasher, badge), BADGE
            yield (
                (hasher, _outline(document), _outline(subject), _outline(achievement)),
                frozenset(),
            )
    elif "verificationMethod" in document:
        yield (hasher, _outline(document)), frozenset()


def _outline(thing: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """Members by name, and how many values each has that is a list."""
    return tuple([(name, len(each) if is_list(each) else -1) for name, each in thing.items()])
