"""The status list: recorded anew every hour and at each change, signed as it then stands."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from openbadges3.status import StatusList as Bits
from openbadges3.status import status_list_document

from kenspeckle.awards.addresses import STATUS_LIST as STATUS_LIST_ADDRESS
from kenspeckle.awards.addresses import STATUS_LIST_TERMS, status_list_url
from kenspeckle.awards.kinds.kind import record_document
from kenspeckle.awards.models import SignedDocument, StatusList
from kenspeckle.awards.published import CREDENTIAL_TYPE
from kenspeckle.awards.states import AwardState
from kenspeckle.kernel import copies
from kenspeckle.kernel.serving import Published
from kenspeckle.organisations.identity import issuer_did

TTL = timedelta(minutes=10)
VALID_FOR = timedelta(hours=24)
RENEWED_AFTER = timedelta(minutes=55)
OUTDATED = "a newer edition of the list took its place"


class StatusListKind:
    """Bitstring Status List 1.0: a bit for each award, set when it is revoked."""

    name = "status-list"
    has_jwt = False

    def record_due(self, at: datetime) -> Iterable[int]:
        """Return the lists that were never published, or not for an hour."""
        old = Q(document=None) | Q(document__recorded_at__lt=at - RENEWED_AFTER)
        return StatusList.objects.filter(old).order_by("pk").values_list("pk", flat=True)

    @transaction.atomic
    def record_anew(self, row: int, at: datetime) -> SignedDocument:
        """Record the list with the bits of the awards that are revoked now."""
        status_list = (
            StatusList.objects.select_for_update(of=("self",), no_key=True)
            .select_related("issuer")
            .get(pk=row)
        )
        bits = Bits(size=status_list.size)
        for index in _revoked(status_list):
            bits.set(index)
        at = at.replace(microsecond=0)
        _outdate(
            SignedDocument.objects.filter(about=about(status_list), signed_at=None, erased_at=None),
            at,
        )
        return record_document(
            self.name,
            issuer=status_list.issuer,
            about=about(status_list),
            document=status_list_document(
                id=status_list_url(status_list),
                issuer=issuer_did(status_list.issuer),
                purpose="revocation",
                encoded=bits.encoded(),
                valid_from=at,
                valid_until=at + VALID_FOR,
                ttl_ms=int(TTL.total_seconds() * 1000),
            ),
            at=at,
        )

    def lock(self, recorded: SignedDocument) -> None:
        """Lock the list."""
        _list_of(recorded, lock=True)

    def is_overtaken(self, recorded: SignedDocument) -> bool:
        """Return whether an award was revoked since: the list is recorded anew then."""
        document = json.loads(bytes(recorded.unsigned or b"{}"))
        return bool(_revoked(_list_of(recorded)) - marked(document))

    def faults(self, recorded: SignedDocument, document: dict[str, Any]) -> Iterator[str]:
        """Yield what the list says that is not so."""
        status_list = _list_of(recorded)
        if document.get("id") != status_list_url(status_list):
            yield "The recorded document names another status list."
        if marked(document) - _revoked(status_list):
            yield "The recorded status list revokes an award that is not revoked."
        until = datetime.fromisoformat(document["validUntil"])
        if until > recorded.recorded_at.astimezone(UTC) + VALID_FOR:
            yield "The recorded status list is valid for too long."

    def after_signing(self, recorded: SignedDocument, at: datetime) -> Iterable[SignedDocument]:
        """Publish the list in place of the edition before."""
        status_list = _list_of(recorded)
        earlier = SignedDocument.objects.filter(status_list=status_list)
        before = [document.pk for document in earlier]
        status_list.document = recorded
        status_list.save(update_fields=["document"])
        copies.keep(
            STATUS_LIST_ADDRESS.below(slug=status_list.issuer.slug, number=status_list.number),
            Published(bytes(recorded.signed or b""), CREDENTIAL_TYPE),
            STATUS_LIST_TERMS,
            about=about(status_list),
        )
        _outdate(SignedDocument.objects.filter(pk__in=before), at)
        return ()


STATUS_LIST = StatusListKind()


def about(status_list: StatusList) -> str:
    """Return what documents of the list are about."""
    return f"status-list:{status_list.issuer.slug}/{status_list.number}"


def marked(document: dict[str, Any]) -> set[int]:
    """Return the indexes that a status list credential marks."""
    subject = document.get("credentialSubject", {})
    if "encodedList" not in subject:
        return set()
    bits = Bits.decode(subject["encodedList"]).bits
    return {
        place * 8 + bit
        for place, byte in enumerate(bits)
        if byte
        for bit in range(8)
        if byte & (0x80 >> bit)
    }


def _revoked(status_list: StatusList) -> set[int]:
    revoked = status_list.credentials.filter(award__state=AwardState.REVOKED)
    return set(revoked.values_list("status_index", flat=True))


def _list_of(recorded: SignedDocument, *, lock: bool = False) -> StatusList:
    number = recorded.about.rpartition("/")[2]
    lists = StatusList.objects.select_related("issuer")
    if lock:
        lists = lists.select_for_update(of=("self",), no_key=True)
    return lists.get(issuer=recorded.issuer_id, number=number)


def _outdate(documents: QuerySet[SignedDocument], at: datetime) -> None:
    """Empty older editions: their digests stay, so that the signer's log can be read."""
    documents.update(unsigned=None, signed=None, jwt=None, erased_at=at, erased_because=OUTDATED)
