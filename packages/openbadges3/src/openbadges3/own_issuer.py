"""What its own issuer signed: endorsements inside a badge, lists of statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from openbadges3.errors import ProofInvalid
from openbadges3.members import issuer_id
from openbadges3.proofs.integrity import check_proofs
from openbadges3.proofs.vc_jwt import check_signature, claim_problems, credential_of, take_apart

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openbadges3.proofs.vc_jwt import Jws
    from openbadges3.surroundings import Surroundings

# As `Work` counts: finding the key, and the slowest of the signatures.
_OF_A_SIGNATURE: Final = 1_000


def signed_by_its_issuer(
    signed: str | Mapping[str, Any],
    given: Surroundings,
    *,
    claims_aside: frozenset[str] = frozenset(),
) -> tuple[Mapping[str, Any], Jws | None]:
    """The credential that a JWT or an object holds, and the JWT, once its issuer's signature was checked.

    Raises the error of the proof (`ProofInvalid`, `KeyRefused`, `DocumentUnavailable`, ...), and
    `ProofInvalid` where nothing is signed or a JWT says something else than its credential; claims at
    the paths `claims_aside` are for the caller to judge.
    """
    if isinstance(signed, str):
        jws = take_apart(signed)
        document = credential_of(jws.payload)
        given.work.spend(_OF_A_SIGNATURE)
        check_signature(jws, issuer=issuer_id(document), documents=given.documents)
        for grave, path, message in claim_problems(jws, document):
            if grave and path not in claims_aside:
                raise ProofInvalid(message, path=path)
        return document, jws
    results = check_proofs(
        signed,
        issuer=issuer_id(signed),
        documents=given.documents,
        at=given.at,
        contexts=given.contexts,
        work=given.work,
    )
    if not results:
        raise ProofInvalid("it is not signed")
    if all(result.error is not None for result in results):
        raise results[0].error or ProofInvalid("its proof does not hold")
    return signed, None
