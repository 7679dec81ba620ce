"""What may follow what in the life of an application."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kenspeckle.kernel.refusals import WrongState


class ApplicationState(models.TextChoices):
    """Where an application stands. A claim by an assessor is not a state."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned for more evidence")
    AWARDED = "awarded", _("Awarded")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


MOVES: dict[str, frozenset[str]] = {
    ApplicationState.DRAFT: frozenset({ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN}),
    ApplicationState.SUBMITTED: frozenset(
        {
            ApplicationState.RETURNED,
            ApplicationState.AWARDED,
            ApplicationState.DECLINED,
            ApplicationState.WITHDRAWN,
        }
    ),
    ApplicationState.RETURNED: frozenset({ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN}),
    ApplicationState.AWARDED: frozenset(),
    ApplicationState.DECLINED: frozenset(),
    ApplicationState.WITHDRAWN: frozenset(),
}

OPEN = (ApplicationState.DRAFT, ApplicationState.SUBMITTED, ApplicationState.RETURNED)
EDITABLE = (ApplicationState.DRAFT, ApplicationState.RETURNED)

_NOW = {
    ApplicationState.DRAFT: "has not been submitted yet",
    ApplicationState.SUBMITTED: "is with the assessors",
    ApplicationState.RETURNED: "was returned for more evidence",
    ApplicationState.AWARDED: "was awarded",
    ApplicationState.DECLINED: "was declined",
    ApplicationState.WITHDRAWN: "was withdrawn",
}


def check_move(before: str, after: str) -> None:
    """Refuse with `WrongState` unless `after` may follow `before`."""
    if after not in MOVES[before]:
        raise WrongState(
            f"This application {_NOW[ApplicationState(before)]}. It may have moved on in another window: "
            "open it again to see where it stands."
        )


def check_editable(state: str) -> None:
    """Refuse with `WrongState` unless the applicant may change what they give."""
    if state not in EDITABLE:
        raise WrongState(
            "This application cannot be changed now. It may have been submitted or withdrawn in "
            "another window: open it again to see where it stands."
        )
