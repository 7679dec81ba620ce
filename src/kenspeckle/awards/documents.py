"""Our public addresses and what is found at each, in one table.

The routes are made from it, and so is `OwnDocuments`, which lets a check in this process resolve our
own addresses without the network (did:web means https, which localhost has not).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from django.conf import settings
from openbadges3.did import did_web_url
from openbadges3.documents import Document
from openbadges3.errors import DocumentUnavailable, Unreadable

from kenspeckle.awards import files, published
from kenspeckle.awards.addresses import (
    AWARD,
    CREDENTIAL,
    CREDENTIAL_FORMS,
    EVIDENCE,
    FORM_TERMS,
    JWK,
    STATUS_LIST,
    STATUS_LIST_TERMS,
)
from kenspeckle.awards.models import Award, EvidenceItem, IssuerKey, StatusList
from kenspeckle.awards.states import AwardState
from kenspeckle.catalogue.addresses import (
    ACHIEVEMENT,
    PICTURE,
    VERSION,
    VERSION_IMAGE,
    VERSION_IMAGE_PNG,
    VERSION_IMAGE_SMALL,
)
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.kernel.serving import DAY, HOUR, Published, Terms
from kenspeckle.organisations.addresses import DID, ISSUER, ISSUER_IMAGE, Address
from kenspeckle.organisations.models import Organisation

PROFILE = Terms("issuer", HOUR, varies=("Accept",))


@dataclass(frozen=True)
class Entry:
    """What machines find at one kind of address, and on what terms.

    None: its page decides for each visitor.
    """

    address: Address
    find: Callable[..., Published | None]
    terms: Terms | None


def _of_issuer(make: Callable[[Organisation], Published]) -> Callable[..., Published | None]:
    def find(slug: str) -> Published | None:
        issuer = Organisation.objects.filter(slug=slug, is_issuer=True).first()
        return make(issuer) if issuer else None

    return find


def _of_version(make: Callable[[BadgeVersion], Published]) -> Callable[..., Published | None]:
    def find(slug: str, number: int) -> Published | None:
        version = (
            BadgeVersion.objects.select_related("badge__issuer", "badge__series")
            .filter(badge__slug=slug, number=number)
            .first()
        )
        return make(version) if version else None

    return find


def _of_shared_award(form: str) -> Callable[..., Published | None]:
    def find(uid: UUID) -> Published | None:
        award = (
            files.with_files(Award.objects.filter(uid=uid, shared_at__isnull=False))
            .filter(credential__document__signed__isnull=False)
            .first()
        )
        return files.file_of(award, form) if award else None

    return find


def _evidence(uid: UUID, position: int) -> Published | None:
    item = (
        EvidenceItem.objects.exclude(award__state=AwardState.REVOKED)
        .filter(
            award__uid=uid,
            award__shared_at__isnull=False,
            position=position,
            shared=True,
            erased_at=None,
        )
        .first()
    )
    return Published(bytes(item.content or b""), item.content_type) if item else None


def _jwk(slug: str, multibase: str) -> Published | None:
    key = IssuerKey.objects.filter(issuer__slug=slug, multibase=multibase).first()
    return published.jwk(key) if key else None


def _status_list(slug: str, number: int) -> Published | None:
    listed = (
        StatusList.objects.select_related("issuer", "document")
        .filter(issuer__slug=slug, number=number)
        .first()
    )
    return published.status_list(listed) if listed else None


TABLE = (
    Entry(ISSUER, _of_issuer(published.issuer_profile), PROFILE),
    Entry(DID, _of_issuer(published.did), Terms("did", HOUR)),
    Entry(ISSUER_IMAGE, _of_issuer(published.issuer_image), Terms("issuer-picture", DAY)),
    Entry(JWK, _jwk, Terms("key", HOUR)),
    Entry(STATUS_LIST, _status_list, STATUS_LIST_TERMS),
    Entry(VERSION, _of_version(published.achievement), ACHIEVEMENT),
    Entry(VERSION_IMAGE, _of_version(published.achievement_image), PICTURE),
    Entry(CREDENTIAL, _of_shared_award("json"), FORM_TERMS["json"]),
    *(
        Entry(address, _of_shared_award(form), FORM_TERMS[form])
        for form, address in CREDENTIAL_FORMS.items()
    ),
    Entry(EVIDENCE, _evidence, None),
)
# Pictures that credentials do not name.
_MORE_PICTURES = (
    Entry(VERSION_IMAGE_SMALL, _of_version(published.achievement_image_small), PICTURE),
    Entry(VERSION_IMAGE_PNG, _of_version(published.achievement_image_png), PICTURE),
)
# All that the front may have copies of.
COPIED = (*(entry for entry in TABLE if entry.terms is not None), *_MORE_PICTURES)
ENTRIES = {entry.address.route: entry for entry in TABLE}


class OwnDocuments:
    """Answers for our own DIDs and public addresses; knows no others."""

    def fetch(self, url: str) -> Document:
        """Return what our address serves. Raises `DocumentUnavailable` for every other address."""
        # Addresses come out of credentials from anybody. What our own could never hold (a NUL, other
        # scripts) would be an error of the database rather than an answer.
        document = published_at(url) if url.isascii() and url.isprintable() else None
        if document is None:
            raise DocumentUnavailable(f"{url} is not one of our addresses.")
        return Document(content=document.content, content_type=document.content_type, url=url)


def published_at(url: str) -> Published | None:
    """Return what anybody finds at `url` (or for a did:web identifier), if the address is ours."""
    try:
        parts = urlsplit(did_web_url(url) if url.startswith("did:") else url)
    except (Unreadable, ValueError):
        return None
    for steps in _below_our_bases(parts):
        for entry in TABLE:
            values = entry.address.read(steps)
            if values is not None and _fits(values):
                return entry.find(**values)
    return None


def published_below(path: str) -> Published | None:
    """Return what stands at a path below any of our bases, pictures of badges in all sizes among it."""
    for entry in COPIED:
        values = entry.address.read(path.removeprefix("/"))
        if values is not None and _fits(values):
            return entry.find(**values)
    return None


def credential_behind(url: str) -> str:
    """Return the address of the credential when `url` is an award's page of ours; else `url`."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    for steps in _below_our_bases(parts):
        if AWARD.read(steps):
            return url.replace("/awards/", "/credentials/")
    return url


def _below_our_bases(parts: SplitResult) -> Iterator[str]:
    own = Organisation.objects.exclude(base_url="").values_list("base_url", flat=True)
    for base in {settings.PUBLIC_URL, *own}:
        here = urlsplit(base)
        # A did:web address is https by definition, whatever our own base says.
        if parts.netloc == here.netloc and parts.path.startswith(f"{here.path.rstrip('/')}/"):
            yield parts.path[len(here.path.rstrip("/")) + 1 :]


def _fits(values: dict[str, Any]) -> bool:
    # A number that no column holds names nothing.
    return all(value < 2**31 for value in values.values() if isinstance(value, int))
