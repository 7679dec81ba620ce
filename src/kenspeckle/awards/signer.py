"""The signer: the only code that opens private keys.

It is given the id of a recorded document, has its kind check again what it rests on, signs what was
recorded and nothing else, and logs it. Run once more on the same document it does nothing new.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from openbadges3.encoding import jcs
from openbadges3.issue import issue, issue_jwt
from openbadges3.keys import SigningKey

from kenspeckle.audit.operations import record
from kenspeckle.awards.addresses import jwk_url, verification_method
from kenspeckle.awards.hooks import document_kinds
from kenspeckle.awards.keystore import KeyStore, KeyTrouble
from kenspeckle.awards.kinds.kind import Kind
from kenspeckle.awards.kinds.status_list import STATUS_LIST
from kenspeckle.awards.models import IssuerKey, KeyState, Signature, SignedDocument
from kenspeckle.organisations.models import Organisation

KEYS = ("Ed25519", "P-256")
_LOG = logging.getLogger(__name__)


class WillNotSign(Exception):
    """The recorded document does not hold together; `str()` says what is wrong."""


def prepare_issuer(*, issuer: int, keys: KeyStore, at: datetime) -> None:
    """Make the issuer's keys where they are missing, so that its DID document is complete."""
    with transaction.atomic():
        locked = Organisation.objects.select_for_update(no_key=True).get(pk=issuer)
        for kind in KEYS:
            if not locked.keys.filter(kind=kind, state=KeyState.ACTIVE).exists():
                _make_key(locked, kind, keys, at)


def sign(*, document: UUID, keys: KeyStore, at: datetime) -> None:
    """Sign a recorded document, as Data Integrity proof and (where its kind says so) as VC-JWT.

    Raises `WillNotSign` when it does not hold together; nothing is saved then.
    """
    recorded = SignedDocument.objects.get(uid=document)
    kind = _kind(recorded.kind)
    prepare_issuer(issuer=recorded.issuer_id, keys=keys, at=at)
    with transaction.atomic():
        kind.lock(recorded)
        recorded = (
            SignedDocument.objects.select_for_update(of=("self",), no_key=True)
            .select_related("issuer")
            .get(uid=document)
        )
        if recorded.signed_at or recorded.erased_at or kind.is_overtaken(recorded):
            return
        faults = list(_faults(recorded, kind))
        if faults:
            raise WillNotSign(" ".join(faults))
        _sign(recorded, keys, at, with_jwt=kind.has_jwt)
        following = list(kind.after_signing(recorded, at))
    for one in following:
        sign(document=one.uid, keys=keys, at=at)


def renew_status_list(*, status_list: int, keys: KeyStore, at: datetime) -> None:
    """Record the list anew from the awards that are revoked now, and sign it."""
    sign(document=STATUS_LIST.record_anew(status_list, at).uid, keys=keys, at=at)


def waiting() -> Iterator[UUID]:
    """Yield the documents that are recorded and not signed: work that resumes."""
    documents = SignedDocument.objects.filter(signed_at=None, erased_at=None).order_by("pk")
    for recorded in documents:
        if not _kind(recorded.kind).is_overtaken(recorded):
            yield recorded.uid


def keep_up(*, keys: KeyStore, at: datetime) -> None:
    """Record what is due by now, and sign what is recorded and unsigned.

    A document that does not hold together, or an issuer that is stopped, keeps no other from being
    signed: else one would let the status lists of all run out. It is logged by its id.
    """
    for kind in document_kinds():
        for row in list(kind.record_due(at)):
            kind.record_anew(row, at)
    for document in list(waiting()):
        try:
            sign(document=document, keys=keys, at=at)
        except (WillNotSign, KeyTrouble) as trouble:
            _LOG.error("Document %s is not signed: %s", document, trouble)


def as_bytes(document: dict[str, Any]) -> bytes:
    """Return the bytes that are stored and served: compact JSON in UTF-8."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _kind(name: str) -> Kind:
    for kind in document_kinds():
        if kind.name == name:
            return kind
    raise WillNotSign(f"There is no kind of document {name}.")


def _faults(recorded: SignedDocument, kind: Kind) -> Iterator[str]:
    """Yield what does not hold together: between bytes and digest first, then as the kind knows."""
    if recorded.issuer.stopped_signing_at is not None:
        yield f"Signing for {recorded.issuer.slug} is stopped."
    content = bytes(recorded.unsigned or b"")
    if hashlib.sha256(content).hexdigest() != recorded.digest:
        yield "The recorded document has changed since it was recorded."
        return
    document = json.loads(content)
    if jcs(document) != content:
        yield "The recorded document is not in canonical form."
    yield from kind.faults(recorded, document)


def _sign(recorded: SignedDocument, keys: KeyStore, at: datetime, *, with_jwt: bool) -> None:
    document = json.loads(bytes(recorded.unsigned or b""))
    proof_key, jwt_key = (_active(recorded.issuer, kind) for kind in KEYS)
    recorded.signed = as_bytes(
        issue(
            document,
            key=keys.open(proof_key.multibase),
            verification_method=verification_method(proof_key),
            created=at,
        )
    )
    recorded.signed_at = at
    signatures = [(recorded.signed, proof_key)]
    if with_jwt:
        recorded.jwt = issue_jwt(document, key=keys.open(jwt_key.multibase), kid=jwk_url(jwt_key))
        signatures.append((recorded.jwt.encode(), jwt_key))
    recorded.save(update_fields=["signed", "jwt", "signed_at"])
    for content, key in signatures:
        Signature.objects.create(
            document=recorded, digest=hashlib.sha256(content).hexdigest(), key=key, at=at
        )


def _make_key(issuer: Organisation, kind: Any, keys: KeyStore, at: datetime) -> None:
    key = SigningKey.generate(kind)
    keys.keep(key)
    IssuerKey.objects.create(
        issuer=issuer, kind=kind, multibase=key.public.multibase, jwk=key.public.jwk(), made_at=at
    )
    record(
        "issuer.key-made", chain=f"issuer:{issuer.slug}", by=None, at=at, key=key.public.multibase
    )


def _active(issuer: Organisation, kind: str) -> IssuerKey:
    return IssuerKey.objects.select_related("issuer").get(
        issuer=issuer, kind=kind, state=KeyState.ACTIVE
    )
