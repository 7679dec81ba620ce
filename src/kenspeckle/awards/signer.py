"""The signer: the only code that opens private keys.

It is given the id of a recorded row, checks again what the row rests on, signs what was recorded
and nothing else, and logs it. Two kinds of row are signed: an award's credential and a status list.
Run once more on the same row it does nothing new.
"""

import hashlib
import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from openbadges3.encoding import jcs, sha256_multibase
from openbadges3.issue import issue, issue_jwt
from openbadges3.keys import SigningKey
from openbadges3.status import StatusList as Bits
from openbadges3.status import status_list_document

from kenspeckle.audit.models import Event
from kenspeckle.audit.operations import broken_links, record
from kenspeckle.awards import basis as bases
from kenspeckle.awards.addresses import (
    credential_url,
    jwk_url,
    status_list_url,
    verification_method,
)
from kenspeckle.awards.keystore import KeyStore, KeyTrouble
from kenspeckle.awards.models import Award, Credential, IssuerKey, KeyState, Signature, StatusList
from kenspeckle.awards.states import State
from kenspeckle.catalogue.achievement import version_url
from kenspeckle.organisations.identity import issuer_did
from kenspeckle.organisations.models import Organisation

LIST_TTL = timedelta(minutes=10)
LIST_VALID_FOR = timedelta(hours=24)
LIST_REFRESHED_AFTER = timedelta(minutes=55)
KINDS = ("Ed25519", "P-256")
_LOG = logging.getLogger(__name__)


class WillNotSign(Exception):
    """The recorded row does not hold together; `str()` says what is wrong."""


def prepare_issuer(*, issuer: int, keys: KeyStore, at: datetime) -> None:
    """Make the issuer's keys where they are missing, so that its DID document is complete."""
    with transaction.atomic():
        found = Organisation.objects.select_for_update(no_key=True).get(pk=issuer)
        for kind in KINDS:
            if not found.keys.filter(kind=kind, state=KeyState.ACTIVE).exists():
                _make_key(found, kind, keys, at)


def sign_award(*, credential: int, keys: KeyStore, at: datetime) -> None:
    """Sign a recorded credential as Data Integrity proof and as VC-JWT, and publish both.

    Raises `WillNotSign` when the recorded row does not hold together; nothing is saved then.
    """
    issuer = Credential.objects.values_list("award__issuer", flat=True).get(pk=credential)
    prepare_issuer(issuer=issuer, keys=keys, at=at)
    with transaction.atomic():
        found = (
            Credential.objects.select_for_update(of=("self", "award"), no_key=True)
            .select_related("award__issuer", "award__version__badge")
            .get(pk=credential)
        )
        if found.signed is not None or found.award.state == State.REVOKED:
            return
        faults = list(_faults(found))
        if faults:
            raise WillNotSign(" ".join(faults))
        document = json.loads(bytes(found.unsigned))
        proof_key, jwt_key = (_active(found.award.issuer, kind) for kind in KINDS)
        signed = issue(
            document,
            key=keys.open(proof_key.multibase),
            verification_method=verification_method(proof_key),
            created=at,
        )
        found.signed = as_bytes(signed)
        found.jwt = issue_jwt(document, key=keys.open(jwt_key.multibase), kid=jwk_url(jwt_key))
        found.signed_at = at
        found.save(update_fields=["signed", "jwt", "signed_at"])
        found.award.state = State.SIGNED
        found.award.save(update_fields=["state"])
        for key, content in ((proof_key, found.signed), (jwt_key, found.jwt.encode())):
            _log("award", found.pk, content, key, at)
        record(
            "award.signed",
            chain=f"award:{found.award.uid}",
            by=None,
            at=at,
            digest=hashlib.sha256(found.signed).hexdigest(),
        )
    if found.status_list.signed is None:
        sign_status_list(status_list=found.status_list_id, keys=keys, at=at)


