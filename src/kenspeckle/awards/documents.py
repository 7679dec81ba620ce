"""Documents for verification: our own from the database, other people's over safe HTTP."""

from urllib.parse import urlsplit

from django.conf import settings
from openbadges3.documents import (
    Document,
    Documents,
    LayeredDocuments,
    SafeHttpDocuments,
)
from openbadges3.errors import DocumentUnavailable

from kenspeckle.awards import published
from kenspeckle.awards.models import IssuerKey, StatusList
from kenspeckle.awards.published import Published
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.organisations.identity import issuer_did
from kenspeckle.organisations.models import Organisation


class OwnDocuments:
    """Answers for our own DIDs and public addresses; knows no others."""

    def fetch(self, url: str) -> Document:
        """Return what our address serves. Raises `DocumentUnavailable` for every other address."""
        # Addresses come out of credentials from anybody. What our own could never hold (a NUL, other
        # scripts) would be an error of the database rather than an answer.
        found = self._find(url) if url.isascii() and url.isprintable() else None
        if found is None:
            raise DocumentUnavailable(f"{url} is not one of our addresses.")
        return Document(content=found.content, content_type=found.content_type, url=url)

    def _find(self, url: str) -> Published | None:
        if url.startswith("did:web:"):
            for issuer in Organisation.objects.filter(is_issuer=True):
                if issuer_did(issuer) == url:
                    return published.did(issuer)
            return None
        base = urlsplit(settings.PUBLIC_URL)
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        # A did:web address is https by definition, whatever our own base says.
        if parts.netloc != base.netloc or not parts.path.startswith(base.path):
            return None
        steps = [step for step in parts.path.removeprefix(base.path).split("/") if step]
        return self._at(steps)

    def _at(self, steps: list[str]) -> Published | None:
        match steps:
            case ["issuers", slug]:
                issuer = Organisation.objects.filter(slug=slug, is_issuer=True).first()
                return published.issuer_profile(issuer) if issuer else None
            case ["issuers", slug, "did.json"]:
                issuer = Organisation.objects.filter(slug=slug, is_issuer=True).first()
                return published.did(issuer) if issuer else None
            case ["issuers", slug, "keys", name]:
                key = IssuerKey.objects.filter(issuer__slug=slug, multibase=name).first()
                return published.jwk(key) if key else None
            case ["status", slug, number] if _is_number(number):
                found = StatusList.objects.filter(issuer__slug=slug, number=number).first()
                return published.status_list(found) if found else None
            case ["credentials" | "awards", uid]:
                return published.shared_credential(uid)
            case ["badges", slug, "versions", number] if _is_number(number):
                version = BadgeVersion.objects.filter(badge__slug=slug, number=number).first()
                return published.achievement(version) if version else None
        return None


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 10


def for_verification() -> Documents:
    """Return documents for checking a credential from any issuer."""
    return LayeredDocuments([OwnDocuments(), SafeHttpDocuments()])
