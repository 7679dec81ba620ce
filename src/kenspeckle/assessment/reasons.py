"""Why an assessor may decline: the programme's reasons, in its order."""

from kenspeckle.catalogue.models import Reason


def reasons() -> dict[str, Reason]:
    """Return the reasons that an assessor chooses from, by code.

    A programme that names none has one, which points to the feedback.
    """
    stated = {reason.code: reason for reason in Reason.objects.all()}
    return stated or {"other": Reason(code="other", message="A reason given in the feedback")}
