"""Embedded proofs: which suite, which proof of a set, which chain (VC Data Integrity 1.0 §4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from openbadges3.did import assertion_method, ended, key_of
from openbadges3.errors import (
    OpenBadgesError,
    ProofInvalid,
    Unreadable,
)
from openbadges3.json_values import is_list, is_object
from openbadges3.proofs import (
    ecdsa_rdfc_2019,
    ed25519_signature_2020,
    eddsa_jcs_2022,
    eddsa_rdfc_2022,
)
from openbadges3.proofs.unsecured import Unsecured
from openbadges3.reading import read_time
from openbadges3.work import Work

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from openbadges3.canonical import Contexts
    from openbadges3.documents import Documents
    from openbadges3.keys import PublicKey
    from openbadges3.proofs.suite import Suite

_SUITES: Final[dict[tuple[str, str | None], Suite]] = {
    ("DataIntegrityProof", "eddsa-rdfc-2022"): eddsa_rdfc_2022.SUITE,
    ("DataIntegrityProof", "eddsa-2022"): eddsa_rdfc_2022.DRAFT,
    ("DataIntegrityProof", "eddsa-jcs-2022"): eddsa_jcs_2022.SUITE,
    ("DataIntegrityProof", "ecdsa-rdfc-2019"): ecdsa_rdfc_2019.SUITE,
    ("Ed25519Signature2020", None): ed25519_signature_2020.SUITE,
}
_MOST_PROOFS: Final = 8
# As `Work` counts: finding the key, and the slowest of the signatures.
_OF_A_PROOF: Final = 1_000


@dataclass(frozen=True, slots=True)
class ProofResult:
    """What came of one proof: the suite's name, the method, and the error if it does not hold.

    `warning` says why such a proof should be replaced, `remarks` what is odd about this very one.
    """

    suite: str
    method: str
    path: str
    error: OpenBadgesError | None
    warning: str = ""
    remarks: tuple[str, ...] = ()


def without_proof(
    document: Mapping[str, Any], contexts: Contexts, work: Work | None = None
) -> Unsecured:
    """What the proofs of `document` cover."""
    plain = {name: value for name, value in document.items() if name != "proof"}
    return Unsecured(plain, contexts, work)


def proofs_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The proofs of a document as a list; `ProofInvalid` if they are not objects or too many."""
    proof = document.get("proof")
    listed = proof if is_list(proof) else [] if proof is None else [proof]
    if not all(is_object(proof) for proof in listed):
        raise ProofInvalid("a proof is an object", path="$.proof", section="Data Integrity §2.1")
    if len(listed) > _MOST_PROOFS:
        raise ProofInvalid(f"more than {_MOST_PROOFS} proofs are not looked at", path="$.proof")
    return listed


def check_proofs(
    document: Mapping[str, Any],
    *,
    issuer: str | None,
    documents: Documents,
    at: datetime,
    contexts: Contexts,
    purpose: str = "assertionMethod",
    unsecured: Unsecured | None = None,
    work: Work | None = None,
) -> list[ProofResult]:
    """Check every proof of `document` and say what came of each, in their order.

    `unsecured` is the document without its proofs, for callers that have it at hand; `work` what may
    be spent. The key has to be one that `issuer` uses for `purpose`; with `issuer=None`, one that its own
    controller uses so, and who that is remains for the caller to judge.
    """
    proofs = proofs_of(document)
    work = work or Work()
    unsecured = unsecured or without_proof(document, contexts, work)
    results: list[ProofResult] = []
    for place, proof in enumerate(proofs):
        suite_name, method = _label(proof), str(proof.get("verificationMethod", ""))
        path = f"$.proof[{place}]" if is_list(document.get("proof")) else "$.proof"
        error: OpenBadgesError | None = None
        warning, remarks = "", tuple[str, ...]()
        try:
            work.spend(_OF_A_PROOF)
            suite = _suite_of(proof)
            warning = suite.warning
            _check_options(proof, at, purpose)
            entry = assertion_method(method, issuer=issuer, documents=documents, relation=purpose)
            key = key_of(entry)
            remarks = tuple(filter(None, (_made_later(proof, at), ended(entry, at))))
            covered = _with_previous(unsecured, proof, proofs)
            suite.check(covered, proof, key, contexts)
        except OpenBadgesError as wrong:
            error = wrong
        results.append(ProofResult(suite_name, method, path, error, warning, remarks))
    return _chains(proofs, results)


