"""The mail of a decision, as the learner will read it. The desk shows it before it is sent."""

from collections.abc import Mapping

from kenspeckle.applications.models import Application
from kenspeckle.assessment.models import Outcome
from kenspeckle.assessment.points import Point, Ruling, points_of
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
    rulings: Mapping[Point, Ruling],
    reason_told: str = "",
) -> Letter:
    """Return the letter that a decision sends; `reason_told` is for those who are declined."""
    titles = {
        point: title
        for criterion in application.version.criteria.all()
        for point, title in points_of(criterion).items()
    }
    return mail.write(
        _TEMPLATES[outcome],
        {
            "application": application,
            "feedback": feedback,
            "reason": reason_told,
            "comments": [
                {
                    "title": title,
                    "met": rulings[point].met,
                    "comment": rulings[point].comment,
                }
                for point, title in titles.items()
                if point in rulings
            ],
        },
    )
