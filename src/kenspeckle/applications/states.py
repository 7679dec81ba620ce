"""What may follow what in the life of an application."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kenspeckle.kernel.refusals import WrongState


class State(models.TextChoices):
    """Where an application stands. A claim by an assessor is not a state."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned for more evidence")
    AWARDED = "awarded", _("Awarded")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


MOVES: dict[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.SUBMITTED: frozenset({State.RETURNED, State.AWARDED, State.DECLINED, State.WITHDRAWN}),
    State.RETURNED: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.AWARDED: frozenset(),
    State.DECLINED: frozenset(),
    State.WITHDRAWN: frozenset(),
}

OPEN = (State.DRAFT, State.SUBMITTED, State.RETURNED)
EDITABLE = (State.DRAFT, State.RETURNED)

_NOW = {
    State.DRAFT: "has not been submitted yet",
    State.SUBMITTED: "is with the assessors",
    State.RETURNED: "was returned for more evidence",
    State.AWARDED: "was awarded",
    State.DECLINED: "was declined",
    State.WITHDRAWN: "was withdrawn",
}


def check_move(before: str, after: str) -> None:
    """Refuse with `WrongState` unless `after` may follow `before`."""
    if after not in MOVES[before]:
        raise WrongState(
            f"This application {_NOW[State(before)]}. It may have moved on in another window: "
            "open it again to see where it stands."
        )


def check_editable(state: str) -> None:
    """Refuse with `WrongState` unless the applicant may change what they give."""
    if state not in EDITABLE:
        raise WrongState(
            "This application cannot be changed now. It may have been submitted or withdrawn in "
            "another window: open it again to see where it stands."
        )
