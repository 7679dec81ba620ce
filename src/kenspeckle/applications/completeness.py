"""Whether an application answers all that its badge asks: what blocks a submission, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from kenspeckle.applications.models import Answer
from kenspeckle.catalogue.models import BadgeVersion, Criterion, CriterionKind
from kenspeckle.text.words import count_words


class About(Enum):
    """What a problem of the application as a whole is about."""

    ANSWERS = "answers"
    AI = "ai"
    TERMS = "terms"


@dataclass(frozen=True)
class Problem:
    """What is missing at one criterion, or (position 0) in the application as a whole."""

    position: int
    words: str
    about: About = About.ANSWERS


def problems(version: BadgeVersion, answers: Mapping[int, Answer]) -> list[Problem]:
    """Return what blocks a submission; `answers` are by the position of their criterion.

    Minimum and maximum block written answers; a link replaces the answer it stands for and is not
    counted.
    """
    criteria = list(version.criteria.all())
    found = [
        problem
        for criterion in criteria
        for problem in _at(criterion, answers.get(criterion.position))
    ]
    total = written_words(answers.values())
    if version.max_words is not None and total > version.max_words:
        found.append(
            Problem(
                0,
                f"Your answers have {total} words together; "
                f"this badge takes at most {version.max_words}. Shorten them.",
            )
        )
    return found


def written_words(answers: Iterable[Answer]) -> int:
    """Return how many words the written answers have together."""
    return sum(count_words(answer.text) for answer in answers if not answer.link)


def is_complete(criterion: Criterion, answer: Answer | None) -> bool:
    """Return whether nothing is missing at this criterion."""
    return not _at(criterion, answer)


def _at(criterion: Criterion, answer: Answer | None) -> list[Problem]:
    place = criterion.position
    if criterion.kind in (CriterionKind.TASK, CriterionKind.DECLARATION):
        if criterion.required and not (answer and answer.done):
            verb = "done" if criterion.kind == CriterionKind.TASK else "confirmed"
            return [Problem(place, f"“{criterion.title}”: tick that you have {verb} this.")]
        return []
    if answer and answer.link:
        return []
    words = count_words(answer.text) if answer else 0
    if words == 0:
        return (
            [Problem(place, f"“{criterion.title}” has no answer yet.")]
            if criterion.required
            else []
        )
    if criterion.min_words and words < criterion.min_words:
        return [
            Problem(
                place,
                f"“{criterion.title}” has {words} of at least {criterion.min_words} words.",
            )
        ]
    if criterion.max_words and words > criterion.max_words:
        return [
            Problem(
                place,
                f"“{criterion.title}” has {words} words; at most {criterion.max_words} are taken.",
            )
        ]
    return []
