"""What an assessor gives a verdict on, and the verdict before it becomes a row."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from kenspeckle.applications.frozen import FrozenAnswer
from kenspeckle.catalogue.models import Criterion


class Point(NamedTuple):
    """A criterion by its position, or one competence of it by its key."""

    position: int
    competence: str = ""

    @property
    def name(self) -> str:
        """The point in the name of a form field: "2", "2-planning"."""
        return f"{self.position}-{self.competence}" if self.competence else f"{self.position}"


@dataclass(frozen=True)
class Ruling:
    """Met or not yet, and the comment that the applicant reads."""

    met: bool
    comment: str = ""


def points_of(criterion: Criterion) -> dict[Point, str]:
    """Return the points of a criterion with their titles: itself, or each of its competences."""
    if competences := criterion.facts.competences:
        return {Point(criterion.position, one.key): one.name for one in competences}
    return {Point(criterion.position): criterion.title}


def judged_points(
    criteria: Iterable[Criterion], answers: Iterable[FrozenAnswer]
) -> dict[Point, str]:
    """Return every point of a submission that is judged, with its title, in order.

    What was not asked (an option not chosen) is not judged, and an optional criterion when something
    was given there.
    """
    submitted = {answer.position: bool(answer.kind or answer.erased) for answer in answers}
    return {
        point: title
        for criterion in criteria
        if criterion.position in submitted
        and (criterion.facts.required or submitted[criterion.position])
        for point, title in points_of(criterion).items()
    }
