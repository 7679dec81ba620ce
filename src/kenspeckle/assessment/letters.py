"""The mail of a decision, as the learner will read it. The desk shows it before it is sent."""

from collections.abc import Mapping
from uuid import UUID

from kenspeckle.applications.models import Application
from kenspeckle.assessment.models import Outcome, Reason
from kenspeckle.assessment.verdicts import Word
from kenspeckle.kernel import mail
from kenspeckle.kernel.mail import Letter

_TEMPLATES = {
    Outcome.AWARD: "assessment/mail/awarded.txt",
    Outcome.RETURN: "assessment/mail/returned.txt",
    Outcome.DECLINE: "assessment/mail/declined.txt",
}

# The reason codes as the applicant reads them. "Another reason" only points to the feedback.
_REASONS = {
    Reason.WRONG_BADGE: "Another badge fits this learning",
    Reason.ALREADY_RECOGNISED: "This learning is already recognised",
    Reason.NOT_OWN_WORK: "It does not seem to be your own work",
    Reason.IDENTIFIES_PEOPLE: "Other people can be recognised in your evidence",
    Reason.AI_RULES: "The rules on AI were not followed",
    Reason.NOT_ELIGIBLE: "This badge is not open to you at the moment",
}


def reason_told(reason: str) -> str:
    """Return the reason for declining in words for the applicant, or nothing."""
    return _REASONS.get(Reason(reason), "") if reason else ""


def decision_letter(
    application: Application,
    *,
    outcome: Outcome,
    feedback: str,
    words: Mapping[int, Word],
    reason: str = "",
    award: UUID | None = None,
) -> Letter:
    """Return the letter that a decision sends; `words` are the verdicts by position.

    `reason` is told to those who are declined.
    """
    return mail.write(
        _TEMPLATES[outcome],
        {
            "application": application,
            "feedback": feedback,
            "reason": reason_told(reason) if outcome == Outcome.DECLINE else "",
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
