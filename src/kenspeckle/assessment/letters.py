"""The mail of a decision, as the learner will read it. The desk shows it before it is sent."""

from collections.abc import Mapping
from uuid import UUID

from kenspeckle.applications.models import Application
from kenspeckle.assessment.models import Outcome
from kenspeckle.assessment.verdicts import Word
from kenspeckle.kernel import mail
from kenspeckle.kernel.mail import Letter

_TEMPLATES = {
    Outcome.AWARD: "assessment/mail/awarded.txt",
    Outcome.RETURN: "assessment/mail/returned.txt",
    Outcome.DECLINE: "assessment/mail/declined.txt",
}


def decision_letter(
    application: Application,
    *,
    outcome: Outcome,
    feedback: str,
    words: Mapping[int, Word],
    award: UUID | None = None,
) -> Letter:
    """Return the letter that a decision sends; `words` are the verdicts by position."""
    return mail.write(
        _TEMPLATES[outcome],
        {
            "application": application,
            "feedback": feedback,
            "award": award,
            "comments": [
                {
                    "title": criterion.title,
                    "met": words[criterion.position].met,
                    "comment": words[criterion.position].comment.strip(),
                }
                for criterion in application.version.criteria.all()
                if criterion.position in words
            ],
        },
    )
