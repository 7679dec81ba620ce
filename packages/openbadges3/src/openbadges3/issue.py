"""Signing: documents in, verifiable credentials out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from openbadges3.canonical import Contexts, shipped
from openbadges3.encoding import base58_encode
from openbadges3.errors import KeyRefused, ModelInvalid, UnsafeDocument
from openbadges3.proofs import ecdsa_rdfc_2019, eddsa_rdfc_2022, vc_jwt
from openbadges3.shapes import is_badge, problems_of, types_of
from openbadges3.status import timestamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from openbadges3.keys import SigningKey

_control = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]").search
_SUITES: Final = {
    "Ed25519": eddsa_rdfc_2022.SUITE,
    "P-256": ecdsa_rdfc_2019.SUITE,
    "P-384": ecdsa_rdfc_2019.SUITE,
}


def issue(
    document: Mapping[str, Any],
    *,
    key: SigningKey,
    verification_method: str,
    created: datetime,
    contexts: Contexts | None = None,
) -> dict[str, Any]:
    """`document` with one more Data Integrity proof: `eddsa-rdfc-2022`, or `ecdsa-rdfc-2019` for P-*.

    For badges, endorsements and status lists alike. `verification_method` is where verifiers find
    the public key, for example `<did>#<multibase>`.

    Raises `ModelInvalid` for a document that breaks its data model, `UnsafeDocument` for terms
    that no context defines, relative addresses and control characters, and `KeyRefused` if the
    key cannot make such a proof or is not the one that `verification_method` names.
    """
    refuse_unissuable(document)
    suite = _SUITES.get(key.kind)
    if suite is None:
        raise KeyRefused(f"keys of kind {key.kind} sign JWTs only")
    named = verification_method.partition("#")[2]
    if named.startswith("z") and named != key.public.multibase:
        raise KeyRefused("the verification method names another key than the one that signs")
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    config = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite.name,
        "created": timestamp(created),
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    signature = key.sign(suite.hash_data(unsecured, config, key.kind, contexts or shipped()))
    present = document.get("proof", [])
    earlier = present if isinstance(present, list) else [present]
    return {**unsecured, "proof": [*earlier, {**config, "proofValue": "z" + base58_encode(signature)}]}


def issue_jwt(document: Mapping[str, Any], *, key: SigningKey, kid: str) -> str:
    """`document` as a VC-JWT: EdDSA, ES256, ES384 or RS256, as the key is.

    `kid` is the https address of the key as a bare JWK, or a DID URL. There is no claim `sub`
    without a subject id and no `exp` without `validUntil`. Raises `ModelInvalid`.
    """
    refuse_unissuable(document)
    return vc_jwt.encode(document, key=key, kid=kid)


def refuse_unissuable(document: Mapping[str, Any]) -> None:
    """Raise for what this library would not accept itself, or what others stumble over."""
    badge = is_badge(document) or "EndorsementCredential" in types_of(document)
    for problem in problems_of(document, badge=badge):
        if problem.grave:
            raise ModelInvalid(problem.words, path=problem.path, section=problem.section)
    _refuse_control_characters(document, "$")


def _refuse_control_characters(value: Any, path: str) -> None:
    """Several verifiers write control characters wrongly before they hash, and would then refuse."""
    if isinstance(value, str):
        if _control(value):
            raise UnsafeDocument("a text holds control characters", path=path)
    elif isinstance(value, dict):
        for name, inner in value.items():
            _refuse_control_characters(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            _refuse_control_characters(inner, f"{path}[{place}]")
