"""Signing: documents in, verifiable credentials out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from openbadges3.canonical import Contexts, shipped
from openbadges3.did import did_key, is_identifier
from openbadges3.encoding import base58_encode
from openbadges3.errors import KeyRefused, ModelInvalid, UnsafeDocument
from openbadges3.json_values import is_list, is_object
from openbadges3.members import is_badge, issuer_id, types_of
from openbadges3.proofs import ecdsa_rdfc_2019, eddsa_rdfc_2022, vc_jwt
from openbadges3.proofs.unsecured import Unsecured
from openbadges3.shapes import problems_of
from openbadges3.status import timestamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from openbadges3.keys import SigningKey

_control = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]").search
_c1_control = re.compile(rb"\xc2[\x80-\x9f]").search
_SUITES: Final = {
    "Ed25519": eddsa_rdfc_2022.SUITE,
    "P-256": ecdsa_rdfc_2019.SUITE,
    "P-384": ecdsa_rdfc_2019.SUITE,
}


def issue(
    document: Mapping[str, Any],
    *,
    key: SigningKey,
    verification_method: str | None = None,
    created: datetime,
    contexts: Contexts | None = None,
) -> dict[str, Any]:
    """`document` with one more Data Integrity proof: `eddsa-rdfc-2022`, or `ecdsa-rdfc-2019` for P-*.

    For badges, endorsements and status lists alike. `verification_method` is where verifiers find
    the public key; without it that is `<issuer>#<multibase>`, as `did_document` has it. What is in `document` is shared with the result,
    not copied.

    Raises `ModelInvalid` for a document that breaks its data model, `UnsafeDocument` for terms
    that no context defines, relative addresses and control characters, and `KeyRefused` if the
    key cannot make such a proof or is not the one that `verification_method` names.
    """
    signer = _Signer(key, verification_method, created, contexts or shipped())
    return signer.sign(document)


def issue_many(
    documents: Iterable[Mapping[str, Any]],
    *,
    key: SigningKey,
    verification_method: str | None = None,
    created: datetime,
    contexts: Contexts | None = None,
) -> Iterator[dict[str, Any]]:
    """`issue` for each of `documents`, one at a time as they are asked for.

    Memory does not grow with their number. What the documents have in common, such as issuer and
    achievement, is worked out once. Raises as `issue` does, at the document that is at fault.
    """
    signer = _Signer(key, verification_method, created, contexts or shipped())
    for document in documents:
        yield signer.sign(document)


class _Signer:
    """Makes proofs that differ in nothing but the document that they are for."""

    def __init__(
        self,
        key: SigningKey,
        verification_method: str | None,
        created: datetime,
        contexts: Contexts,
    ) -> None:
        suite = _SUITES.get(key.kind)
        if suite is None:
            raise KeyRefused(f"keys of kind {key.kind} sign JWTs only")
        if verification_method is not None:
            _refuse_other_key(verification_method, key)
        self._named_by_issuer = verification_method is None
        self._key = key
        self._contexts = contexts
        self._config = {
            "type": "DataIntegrityProof",
            "cryptosuite": suite.name,
            "created": timestamp(created),
            "verificationMethod": verification_method or "",
            "proofPurpose": "assertionMethod",
        }
        self._context: tuple[str, ...] = ()
        self._options_digest = b""

    def sign(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """`document` with its proof; the hashes are those of `rdfc_hash_data`."""
        kind = self._key.kind
        secured = {name: value for name, value in document.items() if name != "proof"}
        unsecured = Unsecured(secured, self._contexts)
        if not unsecured.is_like_a_sound_one(kind) and _is_flawless(secured):
            unsecured.found_sound()
        text = unsecured.nquads(kind)
        if _may_hold_control_characters(text):
            _refuse_control_characters(document, "$")
        if self._named_by_issuer:
            self._name_key(issuer_id(document))
        options_digest = self._digest_of_options(secured["@context"])
        signature = self._key.sign(options_digest + unsecured.digest(kind))
        present = document.get("proof", [])
        earlier = present if is_list(present) else [present]
        value = "z" + base58_encode(signature)
        secured["proof"] = [*earlier, {**self._config, "proofValue": value}]
        return secured

    def _name_key(self, issuer: str) -> None:
        """Have the proof name the key as `did_document` does, in the issuer's own document."""
        public = self._key.public
        if issuer.startswith("did:key:") and issuer != did_key(public):
            raise KeyRefused(
                f"the issuer is {issuer}, but the key that would sign is {did_key(public)}"
            )
        if not is_identifier(issuer):
            raise KeyRefused(f"the issuer {issuer!r} has no keys: it is no DID and no web address")
        method = f"{issuer}#{public.multibase}"
        if self._config["verificationMethod"] != method:
            self._config["verificationMethod"] = method
            self._context = ()

    def _digest_of_options(self, context: Any) -> bytes:
        """The hash of the proof's options; remembered where contexts are named by address only."""
        if self._context and is_list(context) and tuple(context) == self._context:
            return self._options_digest
        options = Unsecured({**self._config, "@context": context}, self._contexts)
        digest = options.digest(self._key.kind)
        if is_list(context) and all(type(each) is str for each in context):
            self._context, self._options_digest = tuple(context), digest
        return digest


def issue_jwt(document: Mapping[str, Any], *, key: SigningKey, kid: str) -> str:
    """`document` as a VC-JWT: EdDSA, ES256, ES384 or RS256, as the key is.

    `kid` is the https address of the key as a bare JWK, or a DID URL. There is no claim `sub`
    without a subject id and no `exp` without `validUntil`. Raises `ModelInvalid`, `UnsafeDocument`
    for control characters, and `KeyRefused` if `kid` names another key.
    """
    _refuse_other_key(kid, key)
    _is_flawless(document)
    _refuse_control_characters(document, "$")
    return vc_jwt.encode(document, key=key, kid=kid)


def _refuse_other_key(method: str, key: SigningKey) -> None:
    """A method whose fragment is a Multikey says which key it is."""
    named = method.partition("#")[2]
    if named.startswith("z") and named != key.public.multibase:
        raise KeyRefused("the verification method names another key than the one that signs")


def _is_flawless(document: Mapping[str, Any]) -> bool:
    """Raise for what this library would not accept itself; else, if it is a badge without flaws."""
    badge = is_badge(document) or "EndorsementCredential" in types_of(document)
    problems = problems_of(document, badge=badge)
    for problem in problems:
        if problem.grave:
            raise ModelInvalid(problem.message, path=problem.path, section=problem.section)
    return badge and not problems


def _may_hold_control_characters(nquads: bytes) -> bool:
    """Whether canonical N-Quads, which escape those of ASCII, give reason to look more closely."""
    # Looking for single bytes first costs next to nothing.
    if b"\\" in nquads and (b"\\u00" in nquads or b"\\b" in nquads or b"\\f" in nquads):
        return True
    # U+0080 to U+009F begin with C2 in UTF-8, U+FFFE and U+FFFF with EF BF.
    if b"\xc2" in nquads and _c1_control(nquads) is not None:
        return True
    return b"\xef" in nquads and b"\xef\xbf" in nquads


def _refuse_control_characters(value: Any, path: str) -> None:
    """Several verifiers write control characters wrongly before they hash, and would then refuse."""
    if isinstance(value, str):
        if _control(value):
            raise UnsafeDocument("a text holds control characters", path=path)
    elif is_object(value):
        for name, inner in value.items():
            _refuse_control_characters(inner, f"{path}.{name}")
    elif is_list(value):
        for place, inner in enumerate(value):
            _refuse_control_characters(inner, f"{path}[{place}]")
