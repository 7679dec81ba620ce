"""Hints that an answer may identify somebody: what was seen, why it matters, how to put it otherwise.

A hint never blocks. Evidence may be shared one day, and people are told of in it who were not asked.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kenspeckle.accounts.queries import claims_asked
from kenspeckle.applications.kinds import Shown, all_given
from kenspeckle.catalogue.models import Criterion
from kenspeckle.text.hints import Hint, Sign, hints

_SAYS = {
    Sign.EMAIL: ("looks like an email address", "Say “I wrote to her”."),
    Sign.PHONE: ("looks like a phone number", "Say “I rang him”."),
    Sign.POSTCODE: ("looks like a postcode", "Say “in a village nearby”."),
    Sign.INSURANCE: ("looks like a National Insurance number", "Leave it out."),
    Sign.HEALTH: ("looks like a health number (CHI or NHS)", "Leave it out."),
    Sign.BIRTH: ("looks like a date of birth", "Say “a woman in her eighties”."),
    Sign.REGISTRATION: (
        "looks like a registration number",
        "Leave it out here: what you say about you and your work is kept apart and stays private.",
    ),
    Sign.ADDRESS: ("looks like an address", "Say “at their home”."),
    Sign.NAME: ("looks like somebody’s name", "Say “a woman I support”, or give another name."),
}


@dataclass(frozen=True)
class Told:
    """A hint as a page tells it: the words it is about, what they look like, what to say instead."""

    quote: str
    looks: str
    instead: str


def hints_at(criterion: Criterion, given: Mapping[str, Any]) -> list[Told]:
    """Return the hints on everything that was written at a criterion."""
    return [told for shown in all_given(criterion, given) for told in hints_on(shown)]


def hints_on(shown: Shown) -> list[Told]:
    """Return the hints on one thing that was given; none where it has no words or stays private."""
    kind, value = shown.kind, shown.value
    if not kind.becomes_evidence or not kind.words(value):
        return []
    return [_told(hint) for hint in _in(kind.plain(kind.freeze(value)))]


def _in(text: str) -> list[Hint]:
    # Only a text with a long number in it is worth the question which numbers people have here.
    return hints(text, registrations=_registrations() if re.search(r"\d{3}", text) else ())


def _registrations() -> Sequence[str]:
    return [field.pattern for one in claims_asked() for field in one.fields if field.pattern]


def _told(hint: Hint) -> Told:
    looks, instead = _SAYS[hint.sign]
    return Told(" ".join(hint.text.split()), looks, instead)
