"""What went wrong, in the words that the standards keep for programs (RFC 9457 problem details).

VCDM 2.0 §7.2, Data Integrity §4.7 and Bitstring Status List §3.5 each name a few kinds of errors;
every check of this library that can fail is of one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from openbadges3.errors import (
    DocumentUnavailable,
    ModelInvalid,
    OpenBadgesError,
    ProofInvalid,
    Unreadable,
    UnsafeDocument,
)

if TYPE_CHECKING:
    from openbadges3.findings import Report

_MODEL: Final = "https://www.w3.org/TR/vc-data-model#"
_INTEGRITY: Final = "https://w3id.org/security#"
_STATUS: Final = "https://www.w3.org/ns/credentials/status-list#"
_OF_CHECKS: Final = {
    "reading": f"{_MODEL}PARSING_ERROR",
    "model": f"{_MODEL}MALFORMED_VALUE_ERROR",
    "claims": f"{_MODEL}MALFORMED_VALUE_ERROR",
    "validity": f"{_MODEL}RANGE_ERROR",
    "context": f"{_INTEGRITY}DATA_LOSS_DETECTION_ERROR",
    "proof": f"{_INTEGRITY}PROOF_VERIFICATION_ERROR",
    "domain": f"{_INTEGRITY}INVALID_DOMAIN_ERROR",
    "challenge": f"{_INTEGRITY}INVALID_CHALLENGE_ERROR",
    "status": f"{_STATUS}STATUS_VERIFICATION_ERROR",
}
_OF_ERRORS: Final[dict[type[OpenBadgesError], str]] = {
    Unreadable: f"{_MODEL}PARSING_ERROR",
    ModelInvalid: f"{_MODEL}MALFORMED_VALUE_ERROR",
    UnsafeDocument: f"{_INTEGRITY}DATA_LOSS_DETECTION_ERROR",
    ProofInvalid: f"{_INTEGRITY}PROOF_GENERATION_ERROR",
    DocumentUnavailable: f"{_STATUS}STATUS_RETRIEVAL_ERROR",
}
_OTHER: Final = f"{_MODEL}CRYPTOGRAPHIC_SECURITY_ERROR"


def of_report(report: Report) -> list[dict[str, Any]]:
    """One problem for each finding that is bad or could not be settled."""
    return [
        problem(
            f"{_STATUS}STATUS_RETRIEVAL_ERROR"
            if (each.check, each.outcome) == ("status", "unknown")
            else of_check(each.check),
            each.check,
            each.message,
        )
        for each in report.findings
        if each.outcome in {"bad", "unknown"}
    ]


def of_check(check: str) -> str:
    """The kind of error that a failed `check` is."""
    return _OF_CHECKS.get(check, _OTHER)


def of_error(error: OpenBadgesError) -> dict[str, Any]:
    """The problem that stopped a request."""
    kind = next((url for kind, url in _OF_ERRORS.items() if isinstance(error, kind)), _OTHER)
    return problem(kind, kind.partition("#")[2].replace("_", " ").capitalize(), str(error))


def problem(kind: str, title: str, detail: str) -> dict[str, Any]:
    """Problem details (RFC 9457 §3.1)."""
    return {"type": kind, "title": title, "detail": detail}
