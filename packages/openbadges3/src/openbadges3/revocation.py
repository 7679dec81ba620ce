"""Has the credential been withdrawn? Looks up what `credentialStatus` names.

The answer counts only if the list can be trusted: a status list is a signed credential, for the
same purpose, in force now. Anything less is "not known", never "good".
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from openbadges3.errors import (
    DocumentUnavailable,
    OpenBadgesError,
    ProofInvalid,
    Revoked,
    StatusUnknown,
    Suspended,
    Unreadable,
)
from openbadges3.findings import Findings, sentence
from openbadges3.json_values import is_list, is_object
from openbadges3.members import issuer_id, types_of
from openbadges3.own_issuer import signed_by_its_issuer
from openbadges3.proofs.integrity import proofs_of
from openbadges3.proofs.vc_jwt import looks_like_jws
from openbadges3.reading import read_object, read_time
from openbadges3.status import SMALLEST, StatusList

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from openbadges3.surroundings import Surroundings

_SECTION: Final = "Bitstring Status List §3.2"
_MOST_ENTRIES: Final = 8
_WIDEST: Final = 32
_BITS_A_UNIT: Final = 1_000
_TIMES_OF_A_JWT: Final = frozenset({"$.nbf", "$.exp"})
_LISTS: Final = {
    "BitstringStatusListEntry": ("BitstringStatusListCredential", "BitstringStatusList"),
    "StatusList2021Entry": ("StatusList2021Credential", "StatusList2021"),
}


@dataclass(frozen=True, slots=True)
class StatusRules:
    """Which answers about a status count.

    `unknown_allowed` makes a warning of a list that cannot be had. `keepers` are those who may keep
    lists for issuers beside the issuers themselves; with None a list that somebody else keeps is a
    warning. A list below the standard's smallest size tells its keeper whose credential is looked
    at: an error, or if `short_allowed` a warning.
    """

    unknown_allowed: bool = False
    short_allowed: bool = True
    keepers: Collection[str] | None = None


class _Unsettled(StatusUnknown):
    """Nothing speaks against the credential, but whoever says so cannot speak for its issuer."""


def check_status(
    credential: Mapping[str, Any],
    given: Surroundings,
    findings: Findings,
    rules: StatusRules,
) -> None:
    """Add a finding for each entry of `credentialStatus`.

    Nothing is looked up for a credential whose proof does not hold: its addresses are anybody's.
    """
    status = credential.get("credentialStatus")
    if status is None:
        findings.good("status", "The issuer keeps no list of withdrawn credentials for this one.")
        return
    entries = status if is_list(status) else [status]

    def unsettled(why: str, path: str) -> None:
        message = f"Whether the credential was withdrawn is not known: {why}."
        if rules.unknown_allowed:
            findings.warn("status", message, path=path, section=_SECTION)
        else:
            error = StatusUnknown(why, path=path, section=_SECTION)
            findings.unknown("status", error, message=message)

    if any(each.check == "proof" and each.outcome == "bad" for each in findings.listed):
        unsettled("it was not looked up, because the proof does not hold", "$.credentialStatus")
        return
    if len(entries) > _MOST_ENTRIES:
        message = f"more than {_MOST_ENTRIES} status entries are not looked at"
        findings.bad("status", StatusUnknown(message, path="$.credentialStatus", section=_SECTION))
        return
    for place, entry in enumerate(entries):
        path = f"$.credentialStatus[{place}]" if is_list(status) else "$.credentialStatus"
        try:
            if not is_object(entry):
                raise StatusUnknown("the status entry is not an object")
            _check_entry(entry, credential, given, findings, path, rules)
        except (Revoked, Suspended) as withdrawn:
            withdrawn.path = path
            findings.bad("status", withdrawn)
        except (DocumentUnavailable, _Unsettled) as missing:
            unsettled(missing.message, path)
        except OpenBadgesError as wrong:
            error = StatusUnknown(wrong.message, path=path, section=wrong.section or _SECTION)
            findings.bad(
                "status",
                error,
                message=f"The list of withdrawn credentials cannot be relied on: {wrong.message}.",
            )


def _check_entry(
    entry: Mapping[str, Any],
    credential: Mapping[str, Any],
    given: Surroundings,
    findings: Findings,
    path: str,
    rules: StatusRules,
) -> None:
    """Look one entry up; raises for what speaks against the credential or leaves it open."""
    kinds = types_of(entry)
    if "1EdTechRevocationList" in kinds:
        _check_1edtech(entry, credential, given, findings, path)
        return
    kind = next((kind for kind in _LISTS if kind in kinds), None)
    if kind is None:
        raise DocumentUnavailable(f"status of the type {kinds} is not supported")
    index, size = _place(entry)
    purpose = entry.get("statusPurpose")
    address = entry.get("statusListCredential")
    if not isinstance(purpose, str) or not isinstance(address, str):
        raise StatusUnknown("the status entry lacks its purpose or its list")
    if entry.get("id") == address:
        findings.warn(
            "status", "The id of the status entry is that of the list.", path=path, section=_SECTION
        )
    bits, keeper = _list_at(address, kind, purpose, given, findings, path)
    if kind == "BitstringStatusListEntry" and len(bits) < SMALLEST * size:
        message = f"the status list has fewer than {SMALLEST} entries"
        if not rules.short_allowed:
            raise StatusUnknown(message)
        findings.warn("status", sentence(message), path=path, section=_SECTION)
    try:
        value = bits.value(index, size)
    except IndexError:
        raise StatusUnknown(
            "the status list is shorter than the credential's place in it"
        ) from None
    if value and purpose == "revocation":
        raise Revoked("the issuer has withdrawn (revoked) this credential", section=_SECTION)
    if value and purpose == "suspension":
        raise Suspended("the issuer has suspended this credential for now", section=_SECTION)
    if value and purpose not in {"message", "refresh"}:
        raise StatusUnknown(f"the status {purpose!r} is set, and what that means is not known")
    if keeper != issuer_id(credential) and keeper not in (rules.keepers or ()):
        told = f"the status list is kept by {keeper}, not by the issuer"
        if rules.keepers is not None:
            raise _Unsettled(told)
        findings.warn("status", sentence(told), path=path, section=_SECTION)
    message = {
        "revocation": "The issuer has not withdrawn the credential.",
        "suspension": "The issuer has not suspended the credential.",
    }.get(purpose, f"The status {purpose!r} is {'set' if value else 'not set'}.")
    meant = _meaning(entry, value) if purpose == "message" else None
    if meant is not None:
        message = f"The issuer says of the credential: {meant}"
    findings.good("status", message, path=path, section=_SECTION)


def _meaning(entry: Mapping[str, Any], value: int) -> str | None:
    """What the entry says that `value` means, if it does."""
    messages: Any = entry.get("statusMessage")
    for each in messages if is_list(messages) else []:
        if is_object(each) and isinstance(each.get("message"), str):
            with contextlib.suppress(ValueError):
                if int(str(each.get("status")), 16) == value:
                    return each["message"]
    return None


def _place(entry: Mapping[str, Any]) -> tuple[int, int]:
    """Where in its list the entry is, and how many bits each status has."""
    text = str(entry.get("statusListIndex"))
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise StatusUnknown("the place in the status list is not a whole number")
    size = entry.get("statusSize", 1)
    if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= _WIDEST:
        raise StatusUnknown(f"a status has 1 to {_WIDEST} bits, not {size!r}")
    return int(text), size


def _list_at(
    address: str,
    kind: str,
    purpose: str,
    given: Surroundings,
    findings: Findings,
    path: str,
) -> tuple[StatusList, str]:
    """The list at `address` and who keeps it, once its proof, type, purpose and time were checked."""
    listed = _signed_list(address, given)
    credential_type, subject_type = _LISTS[kind]
    subject = listed.get("credentialSubject")
    if credential_type not in types_of(listed) or not is_object(subject):
        raise StatusUnknown(f"what is at {address} is no {credential_type}")
    if subject_type not in types_of(subject):
        raise StatusUnknown(f"the subject of the status list is no {subject_type}")
    purposes = subject.get("statusPurpose")
    if purpose not in (purposes if is_list(purposes) else [purposes]):
        raise StatusUnknown(f"the list is for {purposes!r}, the credential asks about {purpose!r}")
    _check_in_force(listed, given.at)
    if "id" in listed and listed["id"] != address:
        findings.warn(
            "status",
            "The status list gives another address as its own.",
            path=path,
            section=_SECTION,
        )
    encoded = subject.get("encodedList")
    if not isinstance(encoded, str):
        raise StatusUnknown("the status list holds no list")
    bits = StatusList.decode(encoded)
    given.work.spend(len(bits) // _BITS_A_UNIT)
    return bits, issuer_id(listed)


def _signed_list(address: str, given: Surroundings) -> Mapping[str, Any]:
    content = given.documents.fetch(address).content
    text = content.decode("utf-8", "replace").strip()
    if looks_like_jws(text):
        # The times of a JWT are those of its signature: made later, for a shorter while.
        listed, jws = signed_by_its_issuer(text, given, claims_aside=_TIMES_OF_A_JWT)
        if jws is not None:
            _check_claimed_times(jws.payload, given.at)
        return listed
    unchecked = read_object(content)
    if not proofs_of(unchecked):
        raise ProofInvalid("the status list is not signed")
    try:
        return signed_by_its_issuer(unchecked, given)[0]
    except OpenBadgesError as wrong:
        raise ProofInvalid(f"the proof of the status list does not hold: {wrong.message}") from None


def _check_claimed_times(payload: Mapping[str, Any], at: datetime) -> None:
    """`nbf` and `exp` bound a list, whatever it says of its own time (RFC 7519 §4.1)."""
    for claim, begins in (("nbf", True), ("exp", False)):
        moment = payload.get(claim)
        if moment is None:
            continue
        if isinstance(moment, bool) or not isinstance(moment, int | float):
            raise StatusUnknown(f"the claim {claim} of the status list is no time")
        if begins and moment > at.timestamp():
            raise StatusUnknown("the status list is valid only from a later time")
        if not begins and moment < at.timestamp():
            raise StatusUnknown("the status list is out of date")


def _check_in_force(listed: Mapping[str, Any], at: datetime) -> None:
    for member, begins in (
        ("validFrom", True),
        ("validUntil", False),
        ("expirationDate", False),
        ("issuanceDate", True),
    ):
        if member not in listed:
            continue
        try:
            moment = read_time(listed[member])
        except Unreadable as wrong:
            raise StatusUnknown(f"{member} of the status list: {wrong.message}") from None
        if begins and moment > at:
            raise StatusUnknown("the status list is valid only from a later time")
        if not begins and moment < at:
            raise StatusUnknown("the status list is out of date")


def _check_1edtech(
    entry: Mapping[str, Any],
    credential: Mapping[str, Any],
    given: Surroundings,
    findings: Findings,
    path: str,
) -> None:
    """The older list of ids (deprecated in 2025): `{issuer, revokedCredential: [{id, revoked?}]}`."""
    address = entry.get("id")
    if not isinstance(address, str):
        raise StatusUnknown("the revocation list has no address")
    try:
        listed = read_object(given.documents.fetch(address).content)
    except DocumentUnavailable as missing:
        # Open Badges 3.0 says that this list is a service, not a condition (§B.1.9).
        message = f"Whether the credential was withdrawn is not known: {missing.message}."
        findings.warn("status", message, path=path, section="OB 3.0 §B.1.9")
        return
    issuer = listed.get("issuer")
    if (issuer.get("id") if is_object(issuer) else issuer) != issuer_id(credential):
        raise StatusUnknown("the revocation list is not the issuer's")
    revoked = listed.get("revokedCredential")
    for each in revoked if is_list(revoked) else [revoked]:
        if is_object(each) and each.get("id") == credential.get("id") and each.get("revoked", True):
            reason = each.get("revocationReason")
            told = f": {reason}" if isinstance(reason, str) else ""
            raise Revoked(f"the issuer has withdrawn (revoked) this credential{told}")
    findings.good(
        "status", "The issuer has not withdrawn the credential.", path=path, section="OB 3.0 §B.1.9"
    )
