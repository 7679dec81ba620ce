"""When it is not a fault of ours in the usual sense: the database is away, or the disk is full."""

import errno
from collections.abc import Iterator
from enum import Enum

import psycopg
from django.conf import settings
from django.db import InterfaceError

from kenspeckle.machine import disk

# Classes of SQLSTATE: connection, resources, an operator's doing, the system below.
_AWAY = ("08", "53", "57", "58")
# A statement that took too long says nothing about the database.
_NOT_AWAY = ("57014",)
RETRY_SECONDS = 10


class Outage(Enum):
    """What is in the way; the value names it in templates."""

    AWAY = "away"
    FULL = "full"


def outage_of(error: BaseException | None) -> Outage | None:
    """Return what is in the way when `error` comes from an outage, else None."""
    for one in _causes(error):
        if isinstance(one, psycopg.errors.DiskFull):
            return Outage.FULL
        if isinstance(one, OSError) and one.errno in (errno.ENOSPC, errno.EDQUOT):
            return Outage.FULL
        if isinstance(one, InterfaceError | psycopg.InterfaceError) or _is_away(one):
            return Outage.FULL if disk.is_full(settings.DATA) else Outage.AWAY
    return None


def _is_away(error: BaseException) -> bool:
    if not isinstance(error, psycopg.Error):
        return False
    if error.sqlstate is None:
        # No answer at all: no connection was made, or it broke.
        return isinstance(error, psycopg.OperationalError)
    return error.sqlstate[:2] in _AWAY and error.sqlstate not in _NOT_AWAY


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
