"""How many checks one visitor may have under way: whoever names slow servers holds nobody else up.

How many there may be altogether, the front says (`Lane.LONG`).
"""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from kenspeckle.kernel.refusals import WrongState

MOST_EACH = 2
WAITING_SECONDS = 5.0
_under_way: Counter[str] = Counter()
_changed = threading.Condition()


@contextmanager
def turn(visitor: str) -> Iterator[None]:
    """Hold one of the visitor's places; `WrongState` when none gets free. `visitor` is an address."""
    with _changed:
        if not _changed.wait_for(lambda: _under_way[visitor] < MOST_EACH, WAITING_SECONDS):
            raise WrongState(
                "Several of your checks are under way just now, perhaps of badges on slow servers. "
                "Try again in a minute."
            )
        _under_way[visitor] += 1
    try:
        yield
    finally:
        with _changed:
            _under_way[visitor] -= 1
            if not _under_way[visitor]:
                del _under_way[visitor]
            _changed.notify_all()
