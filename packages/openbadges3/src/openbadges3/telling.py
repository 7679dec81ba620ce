"""How the command tells what it found: in words on a terminal, or as JSON.

What is told comes from files that anybody may have written. So nothing in it reaches a terminal
but characters that can be seen.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from openbadges3.errors import OpenBadgesError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TextIO

    from openbadges3.findings import Outcome, Report

_COLOURS: Final[dict[Outcome, str]] = {
    "good": "\x1b[32m",
    "warning": "\x1b[33m",
    "unknown": "\x1b[33m",
    "bad": "\x1b[31m",
}
_VERDICTS: Final[dict[Outcome, str]] = {
    "good": "good",
    "warning": "good, with a remark",
    "unknown": "not settled",
    "bad": "not to be relied on",
}
_MANY: Final = 10


def say(text: str, stream: TextIO | None = None) -> None:
    """Write a line, on standard output unless told otherwise."""
    print(text, file=stream)


def complain(text: str) -> None:
    """Write a line of the command about itself on standard error."""
    say(f"openbadges3: {shown(text, sys.stderr)}", sys.stderr)


def give(document: str) -> None:
    """Write a document on standard output: as UTF-8, whatever the terminal is set to."""
    sys.stdout.flush()
    sys.stdout.buffer.write(document.encode() + b"\n")


def shown(text: str, stream: TextIO) -> str:
    """`text` with all that is not to be seen, or that `stream` cannot write, as escapes."""
    plain = "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in text
    )
    encoding = stream.encoding or "utf-8"
    return plain.encode(encoding, "backslashreplace").decode(encoding)


def in_words(wrong: Exception) -> str:
    """An error for a person: the file or the place in the document, and the section, if known."""
    if isinstance(wrong, OSError) and wrong.strerror:
        name = wrong.filename
        return f"{os.fsdecode(name)}: {wrong.strerror}" if name else wrong.strerror
    if not isinstance(wrong, OpenBadgesError):
        return str(wrong)
    place = f" [{wrong.path}]" if wrong.path else ""
    return f"{wrong.message}{place}{f' ({wrong.section})' if wrong.section else ''}"


def with_progress(names: Sequence[str]) -> Iterator[str]:
    """The names, one by one; where they are many and somebody watches, say how far we are."""
    watched = len(names) >= _MANY and sys.stderr.isatty()
    for place, name in enumerate(names, start=1):
        if watched:
            sys.stderr.write(f"\r{place} of {len(names)}")
            sys.stderr.flush()
        yield name
    if watched:
        say("", sys.stderr)


def is_unread(report: Report) -> bool:
    """Whether there was nothing that could be examined."""
    return bool(report.of("reading"))


def tell_as_json(reports: Mapping[str, Report]) -> None:
    """Write `{file: {"outcome": ..., "findings": [...]}}`, in ASCII."""
    told: dict[str, Any] = {}
    for name, report in reports.items():
        told[name] = report.as_dict()
        if is_unread(report):
            told[name]["outcome"] = "unreadable"
    say(json.dumps(told, indent=1))


def tell(reports: Mapping[str, Report]) -> None:
    """Write each file's verdict and findings, and of several files the sum."""
    coloured = (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )
    for name, report in reports.items():
        say(f"{shown(name, sys.stdout)}: {_verdict(report)}")
        for each in report.findings:
            mark = f"{each.outcome:8}"
            if coloured:
                mark = f"{_COLOURS[each.outcome]}{mark}\x1b[0m"
            place = f"  [{each.path}]" if each.path and each.outcome != "good" else ""
            say(f"  {mark} {each.check:11} {shown(each.message + place, sys.stdout)}")
    if len(reports) > 1:
        say(f"{len(reports)} files: {_sum(reports.values())}")


def _verdict(report: Report) -> str:
    return "cannot be read" if is_unread(report) else _VERDICTS[report.outcome]


def _sum(reports: Iterable[Report]) -> str:
    counted = Counter(_verdict(report) for report in reports)
    in_order = [*_VERDICTS.values(), "cannot be read"]
    return "; ".join(f"{counted[each]} {each}" for each in in_order if counted[each])
