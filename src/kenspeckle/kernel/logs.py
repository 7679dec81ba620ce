"""How log lines look: what happened and where, never what somebody wrote.

The message of an exception may quote a form ("Key (email)=(…) already exists"), an address may hold a
secret. So a line names the route, the kind of exception, PostgreSQL's code for it, and the lines of
code; a request that somebody else spoilt is one line.
"""

import logging
import traceback
from types import TracebackType

import psycopg
from django.http import HttpRequest

from kenspeckle.kernel.outages import Outage, outage_of

_OUTAGES = {Outage.AWAY: "the database is away", Outage.FULL: "the disk is full"}


class Discreet(logging.Formatter):
    """Formats records without messages of exceptions and without addresses."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the lines of code that led to an error of ours."""
        record.asctime = self.formatTime(record, self.datefmt)
        error = record.exc_info[1] if record.exc_info else None
        outage = outage_of(error)
        said = f"{record.asctime} {record.levelname} {record.name}: {_words(record)}"
        if outage:
            return f"{said} ({_OUTAGES[outage]})"
        if error is None or _is_their_doing(record):
            return said
        return f"{said}\n{trace(error)}"


def trace(error: BaseException) -> str:
    """Return where `error` came from and what kind it is, with its causes; not what it says."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    earlier = f"{trace(before)}\n" if before is not None else ""
    code = error.sqlstate if isinstance(error, psycopg.Error) else None
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{earlier}{_places(error.__traceback__)}  {kind}{f' [{code}]' if code else ''}"


def _words(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):
        status = getattr(record, "status_code", "")
        match = request.resolver_match
        route = match.view_name or match.route if match else "an address that leads nowhere"
        return f"{status} {request.method} {route}".strip()
    if record.name.startswith("django.security"):
        # What is wrong is quoted there, and anybody may have written it.
        return "a request was refused"
    return record.getMessage()


def _is_their_doing(record: logging.LogRecord) -> bool:
    status = getattr(record, "status_code", 500 if record.levelno >= logging.ERROR else 400)
    return status < 500 or record.name.startswith("django.security")


def _places(begin: TracebackType | None) -> str:
    # A line of code holds no value; the locals, which do, are left out.
    frames = traceback.extract_tb(begin)
    return "".join(f"  {frame.filename}:{frame.lineno} {frame.name}\n" for frame in frames)