def sign_status_list(*, status_list: int, keys: KeyStore, at: datetime) -> None:
    """Sign the list anew from the awards that are revoked now (Bitstring Status List 1.0)."""
    issuer = StatusList.objects.values_list("issuer", flat=True).get(pk=status_list)
    prepare_issuer(issuer=issuer, keys=keys, at=at)
    with transaction.atomic():
        found = (
            StatusList.objects.select_for_update(of=("self",), no_key=True)
            .select_related("issuer")
            .get(pk=status_list)
        )
        if found.issuer.stopped_signing_at is not None:
            raise WillNotSign(f"Signing for {found.issuer.slug} is stopped.")
        bits = Bits(size=found.size)
        for index in found.credentials.filter(award__state=State.REVOKED).values_list(
            "status_index", flat=True
        ):
            bits.set(index)
        valid_until = at + LIST_VALID_FOR
        document = status_list_document(
            id=status_list_url(found),
            issuer=issuer_did(found.issuer),
            purpose="revocation",
            encoded=bits.encoded(),
            valid_from=at,
            valid_until=valid_until,
            ttl_ms=int(LIST_TTL.total_seconds() * 1000),
        )
        key = _active(found.issuer, "Ed25519")
        signed = issue(
            document,
            key=keys.open(key.multibase),
            verification_method=verification_method(key),
            created=at,
        )
        found.signed = as_bytes(signed)
        found.signed_at = at
        found.valid_until = valid_until
        found.save(update_fields=["signed", "signed_at", "valid_until"])
        _log("status", found.pk, found.signed, key, at)


def waiting() -> Iterator[int]:
    """Yield the ids of credentials that are recorded and not signed: work that resumes."""
    yield from (
        Credential.objects.filter(signed=None, award__state=State.RECORDED)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def keep_up(*, keys: KeyStore, at: datetime) -> None:
    """Sign what is recorded and unsigned, and every status list that is older than an hour.

    A row that does not hold together, or an issuer that is stopped, keeps no other from being
    signed: else one would let the status lists of all run out. It is logged by its id.
    """
    for credential in waiting():
        try:
            sign_award(credential=credential, keys=keys, at=at)
        except (WillNotSign, KeyTrouble) as trouble:
            _LOG.error("Credential %s is not signed: %s", credential, trouble)
    old = Q(signed_at=None) | Q(signed_at__lt=at - LIST_REFRESHED_AFTER)
    for status_list in StatusList.objects.filter(old).values_list("pk", flat=True):
        try:
            sign_status_list(status_list=status_list, keys=keys, at=at)
        except (WillNotSign, KeyTrouble) as trouble:
            _LOG.error("Status list %s is not signed: %s", status_list, trouble)


def as_bytes(document: dict[str, Any]) -> bytes:
    """Return the bytes that are stored and served: compact JSON in UTF-8."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _faults(credential: Credential) -> Iterator[str]:
    """Yield what does not hold together between the award, its basis, evidence and document."""
    award: Award = credential.award
    if award.issuer.stopped_signing_at is not None:
        yield f"Signing for {award.issuer.slug} is stopped."
    if bases.digest(award.basis) != award.basis_digest:
        yield "The basis has changed since the award."
    yield from bases.faults(award.basis)
    content = bytes(credential.unsigned)
    if not _is_told(award, credential):
        yield "The chain of events does not tell of this award and this document."
    if hashlib.sha256(content).hexdigest() != credential.unsigned_digest:
        yield "The recorded document has changed since the award."
        return
    document = json.loads(content)
    if jcs(document) != content:
        yield "The recorded document is not in canonical form."
    if document.get("id") != credential_url(award.uid):
        yield "The recorded document names another award."
    if document.get("issuer", {}).get("id") != issuer_did(award.issuer):
        yield "The recorded document names another issuer."
    subject = document.get("credentialSubject", {})
    if subject.get("achievement", {}).get("id") != version_url(award.version):
        yield "The recorded document names another badge."
    names = [
        identity.get("identityHash")
        for identity in subject.get("identifier", [])
        if identity.get("identityType") == "name"
    ]
    if names != [award.recipient_name]:
        yield "The recorded document names another holder."
    entry = document.get("credentialStatus", {})
    if (entry.get("statusListCredential"), entry.get("statusListIndex")) != (
        status_list_url(credential.status_list),
        str(credential.status_index),
    ):
        yield "The recorded document names another place in the status list."
    stated = [item.get("digestMultibase") for item in document.get("evidence", [])]
    kept = [sha256_multibase(bytes(item.content)) for item in award.evidence.all()]
    if stated != kept:
        yield "The evidence does not match its digests in the recorded document."


def _is_told(award: Award, credential: Credential) -> bool:
    """Whether an unbroken chain tells of the award: a row that was written past the operations has none."""
    events = list(Event.objects.filter(chain=f"award:{award.uid}").order_by("number"))
    return not broken_links(events) and any(
        event.name == "award.recorded"
        and event.facts.get("basis") == award.basis_digest
        and event.facts.get("document") == credential.unsigned_digest
        for event in events
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


def _log(kind: str, row: int, content: bytes, key: IssuerKey, at: datetime) -> None:
    Signature.objects.create(
        kind=kind, row=row, digest=hashlib.sha256(content).hexdigest(), key=key, at=at
    )
