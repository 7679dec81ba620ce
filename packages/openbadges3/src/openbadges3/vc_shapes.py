"""The shape that every verifiable credential has (VCDM 2.0 §4, VCDM 1.1 §4), badge or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from openbadges3.errors import Unreadable, cut
from openbadges3.json_values import is_list, is_object
from openbadges3.members import VC1, VC2, is_address, issuer_id, types_of
from openbadges3.reading import read_time
from openbadges3.related import SECTION as _RELATED
from openbadges3.related import digests_of
from openbadges3.status import entry_problems

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_LANGUAGE_VALUE: Final = frozenset({"@value", "@language", "@direction"})
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class ShapeProblem:
    """Something that is not as it should be, at a JSON path; `grave` if the standards leave no room."""

    grave: bool
    path: str
    message: str
    section: str


class ShapeProblems:
    """Collects problems while checks run: the first of them, which are enough for anybody."""

    def __init__(self) -> None:
        self.listed: list[ShapeProblem] = []

    def grave(self, path: str, message: str, section: str) -> None:
        """Note what breaks the data model."""
        if len(self.listed) < _MOST:
            self.listed.append(ShapeProblem(True, cut(path), cut(message), section))

    def minor(self, path: str, message: str, section: str) -> None:
        """Note what should be better."""
        if len(self.listed) < _MOST:
            self.listed.append(ShapeProblem(False, cut(path), cut(message), section))


def check_credential(credential: Mapping[str, Any], problems: ShapeProblems) -> None:
    """Add to `found` what a credential lacks of what each one has."""
    context = credential.get("@context")
    first = context[0] if is_list(context) and context else context
    if first not in (VC1, VC2):
        problems.grave(
            "$.@context", "the first context is not that of verifiable credentials", "VCDM 2.0 §4.3"
        )
    old = first == VC1
    types = credential.get("type")
    if "VerifiableCredential" not in types_of(credential):
        problems.grave("$.type", "the type lacks VerifiableCredential", "VCDM 2.0 §4.5")
    elif is_list(types) and not all(isinstance(each, str) for each in types):
        problems.grave("$.type", "a type should be text", "VCDM 2.0 §4.5")
    _check_context(context, problems)
    _check_ids(credential, problems, old=old)
    _check_words(credential, problems)
    _check_related(credential, problems)
    subject = credential.get("credentialSubject")
    subjects = subject if is_list(subject) else [subject]
    if not subjects or not all(is_object(each) and each for each in subjects):
        problems.grave(
            "$.credentialSubject", "the credential says nothing about anybody", "VCDM 2.0 §4.8"
        )
    _check_times(credential, problems, old=old)
    for member in (
        "credentialStatus",
        "termsOfUse",
        "evidence",
        "credentialSchema",
        "refreshService",
    ):
        _check_typed(credential, member, problems, id_needed=member == "credentialSchema")
    _check_entries(credential.get("credentialStatus"), problems)


def _check_entries(status: Any, problems: ShapeProblems) -> None:
    """Entries of status lists have what it takes to look them up (Bitstring Status List §2.1)."""
    for place, entry in enumerate(status if is_list(status) else [status]):
        if is_object(entry) and "BitstringStatusListEntry" in types_of(entry):
            path = f"$.credentialStatus[{place}]" if is_list(status) else "$.credentialStatus"
            for grave, member, message in entry_problems(entry):
                add = problems.grave if grave else problems.minor
                add(f"{path}.{member}", message, "Bitstring Status List §2.1")


def _check_context(context: Any, problems: ShapeProblems) -> None:
    for each in context if is_list(context) else [context]:
        if not isinstance(each, str) and not is_object(each):
            problems.grave("$.@context", "a context is an address or an object", "VCDM 2.0 §4.3")


def _check_words(credential: Mapping[str, Any], problems: ShapeProblems) -> None:
    """Names and descriptions are text, or text with its language (VCDM 2.0 §4.6, §11.1)."""
    issuer = credential.get("issuer")
    for path, thing in (("$", credential), ("$.issuer", issuer)):
        if not is_object(thing):
            continue
        for member in ("name", "description"):
            value: Any = thing.get(member, "")
            for each in value if is_list(value) else [value]:
                whole = is_object(each) and "@value" in each and set(each) <= _LANGUAGE_VALUE
                if not isinstance(each, str) and not whole:
                    problems.grave(
                        f"{path}.{member}",
                        f"a {member} is text, or text with its language",
                        "VCDM 2.0 §4.6",
                    )


def _check_related(credential: Mapping[str, Any], problems: ShapeProblems) -> None:
    """Other resources are named once each, with a digest (VCDM 2.0 §5.3)."""
    if "relatedResource" not in credential:
        return
    value: Any = credential["relatedResource"]
    seen: set[str] = set()
    for each in value if is_list(value) else [value]:
        address = each.get("id") if is_object(each) else None
        if not is_object(each) or not isinstance(address, str) or not is_address(address):
            problems.grave("$.relatedResource", "a related resource has an address", _RELATED)
        elif address in seen:
            problems.grave("$.relatedResource", "a related resource is named once", _RELATED)
        else:
            try:
                if not digests_of(each):
                    problems.grave("$.relatedResource", "a related resource has a digest", _RELATED)
            except Unreadable as wrong:
                problems.grave("$.relatedResource", wrong.message, _RELATED)
        seen.add(str(address))


def _check_ids(credential: Mapping[str, Any], problems: ShapeProblems, *, old: bool) -> None:
    if "id" in credential and not is_address(credential["id"]):
        problems.grave("$.id", "the credential's id is not an address", "VCDM 2.0 §4.4")
    if not is_address(issuer_id(credential)):
        problems.grave("$.issuer", "the credential does not say who issued it", "VCDM 2.0 §4.7")
    subject = credential.get("credentialSubject")
    for each in subject if is_list(subject) else [subject]:
        if is_object(each) and "id" in each and not is_address(each["id"]):
            problems.grave(
                "$.credentialSubject.id", "the subject's id is not an address", "VCDM 2.0 §4.4"
            )
    if old and "issuanceDate" not in credential:
        problems.grave(
            "$.issuanceDate", "the credential does not say when it was issued", "VCDM 1.1 §4.6"
        )


def _check_times(credential: Mapping[str, Any], problems: ShapeProblems, *, old: bool) -> None:
    members = ("issuanceDate", "expirationDate") if old else ("validFrom", "validUntil")
    times: list[datetime] = []
    for member in members:
        if member in credential:
            try:
                times.append(read_time(credential[member]))
            except Unreadable as wrong:
                # VCDM 1.1 and 2.0 both ask for a zone; W3C's grammar for 2.0 lets it be left out.
                problems.grave(f"$.{member}", wrong.message, "VCDM 2.0 §4.9")
    if len(times) == 2 and times[0] > times[1]:
        problems.grave(f"$.{members[1]}", "the credential ends before it begins", "VCDM 2.0 §4.9")


def _check_typed(
    credential: Mapping[str, Any], member: str, problems: ShapeProblems, *, id_needed: bool
) -> None:
    if member not in credential:
        return
    value = credential[member]
    for each in value if is_list(value) else [value]:
        if not is_object(each) or not types_of(each):
            problems.grave(f"$.{member}", f"each {member} has a type", "VCDM 2.0 §4.5")
        elif ("id" in each and not is_address(each["id"])) or (id_needed and "id" not in each):
            problems.grave(
                f"$.{member}.id", f"the id of {member} is not an address", "VCDM 2.0 §4.4"
            )
