"""On what grounds an award is revoked: the badge's programme names them, for everybody to read.

A ground says whether the holder's place in the period stays taken. What only leads read is written
beside it in words of their own.
"""

from dataclasses import dataclass

from kenspeckle.catalogue.models import Badge, Reason, ReasonKind


@dataclass(frozen=True)
class Ground:
    """A public reason: `message` as a lead chooses it, `told` as everybody reads it."""

    code: str
    message: str
    told: str
    keeps_place: bool


# Those of a programme that names none.
ORDINARY = (
    Ground("mistake", "It was awarded by mistake", "It was awarded by mistake.", False),
    Ground(
        "not-own-work",
        "It rests on work that was not the holder’s own",
        "It rests on work that was not the holder’s own.",
        True,
    ),
)


def grounds(badge: Badge) -> dict[str, Ground]:
    """Return the grounds on which an award of `badge` may be revoked, by code, in order."""
    stated = [
        Ground(one.code, one.message, one.told or f"{one.message}.", one.keeps_place)
        for one in Reason.objects.filter(programme=badge.programme, kind=ReasonKind.REVOKE)
    ]
    return {ground.code: ground for ground in stated or ORDINARY}
