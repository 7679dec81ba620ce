"""Guilloche: the fine interwoven lines of banknotes, seeded so that each badge has its own."""

import hashlib
import math
from collections.abc import Callable, Iterator

from .shapes import closed, number, point


class Seeded:
    """Numbers drawn from a seed, the same on every machine and in every version of Python."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def between(self, low: float, high: float) -> float:
        """The next number between two others."""
        self._count += 1
        drawn = hashlib.sha256(f"{self._seed}\n{self._count}".encode()).digest()
        return low + (high - low) * int.from_bytes(drawn[:6], "big") / 2**48

    def one_of(self, *choices: int) -> int:
        """The next choice."""
        return choices[int(self.between(0, len(choices)))]


def _ring(
    middle: float, swing: float, waves: int, phase: float, ripple: float, ripples: int
) -> str:
    """A closed line that waves around a circle, with a ripple on its waves."""
    points = []
    steps = max(144, waves * 12)
    for step in range(steps):
        angle = 2 * math.pi * step / steps
        wave = math.sin(waves * angle + phase) * (1 - ripple)
        wave += math.sin(ripples * angle - phase) * ripple
        points.append(point(middle + swing * wave, angle))
    return closed(points)


def _rosette(drawn: Seeded, inner: float, outer: float) -> Iterator[str]:
    """Petals: one waving line, turned a little again and again."""
    waves = drawn.one_of(8, 9, 10, 11, 12)
    ripples = waves * drawn.one_of(2, 3)
    ripple, start = drawn.between(0.12, 0.34), drawn.between(0, math.tau)
    lines = 11
    for line in range(lines):
        phase = start + math.tau * line / lines
        yield _ring((inner + outer) / 2, (outer - inner) / 2, waves, phase, ripple, ripples)


def _weave(drawn: Seeded, inner: float, outer: float) -> Iterator[str]:
    """Braids: neighbouring bands of lines that cross each other."""
    bands = 3
    width = (outer - inner) / bands
    waves = drawn.one_of(14, 16, 18, 20)
    start, lean = drawn.between(0, math.tau), drawn.between(0.7, 1.5)
    for band in range(bands):
        middle = inner + width * (band + 0.5)
        for line in range(4):
            phase = start + lean * band + math.tau * line / 4
            yield _ring(middle, width * 0.62, waves, phase, 0.08, waves * 2)


def _waves(drawn: Seeded, inner: float, outer: float) -> Iterator[str]:
    """Ripples: rings that swing together, wider outside, as around a stone in water."""
    waves = drawn.one_of(5, 6, 7, 8)
    start, turn = drawn.between(0, math.tau), drawn.between(0.16, 0.3)
    ripple = drawn.between(0.1, 0.3)
    lines = 13
    for line in range(lines):
        share = line / (lines - 1)
        middle = inner + (outer - inner) * share
        swing = (outer - inner) * (0.1 + 0.12 * math.sin(math.pi * share))
        yield _ring(middle, swing, waves, start + turn * line, ripple, waves * 2)


_PATTERNS: dict[str, Callable[[Seeded, float, float], Iterator[str]]] = {
    "rosette": _rosette,
    "weave": _weave,
    "waves": _waves,
}

PATTERNS = tuple(_PATTERNS)


def engrave(pattern: str, seed: str, inner: float, outer: float) -> str:
    """Path data of a pattern between two circles; raises `ValueError` for an unknown pattern."""
    if pattern not in _PATTERNS:
        raise ValueError(f"unknown pattern: {pattern}")
    return "".join(_PATTERNS[pattern](Seeded(seed), inner, outer))


def beads(radius: float, count: int, size: float) -> str:
    """Path data of small dots on a circle."""
    data = []
    for bead in range(count):
        x, y = point(radius, math.tau * bead / count)
        r = number(size)
        data.append(
            f"M{number(x - size)} {number(y)}a{r} {r} 0 1 1 {number(2 * size)} 0a{r} {r} 0 1 1 {number(-2 * size)} 0"
        )
    return "".join(data)
