"""What this room promises of its rows (`kenspeckle doctor`)."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from openbadges3.encoding import sha256_multibase

from kenspeckle.audit.promises import counted, differences
from kenspeckle.awards import basis as bases
from kenspeckle.awards.addresses import CREDENTIAL
from kenspeckle.awards.documents import published_below
from kenspeckle.awards.kinds.status_list import marked
from kenspeckle.awards.models import (
    Award,
    EvidenceItem,
    Place,
    Signature,
    SignedDocument,
    StatusList,
)
from kenspeckle.awards.states import AwardState
from kenspeckle.kernel.models import OutgoingMail, PublicCopy
from kenspeckle.kernel.promises import Promise
from kenspeckle.kernel.publications import number
from kenspeckle.kernel.queued import unqueued

STATUS_WITHIN = timedelta(minutes=15)


def promises() -> list[Promise]:
    """Return this room's promises."""
    return [
        Promise("every step of an award has one event", Award, _events),
        Promise("every award has its document and its basis", Award, _recorded),
        Promise(
            "what was signed is what was recorded, and it is logged", SignedDocument, _signatures
        ),
        Promise(
            "what is revoked is in the status list within 15 minutes", StatusList, _revocations
        ),
        Promise("nobody holds more awards in a period than its rule allows", Place, _places),
        Promise("every revocation has queued its mail once", OutgoingMail, _mail),
        Promise(
            "every piece of evidence matches its digest, or is a dated tombstone",
            EvidenceItem,
            _evidence,
        ),
        Promise("what the front answers is what the rows say", PublicCopy, _copies),
    ]


def _events(_: datetime) -> Iterator[str]:
    counts = counted()
    awards = Award.objects.exclude(credential=None).select_related("credential__document")
    for award in awards.iterator(200):
        yield from differences(
            counts,
            f"award:{award.uid}",
            {
                "award.recorded": 1,
                "award.signed": int(award.credential.document.signed_at is not None),
                "award.revoked": int(award.state == AwardState.REVOKED),
            },
        )


def _mail(_: datetime) -> Iterator[str]:
    revoked = Award.objects.filter(state=AwardState.REVOKED)
    yield from unqueued("award.revoked", revoked.values_list("uid", flat=True))


def _recorded(_: datetime) -> Iterator[str]:
    for award in Award.objects.filter(credential=None):
        yield f"Award {award.uid} has no recorded document."
    for award in Award.objects.exclude(credential=None).select_related("credential__document"):
        if bases.digest(award.basis) != award.basis_digest:
            yield f"The basis of award {award.uid} does not match its digest."
        is_signed = award.credential.document.signed_at is not None
        if is_signed and award.state == AwardState.RECORDED:
            yield f"Award {award.uid} is signed and not called so."
        if not is_signed and award.state == AwardState.SIGNED:
            yield f"Award {award.uid} is called signed and is not."


def _signatures(_: datetime) -> Iterator[str]:
    logged = set(Signature.objects.values_list("document", "digest"))
    signed_ones = set(Signature.objects.values_list("document", flat=True))
    for document in SignedDocument.objects.iterator(100):
        if document.erased_at is not None:
            # A dated tombstone: the log still knows what was signed, by its digest.
            if document.signed_at is not None and document.pk not in signed_ones:
                yield f"The signer's log does not know the erased {document.about}."
            continue
        content = bytes(document.unsigned or b"")
        if hashlib.sha256(content).hexdigest() != document.digest:
            yield f"The recorded document of {document.about} does not match its digest."
        if document.signed is None:
            continue
        signed = bytes(document.signed)
        says: dict[str, Any] = json.loads(signed)
        says.pop("proof", None)
        if says != json.loads(content):
            yield f"What was signed for {document.about} is not what was recorded."
        for form in (signed, *([document.jwt.encode()] if document.jwt else [])):
            if (document.pk, hashlib.sha256(form).hexdigest()) not in logged:
                yield f"The signer's log does not know a signature of {document.about}."


def _revocations(at: datetime) -> Iterator[str]:
    rows = StatusList.objects.select_related("document").prefetch_related(
        "credentials__award", "credentials__document"
    )
    for status_list in rows.iterator(20):
        due = [
            credential
            for credential in status_list.credentials.all()
            if credential.award.revoked_at and credential.award.revoked_at < at - STATUS_WITHIN
        ]
        if status_list.document is None:
            # Nothing that names this list was ever published.
            due = [credential for credential in due if credential.document.signed_at is not None]
            told: set[int] = set()
        else:
            told = marked(json.loads(bytes(status_list.document.signed or b"{}")))
        for credential in due:
            if credential.status_index not in told:
                yield f"Award {credential.award.uid} is revoked and the status list is silent."


def _evidence(_: datetime) -> Iterator[str]:
    kept = EvidenceItem.objects.filter(erased_at=None).select_related("award")
    for item in kept.iterator(100):
        if sha256_multibase(bytes(item.content or b"")) != item.digest:
            yield f"Evidence {item.position} of award {item.award.uid} does not match its digest."


def _places(_: datetime) -> Iterator[str]:
    used: dict[tuple[int, str, str], int] = {}
    for place in Place.objects.select_related("award__version"):
        if place.award is None:
            continue
        if not place.live:
            if place.award.state != AwardState.REVOKED:
                yield f"Award {place.award.uid} holds, and its place is free."
            continue
        here = (place.person_id, place.scope, place.period)
        used[here] = used.get(here, 0) + 1
        if (
            used[here] > place.award.version.facts.frequency.times
            or place.person_id != place.award.person_id
        ):
            yield f"Award {place.award.uid} is one too many in {place.scope} {place.period}."
    for award in Award.objects.filter(place=None):
        yield f"Award {award.uid} has no place in a period."


def _copies(_: datetime) -> Iterator[str]:
    shared = Award.objects.filter(shared_at__isnull=False, erased_at=None)
    shared = shared.filter(credential__document__signed__isnull=False)
    paths = set(PublicCopy.objects.filter(terms="credential-json").values_list("path", flat=True))
    for uid in shared.values_list("uid", flat=True).iterator(1000):
        if CREDENTIAL.below(uid=uid) not in paths:
            yield f"Award {uid} is shared and has no public copy."
    present = PublicCopy.objects.filter(Q(publication=None) | Q(publication=number()))
    for copy in present.iterator(100):
        standing = published_below(copy.path)
        if standing is None:
            yield f"The public copy at {copy.path} is of nothing."
        elif (standing.content, standing.content_type) != (bytes(copy.content), copy.content_type):
            yield f"The public copy at {copy.path} is not what stands there."
