"""Lines of N-Quads with gaps, in the order that they have whatever the gaps are filled with."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any, cast

from openbadges3.canonical.active import Unusual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# Text, number of a value, text, number of a value, ..., text; all in UTF-8. A line whose subject is
# value 0 and whose object is value 3: (b"<", 0, b"> <https://schema.org/name> \"", 3, b"\" .\n").
Line = tuple[bytes | int, ...]


class Groups:
    """Groups of lines, each of one subject and in code point order whatever values fill them.

    Where the order within a group hangs on the values, as between several values of one property,
    those lines are a run: sorted when they are filled, the same line twice being one. `fixed` are
    the groups without gaps.
    """

    __slots__ = ("_ends", "_parts", "_pick", "_runs", "fixed")

    def __init__(self, groups: Iterable[tuple[Line, Iterable[Line]]], values: int) -> None:
        """`groups` are subjects with the ends of their lines; `values`, how many there will be.

        `Unusual` for a run of lines that differ in more than their values.
        """
        self.fixed: list[bytes] = []
        self._runs: list[_Run] = []
        self._parts: list[bytes] = []
        self._ends: list[tuple[int, int]] = []
        gaps: list[int] = []
        for subject, ends in groups:
            group = self._ordered(subject, ends, values)
            if len(group) == 1:
                self.fixed.append(cast("bytes", group[0]))
            else:
                # All gaps are filled in one step. One more after each group, which no group takes
                # in, keeps them in the odd places.
                start = len(self._parts)
                self._parts += [part if isinstance(part, bytes) else b"" for part in (*group, b"")]
                self._ends.append((start, start + len(group)))
                gaps += [part for part in group if isinstance(part, int)] + [0]
        self._pick = picker(gaps)

    def _ordered(self, subject: Line, ends: Iterable[Line], values: int) -> Line:
        parts: list[bytes | int] = [b""]
        for run in _runs(ends):
            if len(run) == 1:
                parts += [*subject, *run[0]]
            else:
                parts += [b"", values + len(self._runs), b""]
                self._runs.append(_Run(subject, run))
        return joined(parts)

    def filled(self, values: list[bytes]) -> list[bytes]:
        """The groups that have gaps, with `values` in them."""
        if self._runs:
            values = values + [run.filled(values) for run in self._runs]
        parts = self._parts.copy()
        parts[1::2] = self._pick(values)
        return [b"".join(parts[start:end]) for start, end in self._ends]


class _Run:
    """Lines of one subject and one property that differ in their values only."""

    __slots__ = ("_after", "_between", "_number", "_pick", "_start")

    def __init__(self, subject: Line, ends: list[Line]) -> None:
        if len(ends[0]) != 3:
            raise Unusual
        before, _, after = ends[0]
        if any(end[::2] != (before, after) for end in ends):
            raise Unusual
        # Up to the value, lines have no gap but the one of their subject, if that has one.
        start = joined([*subject, before])
        self._start = cast("bytes", start[0])
        self._number = cast("int", start[1]) if len(start) > 1 else -1
        self._between = cast("bytes", start[2]) if len(start) > 1 else b""
        self._after = cast("bytes", after)
        self._pick = picker([cast("int", end[1]) for end in ends])

    def filled(self, values: list[bytes]) -> bytes:
        """The lines in order, each once."""
        start, after = self._start, self._after
        if self._number >= 0:
            start = start + values[self._number] + self._between
        # What follows a value has its part in the order: 1> comes after 10>.
        return start + start.join(sorted({value + after for value in self._pick(values)}))


def _runs(ends: Iterable[Line]) -> list[list[Line]]:
    """Lines sorted as far as they are known; together, those whose order hangs on their values."""
    runs: list[list[Line]] = []
    for line in sorted(ends, key=lambda each: cast("bytes", each[0])):
        first = runs[-1][0] if runs else ()
        if len(first) > 1 and cast("bytes", line[0]).startswith(cast("bytes", first[0])):
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def joined(parts: Iterable[bytes | int]) -> Line:
    """A line from pieces of lines: neighbouring texts made one."""
    made: list[bytes | int] = []
    for part in parts:
        last = made[-1] if made else 0
        if isinstance(part, bytes) and isinstance(last, bytes):
            made[-1] = last + part
        else:
            made.append(part)
    return tuple(made)


def picker(numbers: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """What takes the values with these numbers out of all, as a tuple however many they are."""
    if len(numbers) == 1:
        only = numbers[0]
        return lambda values: (values[only],)
    return itemgetter(*numbers) if numbers else lambda _: ()
