"""Verifiable presentations: credentials that their holder hands over (VCDM 2.0 §4.13).

They come as JSON with a proof, as a JWT, or as a JWT in an envelope (VC-JOSE-COSE §3.1.3).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from openbadges3 import envelopes
from openbadges3.canonical import Contexts, canonicalise, shipped
from openbadges3.errors import ModelInvalid, OpenBadgesError, ProofInvalid
from openbadges3.examine import Wishes, examination
from openbadges3.findings import Findings, Report
from openbadges3.json_values import is_list, is_object
from openbadges3.members import VC1, VC2, is_address, issuer_id, types_of
from openbadges3.proofs.integrity import check_proofs
from openbadges3.proofs.vc_jwt import (
    PRESENTATION_TYPES,
    Jws,
    check_signature,
    looks_like_jws,
    presentation_of,
    take_apart,
)
from openbadges3.reading import read_object
from openbadges3.surroundings import surroundings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from openbadges3.documents import Documents
    from openbadges3.surroundings import Surroundings

_SECTION: Final = "VCDM 2.0 §4.13"
_MOST_CREDENTIALS: Final = 64


def examine_presentation(
    signed: bytes | str,
    *,
    documents: Documents,
    at: datetime,
    contexts: Contexts | None = None,
) -> Report:
    """Check a presentation (JSON, an envelope or a JWT), and every credential in it.

    A credential without a proof of its own is the holder's word: its issuer has to be the holder,
    whose proof over the presentation covers it.
    """
    given = surroundings(documents, at, contexts or shipped())
    findings = Findings()
    try:
        jws, presentation = read_presentation(signed)
    except OpenBadgesError as wrong:
        findings.bad("model" if isinstance(wrong, ModelInvalid) else "reading", wrong)
        return Report(tuple(findings.listed))
    try:
        holder = _check_shape(presentation)
        findings.good(
            "model", "The presentation has what its data model asks for.", section=_SECTION
        )
        if jws is None:
            _check_proof(presentation, holder, given, findings)
        else:
            _check_jwt(jws, presentation, holder, given, findings)
        for place, credential in enumerate(_credentials(presentation)):
            _check_credential(
                credential, holder, f"$.verifiableCredential[{place}]", given, findings
            )
    except OpenBadgesError as wrong:
        findings.bad("model" if isinstance(wrong, ModelInvalid) else "proof", wrong)
    return Report(tuple(findings.listed), presentation)


def read_presentation(signed: bytes | str) -> tuple[Jws | None, dict[str, Any]]:
    """The JWT that a presentation came in, if it did, and the presentation; nothing is checked."""
    text = signed.decode("utf-8", "replace") if isinstance(signed, bytes) else signed
    text = text.strip()
    if not looks_like_jws(text):
        document = read_object(signed)
        if not envelopes.is_envelope(document, envelopes.PRESENTATION):
            return None, document
        text = envelopes.opened(document, envelopes.PRESENTATION)
    jws = take_apart(text)
    return jws, presentation_of(jws.payload)


def _check_shape(presentation: Mapping[str, Any]) -> str | None:
    """Raise `ModelInvalid` for what no presentation may be; return its holder, if it names one."""
    context = presentation.get("@context")
    first = context[0] if is_list(context) and context else context
    if first not in (VC1, VC2):
        raise ModelInvalid(
            "the first context is not that of verifiable credentials", path="$.@context"
        )
    if "VerifiablePresentation" not in types_of(presentation):
        raise ModelInvalid("the type lacks VerifiablePresentation", path="$.type", section=_SECTION)
    if "id" in presentation and not is_address(presentation["id"]):
        raise ModelInvalid(
            "the presentation's id is not an address", path="$.id", section="VCDM 2.0 §4.4"
        )
    if "holder" not in presentation:
        return None
    said = presentation["holder"]
    holder = said.get("id") if is_object(said) else said
    if not isinstance(holder, str) or not is_address(holder):
        raise ModelInvalid("the holder is not an address", path="$.holder", section=_SECTION)
    return holder


def _credentials(presentation: Mapping[str, Any]) -> list[dict[str, Any]]:
    said: Any = presentation.get("verifiableCredential", [])
    listed: list[Any] = said if is_list(said) else [said]
    if not all(is_object(each) for each in listed):
        raise ModelInvalid(
            "a credential in a presentation is an object", path="$.verifiableCredential"
        )
    if len(listed) > _MOST_CREDENTIALS:
        raise ModelInvalid(
            f"more than {_MOST_CREDENTIALS} credentials are not looked at",
            path="$.verifiableCredential",
        )
    return listed


def _check_proof(
    presentation: Mapping[str, Any], holder: str | None, given: Surroundings, findings: Findings
) -> None:
    said: Any = presentation.get("proof")
    listed: list[Any] = said if is_list(said) else [said]
    named = [each.get("proofPurpose") for each in listed if is_object(each)]
    asserted = bool(named) and all(each == "assertionMethod" for each in named)
    results = check_proofs(
        presentation,
        issuer=None,
        documents=given.documents,
        at=given.at,
        contexts=given.contexts,
        work=given.work,
        # Holders prove who they are; some verifiers' tools sign presentations as assertions.
        purpose="assertionMethod" if asserted else "authentication",
    )
    if not results:
        raise ProofInvalid("the presentation is not signed", path="$.proof", section=_SECTION)
    for result in results:
        if result.error is not None:
            raise ProofInvalid(result.error.message, path=result.path)
    findings.good(
        "proof", f"The proof of the presentation ({results[0].suite}) holds.", section=_SECTION
    )
    if holder is not None and all(result.method.partition("#")[0] != holder for result in results):
        findings.warn(
            "holder", "The presentation is signed by someone else than its holder.", path="$.holder"
        )


def _check_jwt(
    jws: Jws,
    presentation: dict[str, Any],
    holder: str | None,
    given: Surroundings,
    findings: Findings,
) -> None:
    """The signature is that of whoever presents, who is the holder if one is named."""
    claims = jws.payload
    signer = claims.get("iss", holder)
    if not isinstance(signer, str):
        signer = str(jws.header.get("kid")).partition("#")[0]
    if holder is not None and signer != holder:
        raise ProofInvalid("the issuer of the JWT (iss) is not the holder", path="$.iss")
    now = given.at.timestamp()
    for claim, begins in (("exp", False), ("nbf", True)):
        moment = claims.get(claim, now)
        if not isinstance(moment, int | float) or (moment > now if begins else moment < now):
            raise ProofInvalid(f"the JWT is not in force ({claim})", path=f"$.{claim}")
    check_signature(
        jws,
        issuer=signer,
        documents=given.documents,
        types=PRESENTATION_TYPES,
        relation="authentication",
    )
    canonicalise(presentation, contexts=given.contexts, work=given.work)
    findings.good("proof", "The signature of the presentation holds.", section="VC-JOSE-COSE §3.1")


def _check_credential(
    credential: dict[str, Any],
    holder: str | None,
    path: str,
    given: Surroundings,
    findings: Findings,
) -> None:
    enveloped = envelopes.is_envelope(credential, envelopes.CREDENTIAL)
    if not enveloped and "proof" not in credential:
        if holder is None or issuer_id(credential) != holder:
            raise ModelInvalid(
                "a credential without a proof of its own is the holder's word, but its issuer is not the holder",
                path=path,
                section="VCDM 2.0 §4.13.4",
            )
        canonicalise(credential, contexts=given.contexts, work=given.work)
        return
    inner, _ = examination(json.dumps(credential), given, Wishes("vc"))
    for each in inner.errors:
        each.path = path + each.path.removeprefix("$")
        findings.bad("credential", each)
    if not inner.errors:
        findings.good(
            "credential", "A credential in the presentation holds.", path=path, section=_SECTION
        )
