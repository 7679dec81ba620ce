"""What this room promises of its rows (`kenspeckle doctor`)."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from openbadges3.encoding import sha256_multibase
from openbadges3.status import StatusList as Bits

from kenspeckle.audit.promises import counted, differences
from kenspeckle.awards import basis as bases
from kenspeckle.awards.models import Award, Credential, EvidenceItem, Place, Signature, StatusList
from kenspeckle.awards.states import State
from kenspeckle.kernel.models import OutgoingMail
from kenspeckle.kernel.promises import Promise
from kenspeckle.kernel.queued import unqueued

STATUS_WITHIN = timedelta(minutes=15)


def promises() -> list[Promise]:
    """Return this room's promises."""
    return [
        Promise("every step of an award has one event", Award, _events),
        Promise("what was signed is what was recorded, and it is logged", Credential, _signatures),
        Promise(
            "what is revoked is in the status list within 15 minutes", StatusList, _revocations
        ),
        Promise("nobody holds more awards in a period than its rule allows", Place, _places),
        Promise("every revocation has queued its mail once", OutgoingMail, _mail),
        Promise("every piece of evidence matches its digest", EvidenceItem, _evidence),
    ]


def _events(_: datetime) -> Iterator[str]:
    counts = counted()
    for award in Award.objects.exclude(credential=None).select_related("credential").iterator(200):
        yield from differences(
            counts,
            f"award:{award.uid}",
            {
                "award.recorded": 1,
                "award.signed": int(award.credential.signed is not None),
                "award.revoked": int(award.state == State.REVOKED),
            },
        )


def _mail(_: datetime) -> Iterator[str]:
    revoked = Award.objects.filter(state=State.REVOKED)
    yield from unqueued("award.revoked", revoked.values_list("uid", flat=True))


def _signatures(_: datetime) -> Iterator[str]:
    logged = set(Signature.objects.filter(kind="award").values_list("row", "digest"))
    for award in Award.objects.filter(credential=None):
        yield f"Award {award.uid} has no recorded document."
    for credential in Credential.objects.select_related("award").iterator(100):
        uid, content = credential.award.uid, bytes(credential.unsigned)
        if hashlib.sha256(content).hexdigest() != credential.unsigned_digest:
            yield f"The recorded document of award {uid} does not match its digest."
        if bases.digest(credential.award.basis) != credential.award.basis_digest:
            yield f"The basis of award {uid} does not match its digest."
        if credential.signed is None:
            if credential.award.state == State.SIGNED:
                yield f"Award {uid} is called signed and is not."
            continue
        if credential.award.state == State.RECORDED:
            yield f"Award {uid} is signed and not called so."
        signed = bytes(credential.signed)
        document: dict[str, Any] = json.loads(signed)
        document.pop("proof", None)
        if document != json.loads(content):
            yield f"What was signed for award {uid} is not what was recorded."
        for form in (signed, credential.jwt.encode()):
            if (credential.pk, hashlib.sha256(form).hexdigest()) not in logged:
                yield f"The signer's log does not know a signature of award {uid}."


def _revocations(at: datetime) -> Iterator[str]:
    for status_list in StatusList.objects.prefetch_related("credentials__award").iterator(20):
        due = [
            credential
            for credential in status_list.credentials.all()
            if credential.award.revoked_at and credential.award.revoked_at < at - STATUS_WITHIN
        ]
        if status_list.signed is None:
            # Nothing that names this list was ever published.
            due = [credential for credential in due if credential.signed is not None]
            bits = Bits(size=status_list.size)
        else:
            subject = json.loads(bytes(status_list.signed))["credentialSubject"]
            bits = Bits.decode(subject["encodedList"])
        for credential in due:
            if not bits.get(credential.status_index):
                yield f"Award {credential.award.uid} is revoked and the status list is silent."


def _evidence(_: datetime) -> Iterator[str]:
    for item in EvidenceItem.objects.select_related("award").iterator(100):
        if sha256_multibase(bytes(item.content)) != item.digest:
            yield f"Evidence {item.position} of award {item.award.uid} does not match its digest."


def _places(_: datetime) -> Iterator[str]:
    used: dict[tuple[int, str, str], int] = {}
    for place in Place.objects.select_related("award__version"):
        if place.award is None:
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
