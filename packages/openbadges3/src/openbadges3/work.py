"""How much work one examination may be: what is quick to send and slow to process is refused.

Everything that costs more than a glance is counted before it is done, or as it is done, in units of
about a microsecond. One account is shared by all proofs, endorsements, lists and the safe mode of an
examination, so that many small burdens weigh as much as a large one. Nothing here looks at a clock:
the same document costs the same everywhere.
"""

from __future__ import annotations

from typing import Final

from openbadges3.errors import WorkLimitExceeded

UNITS: Final = 300_000
"""What one examination may spend; an ordinary badge takes some ten thousand."""


class Work:
    """An account of units that only gets less."""

    __slots__ = ("_paid", "left")

    def __init__(self, units: int = UNITS) -> None:
        self.left = units
        self._paid: set[object] = set()

    def spend(self, units: int) -> None:
        """Take `units` off; `WorkLimitExceeded` once there are none left, and from then on."""
        self.left -= units
        if self.left < 0:
            raise WorkLimitExceeded("the document, with all that it holds, takes too much work")

    def spend_once(self, thing: object, units: int) -> None:
        """As `spend`, but nothing for a `thing` that was paid for: what is made of it is kept."""
        if thing not in self._paid:
            self._paid.add(thing)
            self.spend(units)
