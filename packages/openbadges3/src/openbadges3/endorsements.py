"""Endorsements inside a badge: other people's signed statements about it (OB 3.0 §9.4).

One that does not hold takes nothing from the badge, so it is a warning: do not count it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from openbadges3.errors import Expired, NotYetValid, OpenBadgesError, ProofInvalid
from openbadges3.json_values import is_list, is_object
from openbadges3.members import end_of, issuer_id, start_of
from openbadges3.own_issuer import signed_by_its_issuer
from openbadges3.reading import read_time
from openbadges3.shapes import problems_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from openbadges3.findings import Findings
    from openbadges3.surroundings import Surroundings

_MOST: Final = 20
_BYTES_A_UNIT: Final = 6
_SECTION: Final = "OB 3.0 §9.4"


def check_endorsements(
    credential: Mapping[str, Any], given: Surroundings, findings: Findings
) -> None:
    """Add a finding for each endorsement of the badge, its achievement and its issuer."""
    for number, (path, endorsed, signed) in enumerate(_endorsements(credential)):
        if number >= _MOST:
            findings.warn(
                "endorsement", f"Only {_MOST} endorsements were looked at.", section=_SECTION
            )
            return
        try:
            document = _checked(signed, given)
            subject: Any = document.get("credentialSubject")
            about = subject.get("id") if is_object(subject) else None
            if about != endorsed:
                raise ProofInvalid(f"it is about {about!r}, not about what holds it")
        except OpenBadgesError as wrong:
            message = f"An endorsement does not count: {wrong.message}."
            findings.warn("endorsement", message, path=path, section=wrong.section or _SECTION)
        else:
            message = f"An endorsement by {issuer_id(document)} holds."
            findings.good("endorsement", message, path=path, section=_SECTION)


def _endorsements(credential: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """`(path, id of what is endorsed, the endorsement)` for each that the badge holds."""
    subject: Any = credential.get("credentialSubject")
    achievement: Any = subject.get("achievement") if is_object(subject) else None
    for path, holder in (
        ("$", credential),
        ("$.credentialSubject.achievement", achievement),
        ("$.issuer", credential.get("issuer")),
    ):
        if not is_object(holder):
            continue
        for member in ("endorsement", "endorsementJwt"):
            said: Any = holder.get(member, [])
            listed: list[Any] = said if is_list(said) else [said]
            for place, each in enumerate(listed):
                yield f"{path}.{member}[{place}]", holder.get("id"), each


def _checked(signed: Any, given: Surroundings) -> Mapping[str, Any]:
    """The endorsement, once its proof, shape and time have been checked."""
    if not isinstance(signed, str) and not is_object(signed):
        raise ProofInvalid("it is neither an object nor a JWT")
    if isinstance(signed, str):
        # What is in it was not counted with the badge, where it is a single text.
        given.work.spend(len(signed) // _BYTES_A_UNIT)
    document, _ = signed_by_its_issuer(signed, given)
    for problem in problems_of(document, badge=True):
        if problem.grave:
            raise ProofInvalid(problem.message, path=problem.path, section=problem.section)
    _check_time(document, given)
    return document


def _check_time(document: Mapping[str, Any], given: Surroundings) -> None:
    start, end = start_of(document), end_of(document)
    if start is not None and read_time(start) > given.at:
        raise NotYetValid("it is valid only from a later time")
    if end is not None and read_time(end) < given.at:
        raise Expired("its time is over")
