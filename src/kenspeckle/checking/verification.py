"""Checking a credential in front of a visitor: the real check, its findings grouped into steps."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openbadges3.errors import DocumentUnavailable
from openbadges3.examine import examine
from openbadges3.findings import Finding, Report

from kenspeckle.awards.documents import credential_behind
from kenspeckle.checking.documents import Fetched, for_verification
from kenspeckle.kernel.dates import day

LARGEST = 5 * 1024 * 1024
# What a visitor reads for each check of the library, when it went well and when it did not. A check
# that is not listed stands under its own name, so that nothing is hidden.
TITLES = {
    "reading": ("The file can be read", "The file cannot be read"),
    "baking": ("The file can be read", "The file cannot be read"),
    "model": ("It is an Open Badge", "It is not a complete Open Badge"),
    "context": ("Its words are defined", "Not all of its words are defined"),
    "claims": ("Its two forms say the same", "Its two forms say different things"),
    "proof": (
        "The signature is the issuer’s, and nothing was changed",
        "The signature does not hold",
    ),
    "issuer": ("The issuer is known", "The issuer could not be confirmed"),
    "status": ("It has not been revoked", "It was revoked or suspended"),
    # These are warnings at worst, or nearly, so their titles promise nothing.
    "related": ("What it refers to", "What it refers to has changed"),
    "refresh": ("Whether there is a newer edition", "Whether there is a newer edition"),
    "endorsement": ("What others say of it", "What others say of it"),
    "validity": ("It is valid today", "It is not valid today"),
    "recipient": ("It was made for this person", "It was not made for this person"),
}


# What is read where a check could not be settled, if it differs from going wrong.
NOT_SETTLED = {"It was revoked or suspended": "Whether it was revoked could not be settled"}


@dataclass(frozen=True)
class CheckedStep:
    """One thing that was checked, with everything that was found about it."""

    title: str
    outcome: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Verification:
    """The outcome of a check, the steps to it, and what the credential says.

    `not_a_badge` says why what was given is none, so that there was nothing to check.
    """

    outcome: str
    steps: tuple[CheckedStep, ...]
    says: "Says | None"
    not_a_badge: str = ""


@dataclass(frozen=True)
class Says:
    """What a credential says of itself; only to be believed when the check is good."""

    badge: str
    issuer: str
    holder: str
    awarded: str
    description: str


def check(signed: bytes | str, *, at: datetime, fetched: Fetched | None = None) -> Verification:
    """Examine a credential (JSON, JWT, PNG, SVG or PDF) as it stands at the moment `at`.

    `fetched` is given for credentials from anybody, whose caller holds a turn (`turns`). Ours name our
    own documents alone.
    """
    report = examine(signed, documents=fetched or Fetched(), at=at)
    return Verification(
        report.outcome, _steps(report), _says(report.credential), _not_a_badge(report)
    )


def fetch_credential(url: str) -> bytes:
    """Return what a public address serves as a credential. Raises `DocumentUnavailable`.

    The address of an award's page stands for the credential behind it.
    """
    document = for_verification().fetch(credential_behind(url))
    if len(document.content) > LARGEST:
        raise DocumentUnavailable("The file behind the link is larger than 5 MB.")
    return document.content


def _not_a_badge(report: Report) -> str:
    if report.is_badge:
        return ""
    why = report.findings[0].message.removeprefix("This is not a badge: ")
    return why[:1].upper() + why[1:]


def _steps(report: Report) -> tuple[CheckedStep, ...]:
    grouped: dict[tuple[str, str], list[Finding]] = {}
    for finding in report.findings:
        own = finding.check.replace("-", " ").capitalize()
        grouped.setdefault(TITLES.get(finding.check, (own, own)), []).append(finding)
    return tuple(
        _step(titles, Report(tuple(findings)).outcome, findings)
        for titles, findings in grouped.items()
    )


def _step(titles: tuple[str, str], outcome: str, findings: list[Finding]) -> CheckedStep:
    good, not_good = titles
    if outcome == "unknown":
        not_good = NOT_SETTLED.get(not_good, not_good)
    return CheckedStep(
        good if outcome in ("good", "warning") else not_good, outcome, tuple(findings)
    )


def _says(document: dict[str, Any] | None) -> Says | None:
    if not document:
        return None
    subject = _first(document.get("credentialSubject"))
    achievement = _first(subject.get("achievement"))
    issuer = document.get("issuer")
    holder = next(
        (
            identity.get("identityHash")
            for identity in _list(subject.get("identifier"))
            if isinstance(identity, dict)
            and identity.get("identityType") == "name"
            and identity.get("hashed") is False
        ),
        "",
    )
    return Says(
        badge=_text(achievement.get("name")) or _text(document.get("name")),
        issuer=_text(_first(issuer).get("name"))
        or _text(_first(issuer).get("id"))
        or _text(issuer),
        holder=_text(holder),
        awarded=_day(
            _text(document.get("awardedDate"))
            or _text(document.get("validFrom"))
            or _text(document.get("issuanceDate"))
        ),
        description=_text(achievement.get("description")),
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _first(value: Any) -> dict[str, Any]:
    first = _list(value)[0] if _list(value) else {}
    return first if isinstance(first, dict) else {}


def _text(value: Any) -> str:
    return value[:500] if isinstance(value, str) else ""


def _day(text: str) -> str:
    """Return a timestamp as a London day in words; anything else as it stands."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return day(moment)
