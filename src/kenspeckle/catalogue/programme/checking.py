"""What does not add up in a programme, each problem with its file and line."""

from collections.abc import Callable
from pathlib import Path

from .model import Problem, Programme
from .reading import read
from .rules import applying, artwork, asking, copying, names

_RULES: tuple[Callable[[Programme], names.Problems], ...] = (
    names.frameworks,
    names.issuers,
    names.series,
    names.badges,
    names.successors,
    names.characters,
    applying.audiences,
    applying.references,
    applying.dates,
    applying.before,
    applying.levels,
    applying.lasting,
    applying.milestones,
    asking.criteria,
    asking.stages,
    asking.choices,
    asking.totals,
    artwork.artwork,
    copying.siblings,
)


def check(directory: Path, *, year: int) -> list[Problem]:
    """Every problem of a programme's directory, in the order of its files, warnings too."""
    reading = read(directory, year=year)
    return sorted({*reading.problems, *problems(reading.programme)})


def problems(programme: Programme) -> names.Problems:
    """What does not add up in a programme that has been read."""
    for rule in _RULES:
        yield from rule(programme)


def blocking(problems: list[Problem]) -> list[Problem]:
    """The problems that keep a programme from being published."""
    return [problem for problem in problems if not problem.warning]
