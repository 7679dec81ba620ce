"""Lines of N-Quads with gaps, in the order that they have whatever the gaps are filled with."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, cast

from openbadges3.canonical.active import Unusual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# Text, number of a value, text, number of a value, ..., text.
Line = tuple[str | int, ...]


class Ordered:
    """Lines of one subject, in code point order whatever values fill them.

    Where the order hangs on the values, as between several values of one property, those lines are
    a run: sorted when they are filled, the same line twice being one. `gaps` are the numbers of
    the values that fill it.
    """

    __slots__ = ("_parts", "_pick", "_runs", "_subject", "gaps")

    def __init__(self, subject: Line, ends: Iterable[Line], values: int) -> None:
        """`ends` are the lines after `subject`; `values`, how many there will be to fill them.

        `Unusual` for a run of lines that differ in more than their values.
        """
        self._subject = subject
        self._runs: list[_Run] = []
        parts: list[str | int] = [""]
        for run in _runs(ends):
            if len(run) == 1:
                parts += [*subject, *run[0]]
            else:
                parts += ["", values + len(self._runs), ""]
                self._runs.append(_Run(run))
        whole = _joined(parts)
        self.gaps = cast("tuple[int, ...]", whole[1::2])
        self._parts = cast("list[str]", list(whole))
        self._pick = picker(self.gaps)

    def filled(self, values: list[str]) -> str:
        """The lines with `values` in their gaps."""
        if self._runs:
            subject = "".join([values[x] if type(x) is int else str(x) for x in self._subject])
            values = values + [run.filled(subject, values) for run in self._runs]
        parts = self._parts.copy()
        parts[1::2] = self._pick(values)
        return "".join(parts)


class _Run:
    """Lines of one subject and one property that differ in their values only."""

    __slots__ = ("_after", "_before", "_pick")

    def __init__(self, ends: list[Line]) -> None:
        before, _, after = ends[0] if len(ends[0]) == 3 else ("", 0, "")
        if any(end[::2] != (before, after) for end in ends):
            raise Unusual
        self._before = str(before)
        self._after = str(after)
        self._pick = picker([cast("int", end[1]) for end in ends])

    def filled(self, subject: str, values: list[str]) -> str:
        """The lines in order, each once."""
        start, after = subject + self._before, self._after
        # What follows a value has its part in the order: 1> comes after 10>.
        return start + start.join(sorted({value + after for value in self._pick(values)}))


def _runs(ends: Iterable[Line]) -> list[list[Line]]:
    """Lines sorted as far as they are known; together, those whose order hangs on their values."""
    runs: list[list[Line]] = []
    for line in sorted(ends, key=lambda each: str(each[0])):
        first = runs[-1][0] if runs else ()
        if len(first) > 1 and str(line[0]).startswith(str(first[0])):
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def _joined(parts: Iterable[str | int]) -> Line:
    """A line from pieces of lines: neighbouring texts made one."""
    made: list[str | int] = []
    for part in parts:
        last = made[-1] if made else 0
        if isinstance(part, str) and isinstance(last, str):
            made[-1] = last + part
        else:
            made.append(part)
    return tuple(made)


def picker(numbers: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """What takes the values of these numbers."""
    if len(numbers) == 1:
        only = numbers[0]
        return lambda values: (values[only],)
    return itemgetter(*numbers) if numbers else lambda _: ()