def check_with_key(
    document: Mapping[str, Any], proof: Mapping[str, Any], key: PublicKey, contexts: Contexts
) -> None:
    """Check one proof of `document` with a key already at hand; `ProofInvalid` if it fails."""
    unsecured = without_proof(document, contexts)
    covered = _with_previous(unsecured, proof, proofs_of(document))
    _suite_of(proof).check(covered, proof, key, contexts)


def _label(proof: Mapping[str, Any]) -> str:
    return str(proof.get("cryptosuite") or proof.get("type") or "no type")


def _suite_of(proof: Mapping[str, Any]) -> Suite:
    kind, name = proof.get("type"), proof.get("cryptosuite")
    if is_list(kind) and len(kind) == 1:
        kind = kind[0]
    suite = None
    if isinstance(kind, str) and (name is None or isinstance(name, str)):
        suite = _SUITES.get((kind, name))
    if suite is None:
        raise ProofInvalid(
            f"proofs of the suite {_label(proof)!r} are not supported",
            section="Data Integrity §3.1",
        )
    return suite


def _check_options(proof: Mapping[str, Any], at: datetime, purpose: str) -> None:
    if proof.get("proofPurpose") != purpose:
        raise ProofInvalid(
            f"the proof was made for {proof.get('proofPurpose')!r}, not for {purpose}",
            section="Data Integrity §2.1",
        )
    if not isinstance(proof.get("verificationMethod"), str):
        raise ProofInvalid("the proof names no verification method", section="Data Integrity §2.1")
    try:
        if "created" in proof:
            read_time(_with_zone(proof["created"]))
        if "expires" in proof and read_time(_with_zone(proof["expires"])) <= at:
            raise ProofInvalid("the proof has expired", section="Data Integrity §2.1")
    except Unreadable as wrong:
        raise ProofInvalid(
            f"a time of the proof: {wrong.message}", section="Data Integrity §2.1"
        ) from None


def _made_later(proof: Mapping[str, Any], at: datetime) -> str:
    if "created" in proof and read_time(_with_zone(proof["created"])) > at:
        return f"the proof says that it was made at a later time, {proof['created']}"
    return ""


def _with_zone(text: object) -> object:
    """Times of proofs that lack their zone are taken as UTC (Data Integrity §2.1)."""
    if isinstance(text, str) and len(text) == len("2026-11-22T14:05:00"):
        return f"{text}Z"
    return text


def _with_previous(
    unsecured: Unsecured,
    proof: Mapping[str, Any],
    proofs: Sequence[Mapping[str, Any]],
) -> Unsecured:
    """The document that `proof` covers: in a chain, the proofs that it builds on are part of it (§4.5)."""
    earlier = [proofs[place] for place in _previous(proof, proofs)]
    if not earlier:
        return unsecured
    return unsecured.beside({**unsecured.data, "proof": earlier})


def _previous(proof: Mapping[str, Any], proofs: Sequence[Mapping[str, Any]]) -> list[int]:
    """The places of the proofs that `proof` builds on; `ProofInvalid` if one is not there."""
    named = proof.get("previousProof")
    if named is None:
        return []
    wanted = named if is_list(named) else [named]
    places = [
        place
        for place, other in enumerate(proofs)
        if isinstance(other.get("id"), str)
        and other["id"] in wanted[:_MOST_PROOFS]
        and other is not proof
    ]
    # As often there as asked for.
    if (
        not wanted
        or not all(isinstance(each, str) for each in wanted)
        or (sorted(wanted) != sorted(proofs[place]["id"] for place in places))
    ):
        raise ProofInvalid(
            "a proof that this one builds on is missing", section="Data Integrity §4.5"
        )
    return places


def _chains(proofs: Sequence[Mapping[str, Any]], results: list[ProofResult]) -> list[ProofResult]:
    """A proof in a chain holds only if those that it builds on hold, too."""
    if not any("previousProof" in proof for proof in proofs):
        return results

    def holds(place: int, seen: frozenset[int]) -> bool:
        if results[place].error is not None or place in seen:
            return False
        return all(holds(below, seen | {place}) for below in _previous(proofs[place], proofs))

    broken = ProofInvalid(
        "a proof that this one builds on does not hold", section="Data Integrity §4.5"
    )
    return [
        result
        if result.error is not None or holds(place, frozenset())
        else replace(result, error=broken)
        for place, result in enumerate(results)
    ]


__all__ = ["ProofResult", "check_proofs", "check_with_key", "proofs_of", "without_proof"]
