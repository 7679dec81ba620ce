"""RDF Dataset Canonicalization, RDFC-1.0, with bounded work.

Blank nodes whose first-degree hashes are unique are named at once; the others go through the
N-degree hash, whose cost can grow without measure in a dataset made for it. Hence `WORK_LIMIT`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING

from openbadges3.errors import WorkLimitExceeded
from openbadges3.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from openbadges3.canonical.terms import Quad

WORK_LIMIT = 6000
"""N-degree hashes and paths tried for one dataset, at most; the W3C suite needs far fewer."""

Hash = str
Hasher = "Callable[[bytes], hashlib._Hash]"


def canonical_nquads(
    quads: Iterable[Quad],
    hasher: Callable[[bytes], object] = hashlib.sha256,
    work: Work | None = None,
) -> str:
    """The canonical N-Quads of a dataset, each quad once, in code point order.

    `hasher` is `hashlib.sha256` or `hashlib.sha384`. Raises `WorkLimitExceeded`.
    """
    unique = set(quads)
    mentions: dict[str, list[Quad]] = defaultdict(list)
    for quad in unique:
        for blank in {quad[0], quad[2], quad[3]}:
            if blank.startswith("_:"):
                mentions[blank].append(quad)
    if not mentions:
        return "".join(sorted(_line(quad) for quad in unique))
    work = work or Work()
    work.spend(4 * len(unique) + 8 * len(mentions))
    try:
        names = _Canonicaliser(mentions, hasher, work).names()
    except RecursionError:
        raise _too_much() from None
    return "".join(
        sorted(
            _line((names.get(s, s), p, names.get(o, o), names.get(g, g))) for s, p, o, g in unique
        )
    )


def _too_much() -> WorkLimitExceeded:
    return WorkLimitExceeded("the document is made so that sorting it out takes too much work")


def _line(quad: Quad) -> str:
    s, p, o, g = quad
    return f"{s} {p} {o} {g} .\n" if g else f"{s} {p} {o} .\n"


def _orders(blanks: list[str]) -> Iterator[tuple[str, ...]]:
    """Every different order of `blanks`, smallest first.

    A node may be there many times, once for each quad of a graph that it names, and swapping it
    with itself is no other order.
    """
    order = sorted(blanks)
    while True:
        yield tuple(order)
        fall = len(order) - 2
        while fall >= 0 and order[fall] >= order[fall + 1]:
            fall -= 1
        if fall < 0:
            return
        rise = len(order) - 1
        while order[rise] <= order[fall]:
            rise -= 1
        order[fall], order[rise] = order[rise], order[fall]
        order[fall + 1 :] = reversed(order[fall + 1 :])


class _Names:
    """Issues `prefix0`, `prefix1`, ... in the order of asking (RDFC-1.0 §4.5)."""

    __slots__ = ("issued", "prefix")

    def __init__(self, prefix: str, issued: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.issued: dict[str, str] = issued or {}

    def of(self, blank: str) -> str:
        name = self.issued.get(blank)
        if name is None:
            name = self.issued[blank] = f"{self.prefix}{len(self.issued)}"
        return name

    def copy(self) -> _Names:
        return _Names(self.prefix, self.issued.copy())


class _Canonicaliser:
    """One run of the algorithm (RDFC-1.0 §4.4)."""

    def __init__(
        self, mentions: dict[str, list[Quad]], hasher: Callable[[bytes], object], work: Work
    ) -> None:
        self._mentions = mentions
        self._hasher = hasher
        self._first: dict[str, str] = {}
        self._canonical = _Names("_:c14n")
        self._steps = WORK_LIMIT
        self._work = work

    def names(self) -> dict[str, str]:
        """`{blank node: canonical name}`."""
        same: dict[str, list[str]] = defaultdict(list)
        for blank in self._mentions:
            same[self._first_degree(blank)].append(blank)
        ties: list[list[str]] = []
        for digest in sorted(same):
            if len(same[digest]) == 1:
                self._canonical.of(same[digest][0])
            else:
                ties.append(same[digest])
        for tied in ties:
            paths: list[tuple[str, _Names]] = []
            for blank in tied:
                if blank in self._canonical.issued:
                    continue
                temporary = _Names("_:b")
                temporary.of(blank)
                paths.append(self._n_degree(blank, temporary))
            for _, issued in sorted(paths, key=lambda path: path[0]):
                for blank in issued.issued:
                    self._canonical.of(blank)
        return self._canonical.issued

    def _hash(self, text: str) -> str:
        return self._hasher(text.encode("utf-8", "surrogatepass")).hexdigest()  # type: ignore[attr-defined]

    def _first_degree(self, blank: str) -> str:
        digest = self._first.get(blank)
        if digest is None:
            lines: list[str] = []
            for s, p, o, g in self._mentions[blank]:
                if s[0] == "_":
                    s = "_:a" if s == blank else "_:z"
                if o[0] == "_":
                    o = "_:a" if o == blank else "_:z"
                if g and g[0] == "_":
                    g = "_:a" if g == blank else "_:z"
                lines.append(f"{s} {p} {o} {g} .\n" if g else f"{s} {p} {o} .\n")
            lines.sort()
            digest = self._first[blank] = self._hash("".join(lines))
        return digest

    def _spend(self, size: int) -> None:
        self._steps -= 1
        if self._steps < 0:
            raise _too_much()
        self._work.spend(10 + 4 * size)

    def _related(self, related: str, quad: Quad, issued: _Names, position: str) -> str:
        """Hash Related Blank Node (RDFC-1.0 §4.7)."""
        name = self._canonical.issued.get(related) or issued.issued.get(related)
        predicate = "" if position == "g" else quad[1]
        return self._hash(f"{position}{predicate}{name or self._first_degree(related)}")

    def _n_degree(self, blank: str, issued: _Names) -> tuple[str, _Names]:
        """Hash N-Degree Quads (RDFC-1.0 §4.8)."""
        self._spend(len(self._mentions[blank]))
        groups: dict[str, list[str]] = defaultdict(list)
        for quad in self._mentions[blank]:
            for position, term in (("s", quad[0]), ("o", quad[2]), ("g", quad[3])):
                if term.startswith("_:") and term != blank:
                    groups[self._related(term, quad, issued, position)].append(term)
        data: list[str] = []
        for digest in sorted(groups):
            data.append(digest)
            chosen, chosen_names = "", issued
            for order in _orders(groups[digest]):
                tried = self._path(order, issued.copy(), chosen)
                if tried is not None and (not chosen or tried[0] < chosen):
                    chosen, chosen_names = tried
            data.append(chosen)
            issued = chosen_names
        return self._hash("".join(data)), issued

    def _path(self, order: tuple[str, ...], issued: _Names, best: str) -> tuple[str, _Names] | None:
        """The path of one order of related blank nodes, or None as soon as `best` beats it."""
        self._spend(len(order) + len(issued.issued) // 32)
        path = ""
        recursion: list[str] = []
        for related in order:
            canonical = self._canonical.issued.get(related)
            if canonical is not None:
                path += canonical
            else:
                if related not in issued.issued:
                    recursion.append(related)
                path += issued.of(related)
            if best and len(path) >= len(best) and path > best:
                return None
        for related in recursion:
            digest, named = self._n_degree(related, issued)
            path += f"{issued.of(related)}<{digest}>"
            issued = named
            if best and len(path) >= len(best) and path > best:
                return None
        return path, issued
