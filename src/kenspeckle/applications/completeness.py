"""Whether an application holds all that its badge asks: what blocks a submission, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from kenspeckle.applications.choices import offered
from kenspeckle.applications.kinds import kinds_of, standing
from kenspeckle.applications.models import AIDeclaration, Answer, Application
from kenspeckle.catalogue.models import BadgeVersion, Criterion


class About(Enum):
    """What is missing in the application as a whole."""

    ANSWERS = "answers"
    CHOICES = "choices"
    AI = "ai"
    TERMS = "terms"


@dataclass(frozen=True)
class Missing:
    """What is missing at one criterion, or (position 0) in the application as a whole."""

    position: int
    message: str
    about: About = About.ANSWERS


def missing(
    application: Application,
    answers: Mapping[int, Answer],
    *,
    ai: AIDeclaration | None,
    accepted_terms: bool,
) -> list[Missing]:
    """Return all that blocks a submission; `answers` are by the position of their criterion.

    The task list says "Ready" and `operations.submit` goes through exactly when nothing is missing;
    the terms are accepted on the page that submits.
    """
    version, criteria = application.version, application.asked()
    return [
        *_missing_choices(application),
        *(
            gap
            for criterion in criteria
            for gap in missing_at(criterion, answers.get(criterion.position))
        ),
        *_too_many_words(version, counted_words(criteria, answers)),
        *_missing_declaration(version, ai),
        *([] if accepted_terms else [Missing(0, "Accept the terms to submit.", About.TERMS)]),
    ]


def missing_at(criterion: Criterion, answer: Answer | None) -> list[Missing]:
    """Return what is missing at one criterion."""
    shown = standing(criterion, answer.given) if answer else None
    kinds = [shown.kind] if shown else kinds_of(criterion)[:1]
    return [
        Missing(criterion.position, message)
        for kind in kinds
        for message in kind.missing(criterion, shown.value if shown else None)
    ]


def counted_words(criteria: Iterable[Criterion], answers: Mapping[int, Answer]) -> int:
    """Return how many words count against the limits of the badge, all answers together."""
    shown = (
        standing(criterion, answers[criterion.position].given)
        for criterion in criteria
        if criterion.position in answers
    )
    return sum(one.kind.words(one.value) for one in shown if one)


def _missing_choices(application: Application) -> list[Missing]:
    return [
        Missing(0, f"“{one.title}”: you have not chosen yet.", About.CHOICES)
        for one in offered(
            application.version, application.version.criteria.all(), application.choices
        )
        if not one.is_made
    ]


def _too_many_words(version: BadgeVersion, total: int) -> list[Missing]:
    if version.facts.words.max is None or total <= version.facts.words.max:
        return []
    return [
        Missing(
            0,
            f"Your answers have {total} words together; "
            f"this badge takes at most {version.facts.words.max}. Shorten them.",
        )
    ]


def _missing_declaration(version: BadgeVersion, ai: AIDeclaration | None) -> list[Missing]:
    if not version.facts.ai_rule.asks:
        return []
    if ai is None:
        return [Missing(0, "Say whether you used an AI tool.", About.AI)]
    if ai.used and not version.facts.ai_rule.allows:
        return [Missing(0, "This badge does not allow evidence made with an AI tool.", About.AI)]
    return []
