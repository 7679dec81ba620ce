"""Why an assessor may decline: the reasons of the badge's programme, in its order."""

from kenspeckle.catalogue.models import Badge, Reason, ReasonKind


def reasons(badge: Badge) -> dict[str, Reason]:
    """Return the reasons that an assessor of `badge` chooses from, by code.

    A programme that names none has one, which points to the feedback.
    """
    stated = {
        reason.code: reason
        for reason in Reason.objects.filter(programme=badge.programme, kind=ReasonKind.DECLINE)
    }
    return stated or {"other": Reason(code="other", message="A reason given in the feedback")}
