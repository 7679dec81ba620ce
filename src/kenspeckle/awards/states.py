"""What may follow what in the life of an award."""

from django.db import models

from kenspeckle.kernel.refusals import WrongState


class AwardState(models.TextChoices):
    """An award is recorded, then signed; a revoked one stays revoked."""

    RECORDED = "recorded", "recorded"
    SIGNED = "signed", "signed"
    REVOKED = "revoked", "revoked"


MOVES: dict[str, frozenset[str]] = {
    AwardState.RECORDED: frozenset({AwardState.SIGNED, AwardState.REVOKED}),
    AwardState.SIGNED: frozenset({AwardState.REVOKED}),
    AwardState.REVOKED: frozenset(),
}


def check_move(before: str, after: str) -> None:
    """Refuse with `WrongState` unless `after` may follow `before`."""
    if after not in MOVES[before]:
        raise WrongState(
            f"This award is {AwardState(before).label}, so it cannot become {AwardState(after).label}."
        )
