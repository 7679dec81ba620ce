"""Everything that there is to say about a credential, good and bad (OB 3.0 §9).

`examine` never raises on a bad credential: it says what it found. `verify` runs the same checks.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from openbadges3.canonical import Contexts, shipped
from openbadges3.endorsements import check_endorsements
from openbadges3.errors import (
    DocumentUnavailable,
    Expired,
    ModelInvalid,
    NotYetValid,
    OpenBadgesError,
    ProofInvalid,
    RecipientMismatch,
    Unreadable,
    UnsafeDocument,
    VerificationError,
    WorkLimitExceeded,
)
from openbadges3.findings import Finding, Findings, Outcome, Report, sentence
from openbadges3.json_values import is_list, is_object
from openbadges3.members import end_of, issuer_id, start_of, types_of
from openbadges3.old_badges import examine_old_badge, is_old_badge
from openbadges3.opening import opened
from openbadges3.proofs.integrity import check_proofs, without_proof
from openbadges3.proofs.vc_jwt import Jws, check_signature, claim_problems
from openbadges3.reading import read_time
from openbadges3.recipient import matches
from openbadges3.related import check_related
from openbadges3.revocation import StatusRules, check_status
from openbadges3.shapes import problems_of, problems_of_proofs
from openbadges3.surroundings import surroundings

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from openbadges3.documents import Documents
    from openbadges3.proofs.unsecured import Unsecured
    from openbadges3.surroundings import Surroundings

__all__ = ["Finding", "Outcome", "Profile", "Report", "examine"]

Profile = Literal["badge", "vc"]
_CHECKED_NEXT: Final = frozenset({"status", "related", "validity", "recipient", "endorsement"})


@dataclass(frozen=True, slots=True)
class Wishes:
    """How strict to be: as a badge or any credential, for whom, with which rules for its status.

    `refreshed` is set for the newer edition that a refresh service gave: there is no further one.
    """

    profile: Profile = "badge"
    email: str | None = None
    status: StatusRules = field(default_factory=StatusRules)
    refreshed: bool = False


def examine(
    signed: bytes | str,
    *,
    documents: Documents,
    at: datetime,
    profile: Profile = "badge",
    email: str | None = None,
    allow_unknown_status: bool = False,
    status_keepers: Collection[str] | None = None,
    contexts: Contexts | None = None,
) -> Report:
    """Check a credential (JSON, compact JWS, or a PNG, SVG or PDF that carries one) and report.

    `documents` is where the issuer's keys and the status list come from; `at` is the time to
    judge at, with a zone. `profile` "vc" takes credentials of any type, "badge" asks for Open
    Badges; `email` asks whether the badge was made out to that address. `allow_unknown_status`
    makes a warning of a status list that cannot be had. `status_keepers` are the identifiers of
    those whose status lists count beside each issuer's own; without it, a list that the credential
    names but somebody else keeps is a warning. `contexts` are the JSON-LD contexts that may be
    named, by default those that come with the library.

    `ValueError` for a time without a zone.
    """
    given = surroundings(documents, at, contexts or shipped())
    keepers = None if status_keepers is None else tuple(status_keepers)
    rules = StatusRules(unknown_allowed=allow_unknown_status, keepers=keepers)
    findings, credential = examination(signed, given, Wishes(profile, email, rules))
    return Report(tuple(findings.listed), credential, is_badge=findings.is_badge)


def examination(
    signed: bytes | str, given: Surroundings, wishes: Wishes
) -> tuple[Findings, dict[str, Any] | None]:
    """The findings about `signed`, and the credential in it when it could be read."""
    if given.at.tzinfo is None:
        raise ValueError("the time to judge at needs a zone")
    findings = Findings()
    handed_over = opened(signed, given.documents, findings, badge=wishes.profile == "badge")
    if handed_over is None:
        return findings, None
    credential, jws = handed_over
    if is_old_badge(credential):
        return findings, examine_old_badge(
            credential,
            jws,
            documents=given.documents,
            at=given.at,
            email=wishes.email,
            findings=findings,
        )
    try:
        credential = _checked(credential, jws, given, findings, wishes)
    except WorkLimitExceeded as wrong:
        findings.bad("proof", ProofInvalid(wrong.message))
    return findings, credential


def _checked(
    credential: dict[str, Any],
    jws: Jws | None,
    given: Surroundings,
    findings: Findings,
    wishes: Wishes,
) -> dict[str, Any]:
    """All checks of Open Badges 3.0, on the credential or on its newer edition, which is returned."""
    unsecured = without_proof(credential, given.contexts, given.work)
    _check_shape(credential, unsecured, findings, wishes)
    _check_contexts(credential, findings, given, wishes)
    if jws is not None:
        _check_jwt(jws, credential, findings, given)
        whole = unsecured.beside(credential) if "proof" in credential else unsecured
        _check_safe_mode(whole, findings)
    else:
        _check_embedded(credential, unsecured, findings, given, wishes)
    credential = _refreshed(credential, given, findings, wishes)
    check_status(credential, given, findings, wishes.status)
    check_related(credential, given.documents, findings)
    _check_validity(credential, findings, given.at)
    if wishes.email is not None:
        _check_recipient(credential, findings, wishes.email)
    check_endorsements(credential, given, findings)
    return credential


def _refreshed(
    credential: dict[str, Any], given: Surroundings, findings: Findings, wishes: Wishes
) -> dict[str, Any]:
    """The newer edition that the refresh service gives, if it holds; else the credential (§9.2).

    Asked once, and only for a credential whose own proof holds: what an unsigned address would
    give is no edition of anything.
    """
    service = credential.get("refreshService")
    address = service.get("id") if is_object(service) else None
    if wishes.refreshed or findings.errors or not isinstance(address, str):
        return credential
    if "1EdTechCredentialRefresh" not in types_of(service or {}):
        return credential
    try:
        content = given.documents.fetch(address).content
    except DocumentUnavailable:
        return credential
    renewed, newer = examination(content, given, replace(wishes, refreshed=True))
    if newer is None or not _is_proven(renewed, newer) or not _is_newer(newer, credential):
        message = (
            "What the refresh service gives is no newer edition of this award; it was not used."
        )
        findings.warn("refresh", message, path="$.refreshService", section="OB 3.0 §9.2")
        return credential
    message = (
        "The refresh service gives a newer edition of this award; that one was checked further."
    )
    findings.good("refresh", message, path="$.refreshService", section="OB 3.0 §9.2")
    return newer


def _is_proven(findings: Findings, newer: dict[str, Any]) -> bool:
    """Whether the issuer signed the newer edition; what else there is to check is checked of it next."""
    if is_old_badge(newer) or any(each.check == "issuer" for each in findings.listed):
        return False
    return not any(
        each.outcome in {"bad", "unknown"} and each.check not in _CHECKED_NEXT
        for each in findings.listed
    )


def _is_newer(newer: dict[str, Any], older: dict[str, Any]) -> bool:
    """Whether one credential is a later edition of the other."""
    # Loads the model, which few need: refresh services are rare.
    from openbadges3.credential import replaces

    try:
        return replaces(newer, older)
    except Unreadable:
        return False


def _check_shape(
    credential: dict[str, Any], unsecured: Unsecured, findings: Findings, wishes: Wishes
) -> None:
    if unsecured.is_like_a_sound_one():
        problems = problems_of_proofs(credential)
    else:
        problems = problems_of(credential, badge=wishes.profile == "badge")
        if not problems and wishes.profile == "badge":
            unsecured.found_sound()
    for problem in problems:
        if problem.grave:
            error = ModelInvalid(problem.message, path=problem.path, section=problem.section)
            findings.bad("model", error)
        else:
            findings.warn(
                "model", sentence(problem.message), path=problem.path, section=problem.section
            )
    if not any(problem.grave for problem in problems):
        findings.good(
            "model",
            "The credential has everything that its data model asks for.",
            section="OB 3.0 Appendix B",
        )


def _check_contexts(
    credential: dict[str, Any], findings: Findings, given: Surroundings, wishes: Wishes
) -> None:
    context = credential.get("@context")
    listed = context if is_list(context) else [context]
    for place, each in enumerate(listed):
        path = f"$.@context[{place}]" if is_list(context) else "$.@context"
        if isinstance(each, str):
            if each not in given.contexts:
                error = UnsafeDocument(
                    f"the context {each} is not one that this library knows", path=path
                )
                findings.bad("context", error)
                return
        elif is_object(each) and wishes.profile == "badge":
            message = "Part of what the terms mean is defined inside the credential itself; read it as the signature does."
            findings.warn("context", message, path=path, section="VCDM 2.0 §5.2")
    findings.good("context", "What its terms mean is pinned, not fetched.", section="VCDM 2.0 §5.3")


def _check_jwt(
    jws: Jws, credential: dict[str, Any], findings: Findings, given: Surroundings
) -> None:
    try:
        issuer = issuer_id(credential)
        remarks: list[str] = []
        method = check_signature(
            jws, issuer=issuer, documents=given.documents, at=given.at, remarks=remarks
        )
    except OpenBadgesError as wrong:
        findings.bad("proof", _as_verification(wrong))
    else:
        message = f"The signature of the JWT ({jws.header['alg']}) holds, and its key ({method}) is the issuer's."
        findings.good("proof", message, section="OB 3.0 §8.2")
        for remark in remarks:
            findings.warn("proof", sentence(remark))
    for grave, path, message in claim_problems(jws, credential):
        if grave:
            findings.bad("claims", ProofInvalid(message, path=path, section="OB 3.0 §8.2.4"))
        else:
            findings.warn("claims", sentence(message), path=path, section="OB 3.0 §8.2.4")


def _check_embedded(
    credential: dict[str, Any],
    unsecured: Unsecured,
    findings: Findings,
    given: Surroundings,
    wishes: Wishes,
) -> None:
    """Of a badge any one good proof is enough; the others are told as warnings (OB 3.0 §9.1).

    Of other credentials every proof has to hold (Data Integrity §4.5).

    A badge is signed by its issuer. Other credentials need not be (VCDM 2.0 leaves it to the
    verifier), so under the profile "vc" another signer is a warning.
    """
    issuer = issuer_id(credential)
    try:
        results = check_proofs(
            credential,
            issuer=issuer if wishes.profile == "badge" else None,
            documents=given.documents,
            at=given.at,
            contexts=given.contexts,
            unsecured=unsecured,
            work=given.work,
        )
    except OpenBadgesError as wrong:
        findings.bad("proof", _as_verification(wrong))
        return
    if not results:
        findings.bad(
            "proof",
            ProofInvalid("the credential is not signed", path="$.proof", section="VCDM 2.0 §4.12"),
        )
        _check_safe_mode(unsecured, findings)
        return
    good = [result for result in results if result.error is None]
    for result in results:
        if result.error is None:
            its = result.method.partition("#")[0] == issuer
            told = "is the issuer's" if its else "is one that its owner uses to issue credentials"
            message = f"The proof ({result.suite}) holds, and its key ({result.method}) {told}."
            findings.good("proof", message, path=result.path, section="Data Integrity §4.3")
            if not its:
                message = (
                    f"The credential names {issuer} as its issuer, but somebody else signed it."
                )
                findings.warn("issuer", message, path=result.path, section="VCDM 2.0 §4.7")
            for told in filter(None, (result.warning, *result.remarks)):
                findings.warn("proof", sentence(told), path=result.path)
        elif good and wishes.profile == "badge":
            message = f"One proof ({result.suite}) does not hold, though another does: {result.error.message}."
            findings.warn("proof", message, path=result.path, section=result.error.section)
        else:
            error = _as_verification(result.error)
            error.path = error.path or result.path
            findings.bad("proof", error)
    covered = any(result.error is None and "jcs" not in result.suite for result in results)
    told = any(isinstance(result.error, UnsafeDocument) for result in results)
    if not covered and not told:
        _check_safe_mode(unsecured, findings)


def _check_safe_mode(unsecured: Unsecured, findings: Findings) -> None:
    """A valid badge passes JSON-LD safe mode, whatever signs it (1EdTech, December 2025)."""
    if any(finding.check == "context" and finding.outcome == "bad" for finding in findings.listed):
        return
    try:
        unsecured.nquads("Ed25519")
    except OpenBadgesError as wrong:
        findings.bad("context", wrong)


def _as_verification(wrong: OpenBadgesError) -> OpenBadgesError:
    """Errors of keys and documents, met while checking a proof, mean that the proof does not hold."""
    if isinstance(wrong, VerificationError | UnsafeDocument):
        return wrong
    return ProofInvalid(wrong.message, path=wrong.path, section=wrong.section)


def _check_validity(credential: dict[str, Any], findings: Findings, at: datetime) -> None:
    said = start_of(credential), end_of(credential)
    try:
        start, end = [None if text is None else read_time(text) for text in said]
    except Unreadable as wrong:
        findings.bad("validity", ModelInvalid(wrong.message, section="VCDM 2.0 §4.9"))
        return
    if start is not None and start > at:
        findings.bad(
            "validity",
            NotYetValid(f"the credential is valid only from {_day(start)}", section="OB 3.0 §9.1"),
        )
    elif end is not None and end < at:
        findings.bad(
            "validity", Expired(f"the credential ended on {_day(end)}", section="OB 3.0 §9.1")
        )
    else:
        message = (
            f"The credential is in force until {_day(end)}."
            if end
            else "The credential has no end."
        )
        findings.good("validity", message, section="OB 3.0 §9.1")


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def _check_recipient(credential: dict[str, Any], findings: Findings, email: str) -> None:
    subject = credential.get("credentialSubject")
    said: Any = subject.get("identifier", []) if is_object(subject) else []
    identifiers: list[Any] = said if is_list(said) else [said]
    for each in identifiers:
        if is_object(each) and each.get("identityType") == "emailAddress" and matches(each, email):
            findings.good(
                "recipient", f"The badge was made out to {email}.", section="OB 3.0 §B.1.11"
            )
            return
    error = RecipientMismatch(
        f"the badge was not made out to {email}", path="$.credentialSubject.identifier"
    )
    findings.bad("recipient", error)
